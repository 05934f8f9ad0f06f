"""Showing a figure with its bound and unit."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qunli.core.templatetags.ui import money
from qunli.indicators.bridge import RATIOS
from qunli.indicators.models import Event, Figure, Indicator
from qunli.indicators.queries import Told
from qunli.indicators.states import Bound, Unit

register = template.Library()


@register.simple_tag
def figure_value(figure: Figure) -> SafeString:
    """Show the value as its indicator counts it, with “more than” where the source says so."""
    bound = "" if figure.bound == Bound.EXACT else figure.get_bound_display()
    return format_html("{} {}", bound, _counted(figure)) if bound else format_html("{}", _counted(figure))


@register.simple_tag
def figure_time(figure: Figure) -> str:
    """Say for when a figure holds."""
    if figure.period is not None:
        return str(figure.period.label(get_language() or "en"))
    return _("as of %(day)s") % {"day": date_format(figure.as_of, "DATE_FORMAT")} if figure.as_of else ""


@register.simple_tag
def indicator_name(indicator: Indicator) -> str:
    """Name an indicator in the reader's language."""
    return indicator.name_en if (get_language() or "").startswith("en") else indicator.name


@register.inclusion_tag("indicators/stat.html")
def figure_stat(told: Told) -> dict[str, Told]:
    """Show an indicator: its latest figure, and whatever else is told of it."""
    return {"told": told}


@register.simple_tag
def unit_words(indicator: Indicator) -> str:
    """Say what an indicator counts in."""
    return str(dict(Unit.choices).get(indicator.unit, indicator.unit))


def _counted(figure: Figure) -> str:
    unit = figure.indicator.unit
    if unit == "CNY":
        return money(figure.value)
    if unit in RATIOS:
        return f"{_plain(figure.value * 100)} %"
    return _plain(figure.value)


def _plain(value: Decimal) -> str:
    plain = value.normalize()
    exponent = plain.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return number_format(plain, decimal_pos=places, use_l10n=True, force_grouping=True)


@register.simple_tag
def event_title(event: Event) -> str:
    """Name an event in the reader's language, where it has an English title."""
    return event.title_en if event.title_en and (get_language() or "").startswith("en") else event.title


@register.simple_tag
def event_time(event: Event) -> str:
    """Say when it was, or that the text does not."""
    return str(event.period.label(get_language() or "en")) if event.period is not None else _("time not stated")


@register.simple_tag
def event_mark(event: Event) -> str:
    """Say of where it is the first, as its source claims."""
    reach = event.get_reach_display()
    return _("first of its kind %(reach)s") % {"reach": reach} if reach else str(event.get_kind_display())
