"""Fairness to proposals: the worst-served one as well served as can be, then the greatest total at that level.

A proposal is served by the sum of its panel's affinities. To make the least sum as large as possible is hard in general
(it holds the partition problem), so HiGHS searches for it, and the answer carries a bound: with weights of proposals
that sum to one, no assignment has a least sum above its weighted total, and prices bound that one (`worst_bound`).
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from qunli.engines.assigning.arrays import Ints, Reals
from qunli.engines.assigning.instances import Instance
from qunli.engines.assigning.mixed import HAIR, SMALL, relaxed_to_the_end, starting_keys, unit_of, values_of
from qunli.engines.assigning.networks import Problem
from qunli.engines.assigning.polishing import Polishing, by_weights
from qunli.engines.assigning.programs import Found, Program
from qunli.engines.assigning.reducing import problem_of, with_pins
from qunli.engines.assigning.results import Assignment, Proof, Witness
from qunli.engines.assigning.rules import levels_of, nested
from qunli.engines.assigning.solving import assign, sums_of, total_of
from qunli.engines.assigning.verifying import bound_of

__all__ = ["assign_fairly", "worst_bound_of"]

SLACK: Final = 1e-9
WIDEST: Final = 60_000
"""Pairs that a search for the total looks at; where more could matter its end proves nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class _Floor:
    """The best least sum found: its pairs, a bound, and what proves the bound."""

    keys: Ints
    level: float
    bound: float
    proof: Proof
    program: Program


def assign_fairly(instance: Instance, *, seconds: float = 30.0, next_worst: bool = False) -> Assignment:
    """Raise the worst-served proposal, then the total at that level; then the next worst, as far as time allows.

    `next_worst`: raise the next worst, and the next, before the total (leximin).
    """
    ends = time.monotonic() + seconds
    plain = assign(instance, seconds=seconds / 2)
    if not plain.pairs:
        return plain
    levels = levels_of(instance)
    problem = problem_of(instance, nested(levels) or levels)
    if isinstance(problem, Witness):
        return Assignment("infeasible", witness=problem)
    if not problem.demand.any():
        return replace(plain, worst_bound=plain.worst)
    unit = unit_of(problem)
    pins = instance.pinned
    bases = np.zeros(instance.shape[0])
    np.add.at(bases, pins[:, 0], instance.affinity[pins[:, 0], pins[:, 1]].astype(np.float64) / unit)
    floor = _raised(instance, problem, plain, (bases, ends))
    return _totalled(instance, floor, (plain, bases, ends, unit), next_worst=next_worst)


def _raised(instance: Instance, problem: Problem, plain: Assignment, given: tuple[Reals, float]) -> _Floor:
    """Find the greatest least sum; the assignment of greatest total stands until a better one is found."""
    bases, ends = given
    across = instance.shape[1]
    values = values_of(problem)
    unit = unit_of(problem)
    lift = (instance.demand > 0).astype(np.float64)
    own = np.array([row * across + column for row, column in plain.pairs], np.int64)
    own = np.setdiff1d(own, instance.pinned[:, 0] * across + instance.pinned[:, 1])
    solved = relaxed_to_the_end(problem, np.union1d(starting_keys(problem, values), own), lift=lift, bases=bases)
    level = min((one for one, wanted in zip(sums_of(instance, plain.pairs), lift, strict=True) if wanted), default=0.0)
    level /= unit
    if solved is None:
        bound = np.inf
        program = Program(problem, own, values.ravel()[own])
        return _Floor(own, level, bound, Proof("search"), program)
    program, relaxed, _gains = solved
    weights = np.maximum(relaxed.floors, 0)
    prices = np.where((problem.least == 0) & (relaxed.experts < 0), 0.0, relaxed.experts) * unit
    bound = min(worst_bound_of(instance, prices, weights) / unit, _alone(problem, values, bases, lift))
    proof = Proof("prices", tuple(prices.tolist()), tuple(weights.tolist()), tolerance=SLACK)
    best = _Floor(own, level, bound, proof, program)
    if level < bound - SLACK * max(1.0, abs(bound)):
        whole = len(program.keys) == np.count_nonzero(~problem.worths.closed)
        if whole and len(program.keys) <= SMALL:
            found = _Lift(program, bases, lift).highest(seconds=(ends - time.monotonic()) / 3)
            if found.keys is not None and found.value > level:
                best = replace(best, keys=found.keys, level=found.value)
            if found.ended:
                return replace(best, bound=min(bound, max(best.level, found.bound)))
        best = _polished(problem, best, (values, bases, bound), ends)
    return best


def _polished(problem: Problem, floor: _Floor, given: tuple[Reals, Reals, float], ends: float) -> _Floor:
    """Raise the least sum by weighted flows, then a few proposals at a time."""
    values, bases, bound = given
    program = floor.program
    half = time.monotonic() + (ends - time.monotonic()) * 0.6
    polishing = Polishing(problem, program.keys, values, bases, floor.keys, half)
    tried = by_weights(problem, program.keys, values.ravel()[program.keys], (bases, bound))
    counts = problem.demand > 0
    if tried is not None:
        weighted = replace(polishing, keys=tried)
        if weighted.sums()[counts].min() > polishing.sums()[counts].min():
            polishing = weighted
    polishing.raise_least(bound)
    level = float(polishing.sums()[counts | (bases != 0)].min(initial=np.inf))
    return replace(floor, keys=polishing.keys, level=level) if level > floor.level else floor


