"""What is assumed of the teams of a race, before it is run: stated beside every result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

__all__ = ["Assumptions", "Chance"]


@dataclass(frozen=True, slots=True)
class Chance:
    """Of one team in one stage: its chance to pass, what it spends (yuan), its chance to mend a miss in time."""

    success: Decimal
    cost: Decimal
    remedied: Decimal


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Chances by stage that hold for every team alike, or team by team, and how far fortunes go together.

    `correlation` is between the hidden performances of any two teams in the same stage (a problem that is hard for one
    is hard for the others): one common normal factor, 0 to 0.99. Different stages are independent.
    """

    stages: tuple[Chance, ...]
    teams: Mapping[str, tuple[Chance, ...]]
    correlation: Decimal

    def of_lanes(self, lanes: int) -> tuple[tuple[Chance, ...], ...]:
        """Return the chances of each lane; single teams in the order they were named, where there are some."""
        named = tuple(self.teams.values())
        return named[:lanes] if named else (self.stages,) * lanes
