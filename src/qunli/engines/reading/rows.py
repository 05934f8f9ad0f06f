"""Reads figures out of tables: the head says what and in which unit, the first cell says of whom."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from qunli.engines.notation.numerals import plain, read_number
from qunli.engines.notation.units import Unit, read_quantity, read_unit
from qunli.engines.notation.unreadable import Unreadable
from qunli.engines.reading.naming import kind_of
from qunli.engines.reading.results import Bound, Claim

__all__ = ["rows_in"]

_NOTED: Final = re.compile(r"单位[::]\s?([\w]{1,6})")
_LINE: Final = re.compile(r"[^\n\r]+")
_BORDER: Final = re.compile(r"[|\t│┃]")
_LISTED: Final = re.compile(r"[^\d],|,[^\d]")
_GAP: Final = re.compile(r"\s{2,}")
_CELL: Final = re.compile(r"[^|\t│┃\n\r]+")
_GAP_CELL: Final = re.compile(r"\S+(?: \S+)*")
_COMMA_CELL: Final = re.compile(r"[^,\n\r]+")
_RULE: Final = re.compile(r"[\s|:+=\-─│┼]*\Z")
_NUMBER: Final = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?\s?(?:%|[万亿]*[\u4e00-\u9fff]{0,3})\Z")
_PLAIN: Final = re.compile(r"(?P<number>[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s?(?P<percent>%)?")
_UNIT: Final = re.compile(r"[(\[](?P<unit>[^)\]]{1,12})[)\]]|/(?P<bare>[^/]{1,6})\Z")
_UNIT_HEAD: Final = re.compile(r"(?:计量)?单位\Z|unit\Z", re.IGNORECASE)
_VALUE_HEAD: Final = re.compile(
    r"数值|数量|指标值|完成值|实绩|合计|value|amount|\A(?:19|20)\d{2}年?\Z|本期|当年|今年", re.IGNORECASE
)
_NO_FIGURE: Final = re.compile(
    r"序号|编号|代码|电话|手机|邮编|日期|时间|年份|年度\Z|排名|名次|有效期|信用代码|no\.?\Z|rank|code|phone|date|year\Z",
    re.IGNORECASE,
)
_YEAR_HEAD: Final = re.compile(r"(?:19|20)\d{2}年?")
_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:年|\b)")
_ENGLISH_UNITS: Final = {
    "million yuan": ("元", 6),
    "billion yuan": ("元", 9),
    "yuan": ("元", 0),
    "percent": ("%", 0),
    "number": ("", 0),
    "million": ("", 6),
}

_Cell = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class _Column:
    """What the head of a column says: what its figures are called, in which unit and of which year."""

    title: str
    name: str
    unit: Unit | None
    is_year: bool
    years: tuple[str, ...]
    is_value: bool
    year: str


def _column(head: str, noted: str) -> _Column | None:
    """Read the head of a column; nothing where it holds no figures."""
    if _NO_FIGURE.search(head):
        return None
    title = _UNIT.sub("", head).strip()
    return _Column(
        title,
        _YEAR.sub("", title).strip("年 "),
        _head_unit(head, noted),
        _YEAR_HEAD.fullmatch(head) is not None,
        tuple(_YEAR.findall(title)),
        _VALUE_HEAD.search(title) is not None,
        head[:4],
    )


def rows_in(text: str, original: str, span: tuple[int, int], caption: str) -> Iterator[Claim]:
    """Read the figures of a table; ``caption`` is the line above it, which may name the year and the unit."""
    rows = [row for row in _rows(text, span) if row]
    if len(rows) < 2:  # noqa: PLR2004 -- a head and a row
        return
    head = [cell[0] for cell in rows[0]]
    caption_year = _YEAR.findall(caption)
    year = caption_year[0] if len(set(caption_year)) == 1 else None
    note = _NOTED.search(caption + " ".join(head))
    noted = note[1] if note else ""
    unit_column = next((place for place, cell in enumerate(head) if _UNIT_HEAD.search(cell)), -1)
    columns = [_column(cell, noted) if place not in {0, unit_column} else None for place, cell in enumerate(head)]
    for row in rows[1:]:
        for column, cell in zip(columns, row, strict=False):
            if column is not None and _NUMBER.fullmatch(cell[0]):
                yield from _figure(original, (column, row, unit_column), cell, year, noted)


def _rows(text: str, span: tuple[int, int]) -> Iterator[list[_Cell]]:
    for line in _LINE.finditer(text, *span):
        if _RULE.fullmatch(line.group()):
            continue
        yield _cells(text, line.start(), line.end())


def _cells(text: str, start: int, end: int) -> list[_Cell]:
    line = text[start:end]
    pattern = _CELL if _BORDER.search(line) else _COMMA_CELL if _LISTED.search(line) and not _GAP.search(line) else None
    if pattern is None:
        found = [(match.group(), start + match.start(), start + match.end()) for match in _GAP_CELL.finditer(line)]
        return found if len(found) > 1 else []
    if pattern is _CELL:
        return _between_borders(text, start, end)
    return [(match.group().strip(), match.start(), match.end()) for match in pattern.finditer(text, start, end)]


def _between_borders(text: str, start: int, end: int) -> list[_Cell]:
    line = text[start:end]
    lead = len(line) - len(line.lstrip(" |"))
    tail = len(line.rstrip(" |"))
    cells: list[_Cell] = []
    place = start + (lead if line.lstrip(" ").startswith("|") else 0)
    for piece in _BORDER.split(text[place : start + max(tail, place - start)]):
        inner = piece.strip()
        begin = place + (piece.find(inner) if inner else 0)
        cells.append((inner, begin, begin + len(inner)))
        place += len(piece) + 1
    return cells


def _figure(
    original: str, where: tuple[_Column, Sequence[_Cell], int], cell: _Cell, year: str | None, noted: str
) -> Iterator[Claim]:
    column, row, unit_column = where
    written, start, end = cell
    by_row = unit_column >= 0
    own_unit = by_row and unit_column < len(row) and not written.endswith("%")
    read = _value(written, _unit(row[unit_column][0]) if own_unit else column.unit)
    if read is None:
        return
    value, name_of_unit = read
    if column.is_year and not by_row:
        yield from _by_year(original, row[0][0], cell, column.year, noted)
        return
    label = row[0][0] if not row[0][0].isdigit() else row[1][0]
    name = column.name if not by_row else label if column.is_value else f"{label}{column.title}"
    yield Claim(
        start, end, original[start:end], kind_of(name, name_of_unit), "" if by_row else label, name, (value,),
        name_of_unit, column.years[0] if column.years else year, Bound.EXACT, 0.8,
    )  # fmt: skip


def _by_year(original: str, label: str, cell: _Cell, year: str, noted: str) -> Iterator[Claim]:
    """Read a cell under a year: the row says what and in which unit."""
    written, start, end = cell
    read = _value(written, None if written.endswith("%") else _head_unit(label, noted))
    if read is not None:
        name = _UNIT.sub("", label).strip()
        yield Claim(
            start, end, original[start:end], kind_of(name, read[1]), "", name, (read[0],), read[1], year,
            Bound.EXACT, 0.8,
        )  # fmt: skip


def _head_unit(head: str, noted: str) -> Unit | None:
    match = _UNIT.search(head)
    return _unit((match["unit"] or match["bare"]) if match else noted)


@lru_cache(maxsize=1024)
def _unit(written: str) -> Unit | None:
    known = _ENGLISH_UNITS.get(written.lower().strip())
    if known:
        return Unit(known[0], Decimal(10) ** known[1])
    try:
        return read_unit(written)
    except Unreadable:
        return None


def _value(written: str, unit: Unit | None) -> tuple[Decimal, str] | None:
    plainly = _PLAIN.fullmatch(written)
    try:
        if plainly is None:
            quantity = read_quantity(written)
            if quantity.unit or unit is None:
                return quantity.value, quantity.unit
            return plain(read_number(written) * unit.scale), unit.name
        number = Decimal(plainly["number"].replace(",", ""))
    except Unreadable:
        return None
    if plainly["percent"]:
        return plain(number), "%"
    return (plain(number * unit.scale), unit.name) if unit else (plain(number), "")
