"""Lists: what a list page shows, filters, sorts and exports, said once."""

from qunli.core.tables.cells import Due, Sheet, text_of
from qunli.core.tables.lists import Column, Filter, Table
from qunli.core.tables.word import as_of, word_list_of, word_of_sheets
from qunli.core.tables.workbook import workbook_of, workbook_of_sheets

__all__ = [
    "Column",
    "Due",
    "Filter",
    "Sheet",
    "Table",
    "as_of",
    "text_of",
    "word_list_of",
    "word_of_sheets",
    "workbook_of",
    "workbook_of_sheets",
]
