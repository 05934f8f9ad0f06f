"""The body of a list, put together in Python: a page of sixty rows has six hundred cells, too many for a template."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from django.template.base import render_value_in_context
from django.template.context import Context
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from qunli.core.templatetags.ui_values import NOTHING, day_of, in_its_tongue

if TYPE_CHECKING:
    from qunli.core.states import Words
    from qunli.core.tables.lists import Kind

__all__ = ["Row", "Shapes", "rows_html"]

Row = tuple[str, "Sequence[tuple[Kind, Words, Any]]"]
Shapes = Mapping[str, Callable[[Any], str]]

LINK: Final = '<td class="cell-title"><a class="row-title" href="{}">{}</a></td>'
CELL: Final = '<td class="cell-{}" data-label="{}">{}</td>'
NUMBER: Final = '<td class="cell-{} text-end" data-label="{}">{}</td>'
NUMBERS: Final = frozenset({"money", "number"})


def rows_html(rows: Iterable[Row], shapes: Shapes) -> SafeString:
    """Write the rows; `shapes` show what needs more than words, and every text is escaped."""
    words = _words()
    told = {**shapes, "day": _day, "time": _time, "tag": _tag}
    labels: dict[int, str] = {}
    lines: list[str] = []
    for url, cells in rows:
        line: list[str] = []
        for kind, label, value in cells:
            if kind == "link":
                line.append(format_html(LINK, url, in_its_tongue(words(value))))
                continue
            named = labels.get(id(label))
            if named is None:
                named = labels[id(label)] = conditional_escape(label)
            shown = told[kind](value) if kind in told else _plain(value, words)
            line.append((NUMBER if kind in NUMBERS else CELL).format(kind, named, shown))
        lines.append(f"<tr>{''.join(line)}</tr>")
    return SafeString("\n".join(lines))


def mark(value: object, icon: SafeString) -> SafeString:
    """Show a yes as a tick, and say either aloud."""
    return format_html(
        '{}<span class="visually-hidden">{}</span>', icon if value else "", gettext("yes") if value else gettext("no")
    )


def _words() -> Callable[[object], str]:
    frame = Context()  # numbers and instants as everywhere on a page
    return lambda value: conditional_escape(value if isinstance(value, str) else render_value_in_context(value, frame))


def _plain(value: object, words: Callable[[object], str]) -> str:
    return NOTHING if value is None or value == "" else in_its_tongue(words(value))


def _day(value: date | datetime | None) -> str:
    return conditional_escape(date_format(day_of(value), "DATE_FORMAT")) if value else "—"


def _time(value: datetime | None) -> str:
    if not value:
        return "—"
    here = timezone.localtime(value) if timezone.is_aware(value) else value
    return conditional_escape(date_format(here, "SHORT_DATETIME_FORMAT"))


def _tag(value: object) -> str:
    return format_html('<span class="mark mark-synthetic">{}</span>', value) if value else ""
