"""Showing a figure with its bound and unit."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from qunli.core.templatetags.ui import money
from qunli.indicators.models import Figure
from qunli.indicators.states import Bound

register = template.Library()

_RATIOS: Final = frozenset({"share", "rate", "%"})


@register.simple_tag
def figure_value(figure: Figure) -> SafeString:
    """Show the value as its indicator counts it, with “more than” where the source says so."""
    bound = "" if figure.bound == Bound.EXACT else figure.get_bound_display()
    return format_html("{} {}", bound, _counted(figure)) if bound else format_html("{}", _counted(figure))


@register.simple_tag
def figure_time(figure: Figure) -> str:
    """Say for when a figure holds."""
    if figure.period is not None:
        return str(figure.period)
    return _("as of %(day)s") % {"day": figure.as_of.isoformat()} if figure.as_of else ""


def _counted(figure: Figure) -> str:
    unit = figure.indicator.unit
    if unit == "CNY":
        return money(figure.value)
    if unit in _RATIOS:
        return f"{_plain(figure.value * 100)} %"
    return _plain(figure.value)


def _plain(value: Decimal) -> str:
    plain = value.normalize()
    exponent = plain.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return number_format(plain, decimal_pos=places, use_l10n=True, force_grouping=True)
