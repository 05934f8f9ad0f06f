"""Holds an assignment against its instance: every rule, the total, and the bound that proves it best.

Stands apart from the solver: it takes pairs and prices from anywhere. Any prices give a true bound: charge each
expert's price for every seat; then no assignment is worth more than what the loads cost at these prices plus each
proposal's best panel at the remaining values. Bad prices only give a bound that proves nothing. Without prices it makes
its own.

    bound = sum over experts of (price > 0 ? load_max : load_min) * price
          + sum over proposals of the best panel's sum of (affinity - price)
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from qunli.engines.assigning.arrays import Ints, Reals
from qunli.engines.assigning.instances import Instance
from qunli.engines.assigning.panels import Panels
from qunli.engines.assigning.rules import levels_of

__all__ = ["Verdict", "bound_of", "broken_rules", "verify"]

TOLERANCE: Final = 1e-9
"""Relative: sums of rounded numbers differ by so much at most."""
ROUNDS: Final = 2000
CELLS: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the checker found. `optimal`: feasible, and the bound leaves no better assignment."""

    feasible: bool
    optimal: bool
    faults: tuple[str, ...]
    total: float
    bound: float
    gap: float
    worst: float


def verify(
    instance: Instance, pairs: Sequence[Sequence[int]], prices: Sequence[float] | None = None, *, drawn: bool = False
) -> Verdict:
    """Check pairs and, if given, prices against the instance alone."""
    table = np.asarray(pairs, np.int64).reshape(-1, 2)
    faults = broken_rules(instance, table, drawn=drawn)
    within = not any(fault.startswith("pair") for fault in faults)
    total = _total(instance, table) if within else math.nan
    given = np.asarray(prices, np.float64) if prices is not None and len(prices) == instance.shape[1] else None
    if given is None or not np.isfinite(given).all():
        given = _own_prices(instance, table) if not faults else np.zeros(instance.shape[1])
    bound = bound_of(instance, given)
    gap = bound - total
    slack = TOLERANCE * max(1.0, abs(total))
    worst = _worst(instance, table) if within else math.nan
    gap = 0.0 if abs(gap) <= slack else gap
    return Verdict(not faults, not faults and gap <= 0, tuple(faults), total, max(bound, total), gap, worst)


def broken_rules(instance: Instance, pairs: Ints, *, drawn: bool = False) -> list[str]:
    """Name everything that the pairs break, in words."""
    many, across = instance.shape
    outside = (pairs < 0) | (pairs >= np.array([many, across]))
    if outside.any():
        return [f"pair {pair.tolist()}: no such proposal or expert" for pair in pairs[outside.any(axis=1)][:5]]
    keys = pairs[:, 0] * across + pairs[:, 1]
    found: list[str] = []
    if len(np.unique(keys)) < len(keys):
        found.append("an expert judges a proposal twice")
    found += [f"conflict: {pair.tolist()}" for pair in pairs[instance.forbidden[pairs[:, 0], pairs[:, 1]]][:5]]
    missing = np.setdiff1d(instance.pinned[:, 0] * across + instance.pinned[:, 1], keys)
    found += [f"pinned pair missing: [{key // across}, {key % across}]" for key in missing[:5]]
    served = np.bincount(pairs[:, 0], minlength=many)
    found += [f"proposal {place}: {served[place]} experts" for place in np.flatnonzero(served != instance.demand)[:5]]
    load = np.bincount(pairs[:, 1], minlength=across)
    wrong = (load > instance.load_max) | (load < instance.load_min)
    found += [f"expert {place}: load {load[place]}" for place in np.flatnonzero(wrong)[:5]]
    return found + _undiverse(instance, pairs, drawn=drawn)


