"""Diversity as caps: of these experts a proposal may take so many at most.

All rules of the engine are of that form, so that where the sets nest they are a flow, and the best panel at given
prices is found greedily (a laminar matroid).

- nobody from one institution twice: each institution at most 1;
- not all from one region: each region at most demand - 1 (a panel of one is from one region by nature);
- one from outside the proposal's own region: that region at most demand - 1;
- at least n seniors: the others at most demand - n;
- strata of a draw: each stratum at most its quota, which add up to the demand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from qunli.engines.assigning.arrays import Ints
from qunli.engines.assigning.instances import Instance

__all__ = ["Level", "levels_of", "nested"]


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """One rule: a code for each expert (-1: the rule is not about this one), and caps, proposals x codes."""

    name: str
    codes: Ints
    caps: Ints


def levels_of(instance: Instance, *, drawn: bool = False) -> tuple[Level, ...]:
    """Return the rules that the tables ask for, without those that can never bind."""
    demand = instance.demand
    made: list[Level] = []
    if instance.institution is not None:
        made.append(_level("institution", instance.institution, np.ones((len(demand), 1), np.int64)))
    if instance.region is not None:
        made.append(_level("region", instance.region, np.where(demand > 1, demand - 1, demand)[:, None]))
        made[-1] = _with_home(made[-1], instance)
    if instance.senior is not None and instance.senior_least is not None:
        others = np.where(instance.senior, -1, 0)
        made.append(_level("senior", others, np.maximum(demand - instance.senior_least, 0)[:, None]))
    if drawn and instance.stratum is not None and instance.quota is not None:
        made.append(_level("stratum", instance.stratum, instance.quota))
    return tuple(level for level in map(_binding, made) if level.codes.max(initial=-1) >= 0)


def _level(name: str, codes: Ints, caps: Ints) -> Level:
    many = int(codes.max(initial=-1)) + 1
    return Level(name, codes, np.ascontiguousarray(np.broadcast_to(caps, (len(caps), many))))


def _with_home(level: Level, instance: Instance) -> Level:
    if instance.home is None:
        return level
    caps = level.caps.copy()
    rows = np.flatnonzero((instance.home >= 0) & (instance.home < caps.shape[1]))
    caps[rows, instance.home[rows]] = np.maximum(instance.demand[rows] - 1, 0)
    return Level(level.name, level.codes, caps)


def _binding(level: Level) -> Level:
    """Forget codes that have no more experts than every proposal may take."""
    if level.codes.max(initial=-1) < 0 or not len(level.caps):
        return Level(level.name, np.full_like(level.codes, -1), level.caps)
    sizes = np.bincount(level.codes[level.codes >= 0], minlength=level.caps.shape[1])
    idle = sizes <= level.caps.min(axis=0)
    codes = np.where((level.codes >= 0) & idle[level.codes], -1, level.codes)
    return Level(level.name, codes, level.caps)


def nested(levels: Iterable[Level]) -> tuple[Level, ...] | None:
    """Return the rules from the finest to the coarsest where every set of one lies in one set of the next, or in none.

    `None` where two rules cross, as where an institution has experts in two regions.
    """
    order = sorted(levels, key=lambda level: -int(level.codes.max(initial=-1)))
    for fine in range(len(order)):
        for coarse in range(fine + 1, len(order)):
            if not _within(order[fine].codes, order[coarse].codes):
                return None
    return tuple(order)


def _within(fine: Ints, coarse: Ints) -> bool:
    inside = fine >= 0
    pairs = np.unique(np.stack((fine[inside], coarse[inside])), axis=1)
    return bool(len(np.unique(pairs[0])) == pairs.shape[1])


def counts_of(level: Level, pairs: Ints, many: int) -> Ints:
    """Count the pairs in each proposal's sets: proposals x codes."""
    table = np.zeros((many, level.caps.shape[1]), np.int64)
    codes = level.codes[pairs[:, 1]]
    np.add.at(table, (pairs[codes >= 0, 0], codes[codes >= 0]), 1)
    return table


def broken_by(levels: Sequence[Level], pairs: Ints, many: int) -> list[tuple[str, int]]:
    """Name every rule and proposal whose cap the pairs exceed."""
    return [
        (level.name, int(proposal))
        for level in levels
        for proposal in np.flatnonzero((counts_of(level, pairs, many) > level.caps).any(axis=1))
    ]
