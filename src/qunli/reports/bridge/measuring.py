"""What can be measured of a cluster's figures: growth, shares, amounts per head, and how each figure moved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import pairwise
from typing import Final

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from qunli.core.states import Words
from qunli.engines.measuring import (
    Bound,
    Cause,
    Change,
    Known,
    Measured,
    NotMeasurable,
    change,
    compound_growth,
    growth,
    per_head,
    share,
)
from qunli.indicators.models import Figure, Indicator
from qunli.indicators.queries import Told
from qunli.reports.bridge.saying import RATIOS, time_said

WHOLE_YEAR: Final = len("2024")
SHARES: Final[tuple[tuple[str, str, Words], ...]] = (
    ("rd_spending", "total_output", gettext_lazy("R&D spending to output")),
)
PER_HEAD: Final[tuple[tuple[str, str, Words], ...]] = (
    ("total_output", "enterprises", gettext_lazy("Output per enterprise")),
    ("invention_patents", "enterprises", gettext_lazy("Invention patents per enterprise")),
)
CAUSES: Final[dict[Cause, Words]] = {
    Cause.BOUNDS_APART: gettext_lazy("the sources state bounds that leave it open"),
    Cause.BASE_NOT_POSITIVE: gettext_lazy("the base is not positive"),
    Cause.PART_ABOVE_WHOLE: gettext_lazy("the part is larger than the whole: the scopes differ"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """Something measured: its words, the result with its formula, and the figures that it stands on."""

    words: str
    period: str
    result: Measured
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """How a figure moved from one time to the next."""

    indicator: Indicator
    earlier: Figure
    later: Figure
    change: Change


@dataclass(frozen=True, slots=True)
class Wish:
    """Something to be measured of two figures."""

    words: str
    period: str
    figures: tuple[Figure, Figure]
    measure: Callable[[Known, Known], Measured]


def name_of(indicator: Indicator) -> str:
    """Name an indicator in the reader's language."""
    return indicator.name_en if (get_language() or "").startswith("en") else indicator.name


def measured_of(told: Sequence[Told]) -> tuple[list[Line], list[str]]:
    """Measure what can be measured; what cannot is named with its cause, not dropped."""
    lines: list[Line] = []
    refused: list[str] = []
    for wish in _wishes(told):
        one, two = wish.figures
        try:
            lines.append(Line(wish.words, wish.period, wish.measure(_known(one), _known(two)), wish.figures))
        except NotMeasurable as cause:
            refused.append(f"{wish.words} {wish.period}: {CAUSES.get(cause.cause, cause.cause)}")
    return lines, refused


def moved_of(told: Iterable[Told]) -> Iterator[Moved]:
    """Compare the latest figure of each indicator with the one before it in time, of the same scope."""
    for one in told:
        later = one.latest
        before = [each for each in one.others if each.scope == later.scope and _last(each) < _last(later)]
        if before:
            try:
                yield Moved(one.indicator, before[0], later, change(_known(before[0]), _known(later)))
            except NotMeasurable:
                continue


def yearly(told: Told) -> dict[int, Figure]:
    """Return one figure a year, of the scope of the latest one; a year on which sources differ is left out."""
    wanted = next((one.scope for one in told.figures if _year(one) is not None), "")
    found: dict[int, list[Figure]] = {}
    for figure in told.figures:
        year = _year(figure)
        if year is not None and figure.scope == wanted:
            found.setdefault(year, []).append(figure)
    return {year: rows[0] for year, rows in sorted(found.items()) if len({(one.value, one.bound) for one in rows}) == 1}


def _wishes(told: Sequence[Told]) -> Iterator[Wish]:
    series = {one.indicator.code: yearly(one) for one in told}
    for one in told:
        if one.indicator.unit not in RATIOS:
            yield from _growths(name_of(one.indicator), series[one.indicator.code])
    for pairs, measure in ((SHARES, share), (PER_HEAD, per_head)):
        for above, below, words in pairs:
            for year in sorted(series.get(above, {}).keys() & series.get(below, {}).keys())[-1:]:
                two = series[above][year], series[below][year]
                if two[0].scope == two[1].scope:
                    yield Wish(str(words), str(year), two, measure)


def _growths(name: str, by_year: dict[int, Figure]) -> Iterator[Wish]:
    for one, two in pairwise(by_year):
        if two == one + 1:
            words = _("Growth: %(what)s") % {"what": name}
            yield Wish(words, str(two), (by_year[one], by_year[two]), growth)
    if len(by_year) > 2:  # noqa: PLR2004 - over two years and more
        first, last = min(by_year), max(by_year)
        words = _("Growth a year, compounded: %(what)s") % {"what": name}
        measure = partial(compound_growth, years=last - first)
        yield Wish(words, f"{first}\N{EN DASH}{last}", (by_year[first], by_year[last]), measure)


def _known(figure: Figure) -> Known:
    return Known(figure.value, time_said(figure), Bound(figure.bound))


def _year(figure: Figure) -> int | None:
    text = str(figure.period) if figure.period is not None else ""
    return int(text) if len(text) == WHOLE_YEAR and text.isdigit() else None


def _last(figure: Figure) -> date:
    return (figure.period.last if figure.period else figure.as_of) or date.min