def _undiverse(instance: Instance, pairs: Ints, *, drawn: bool) -> list[str]:
    """Count from the tables themselves, panel by panel."""
    found: list[str] = []
    for level in levels_of(instance, drawn=drawn):
        codes = level.codes[pairs[:, 1]]
        inside = codes >= 0
        counts = np.zeros(level.caps.shape, np.int64)
        np.add.at(counts, (pairs[inside, 0], codes[inside]), 1)
        rows = np.flatnonzero((counts > level.caps).any(axis=1))
        found += [f"proposal {row}: rule {level.name} broken" for row in rows[:5]]
    return found


def bound_of(instance: Instance, prices: Reals) -> float:
    """Return the bound that these prices prove."""
    loads = np.where(prices > 0, instance.load_max, instance.load_min)
    many, across = instance.shape
    levels = levels_of(instance)
    parts = [float(loads @ prices)]
    if levels:
        panels = Panels(levels, instance.demand, instance.forbidden, instance.pinned)
        parts += [panels.best(row, instance.affinity[row] - prices) for row in range(many)]
        return math.fsum(parts)
    rows = max(1, CELLS // max(across, 1))
    for top in range(0, many, rows):
        parts.append(_best_plain(instance, prices, slice(top, min(many, top + rows))))
    return math.fsum(parts)


def _best_plain(instance: Instance, prices: Reals, rows: slice) -> float:
    """Return the sum of best panels where there are no rules of diversity."""
    values = instance.affinity[rows] - prices
    values[instance.forbidden[rows]] = -np.inf
    pins = instance.pinned[(instance.pinned[:, 0] >= rows.start) & (instance.pinned[:, 0] < rows.stop)]
    fixed = math.fsum(values[pins[:, 0] - rows.start, pins[:, 1]].tolist())
    values[pins[:, 0] - rows.start, pins[:, 1]] = -np.inf
    wanted = instance.demand[rows] - np.bincount(pins[:, 0] - rows.start, minlength=len(values))
    most = int(wanted.max(initial=0))
    if most > values.shape[1]:
        return -math.inf
    if most <= 0:
        return fixed
    best = np.partition(values, values.shape[1] - most, axis=1)[:, values.shape[1] - most :]
    best = -np.sort(-best, axis=1)
    taken = np.arange(most) < wanted[:, None]
    return fixed + math.fsum(best[taken].tolist())


def _own_prices(instance: Instance, pairs: Ints) -> Reals:
    """Raise prices until no proposal would rather have another expert than one it has, or for so many rounds."""
    many, across = instance.shape
    load = np.bincount(pairs[:, 1], minlength=across)
    free = (load == instance.load_min) & (load < instance.load_max)
    closed = instance.forbidden.copy()
    closed[pairs[:, 0], pairs[:, 1]] = True
    pins = set((instance.pinned[:, 0] * across + instance.pinned[:, 1]).tolist())
    loose = np.array([key not in pins for key in (pairs[:, 0] * across + pairs[:, 1]).tolist()], np.bool_)
    values = np.where(closed, -np.inf, instance.affinity.astype(np.float64))
    own = instance.affinity[pairs[:, 0], pairs[:, 1]].astype(np.float64)
    low = float(np.abs(instance.affinity).max(initial=0)) * 2 + 1
    prices = np.where(free, -low, 0.0)
    hair = TOLERANCE * low / 1000
    for _round in range(ROUNDS):
        floors = np.full(many, np.inf)
        np.minimum.at(floors, pairs[loose, 0], own[loose] - prices[pairs[loose, 1]])
        wanted = (values - floors[:, None]).max(axis=0, initial=-np.inf)
        better = wanted > prices + hair
        if not better.any():
            break
        prices = np.where(better, wanted, prices)
    return prices


def _total(instance: Instance, pairs: Ints) -> float:
    return math.fsum(instance.affinity[pairs[:, 0], pairs[:, 1]].tolist())


def _worst(instance: Instance, pairs: Ints) -> float:
    sums = np.zeros(instance.shape[0])
    np.add.at(sums, pairs[:, 0], instance.affinity[pairs[:, 0], pairs[:, 1]].astype(np.float64))
    return float(sums.min(initial=math.inf)) if len(sums) else 0.0
