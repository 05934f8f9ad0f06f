"""Reads sheets into rows and gathers every fault."""

import re
from collections.abc import Hashable, Sequence
from typing import Final

from qunli.engines.notation.sheets.cells import Found
from qunli.engines.notation.sheets.faults import Aside, AsideCause, Fault, FaultCode, Reading, Row
from qunli.engines.notation.sheets.grid import Cell, Grid, Sheet, column_letter, label_of, text_of
from qunli.engines.notation.sheets.headers import Column, Header, Place, find_header, noted_unit
from qunli.engines.notation.unreadable import Expected, Unreadable

__all__ = ["read_sheets"]

_TOTAL: Final = re.compile(
    r"(?:本页)?(?:合计|总计|小计|共计|累计|grandtotal|subtotal|total|sum)(?:数|人数|金额)?(?=\Z|[:(=0-9])"
)
_NOTE: Final = re.compile(
    r"(?:附?注|备注|说明|填表|填报|制表|审核|复核|联系人|联系电话|(?:数据|资料)来源|notes?|sources?|remarks?)"
    r"(?:人|单位|日期|时间|说明)?(?=\Z|[:(0-9])|注意"
)
_SECTION: Final = re.compile(r"(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\))")
_FORMULA_ERROR: Final = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)", re.IGNORECASE)


class _SheetReading:
    """Reads one sheet whose header was found."""

    def __init__(self, sheet: Sheet, grid: Grid, header: Header, seen: dict[tuple[str, Hashable], str]) -> None:
        self.name = sheet.name
        self.grid = grid
        self.header = header
        self.seen = seen
        self.unit = noted_unit(grid, header)
        self.rows: list[Row] = []
        self.faults: list[Fault] = []
        self.aside: list[Aside] = []

    def read(self, columns: Sequence[Column]) -> None:
        self._check_header(columns)
        for number in range(1, self.header.first):
            self._set_aside(number, AsideCause.TITLE)
        for number in range(self.header.last + 1, self.grid.height + 1):
            self._read_row(number)

    def _check_header(self, columns: Sequence[Column]) -> None:
        found = {place.column.key for place in self.header.places}
        row = self.header.last
        for column in columns:
            if column.required and column.key not in found:
                code, name = FaultCode.MISSING_COLUMN, column.aliases[0]
                self.faults.append(Fault(self.name, row, "", column.key, name, "", code, Expected.HEADER))
        for place in self.header.doubled:
            first = next(one for one in self.header.places if one.column.key == place.column.key)
            other = f"{column_letter(first.number)}{row}"
            self._fault(row, place, place.header, FaultCode.DUPLICATE_COLUMN, Expected.ONE_COLUMN, other=other)

    def _read_row(self, number: int) -> None:
        cells = self.grid.row(number)
        cause = self._cause_to_set_aside(number, cells)
        if cause is not None:
            self._set_aside(number, cause)
            return
        if _starts_here(number, cells):
            values = {
                place.column.key: self._read_cell(number, place, cells[place.number - 1])
                for place in self.header.places
            }
            self.rows.append(Row(self.name, number, values))

    def _cause_to_set_aside(self, number: int, cells: list[Cell]) -> AsideCause | None:
        filled = [cell for cell in cells if not cell.is_nothing]
        if not filled:
            return None
        first = label_of(text_of(filled[0].value))
        if _TOTAL.match(first):
            return AsideCause.TOTAL
        if self._repeats_header(cells):
            return AsideCause.REPEATED_HEADER
        if _is_note(first, filled, number):
            return AsideCause.NOTE
        known = any(not cells[place.number - 1].is_nothing for place in self.header.places)
        return None if known else AsideCause.NOTHING_KNOWN

    def _repeats_header(self, cells: list[Cell]) -> bool:
        labels = self.header.labels
        same = [label_of(text_of(cells[number - 1].value)) == label for number, label in labels.items()]
        return 2 * sum(same) > len(same)

    def _read_cell(self, number: int, place: Place, cell: Cell) -> Hashable:
        column = place.column
        text = text_of(cell.value)
        if cell.is_nothing:
            if column.required:
                self._fault(number, place, text, FaultCode.MISSING_VALUE, Expected.VALUE)
            return None
        if _FORMULA_ERROR.fullmatch(text.strip()):
            self._fault(number, place, text, FaultCode.FORMULA_ERROR, Expected.VALUE)
            return None
        if not column.spread and cell.block is not None and cell.block.top < number:
            other = f"{column_letter(cell.block.left)}{cell.block.top}"
            self._fault(number, place, text, FaultCode.MERGED_VALUE, Expected.OWN_CELL, other=other)
            return None
        return self._read_value(number, place, Found(cell.value, place.unit, self.unit))

    def _read_value(self, number: int, place: Place, found: Found) -> Hashable:
        try:
            value = place.column.read(found)
        except Unreadable as fault:
            self._fault(number, place, found.text, fault.code, fault.expected, position=fault.position)
            return None
        if place.column.unique:
            here = f"{column_letter(place.number)}{number}"
            other = self.seen.setdefault((place.column.key, value), f"{self.name}!{here}")
            if other != f"{self.name}!{here}":
                self._fault(number, place, found.text, FaultCode.DUPLICATE_VALUE, Expected.UNIQUE, other=other)
        return value

    def _fault(  # noqa: PLR0913 -- a fault has this many sides
        self,
        row: int,
        place: Place,
        found: str,
        code: str,
        expected: Expected,
        *,
        position: int = 0,
        other: str = "",
    ) -> None:
        letter, key = column_letter(place.number), place.column.key
        self.faults.append(
            Fault(self.name, row, letter, key, place.header, found, str(code), expected, position, other)
        )

    def _set_aside(self, number: int, cause: AsideCause) -> None:
        text = _text_of_row(number, self.grid.row(number))
        if text:
            self.aside.append(Aside(self.name, number, cause, text))


