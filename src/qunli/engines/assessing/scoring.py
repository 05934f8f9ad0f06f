"""Adds up points: exact where every figure is known, from least to most where not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from qunli.engines.assessing.packs import Band, Condition, Item, Score
from qunli.engines.assessing.ranges import Range
from qunli.engines.assessing.verdicts import Leaf, Missing, Outcome, Verdict

__all__ = ["ItemOutcome", "ScoreOutcome", "score_outcome"]

NOTHING: Final = Decimal(0)
Points = tuple[Decimal, Decimal]
"""The least and the most points."""


@dataclass(frozen=True, slots=True)
class ItemOutcome:
    """The points of one item, and the comparisons that they stand on."""

    key: str
    points: Points
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True, slots=True)
class ScoreOutcome:
    """The points of a score, of its parts and of its items."""

    key: str
    total: Points
    parts: dict[str, Points]
    items: tuple[ItemOutcome, ...]

    @property
    def missing(self) -> tuple[Missing, ...]:
        """The figures that stand between the least and the most points."""
        open_items = [one for one in self.items if one.points[0] != one.points[1]]
        return tuple(dict.fromkeys(lack for one in open_items for leaf in one.leaves for lack in leaf.missing))

    @property
    def lacks_figures(self) -> bool:
        """Whether a figure, not a person's choice, leaves the score open."""
        return any(
            leaf.verdict is Verdict.UNKNOWN
            for one in self.items
            if one.points[0] != one.points[1]
            for leaf in one.leaves
        )


def score_outcome(score: Score, judge: Callable[[Condition], Outcome]) -> ScoreOutcome:
    """Return the points of every item, of every part and in all."""
    items = tuple(_item(item, judge) for item in score.items)
    parts: dict[str, Points] = {}
    for item, outcome in zip(score.items, items, strict=True):
        parts[item.part] = _sum(parts.get(item.part, (NOTHING, NOTHING)), outcome.points)
    total = (NOTHING, NOTHING)
    for outcome in items:
        total = _sum(total, outcome.points)
    return ScoreOutcome(score.key, total, parts, items)


def _item(item: Item, judge: Callable[[Condition], Outcome]) -> ItemOutcome:
    if item.given is not None:
        return _given(item, judge(item.given))
    judged = [(band, Outcome(Verdict.MET) if band.when is None else judge(band.when)) for band in item.bands]
    least, most = _added(judged) if item.adds_up else _first(judged)
    if item.cap is not None:
        least, most = min(least, item.cap), min(most, item.cap)
    leaves = tuple(dict.fromkeys(leaf for _band, outcome in judged for leaf in outcome.leaves))
    return ItemOutcome(item.key, (least, most), leaves)


def _given(item: Item, stated: Outcome) -> ItemOutcome:
    """Return the points that somebody states: from nothing to the cap where nobody does."""
    most = NOTHING if item.cap is None else item.cap
    found = next((leaf.found for leaf in stated.leaves if isinstance(leaf.found, Range)), Range(NOTHING, most))
    low = NOTHING if found.low is None else max(NOTHING, found.low)
    high = most if found.high is None else max(NOTHING, found.high)
    return ItemOutcome(item.key, (min(low, most), min(high, most)), stated.leaves)


def _first(judged: list[tuple[Band, Outcome]]) -> Points:
    """Return the points of the first band that holds; every band that may hold before it leaves them open."""
    possible: list[Points] = []
    for band, outcome in judged:
        if outcome.verdict is Verdict.UNMET:
            continue
        possible.append((band.least, band.most))
        if outcome.verdict is Verdict.MET:
            break
    else:
        possible.append((NOTHING, NOTHING))
    return min(least for least, _most in possible), max(most for _least, most in possible)


def _added(judged: list[tuple[Band, Outcome]]) -> Points:
    total = (NOTHING, NOTHING)
    for band, outcome in judged:
        if outcome.verdict is Verdict.MET:
            total = _sum(total, (band.least, band.most))
        elif outcome.verdict is not Verdict.UNMET:
            total = _sum(total, (min(NOTHING, band.least), max(NOTHING, band.most)))
    return total


def _sum(one: Points, two: Points) -> Points:
    return one[0] + two[0], one[1] + two[1]
