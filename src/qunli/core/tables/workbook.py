"""Writing a list as an Excel file, row by row."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from django.utils import timezone

from qunli.core.tables.cells import Sheet, shown

if TYPE_CHECKING:
    from django.db.models import Model
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from qunli.core.tables.lists import Table

M = TypeVar("M", bound="Model")

_A4 = 9
_WIDEST = 48
_ARROW = 3  # the mark that opens a column's filter
_LOOKS_BY_KIND: dict[str, type] = {"money": Decimal, "day": date, "time": datetime, "due": datetime}

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
    book = _opened(buffer)
    page = _Page(book, str(table.name)[:31], [str(column.label) for column in table.columns])
    formats = {kind: page.looks[look] for kind, look in _LOOKS_BY_KIND.items()}
    for row in rows:
        page.write([(shown(value, kind), formats.get(kind)) for kind, _label, value in table.cells(row)])
    page.end()
    book.close()
    return buffer.getvalue()


def workbook_of_sheets(sheets: Sequence[Sheet]) -> bytes:
    """Return an Excel file of several tables, a sheet each."""
    buffer = io.BytesIO()
    book = _opened(buffer)
    for number, one in enumerate(sheets, start=1):
        page = _Page(book, _sheet_name(str(one.title), number), [str(label) for label in one.head])
        for row in one.rows:
            page.write([(value, page.looks.get(type(value))) for value in row])
        page.end()
    book.close()
    return buffer.getvalue()


def _opened(buffer: io.BytesIO) -> Workbook:
    import xlsxwriter  # noqa: PLC0415 -- most processes write no workbook

    return xlsxwriter.Workbook(buffer, _OPTIONS)


class _Page:
    """A sheet that is written row by row; its columns become as wide as what stands in them, and it prints on A4."""

    def __init__(self, book: Workbook, name: str, head: Sequence[str]) -> None:
        self.sheet = book.add_worksheet(name)
        self.looks: dict[type, Format] = {
            Decimal: book.add_format({"num_format": "#,##0.00", "valign": "top"}),
            datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top"}),
            date: book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
            str: book.add_format({"text_wrap": True, "valign": "top"}),
        }
        self.line = 0
        self.widths = [_width(label) + _ARROW for label in head]
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        for place, label in enumerate(head):
            self.sheet.write_string(0, place, label, bold)

    def write(self, cells: Sequence[tuple[object, Format | None]]) -> None:
        self.line += 1
        for place, (value, look) in enumerate(cells):
            self.widths[place] = max(self.widths[place], _width(value))
            _write(self.sheet, (self.line, place), value, look or self.looks[str])

    def end(self) -> None:
        for place, width in enumerate(self.widths):
            self.sheet.set_column(place, place, min(width, _WIDEST) + 1)
        self.sheet.freeze_panes(1, 0)
        self.sheet.repeat_rows(0)
        self.sheet.set_paper(_A4)
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        if self.widths:
            self.sheet.autofilter(0, 0, self.line, len(self.widths) - 1)


def _width(value: object) -> int:
    """How many digits wide a cell is; a Chinese character is as wide as two."""
    match value:
        case None | bool():
            return 1
        case Decimal():
            return len(f"{value:,.2f}")
        case datetime():
            return 16
        case date():
            return 10
        case _:
            return max(
                (len(part) + sum(sign > "\u2e7f" for sign in part) for part in str(value).splitlines()), default=0
            )


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