def _starts_here(number: int, cells: list[Cell]) -> bool:
    """Say whether some value of the row is its own, not only filled from merged cells above."""
    return any(not cell.is_nothing and (cell.block is None or cell.block.top == number) for cell in cells)


def _is_note(first: str, filled: list[Cell], number: int) -> bool:
    """Say whether a row is a remark or the title of a section rather than a record."""
    if _NOTE.match(first):
        return True
    if len(filled) == 1:
        return bool(_SECTION.match(first))
    block = filled[0].block
    return (
        block is not None
        and block.top == number
        and block.right > block.left
        and all(cell.block == block for cell in filled)
    )


def _text_of_row(number: int, cells: list[Cell]) -> str:
    """Return what a row says, each merged block once."""
    texts: list[str] = []
    last: object = None
    for cell in cells:
        if not cell.is_nothing and (cell.block is None or (cell.block != last and cell.block.top == number)):
            texts.append(" ".join(text_of(cell.value).split()))
        last = cell.block
    return " | ".join(texts)


def read_sheets(sheets: Sequence[Sheet], columns: Sequence[Column]) -> Reading:
    """Read all sheets that have a header naming the columns, in any order and anywhere.

    A sheet without one is set aside where another has one, else it is a fault. No bad cell
    raises: every fault is gathered.
    """
    seen: dict[tuple[str, Hashable], str] = {}
    readings: list[_SheetReading] = []
    without: list[Sheet] = []
    for sheet in sheets:
        grid = Grid(sheet)
        header = find_header(grid, columns)
        if header is None:
            without.append(sheet)
            continue
        reading = _SheetReading(sheet, grid, header, seen)
        reading.read(columns)
        readings.append(reading)
    return Reading(
        tuple(row for reading in readings for row in reading.rows),
        tuple(fault for reading in readings for fault in reading.faults) + _headless(without, bool(readings)),
        tuple(aside for reading in readings for aside in reading.aside) + _set_aside(without, bool(readings)),
    )


def _headless(sheets: Sequence[Sheet], others: bool) -> tuple[Fault, ...]:  # noqa: FBT001 -- one word less
    if others:
        return ()
    return tuple(Fault(sheet.name, 0, "", "", "", "", FaultCode.NO_HEADER, Expected.HEADER) for sheet in sheets)


def _set_aside(sheets: Sequence[Sheet], others: bool) -> tuple[Aside, ...]:  # noqa: FBT001 -- as above
    if not others:
        return ()
    return tuple(Aside(sheet.name, 0, AsideCause.SHEET_WITHOUT_HEADER, "") for sheet in sheets)
