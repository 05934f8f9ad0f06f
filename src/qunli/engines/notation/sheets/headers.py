"""Finds the header of a sheet: the row, or two rows, that name most of the wanted columns."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from qunli.engines.notation.sheets.cells import Reader
from qunli.engines.notation.sheets.grid import Cell, Grid, label_of, text_of
from qunli.engines.notation.units import Unit, UnknownUnit, read_unit

__all__ = ["Column", "Header", "Place", "find_header", "noted_unit"]

_SEARCHED_ROWS: Final = 60
_ENOUGH: Final = 2
_BRACKET: Final = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]\Z")
_BEHIND_MARK: Final = re.compile(r"[/:,_-]([^/:,_-]+)\Z")
_UNIT_WORD: Final = re.compile(r"\A(?:计量|金额|货币)?单位[:]?")
_NOTED: Final = re.compile(r"(?:计量|金额|货币)?单位:([^,;()\[\]【】]+)")


@dataclass(frozen=True, slots=True)
class Column:
    """A column the caller knows: its key, the names it may bear, how to read its cells.

    ``unique`` refuses a value found before. ``spread`` False refuses to repeat the value of
    cells merged over several rows, as for an amount that two rows share.
    """

    key: str
    aliases: tuple[str, ...]
    read: Reader
    required: bool = False
    unique: bool = False
    spread: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the sheet a column was found, and the unit that its header gives."""

    column: Column
    number: int
    header: str
    unit: Unit | None


@dataclass(frozen=True, slots=True)
class Header:
    """The rows of the header and the columns found in it; doubled ones apart."""

    first: int
    last: int
    places: tuple[Place, ...]
    doubled: tuple[Place, ...]

    @property
    def labels(self) -> dict[int, str]:
        """Return the label over each column found."""
        return {place.number: label_of(place.header) for place in self.places}


def _unit(written: str) -> Unit | None:
    try:
        return read_unit(_UNIT_WORD.sub("", written))
    except UnknownUnit:
        return None


def _bare(text: str) -> str:
    return label_of(text).strip("()[]【】")


def _names_and_unit(label: str) -> tuple[list[str], Unit | None]:
    """Return the label, then the label without what stands in brackets or behind a mark."""
    names, unit = [label], None
    while (match := _BRACKET.search(label)) is not None:
        unit = unit or _unit(match[1])
        label = label[: match.start()]
        names.append(label)
    match = _BEHIND_MARK.search(label)
    if match is not None and unit is None:
        unit = _unit(match[1])
        if unit is not None:
            names.append(label[: match.start()])
    return names, unit


def _written(upper: Cell, lower: Cell | None) -> Iterator[str]:
    """Return what may name a column: one cell, or the lower of two with and without the upper."""
    above = "" if upper.value is None else text_of(upper.value)
    if lower is None or lower.value is None or (lower.block is not None and lower.block == upper.block):
        yield above
        return
    below = text_of(lower.value)
    yield above + below
    yield below
    if _unit(_bare(below)):
        yield f"{above}({below})"


class _Finder:
    def __init__(self, grid: Grid, columns: Sequence[Column]) -> None:
        self.grid = grid
        self.known = {label_of(alias): column for column in columns for alias in column.aliases}

    def place(self, number: int, upper: Cell, lower: Cell | None) -> Place | None:
        """Return the column that the cells over a sheet's column name, if any."""
        for written in _written(upper, lower):
            names, unit = _names_and_unit(label_of(written))
            for name in names:
                if name in self.known:
                    return Place(self.known[name], number, " ".join(written.split()), unit)
        return None

    def header(self, first: int, last: int) -> Header:
        """Read one row or two as a header."""
        places: dict[str, Place] = {}
        doubled: list[Place] = []
        for number in range(1, self.grid.width + 1):
            lower = self.grid.cell(last, number) if last > first else None
            place = self.place(number, self.grid.cell(first, number), lower)
            if place is None:
                continue
            if place.column.key in places:
                doubled.append(place)
            places.setdefault(place.column.key, place)
        return Header(first, last, tuple(places.values()), tuple(doubled))

    def only_units(self, row: int) -> bool:
        """Say whether all that a row holds are units, as a second line of a header."""
        written = [_bare(text_of(cell.value)) for cell in self.grid.row(row) if not cell.is_nothing]
        return bool(written) and all(map(_unit, written))


def find_header(grid: Grid, columns: Sequence[Column]) -> Header | None:
    """Return the header that names most columns: the earliest, one row rather than two."""
    finder = _Finder(grid, columns)
    best: Header | None = None
    for row in range(1, min(grid.height, _SEARCHED_ROWS) + 1):
        found = finder.header(row, row)
        if row < grid.height:
            below = finder.header(row, row + 1)
            if len(below.places) > len(found.places) or (found.places and finder.only_units(row + 1)):
                alone = finder.header(row + 1, row + 1)
                found = below if len(below.places) > len(alone.places) else found
        if best is None or len(found.places) > len(best.places):
            best = found
    enough = min(_ENOUGH, len(columns))
    return best if best is not None and len(best.places) >= enough else None


def noted_unit(grid: Grid, header: Header) -> Unit | None:
    """Return the unit that a line above the header gives for the whole sheet."""
    for row in range(1, header.first):
        for cell in grid.row(row):
            match = _NOTED.search(label_of(text_of(cell.value)))
            unit = _unit(match[1]) if match is not None else None
            if unit is not None:
                return unit
    return None
