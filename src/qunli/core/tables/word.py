"""Writing a list, or several tables, as a Word file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from qunli.core.bridge import Block, Heading, PaperContent, TableBlock, Text, loose_file
from qunli.core.tables.cells import Sheet, text_of

if TYPE_CHECKING:
    from django.db.models import Model

    from qunli.core.tables.lists import Table

M = TypeVar("M", bound="Model")
FEW_COLUMNS = 5


def word_list_of(table: Table[M], rows: Iterable[M], *, whole: int, at: datetime) -> bytes:
    """Return a Word file of rows in their order; where they are not the whole, it says so."""
    lines = tuple(tuple(text_of(value, kind) for kind, _label, value in table.cells(row)) for row in rows)
    head = tuple(str(column.label) for column in table.columns)
    blocks: list[Block] = [TableBlock(head, lines)]
    if len(lines) < whole:
        words = _("The first %(shown)s of %(whole)s rows; the Excel file holds them all.")
        blocks.append(Text(words % {"shown": len(lines), "whole": whole}))
    content = PaperContent(title=str(table.title), blocks=tuple(blocks))
    return loose_file(content, foot=as_of(at), is_wide=len(head) > FEW_COLUMNS)


def word_of_sheets(title: str, sheets: Sequence[Sheet], *, at: datetime) -> bytes:
    """Return a Word file of several tables under their headings."""
    blocks: list[Block] = []
    for sheet in sheets:
        blocks.append(Heading(str(sheet.title)))
        rows = tuple(tuple(text_of(value) for value in row) for row in sheet.rows)
        blocks.append(TableBlock(tuple(str(label) for label in sheet.head), rows) if rows else Text(_("Nothing.")))
    return loose_file(PaperContent(title=title, blocks=tuple(blocks)), foot=as_of(at), is_wide=True)


def as_of(at: datetime) -> str:
    """Say of which moment a list is."""
    return _("As of %(time)s") % {"time": f"{timezone.localtime(at):%Y-%m-%d %H:%M}"}
