"""Charts: the same rows feed the picture and the table under it, so neither can say more than the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext, pgettext

from qunli.core.templatetags.ui_values import day_of, day_words

__all__ = ["Row", "chart_columns", "chart_payload", "chart_table"]

Cell = str | int | float | date | datetime | None
Row = Mapping[str, Cell]

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "ranked": ("label", "value", "note"),
    "timeline": ("date", "label", "note"),
    "gantt": ("label", "start", "end", "note"),
    "sankey": ("source", "target", "amount"),
}


def chart_columns(kind: str, rows: Sequence[Row]) -> list[str]:
    """The columns a kind of chart has; a note only when a row has one."""
    return [name for name in COLUMNS[kind] if name != "note" or any(row.get("note") for row in rows)]


def column_words(name: str) -> str:
    """The heading of a column."""
    words = {
        "label": pgettext("chart column", "Name"),
        "value": pgettext("chart column", "Value"),
        "note": pgettext("chart column", "Note"),
        "date": pgettext("chart column", "Date"),
        "start": pgettext("chart column", "From"),
        "end": pgettext("chart column", "To"),
        "source": pgettext("chart column", "From"),
        "target": pgettext("chart column", "To"),
        "amount": pgettext("chart column", "Value"),
    }
    return words[name]


def _plain(cell: Cell) -> str | int | float | None:
    return day_of(cell).isoformat() if isinstance(cell, date) else cell


def _shown(cell: Cell) -> str:
    if cell is None:
        return "—"
    return day_words(cell) if isinstance(cell, date) else str(cell)


def chart_payload(kind: str, title: str, rows: Sequence[Row], unit: str) -> dict[str, object]:
    """What the script reads: plain values and the words it needs, already in the reader's language."""
    return {
        "kind": kind,
        "title": title,
        "unit": unit,
        "today": gettext("Today"),
        "rows": [{key: _plain(cell) for key, cell in row.items()} for row in rows],
    }


def chart_table(columns: Sequence[str], rows: Sequence[Row]) -> list[list[tuple[str, str]]]:
    """The rows as (heading, text) cells."""
    return [[(column_words(name), _shown(row.get(name))) for name in columns] for row in rows]
