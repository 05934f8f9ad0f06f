"""Figures and results in words, the same on a page, in Word and in Excel."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext

from qunli.engines.measuring import Bound, Measured
from qunli.engines.measuring.figures import written
from qunli.engines.notation.numerals import spoken
from qunli.indicators.models import Figure

RATIOS: Final = frozenset({"share", "rate"})


def bound_words(bound: str) -> str:
    """Say how exactly a value is known; nothing where it is exact."""
    return {
        Bound.MORE_THAN.value: pgettext("bound", "more than"),
        Bound.LESS_THAN.value: pgettext("bound", "less than"),
        Bound.ABOUT.value: pgettext("bound", "about"),
    }.get(bound, "")


def figure_said(figure: Figure) -> str:
    """Say a figure with its bound and unit."""
    if figure.indicator.unit in RATIOS:
        said = f"{written(figure.value * 100)}%"
    else:
        said = money_said(figure.value) if figure.indicator.unit == "CNY" else written(figure.value)
    return f"{bound_words(figure.bound)} {said}".strip()


def money_said(value: Decimal) -> str:
    """Say yuan as people speak."""
    language = get_language() or "en"
    return f"{spoken(value, language)}元" if language.startswith("zh") else f"{written(value)} yuan"


def time_said(figure: Figure) -> str:
    """Say for when a figure holds."""
    if figure.period is not None:
        return str(figure.period.label(get_language() or "en"))
    return date_format(figure.as_of, "DATE_FORMAT") if figure.as_of else ""


def result_said(result: Measured) -> str:
    """Say a result with its bound."""
    said = f"{written(result.value * 100)}%" if result.is_ratio else written(result.value)
    return f"{bound_words(result.bound)} {said}".strip()


def source_said(figure: Figure) -> str:
    """Say where a figure stands."""
    document = figure.confirmation.claim.document
    day = f" · {date_format(document.source_date, 'DATE_FORMAT')}" if document.source_date else ""
    return f"{document.title}{day}"
