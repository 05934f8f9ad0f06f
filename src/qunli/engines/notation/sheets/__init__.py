"""Reads rosters as people keep them; gathers every fault with its cell instead of raising."""

from qunli.engines.notation.sheets.cells import (
    Found,
    NotAChoice,
    Reader,
    as_date,
    as_money,
    as_number,
    as_period,
    as_text,
    as_uscc,
    chosen_from,
    counted_in,
)
from qunli.engines.notation.sheets.faults import Aside, AsideCause, Fault, FaultCode, Reading, Row
from qunli.engines.notation.sheets.grid import Merge, Sheet, column_letter, text_of
from qunli.engines.notation.sheets.headers import Column
from qunli.engines.notation.sheets.reading import read_sheets

__all__ = [
    "Aside",
    "AsideCause",
    "Column",
    "Fault",
    "FaultCode",
    "Found",
    "Merge",
    "NotAChoice",
    "Reader",
    "Reading",
    "Row",
    "Sheet",
    "as_date",
    "as_money",
    "as_number",
    "as_period",
    "as_text",
    "as_uscc",
    "chosen_from",
    "column_letter",
    "counted_in",
    "read_sheets",
    "text_of",
]
