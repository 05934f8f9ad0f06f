"""The components of our pages as template tags: `{% load ui %}`. The guide is docs/guides/design.md."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol, TypedDict

from django import template
from django.template.loader_tags import BLOCK_CONTEXT_KEY, BlockContext
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from qunli.core.states import Tone, listed, named, strung
from qunli.core.templatetags import ui_charts, ui_forms, ui_lists, ui_rows, ui_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from decimal import Decimal

    from django.core.paginator import Page
    from django.forms import BaseForm, BoundField
    from django.http import HttpRequest
    from django.template.base import Node
    from django.template.context import Context

register = template.Library()
register.filter("listed", listed)
register.filter("named", named)
register.filter("strung", strung)

THEME_COOKIE: Final = "qunli_theme"
THEMES: Final = frozenset({"light", "dark"})
ELIDED: Final = "…"
SIGNS: Final = {"<=": "≤", ">=": "≥", "==": "=", "!=": "≠"}

STATES_BY_TONE: Final = {
    Tone.OPEN: (
        "open opened published in_review submitted stamped recommended running scoring signing seated serving posted "
        "reported released on_notice filed asked in_force signed_by_lead previewed"
    ),
    Tone.GOOD: "accepted admitted approved confirmed concluded done entered given granted met paid passed signed",
    Tone.WARN: "returned correcting remedy sent_back suspended reserve waiting held",
    Tone.WRONG: "failed missed not_passed rejected refused revoked terminated late fallen",
}
USUAL_TONES: Final = {state: tone for tone, states in STATES_BY_TONE.items() for state in states.split()}
"""For records that do not say their own tone; anything else is quiet."""

ALERT_ICONS: Final = {
    "success": "circle-check",
    "warning": "alert-triangle",
    "error": "alert-circle",
    "danger": "alert-circle",
}


class Staged(Protocol):
    """A record with a state; it may say its own tone as `state_tone`."""

    state: str

    def get_state_display(self) -> str:
        """The state in the reader's words."""


class ChartContext(TypedDict):
    """What `ui/chart.html` shows."""

    source: str
    kind: str
    title: str
    payload: dict[str, object]
    headings: list[str]
    rows: list[list[tuple[str, str]]]


def _request(context: Context) -> HttpRequest | None:
    request: HttpRequest | None = context.get("request")
    return request


@register.simple_tag(takes_context=True)
def theme_attribute(context: Context) -> str:
    """The reader's stored choice of colours; without one the page follows the system."""
    request = _request(context)
    chosen = request.COOKIES.get(THEME_COOKIE, "") if request is not None else ""
    return format_html(' data-bs-theme="{}"', chosen) if chosen in THEMES else ""


@register.simple_tag(takes_context=True)
def again(context: Context, name: str) -> str:
    """Render a block of the page a second time: the title in the head and as heading."""
    blocks: BlockContext | None = context.render_context.get(BLOCK_CONTEXT_KEY)
    block: Node | None = None if blocks is None else blocks.get_block(name)
    words = "" if block is None else SafeString(block.render(context).strip())  # strip() loses the mark
    return ui_values.in_its_tongue(words)


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """An icon of the sprite; always beside words, so hidden from readers aloud."""
    return _drawn(name, f"icon {extra}".strip(), static("vendor/icons.svg"))


@lru_cache(maxsize=512)
def _drawn(name: str, classes: str, sprite: str) -> SafeString:
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>', classes, sprite, name
    )


@register.simple_tag
def colon() -> str:
    """What stands between a label and its value in one line: `{% translate "Lead" %}{% colon %}{{ lead }}`."""
    return pgettext("between a label and its value", ": ")


@register.simple_tag
def comma() -> str:
    """What stands between the names of a list that is written out in a loop."""
    return listed(("", ""))


@register.simple_tag
def badge(label: str, tone: str = Tone.QUIET) -> SafeString:
    """A short word in a tone."""
    return format_html('<span class="badge tone-{}">{}</span>', tone, label)


@register.simple_tag
def state_badge(record: Staged) -> SafeString:
    """Where a record stands, in the tone of that state."""
    tone: Tone = getattr(record, "state_tone", None) or USUAL_TONES.get(record.state, Tone.QUIET)
    return badge(record.get_state_display(), tone)


@register.simple_tag
def alert(words: str, level: str = "info") -> SafeString:
    """A notice above the content."""
    kind = {"error": "danger", "debug": "info", "": "info"}.get(level, level)
    return format_html(
        '<div class="notice notice-{}">{}<div>{}</div></div>',
        kind,
        icon(ALERT_ICONS.get(kind, "info-circle")),
        words,
    )