@dataclass(frozen=True, slots=True, eq=False)
class _Lift:
    """Raises the least sum of the proposals that count."""

    program: Program
    bases: Reals
    lift: Reals

    def highest(self, *, seconds: float, floors: Reals | None = None) -> Found:
        """Return the pairs with the greatest least sum, pinned parts included."""
        return self.program.search(seconds=seconds, lift=self.lift, bases=self.bases, floors=floors)


def _alone(problem: Problem, values: Reals, bases: Reals, lift: Reals) -> float:
    """Return what the worst-off proposal could have if it chose first: no least sum is above it."""
    open_ = np.where(problem.worths.closed, -np.inf, values)
    tops = -np.sort(-open_, axis=1)
    sums = bases + np.array([float(row[: int(wanted)].sum()) for row, wanted in zip(tops, problem.demand, strict=True)])
    return float(sums[lift > 0].min(initial=np.inf))


def worst_bound_of(instance: Instance, prices: Reals, weights: Reals) -> float:
    """Return the bound on the least sum that weights and prices prove: that of the weighted total."""
    share = weights / max(float(weights.sum()), 1e-300)
    factor = 1 / max(float(weights.sum()), 1e-300)
    weighted = replace(instance, affinity=instance.affinity.astype(np.float64) * share[:, None])
    return bound_of(weighted, prices * factor)


def _totalled(
    instance: Instance, floor: _Floor, given: tuple[Assignment, Reals, float, float], *, next_worst: bool
) -> Assignment:
    """Return the greatest total that keeps the level, with bounds on both."""
    plain, bases, ends, unit = given
    problem, program = floor.program.problem, floor.program
    counts = instance.demand > 0
    slack = SLACK * max(1.0, abs(floor.level))
    floors = np.where(counts, floor.level - slack - bases, -np.inf)
    keys, more = floor.keys, 0
    if next_worst:
        keys, floors, more = _next_levels(floor, bases, floors, ends)
    keys, bound = _best_total(problem, (np.union1d(program.keys, keys), keys), (floors, bases), ends)
    pairs = with_pins(instance, keys)
    total = total_of(instance, pairs)
    free = total - float(values_of(problem).ravel()[keys].sum()) * unit
    bound = min(bound * unit + free, plain.bound if plain.bound is not None else np.inf)
    worst = worst_of_counted(instance, pairs)
    worst_bound = max(floor.bound * unit, worst)
    close = worst_bound - worst <= HAIR * max(1.0, abs(worst))
    worst_bound = worst if close else worst_bound
    gap = max(0.0, bound - total)
    gap = 0.0 if gap <= SLACK * max(1.0, abs(total)) else gap
    status = "optimal" if close and gap == 0 else "feasible"
    return Assignment(
        status, total, total + gap, gap, worst, worst_bound, pairs, proof=floor.proof,
        more={"fair": "leximin" if next_worst else "worst", "levels": more + 1},
    )  # fmt: skip


def _best_total(problem: Problem, at: tuple[Ints, Ints], given: tuple[Reals, Reals], ends: float) -> tuple[Ints, float]:
    """Return the pairs of greatest total above the floors, and a bound on it; the pairs known stand if none come."""
    candidates, keys = at
    floors, bases = given
    values = values_of(problem)
    bound = np.inf
    solved = relaxed_to_the_end(problem, candidates, under=floors)
    if solved is not None:
        program, relaxed, gains = solved
        bound, candidates = relaxed.value, program.keys
        miss = bound - float(values.ravel()[keys].sum()) + HAIR * max(1.0, abs(bound))
        near = np.flatnonzero(gains > -miss)
        if len(near) <= WIDEST:
            candidates = np.union1d(near, keys)
        else:
            solved = None
    pairs = Program(problem, candidates, values.ravel()[candidates])
    found = pairs.search(seconds=max(1.0, (ends - time.monotonic()) * 0.5), floors=floors)
    if found.keys is not None:
        keys = found.keys
        if found.ended and solved is not None:
            bound = min(bound, max(found.value, found.bound))
    if not found.ended:
        polishing = Polishing(problem, candidates, values, bases, keys, max(ends, time.monotonic() + 5.0))
        polishing.raise_total(floors)
        keys = polishing.keys
    return keys, bound


def worst_of_counted(instance: Instance, pairs: tuple[tuple[int, int], ...]) -> float:
    """Return the least sum among proposals that ask for experts at all."""
    sums = sums_of(instance, pairs)
    return min((one for one, wanted in zip(sums, instance.demand, strict=True) if wanted), default=0.0)


def _next_levels(floor: _Floor, bases: Reals, floors: Reals, ends: float) -> tuple[Ints, Reals, int]:
    """Hold those at the level where they are and raise the least of the others, again and again while time allows."""
    program = floor.program
    keys, held, many = floor.keys, floors > -np.inf, 0
    settled = np.zeros(len(floors), np.bool_)
    while time.monotonic() < ends:
        sums = bases + program.sums_at(keys)
        low = np.min(sums[held & ~settled], initial=np.inf)
        settled |= held & (sums <= low + HAIR * max(1.0, abs(low)))
        rest = held & ~settled
        if not rest.any():
            break
        lifted = _Lift(program, bases, rest.astype(np.float64))
        found = lifted.highest(seconds=max(0.5, (ends - time.monotonic()) / 3), floors=floors)
        if found.keys is None:
            break
        keys, many = found.keys, many + 1
        floors = np.where(rest, np.maximum(floors, found.value - SLACK * max(1.0, abs(found.value)) - bases), floors)
    return keys, floors, many
