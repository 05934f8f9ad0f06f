"""Makes a good assignment better a few proposals at a time, where a search over all of them would not end.

Steps are counted, not timed, so that the same instance gives the same answer wherever there is time for all of them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import numpy as np

from qunli.engines.assigning.arrays import Ints, Reals
from qunli.engines.assigning.flows import cheapest_flow
from qunli.engines.assigning.networks import Problem, network_of
from qunli.engines.assigning.programs import Program
from qunli.engines.assigning.rules import Level, counts_of, nested

__all__ = ["Polishing", "by_weights"]

WEIGHINGS: Final = 60
HEAVIEST: Final = 50.0
GRID: Final = 1 << 34
AT_ONCE: Final = 6
LOWEST: Final = 4
NODES: Final = 400
SECONDS: Final = 2.0
STEPS: Final = 120
SOFT: Final = 0.25


def by_weights(problem: Problem, keys: Ints, values: Reals, given: tuple[Reals, float]) -> Ints | None:
    """Return pairs with a large least sum: flows in turn, each giving more weight to proposals that came off badly."""
    bases, target = given
    if nested(problem.levels) is None or target <= 0:
        return None
    many, across = problem.shape
    rows = keys // across
    weights = np.ones(many)
    scale = GRID / (float(np.abs(values).max(initial=0)) * HEAVIEST or 1.0)
    counts = problem.demand > 0
    best: tuple[float, Ints | None] = (-np.inf, None)
    for number in range(WEIGHINGS):
        worth = np.rint(values * weights[rows] * scale).astype(np.int64)
        flow = cheapest_flow(network_of(problem, keys, worth, None))
        if flow is None:
            return None
        taken = flow[: len(keys)] > 0
        sums = bases + np.bincount(rows[taken], weights=values[taken], minlength=many)
        level = float(sums[counts].min(initial=np.inf))
        if level > best[0]:
            best = (level, keys[taken])
        weights *= np.exp((target - np.minimum(sums, 2 * target)) / (target * (1 + number / 20)))
        weights = np.clip(weights / np.median(weights), 1 / HEAVIEST, HEAVIEST)
    return best[1]


@dataclass(slots=True, eq=False)
class Polishing:
    """An assignment being made better; `values` are the whole table's."""

    problem: Problem
    candidates: Ints
    values: Reals
    bases: Reals
    keys: Ints
    ends: float

    def sums(self) -> Reals:
        """Return each proposal's sum, pinned parts included."""
        many, across = self.problem.shape
        return self.bases + np.bincount(
            self.keys // across, weights=self.values.ravel()[self.keys], minlength=many
        )  # fmt: skip

    def raise_least(self, bound: float) -> None:
        """Raise the least sum: by turns towards a level just above it, and towards the bound."""
        some = np.random.Generator(np.random.PCG64(self.problem.shape[0]))
        best = self.keys
        counts = np.flatnonzero(self.problem.demand)
        for number in range(STEPS):
            sums = self.sums()
            low = np.sort(sums[counts])
            if low[0] >= self._least(best):
                best = self.keys
            if low[0] >= bound * (1 - 1e-9) or time.monotonic() > self.ends:
                break
            level = bound if number % 2 else min(bound, float(low[: LOWEST - 1].max() + SOFT * (bound - low[0])))
            worst = counts[np.argsort(sums[counts], kind="stable")][: int(some.integers(1, LOWEST + 1))]
            free = np.union1d(worst, some.permutation(counts)[:AT_ONCE])
            self._step(free, partial(self._hinged, level), partial(_up_to, level, counts))
        self.keys = best if self._least(best) >= self._least(self.keys) else self.keys

    def raise_total(self, floors: Reals) -> None:
        """Raise the total under floors of each proposal's own part."""
        some = np.random.Generator(np.random.PCG64(self.problem.shape[1]))
        counts = np.flatnonzero(self.problem.demand)
        for _number in range(STEPS // 2):
            if time.monotonic() > self.ends:
                break
            free = np.sort(some.permutation(counts)[: 2 * AT_ONCE])
            self._step(
                free, lambda part: part.search(seconds=SECONDS, floors=floors).keys, lambda sums: float(sums.sum())
            )

    def _hinged(self, level: float, part: Program) -> Ints | None:
        return part.hinged(level, self.bases, nodes=NODES, seconds=SECONDS)

    def _least(self, keys: Ints) -> float:
        kept, self.keys = self.keys, keys
        least = float(self.sums()[self.problem.demand > 0].min(initial=np.inf))
        self.keys = kept
        return least

    def _step(self, free: Ints, solve: Callable[[Program], Ints | None], worth: Callable[[Reals], float]) -> None:
        """Choose the panels of some proposals anew, all others staying; keep what is no worse."""
        many, across = self.problem.shape
        inside = np.zeros(many, np.bool_)
        inside[free] = True
        fixed = self.keys[~inside[self.keys // across]]
        own = self.keys[inside[self.keys // across]]
        near = self.candidates[inside[self.candidates // across]]
        part = _left(self.problem, fixed, inside)
        keys = np.union1d(near[part.most[near % across] > 0], own)
        found = solve(Program(part, keys, self.values.ravel()[keys]))
        if found is None:
            return
        before, kept = worth(self.sums()), self.keys
        self.keys = np.sort(np.concatenate((fixed, found)))
        if worth(self.sums()) < before - 1e-9 * abs(before):
            self.keys = kept


def _up_to(level: float, counts: Ints, sums: Reals) -> float:
    return float(np.minimum(sums, level)[counts].sum())


def _left(problem: Problem, fixed: Ints, inside: Ints | np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Problem:
    many, across = problem.shape
    used = np.bincount(fixed % across, minlength=across)
    pairs = np.stack((fixed // across, fixed % across), axis=1)
    levels = tuple(Level(one.name, one.codes, one.caps - counts_of(one, pairs, many)) for one in problem.levels)
    return replace(
        problem, demand=np.where(inside, problem.demand, 0), least=np.maximum(problem.least - used, 0),
        most=problem.most - used, levels=levels,
    )  # fmt: skip
