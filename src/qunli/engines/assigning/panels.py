"""The best panel of one proposal when every expert has a price: the inner step of each bound.

Where the rules nest, taking experts from the dearest value down is exact (a laminar matroid). Where they cross, a
search decides, and where that grows too long the rules that cross are left out: a higher bound, never a wrong one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from qunli.engines.assigning.arrays import Bools, Ints, Reals
from qunli.engines.assigning.rules import Level, nested

__all__ = ["Panels"]

STEPS: Final = 20_000
NONE: Final = float("-inf")


@dataclass(slots=True)
class Panels:
    """Finds best panels under these rules; pinned experts of a proposal are in every panel."""

    levels: Sequence[Level]
    demand: Ints
    closed: Bools
    pinned: Ints
    """Pairs, by proposal."""

    def best(self, proposal: int, values: Reals) -> float:
        """Return the value of a best panel, or of more than it where the search grew too long."""
        fixed = self.pinned[self.pinned[:, 0] == proposal, 1]
        wanted = int(self.demand[proposal]) - len(fixed)
        base = float(values[fixed].sum())
        open_ = np.flatnonzero(~self.closed[proposal])
        open_ = open_[~np.isin(open_, fixed)]
        if wanted < 0 or len(open_) < wanted:
            return NONE
        order = open_[np.argsort(-values[open_], kind="stable")]
        room = [level.caps[proposal].copy() for level in self.levels]
        for level, left in zip(self.levels, room, strict=True):
            codes = level.codes[fixed]
            np.subtract.at(left, codes[codes >= 0], 1)
        chosen = _Choice(self.levels, order, values, wanted)
        return base + chosen.best(room)


@dataclass(slots=True)
class _Choice:
    levels: Sequence[Level]
    order: Ints
    values: Reals
    wanted: int
    steps: int = 0
    found: float = NONE

    def best(self, room: list[Ints]) -> float:
        taken = self.greedy(self.levels, room)
        if nested(self.levels) is not None:
            return NONE if taken is None else float(self.values[taken].sum())
        if taken is not None:
            self.found = float(self.values[taken].sum())
        self._search(0, self.wanted, 0.0, [left.copy() for left in room])
        if self.steps <= STEPS:
            return self.found
        relaxed = self.greedy(self.levels[:1], room[:1])
        return NONE if relaxed is None else float(self.values[relaxed].sum())

    def greedy(self, levels: Sequence[Level], room: list[Ints]) -> Ints | None:
        """Take from the best down what the caps let through."""
        left = [one.copy() for one in room]
        taken: list[int] = []
        for expert in self.order.tolist():
            if len(taken) == self.wanted:
                break
            if _fits(levels, left, expert):
                _use(levels, left, expert, 1)
                taken.append(expert)
        return np.array(taken, np.int64) if len(taken) == self.wanted else None

    def _search(self, place: int, wanted: int, value: float, room: list[Ints]) -> None:
        """Take or leave the next expert; give up a branch that the next best could not save."""
        self.steps += 1
        if wanted == 0:
            self.found = max(self.found, value)
            return
        following = self.order[place : place + wanted]
        hope = value + float(self.values[following].sum())
        if self.steps > STEPS or len(following) < wanted or hope <= self.found:
            return
        expert = int(self.order[place])
        if _fits(self.levels, room, expert):
            _use(self.levels, room, expert, 1)
            self._search(place + 1, wanted - 1, value + float(self.values[expert]), room)
            _use(self.levels, room, expert, -1)
        if place < _DEEPEST:
            self._search(place + 1, wanted, value, room)
        else:
            self.steps = STEPS + 1


_DEEPEST: Final = 400
"""Experts looked at in one search: within Python's own depth."""


def _fits(levels: Sequence[Level], room: list[Ints], expert: int) -> bool:
    return all(
        level.codes[expert] < 0 or left[level.codes[expert]] > 0 for level, left in zip(levels, room, strict=True)
    )


def _use(levels: Sequence[Level], room: list[Ints], expert: int, many: int) -> None:
    for level, left in zip(levels, room, strict=True):
        if level.codes[expert] >= 0:
            left[level.codes[expert]] -= many
