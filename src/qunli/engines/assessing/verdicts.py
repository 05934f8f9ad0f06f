"""Four answers, and how they are joined: nothing unknown is ever presented as met or unmet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from qunli.engines.assessing.packs import Amount
from qunli.engines.assessing.ranges import Range

__all__ = ["Leaf", "Missing", "Note", "Outcome", "Used", "Verdict", "all_of", "any_of", "count_of", "reverse"]


class Verdict(StrEnum):
    """Met, unmet, unknown for want of a figure, or for a person to judge."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"
    PERSON = "for a person"


class Note(StrEnum):
    """What else is to be said of a comparison."""

    ABOUT = "the figure is given as about"
    DISPUTED = "sources differ"
    GENERALLY = "the text says generally"
    LIMIT_NOT_FOUND = "the regulation's number was not found"
    OUTSIDE = "computed only by a system outside"
    JUDGEMENT = "a person's judgement"


@dataclass(frozen=True, slots=True)
class Used:
    """A figure that a verdict stands on."""

    key: str
    period: str
    value: Range | bool | str
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A figure that nobody has given; the year is empty where any will do."""

    key: str
    period: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """One comparison: what was found, held against what, and by how much it misses (in the measure's unit)."""

    measure: str
    period: str
    operator: str
    limit: Amount
    found: Range | bool | str | None
    verdict: Verdict
    by: Decimal | None = None
    used: tuple[Used, ...] = ()
    missing: tuple[Missing, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict and the comparisons that it stands on."""

    verdict: Verdict
    leaves: tuple[Leaf, ...] = ()


def all_of(outcomes: Iterable[Outcome]) -> Outcome:
    """Join conditions that must all hold: one miss decides, then what is unknown, then what a person must say."""
    return _joined(outcomes, (Verdict.UNMET, Verdict.UNKNOWN, Verdict.PERSON), Verdict.MET)


def any_of(outcomes: Iterable[Outcome]) -> Outcome:
    """Join conditions of which one is enough."""
    return _joined(outcomes, (Verdict.MET, Verdict.UNKNOWN, Verdict.PERSON), Verdict.UNMET)


def count_of(least: int, outcomes: Iterable[Outcome]) -> Outcome:
    """Join conditions of which so many are enough."""
    several = list(outcomes)
    leaves = tuple(leaf for one in several for leaf in one.leaves)
    verdicts = [one.verdict for one in several]
    met, lost = verdicts.count(Verdict.MET), verdicts.count(Verdict.UNMET)
    if met >= least:
        return Outcome(Verdict.MET, leaves)
    if len(verdicts) - lost < least:
        return Outcome(Verdict.UNMET, leaves)
    needs_figures = met + verdicts.count(Verdict.PERSON) < least
    return Outcome(Verdict.UNKNOWN if needs_figures else Verdict.PERSON, leaves)


def reverse(outcome: Outcome) -> Outcome:
    """Turn met and unmet round; what is open stays open."""
    turned = {Verdict.MET: Verdict.UNMET, Verdict.UNMET: Verdict.MET}
    return Outcome(turned.get(outcome.verdict, outcome.verdict), outcome.leaves)


def _joined(outcomes: Iterable[Outcome], deciding: tuple[Verdict, ...], otherwise: Verdict) -> Outcome:
    several = list(outcomes)
    leaves = tuple(leaf for one in several for leaf in one.leaves)
    verdicts = {one.verdict for one in several}
    return Outcome(next((one for one in deciding if one in verdicts), otherwise), leaves)
