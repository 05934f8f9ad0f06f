"""Lists: what a list page shows, filters, sorts and exports, said once."""

from qunli.core.tables.lists import Column, Filter, Table
from qunli.core.tables.workbook import workbook_of

__all__ = ["Column", "Filter", "Table", "workbook_of"]
