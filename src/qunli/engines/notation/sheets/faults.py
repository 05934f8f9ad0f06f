"""What comes out of reading sheets: rows, faults with their place, and what was set aside."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from qunli.engines.notation.unreadable import Expected

__all__ = ["Aside", "AsideCause", "Fault", "FaultCode", "Reading", "Row"]


class FaultCode(StrEnum):
    """Causes that the reading itself finds; a cell's reader adds the codes of its errors."""

    NO_HEADER = "no_header"
    MISSING_COLUMN = "missing_column"
    DUPLICATE_COLUMN = "duplicate_column"
    MISSING_VALUE = "missing_value"
    MERGED_VALUE = "merged_value"
    FORMULA_ERROR = "formula_error"
    DUPLICATE_VALUE = "duplicate_value"


class AsideCause(StrEnum):
    """Why a row, or a whole sheet at row 0, was not read as a record."""

    TITLE = "title"
    TOTAL = "total"
    NOTE = "note"
    REPEATED_HEADER = "repeated_header"
    NOTHING_KNOWN = "nothing_known"
    SHEET_WITHOUT_HEADER = "sheet_without_header"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong at one place; rows count from 1, 0 means the whole sheet.

    ``column`` is the letter over the cell, empty where no cell is meant. ``position`` counts
    characters of ``found`` from 0. ``other`` names the earlier place of a duplicate.
    """

    sheet: str
    row: int
    column: str
    key: str
    header: str
    found: str
    code: str
    expected: Expected
    position: int = 0
    other: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One record; the value is None where the cell is empty or has a fault."""

    sheet: str
    number: int
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Aside:
    """A row that is not a record, and why, so that a person can see that nothing was lost."""

    sheet: str
    row: int
    cause: AsideCause
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read; take the rows in only when there is no fault."""

    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]
    aside: tuple[Aside, ...]
