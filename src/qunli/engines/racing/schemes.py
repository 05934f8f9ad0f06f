"""The scheme of a race: how many teams, which stages, what each gate asks, and what money follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

__all__ = [
    "Comparison",
    "Grade",
    "Indicator",
    "Judge",
    "Keeps",
    "Scheme",
    "Sight",
    "Stage",
    "Words",
]

Words = Mapping[str, str]
"""A text by language: `zh`, `en`."""


class Comparison(StrEnum):
    """How a measured value is held against the wanted one."""

    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    LESS_THAN = "less_than"

    def holds(self, measured: Decimal, wanted: Decimal) -> bool:
        """Tell whether the measured value reaches the wanted one."""
        return {
            Comparison.AT_LEAST: measured >= wanted,
            Comparison.MORE_THAN: measured > wanted,
            Comparison.AT_MOST: measured <= wanted,
            Comparison.LESS_THAN: measured < wanted,
        }[self]

    @property
    def more_is_better(self) -> bool:
        """Whether the larger of two values is the better one."""
        return self in {Comparison.AT_LEAST, Comparison.MORE_THAN}


class Keeps(StrEnum):
    """What an eliminated team keeps of the stage that it lost."""

    PAID = "paid"
    """All that was paid."""
    SPENT = "spent"
    """What it proves to have spent; it returns the rest."""
    NOTHING = "nothing"
    """It returns what was paid for the stage."""


class Sight(StrEnum):
    """What somebody outside a lane sees of it."""

    NOTHING = "nothing"
    STANDING = "standing"
    """Who runs, who is on and who is out."""
    MEASURED = "measured"
    """Also what was measured and scored."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A measured value that the gate of a stage asks for."""

    key: str
    comparison: Comparison
    wanted: Decimal
    unit: str = ""
    text: Words = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Judge:
    """A body that scores: experts, the demander, the department. Weights are relative to each other."""

    who: str
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the race and the gate at its end.

    `budgets` are yuan a team: one amount for all, or amounts by the rank at the gate before. `least_reached` of the
    indicators must be reached (all where it is `None`), `least_score` by the judges; of those that do, the best `keep`
    go on. Who misses the gate may mend it within `remedy_days` calendar days; nought means no remedy.
    """

    key: str
    days: int
    budgets: tuple[Decimal, ...]
    indicators: tuple[Indicator, ...] = ()
    judges: tuple[Judge, ...] = ()
    keep: int | None = None
    least_reached: int | None = None
    least_score: Decimal | None = None
    remedy_days: int = 0
    text: Words = field(default_factory=dict[str, str])

    def budget(self, rank: int) -> Decimal:
        """Return what the team of a rank, from 1, gets for this stage, in yuan."""
        return self.budgets[min(rank, len(self.budgets)) - 1]


@dataclass(frozen=True, slots=True)
class Grade:
    """A final grade and the least total score that earns it."""

    name: str
    at_least: Decimal


@dataclass(frozen=True, slots=True)
class Scheme:
    """A race as it is announced before anyone applies.

    `ties` are the ways to part equal scores, in turn: `judge:WHO`, `indicator:KEY`, and at the end `lot` or `together`.
    `may_continue` tells whether an eliminated team may go on at its own cost, `teams_see` what the teams see of each
    other, `public_sees` what everybody does. Stages follow each other from `starts_on`, where that day is announced.
    """

    code: str
    teams_most: int
    stages: tuple[Stage, ...]
    ties: tuple[str, ...] = ("lot",)
    keeps: Keeps = Keeps.PAID
    may_continue: bool = False
    grades: tuple[Grade, ...] = ()
    prizes: tuple[Decimal, ...] = ()
    text: Words = field(default_factory=dict[str, str])
    starts_on: date | None = None
    teams_see: Sight = Sight.STANDING
    public_sees: Sight = Sight.STANDING

    @property
    def days(self) -> int:
        """The days of all stages, without remedies."""
        return sum(stage.days for stage in self.stages)

    @property
    def lane_most(self) -> Decimal:
        """The most that one team can get in budgets, in yuan: the largest of every stage."""
        return sum((max(stage.budgets) for stage in self.stages), Decimal(0))

    def cost_most(self) -> Decimal:
        """Return the most that the whole race can cost, in yuan: every place taken, every prize won."""
        teams, total = self.teams_most, sum(self.prizes, Decimal(0))
        for stage in self.stages:
            total += sum((stage.budget(rank) for rank in range(1, teams + 1)), Decimal(0))
            teams = min(teams, stage.keep or teams)
        return total

    def ends_of_stages(self, starts_on: date) -> tuple[date, ...]:
        """Return the day on which each stage is reported, counted in calendar days from the first one's beginning."""
        days = 0
        ends: list[date] = []
        for stage in self.stages:
            days += stage.days
            ends.append(starts_on + timedelta(days=days))
        return tuple(ends)

    def grade(self, score: Decimal) -> str:
        """Return the grade of a total score; empty where the scheme has none."""
        fitting = [grade for grade in self.grades if score >= grade.at_least]
        return max(fitting, key=lambda grade: grade.at_least).name if fitting else ""
