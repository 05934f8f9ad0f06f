"""A sheet as a grid of values, with merged cells filled from their upper left corner."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Final

from qunli.engines.notation.numerals import plain
from qunli.engines.notation.script import to_simplified
from qunli.engines.notation.width import fold_width

__all__ = ["Cell", "Grid", "Merge", "Sheet", "column_letter", "is_nothing", "label_of", "text_of"]

_LETTERS: Final = 26
_NOTHING: Final = frozenset({"", "-", "--", "---", "—", "——", "–", "/", "//", "\\", "无", "無", "n/a", "na", "null"})
_FLOAT_FORMAT: Final = ".15g"  # what Excel itself keeps and shows


@dataclass(frozen=True, slots=True)
class Merge:
    """A block of merged cells; rows and columns counted from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The values of a sheet as they were extracted; rows may differ in length."""

    name: str
    rows: tuple[tuple[object, ...], ...]
    merged: tuple[Merge, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A value and the merged block, if any, that it was filled from."""

    value: object
    block: Merge | None = None

    @property
    def is_nothing(self) -> bool:
        """Say whether the cell is empty or holds a mark for "nothing"."""
        return is_nothing(self.value)


class Grid:
    """The cells of a sheet after filling, found by row and column counted from 1."""

    def __init__(self, sheet: Sheet) -> None:
        """Fill the merged blocks; of overlapping blocks the later wins."""
        self.height = len(sheet.rows)
        self.width = max((len(row) for row in sheet.rows), default=0)
        self._rows = sheet.rows
        self._blocks: dict[tuple[int, int], Merge] = {}
        for block in sheet.merged:
            for row in range(block.top, min(block.bottom, self.height) + 1):
                for column in range(block.left, min(block.right, self.width) + 1):
                    self._blocks[row, column] = block

    def cell(self, row: int, column: int) -> Cell:
        """Return a cell; outside the sheet it is empty."""
        block = self._blocks.get((row, column))
        if block is None:
            return Cell(self._value(row, column))
        return Cell(self._value(block.top, block.left), block)

    def row(self, row: int) -> list[Cell]:
        """Return all cells of a row."""
        return [self.cell(row, column) for column in range(1, self.width + 1)]

    def _value(self, row: int, column: int) -> object:
        if not 1 <= row <= self.height or not 1 <= column <= len(self._rows[row - 1]):
            return None
        return self._rows[row - 1][column - 1]


def column_letter(column: int) -> str:
    """Return the letters a spreadsheet shows over a column counted from 1.

    >>> column_letter(1), column_letter(27), column_letter(703)
    ('A', 'AA', 'AAA')
    """
    letters = ""
    while column:
        column, place = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + place) + letters
    return letters


def text_of(value: object) -> str:
    """Return what a person sees in a cell; a float as the 15 digits that a spreadsheet keeps.

    >>> text_of(0.1 + 0.2), text_of(13800000000.0), text_of(None)
    ('0.3', '13800000000', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return _float_text(value)
    if isinstance(value, Decimal):
        return f"{plain(value):f}" if value.is_finite() else str(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, date) else str(value)


def _float_text(value: float) -> str:
    exact = Decimal(format(value, _FLOAT_FORMAT))
    return f"{plain(exact):f}" if exact.is_finite() else str(value)


def is_nothing(value: object) -> bool:
    """Say whether a cell is empty, or holds a dash or 无."""
    if value is None:
        return True
    return isinstance(value, str) and fold_width(value).strip().casefold() in _NOTHING


@lru_cache(maxsize=4096)
def label_of(text: str) -> str:
    r"""Return a header with width, script, case, spaces and marks of emphasis folded.

    >>> label_of("统一社会\n信用　代碼＊")
    '统一社会信用代码'
    """
    folded = unicodedata.normalize("NFKC", to_simplified(text)).casefold()
    return "".join(_kept(folded)).strip(":;,.")


def _kept(folded: str) -> Iterable[str]:
    return (sign for sign in folded if not sign.isspace() and sign not in "*'\"“”‘’★\u200b\ufeff")
