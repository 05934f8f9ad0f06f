"""A regulation as data: what it asks for, its rules, its points and its classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

__all__ = [
    "All",
    "Amount",
    "AnyOf",
    "Band",
    "Comparison",
    "Condition",
    "CountOf",
    "Input",
    "InputKind",
    "Item",
    "Measure",
    "MeasureKind",
    "Not",
    "Origin",
    "Pack",
    "Rule",
    "RuleMet",
    "Score",
    "ScoreReached",
    "SizeClass",
    "Take",
    "Words",
]

Words: TypeAlias = Mapping[str, str]
"""The same words in several languages, by language code."""


class InputKind(StrEnum):
    """What can be said of an input."""

    NUMBER = "number"
    YES_NO = "yes or no"
    CHOICE = "choice"


class Origin(StrEnum):
    """Where an input comes from: figures, a person's judgement, or a system outside that alone computes it."""

    FIGURES = "figures"
    PERSON = "person"
    OUTSIDE = "outside"


class MeasureKind(StrEnum):
    """How a measure is made from inputs."""

    FIGURE = "figure"
    TOTAL = "total_of"
    SHARE = "share_of"
    GROWTH = "growth_of"


class Take(StrEnum):
    """What is made of several years."""

    LATEST = "latest"
    EACH = "each"
    ANY = "any"
    MEAN = "mean"
    SUM = "sum"
    POOLED = "pooled"
    COMPOUND = "compound"


@dataclass(frozen=True, slots=True)
class Input:
    """One thing that the regulation asks about a subject.

    The last three say where a site may know it from: the code of an indicator, tiers that members hold (counted once
    each, or whether the subject holds one), something in the subject's own record. The engine itself reads none.
    """

    key: str
    text: Words
    kind: InputKind = InputKind.NUMBER
    unit: str = ""
    choices: tuple[str, ...] = ()
    origin: Origin = Origin.FIGURES
    outside: str = ""
    indicator: str = ""
    tiers: tuple[str, ...] = ()
    record: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure, or a total, share or growth of figures, over so many years.

    `POOLED` divides the sums of the years; `COMPOUND` is the yearly rate that leads from the first to the last.
    """

    kind: MeasureKind
    inputs: tuple[str, ...]
    years: int = 1
    take: Take = Take.LATEST

    def __str__(self) -> str:
        """Write it as a formula."""
        joined = {MeasureKind.TOTAL: " + ", MeasureKind.SHARE: " / "}.get(self.kind, " ").join(self.inputs)
        named = f"growth of {joined}" if self.kind is MeasureKind.GROWTH else joined
        return named if self.take is Take.LATEST else f"{named}, {self.take} of {self.years} years"


Amount: TypeAlias = Decimal | bool | tuple[str, ...] | None
"""What a figure is held against; `None` where the regulation's number was looked for and not found."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A measure held against a limit; `generally` leaves a miss to a person's judgement."""

    measure: Measure
    operator: str
    limit: Amount
    generally: bool = False


@dataclass(frozen=True, slots=True)
class All:
    """Every condition holds."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one condition holds."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class CountOf:
    """At least so many of the conditions hold."""

    least: int
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The condition does not hold."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class RuleMet:
    """Another rule of the pack is met."""

    key: str


@dataclass(frozen=True, slots=True)
class ScoreReached:
    """A score, or the subtotal of one of its parts, held against a limit."""

    score: str
    part: str
    operator: str
    limit: Amount


Condition: TypeAlias = Comparison | All | AnyOf | CountOf | Not | RuleMet | ScoreReached


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that the regulation demands.

    `counts` is false for a rule that only others refer to. `occasion` is “new”, “re-check” or empty for both.
    """

    key: str
    text: Words
    need: Condition
    article: str = ""
    source: str = ""
    confidence: str = ""
    waived_by: tuple[Condition, ...] = ()
    is_veto: bool = False
    counts: bool = True
    occasion: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """Points for whoever meets the condition; two different numbers where a person chooses between them."""

    when: Condition | None
    least: Decimal
    most: Decimal


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a score: the first band that holds gives the points, or each one that holds if they add up.

    With `given` the points are themselves a figure that somebody states, never more than the cap.
    """

    key: str
    text: Words
    bands: tuple[Band, ...]
    part: str = ""
    adds_up: bool = False
    cap: Decimal | None = None
    given: Condition | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """Points by items, in parts that can have limits of their own."""

    key: str
    text: Words
    items: tuple[Item, ...]
    article: str = ""
    source: str = ""
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class SizeClass:
    """A class; a subject belongs to the first one whose condition holds."""

    key: str
    text: Words
    when: Condition | None


@dataclass(frozen=True, slots=True)
class Pack:
    """The part of a rule pack that a subject can be held against."""

    code: str
    version: str
    title: Words
    inputs: tuple[Input, ...] = ()
    rules: tuple[Rule, ...] = ()
    scores: tuple[Score, ...] = ()
    classes: tuple[SizeClass, ...] = ()
    by_key: Mapping[str, Input] = field(default_factory=dict[str, Input], compare=False)