@register.simple_tag
def money(value: Decimal | int | None, *, exact: bool = False) -> SafeString:
    """Money as people speak, every digit on hover; `exact=True` for columns that are added up."""
    if value is None:
        return ui_values.NOTHING
    yuan = ui_values.money_in_yuan(value)
    digits = ui_values.exact_amount(yuan)
    if exact:
        return format_html('<data class="money" value="{}">{}</data>', yuan, digits)
    return format_html(
        '<data class="money" value="{}" title="{}">{}</data>',
        yuan,
        gettext("%(amount)s yuan") % {"amount": digits},
        ui_values.spoken_amount(yuan),
    )


@register.simple_tag
def due(day: date | datetime | None, working_days: int | None = None, *, done: bool = False) -> SafeString:
    """A date and how many working days remain; red only when it has passed."""
    if day is None:
        return format_html(
            '<span class="due due-unknown">{}</span>',
            gettext("to be fixed when the calendar is published"),
        )
    written = format_html('<time datetime="{}">{}</time>', day.isoformat(), ui_values.instant_words(day))
    if done or working_days is None:
        return format_html('<span class="due">{}</span>', written)
    words, tone = ui_values.due_words(working_days)
    return format_html('<span class="due due-{}">{} <span class="due-left">{}</span></span>', tone, written, words)


@register.simple_tag
def iso_day(written: str) -> str:
    """A date that was kept as text, such as in the fixed content of a signed paper; anything else as it is."""
    try:
        return ui_values.day_words(date.fromisoformat(written))
    except ValueError:
        return written


@register.simple_tag
def sign(comparator: str) -> str:
    """How an indicator is compared, in the sign that people write."""
    return SIGNS.get(comparator, comparator)


@register.simple_tag
def diff(old: str, new: str) -> SafeString:
    """What changed between two texts."""
    return format_html('<div class="diff">{}</div>', ui_values.changed_words(old, new))


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField) -> dict[str, object]:
    """A field with label, help and errors tied together."""
    return {"layout": ui_forms.layout_of(bound), "field": bound}


@register.inclusion_tag("ui/form_errors.html")
def form_errors(form: BaseForm) -> dict[str, object]:
    """All that is wrong with a form, each fault a link to its field."""
    return {
        "general": form.non_field_errors(),
        "wrong": [bound for bound in form.visible_fields() if bound.errors],
        "hidden": [bound for bound in form.hidden_fields() if bound.errors],
    }


@register.inclusion_tag("ui/filter_bar.html", takes_context=True)
def filter_bar(context: Context, form: BaseForm, target: str = "results") -> dict[str, object]:
    """A form in the address, with a chip for each filter in force."""
    request = _request(context)
    chips = ui_lists.chips_of(form, request.GET) if request is not None else []
    path = request.path if request is not None else ""
    return {"form": form, "chips": chips, "target": target, "path": path}


@register.inclusion_tag("ui/sort_header.html", takes_context=True)
def sort_header(context: Context, key: str, label: str, *, number: bool = False) -> dict[str, object]:
    """A table heading that sorts."""
    now, url = ui_lists.next_order(context["request"].GET, key)
    return {"label": label, "now": now, "url": url, "number": number}


@register.simple_tag
def table_rows(rows: Iterable[ui_rows.Row]) -> SafeString:
    """The rows of a list page, each as its address and its cells."""
    tick = icon("check")
    shapes: ui_rows.Shapes = {
        "state": state_badge,
        "money": money,
        "mark": lambda value: ui_rows.mark(value, tick),
        "due": lambda value: due(value.at, value.left),
    }
    return ui_rows.rows_html(rows, shapes)


@register.inclusion_tag("ui/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[object]) -> dict[str, object]:
    """Where in a long list one is, keeping the filter."""
    query = context["request"].GET
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return {
        "page": page,
        "links": [
            {
                "number": number,
                "url": "" if number == ELIDED else ui_lists.address_with(query, page=number),
                "current": number == page.number,
            }
            for number in numbers
        ],
        "previous": ui_lists.address_with(query, page=page.number - 1) if page.has_previous() else "",
        "next": ui_lists.address_with(query, page=page.number + 1) if page.has_next() else "",
    }


@register.inclusion_tag("ui/chart.html")
def chart(kind: str, title: str, rows: Sequence[ui_charts.Row], *, unit: str = "", name: str = "chart") -> ChartContext:
    """A picture of some rows with the same rows as a table; kinds: ranked, timeline, gantt, sankey."""
    columns = ui_charts.chart_columns(kind, rows)
    return {
        "source": f"{name}-rows",
        "kind": kind,
        "title": title,
        "payload": ui_charts.chart_payload(kind, title, rows, unit),
        "headings": [ui_charts.column_words(column) for column in columns],
        "rows": ui_charts.chart_table(columns, rows),
    }
