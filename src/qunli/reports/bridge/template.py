"""Filling the workbook that the upper office supplies: its layout stays, `{{ … }}` is replaced by what is known."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from qunli.core.states import WrongInput

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_MARK: Final = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")
_ROWS: Final = "rows:"
LARGEST: Final = 5 * 1024 * 1024
UNPACKED: Final = 50 * 1024 * 1024
MOST_CELLS: Final = 200_000


class TemplateRefused(WrongInput):
    """The file is no workbook that can be filled."""


@dataclass(frozen=True, slots=True)
class Filled:
    """The filled workbook, and the placeholders that nothing known answers: they stay as they are."""

    content: bytes
    unknown: tuple[str, ...]


def filled_template(
    template: bytes, values: Mapping[str, object], rows: Mapping[str, Sequence[Sequence[object]]]
) -> Filled:
    """Fill a workbook: `{{ total_output }}` by a value, `{{ rows: members }}` by a table from that cell downward.

    A cell that is nothing but a placeholder becomes a number or a date where the value is one. Raises
    `TemplateRefused` for what is no workbook, or too large.
    """
    from openpyxl.cell.cell import MergedCell  # noqa: PLC0415 -- as in `_opened`

    book = _opened(template)
    unknown: list[str] = []
    for sheet in book.worksheets:
        cells = [cell for row in sheet.iter_rows() for cell in row if not isinstance(cell, MergedCell)]
        for cell in cells:
            if isinstance(cell.value, str):
                unknown += _fill(sheet, cell, values, rows)
    buffer = io.BytesIO()
    book.save(buffer)
    return Filled(buffer.getvalue(), tuple(dict.fromkeys(unknown)))


def _opened(template: bytes) -> Workbook:
    import openpyxl  # noqa: PLC0415 -- most processes fill no workbook, and it brings numpy
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415 -- as above

    too_large = TemplateRefused({"template": _("This workbook is too large to be a template.")})
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as packed:
            unpacked = sum(one.file_size for one in packed.infolist())
        if len(template) > LARGEST or unpacked > UNPACKED:
            raise too_large
        book = openpyxl.load_workbook(io.BytesIO(template))
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError, SyntaxError) as wrong:
        raise TemplateRefused({"template": _("This is no Excel workbook (.xlsx) that can be read.")}) from wrong
    if sum(sheet.max_row * sheet.max_column for sheet in book.worksheets) > MOST_CELLS:
        raise too_large
    return book


def _fill(
    sheet: Worksheet, cell: Cell, values: Mapping[str, object], rows: Mapping[str, Sequence[Sequence[object]]]
) -> list[str]:
    """Fill one cell; return the placeholders that nothing answers."""
    text = str(cell.value)
    names = _MARK.findall(text)
    whole = _MARK.fullmatch(text.strip())
    if whole is not None and whole[1].startswith(_ROWS):
        table = rows.get(whole[1].removeprefix(_ROWS).strip())
        if table is None:
            return [whole[1]]
        _write_rows(sheet, cell, table)
    elif whole is not None and whole[1] in values:
        _put(cell, values[whole[1]])
    elif names:
        _put(cell, _MARK.sub(lambda mark: _said(values[mark[1]]) if mark[1] in values else mark[0], text))
        return [name for name in names if name not in values]
    return []


def _write_rows(sheet: Worksheet, first: Cell, table: Sequence[Sequence[object]]) -> None:
    """Write a table from a cell downward, each row in the look of the first."""
    from openpyxl.cell.cell import MergedCell  # noqa: PLC0415 -- as in `_opened`

    if not table:
        first.value = None
        return
    looks = [sheet.cell(first.row, first.column + place) for place in range(len(table[0]))]
    for down, row in enumerate(table):
        for place, value in enumerate(row):
            cell = sheet.cell(first.row + down, first.column + place)
            if isinstance(cell, MergedCell):
                continue
            if down and looks[place].has_style:
                cell._style = copy(looks[place]._style)  # type: ignore[attr-defined, union-attr]  # openpyxl's own way  # noqa: SLF001 - as said
            _put(cell, value)


def _put(cell: Cell, value: object) -> None:
    """Write a value; a text that begins like a formula stays text."""
    if value is None or isinstance(value, int | float | Decimal | date):
        cell.value = value
        return
    cell.value = _said(value)
    if cell.data_type == "f":
        cell.data_type = "s"


def _said(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():,f}"
    return value.isoformat() if isinstance(value, date) else str(value)
