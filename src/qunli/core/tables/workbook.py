"""Writing a list as an Excel file, row by row."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

import xlsxwriter
from django.utils import timezone

from qunli.core.tables.cells import Sheet, shown

if TYPE_CHECKING:
    from django.db.models import Model
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from qunli.core.tables.lists import Table

M = TypeVar("M", bound="Model")

# Text is always written as text: a cell that begins with “=” stays what it is.
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def workbook_of(table: Table[M], rows: Iterable[M]) -> bytes:
    """Return an Excel file of the rows, in their order, with a frozen header."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, _OPTIONS)
    sheet = book.add_worksheet(str(table.name)[:31])
    head = book.add_format({"bold": True, "bottom": 1})
    formats = {
        "money": book.add_format({"num_format": "#,##0.00"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        "due": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, str(column.label), head)
    for line, row in enumerate(rows, start=1):
        for place, (kind, _label, value) in enumerate(table.cells(row)):
            _write(sheet, (line, place), shown(value, kind), formats.get(kind))
    book.close()
    return buffer.getvalue()


def workbook_of_sheets(sheets: Sequence[Sheet]) -> bytes:
    """Return an Excel file of several tables, a sheet each."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, _OPTIONS)
    bold = book.add_format({"bold": True, "bottom": 1})
    looks = {
        Decimal: book.add_format({"num_format": "#,##0.00"}),
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        date: book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    for number, one in enumerate(sheets, start=1):
        page = book.add_worksheet(_sheet_name(str(one.title), number))
        page.freeze_panes(1, 0)
        for place, label in enumerate(one.head):
            page.write_string(0, place, str(label), bold)
        for line, row in enumerate(one.rows, start=1):
            for place, value in enumerate(row):
                _write(page, (line, place), value, looks.get(type(value)))
    book.close()
    return buffer.getvalue()


def _sheet_name(title: str, number: int) -> str:
    """Leave out what Excel forbids in the name of a sheet."""
    kept = "".join(sign for sign in title if sign not in "[]:*?/\\").strip("' ")
    return f"{number} {kept}"[:31]


def _write(sheet: Worksheet, place: tuple[int, int], value: object, look: Format | None) -> None:
    match value:
        case None | "":
            return
        case bool():
            sheet.write_string(*place, "✓" if value else "")
        case int() | float() | Decimal():
            sheet.write_number(*place, value, look)
        case datetime():
            sheet.write_datetime(*place, timezone.localtime(value).replace(tzinfo=None), look)
        case date():
            sheet.write_datetime(*place, datetime(value.year, value.month, value.day), look)  # noqa: DTZ001 - a day has no zone
        case _:
            sheet.write_string(*place, str(value)[:32767])
