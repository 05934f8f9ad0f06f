"""Repairs an assignment when experts drop out: again of greatest total, and with as few changes as any best one has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from qunli.engines.assigning.arrays import NEVER, Ints, best_of_each
from qunli.engines.assigning.flows import SolverFailed, cheapest_flow
from qunli.engines.assigning.instances import Instance
from qunli.engines.assigning.networks import Network, Problem, network_of
from qunli.engines.assigning.optimum import Optimum, classes_of, leaders_of, leasts_of
from qunli.engines.assigning.reducing import problem_of
from qunli.engines.assigning.results import Assignment, Witness
from qunli.engines.assigning.rules import Level, levels_of, nested
from qunli.engines.assigning.solving import answer_of, assign, optimum_of, quick_flow

__all__ = ["Previous", "repair", "without"]

PER: Final = 8
NEARBY: Final = 16


@dataclass(frozen=True, slots=True)
class Previous:
    """What was assigned before, with its prices where they are known: they make the repair quick."""

    pairs: tuple[tuple[int, int], ...]
    prices: tuple[float, ...] = ()


def without(instance: Instance, experts: Sequence[int]) -> Instance:
    """Return the instance in which these experts judge nothing; their pins go with them."""
    gone = np.array(sorted(set(experts)), np.int64)
    forbidden = instance.forbidden.copy()
    forbidden[:, gone] = True
    load_max, load_min = instance.load_max.copy(), instance.load_min.copy()
    load_max[gone] = load_min[gone] = 0
    pinned = instance.pinned[~np.isin(instance.pinned[:, 1], gone)]
    return replace(instance, forbidden=forbidden, load_max=load_max, load_min=load_min, pinned=pinned)


def repair(instance: Instance, previous: Previous, experts: Sequence[int], *, seconds: float = 60.0) -> Assignment:
    """Return a best assignment without these experts that keeps as much of the previous one as any best one does.

    Where rules cross, the search does not prove that changes are fewest: `changes.fewest` says so.
    """
    left = without(instance, experts)
    order = nested(levels_of(left))
    problem = problem_of(left, order or ())
    if isinstance(problem, Witness):
        return Assignment("infeasible", witness=problem)
    if order is None:
        return _told(assign(left, seconds=seconds), previous, fewest=False)
    many, across = left.shape
    before = np.array(previous.pairs, np.int64).reshape(-1, 2)
    keys = np.unique(before[:, 0] * across + before[:, 1])
    keys = keys[~problem.worths.closed.ravel()[keys]]
    found = _solved(problem, keys, previous, many)
    if isinstance(found, Witness):
        return Assignment("infeasible", witness=found)
    kept = _kept(problem, found, keys)
    return _told(answer_of(left, problem, kept), previous, fewest=True)


def _solved(problem: Problem, keys: Ints, previous: Previous, many: int) -> Optimum | Witness:
    """Begin with what was assigned and what is near it at the old prices."""
    if len(previous.prices) != problem.shape[1]:
        return optimum_of(problem)
    prices = np.rint(np.array(previous.prices) / problem.worths.step).astype(np.int64)
    worth = problem.worths.at(keys)
    floors = np.full(many, -NEVER)
    np.minimum.at(floors, keys // problem.shape[1], worth - prices[keys % problem.shape[1]])
    served = np.bincount(keys // problem.shape[1], minlength=many)
    spread = int(np.std(worth)) if len(worth) else 0
    lower = np.where(
        served < problem.demand, np.minimum(floors, int(worth.min(initial=0))) - spread, floors - spread // 64
    )
    near, gains = problem.worths.above(prices, lower[:, None], None)
    start = np.union1d(keys, near[best_of_each(near // problem.shape[1], gains, PER)])
    found = quick_flow(problem, start, prices)
    return found if isinstance(found, Optimum) else optimum_of(problem)


def _kept(problem: Problem, found: Optimum, before: Ints) -> Optimum:
    """Among the best assignments choose the one that keeps most of the pairs before.

    Best are those that take every pair that gains at the prices and none that loses, and fill or leave each load and
    set whose price says so. Each breach costs more than all that could be kept, so that costs stay small.
    """
    if not len(before):
        return found
    across = problem.shape[1]
    prices = np.where(problem.least == 0, np.maximum(found.prices, 0), found.prices)
    keys = _neutral(problem, found, prices)
    network = network_of(problem, keys, np.zeros(len(keys), np.int64), None)
    values = problem.worths.at(keys) - prices[keys % across]
    breach = int(problem.demand.sum()) + 1
    cost = _breaches(problem, network, found, (keys, values, prices)) * -breach
    cost[: len(keys)] -= np.isin(keys, before)
    flow = cheapest_flow(replace(network, cost=cost))
    if flow is None:
        message = "no flow where there was one"
        raise SolverFailed(message)
    taken = flow[: len(keys)]
    return Optimum(keys, taken, found.prices, int(problem.worths.at(keys) @ taken))


def _neutral(problem: Problem, found: Optimum, prices: Ints) -> Ints:
    """Return every pair of the whole table that some best assignment may take."""
    values = problem.worths.at(found.keys) - prices[found.keys % problem.shape[1]]
    least, sets = leasts_of(problem, found.keys, values, found.taken)
    classes = classes_of(problem.levels, problem.shape[1])
    table = least[:, None]
    if classes is not None:
        leaders = leaders_of(classes)
        table = np.repeat(table, len(leaders), axis=1)
        for level, low in zip(problem.levels, sets, strict=True):
            own = level.codes[leaders]
            table[:, own >= 0] = np.maximum(table[:, own >= 0], low[:, own[own >= 0]])
    keys, _gains = problem.worths.above(prices, table - 1, classes)
    return np.union1d(keys, found.keys[found.taken > 0])


def _breaches(problem: Problem, network: Network, found: Optimum, at: tuple[Ints, Ints, Ints]) -> Ints:
    """Return for each arc whether a best flow must fill it (1), must leave it (-1), or may do either (0)."""
    keys, values, prices = at
    across = problem.shape[1]
    wanted = np.zeros(len(network.tail), np.int64)
    wanted[len(keys) : len(keys) + across] = np.sign(prices)
    own = problem.worths.at(found.keys) - prices[found.keys % across]
    least, sets = leasts_of(problem, found.keys, own, found.taken)
    floors = least[keys // across]
    into = np.full(len(network.supply), -1)
    into[network.head[len(keys) + across :]] = np.arange(len(keys) + across, len(network.head))
    for level, low, (names, nodes) in reversed(list(zip(problem.levels, sets, network.sets, strict=True))):
        width = level.caps.shape[1]
        noded = np.full(level.caps.size, NEVER)
        noded[names] = low.ravel()[names]
        above = _around(problem, level, names, (least, sets), network)
        wanted[into[nodes]] = noded[names] > above
        codes = level.codes[keys % across]
        inside = codes >= 0
        floors[inside] = np.maximum(floors[inside], noded[(keys // across * width + codes)[inside]])
    wanted[: len(keys)] = np.sign(values - floors)
    return wanted


def _around(problem: Problem, level: Level, names: Ints, found: tuple[Ints, list[Ints]], network: Network) -> Ints:
    """Return the floor around each of a rule's sets: of the coarser full sets that have a node, else the proposal's."""
    least, sets = found
    width = level.caps.shape[1]
    rows = names // width
    leader = np.zeros(width, np.int64)
    experts = np.flatnonzero(level.codes >= 0)
    leader[level.codes[experts]] = experts
    around = np.full(len(names), NEVER)
    place = next(number for number, one in enumerate(problem.levels) if one is level)
    for coarser, low, (known, _nodes) in list(zip(problem.levels, sets, network.sets, strict=True))[place + 1 :]:
        codes = coarser.codes[leader[names % width]]
        keys = rows * coarser.caps.shape[1] + codes
        inside = (codes >= 0) & np.isin(keys, known)
        around[inside] = np.maximum(around[inside], low.ravel()[keys[inside]])
    return np.asarray(np.maximum(around, least[rows]), np.int64)


def _told(result: Assignment, previous: Previous, *, fewest: bool) -> Assignment:
    before, after = set(previous.pairs), set(result.pairs)
    changes = {
        "taken_away": [list(pair) for pair in sorted(before - after)],
        "added": [list(pair) for pair in sorted(after - before)],
        "fewest": fewest,
    }
    return replace(result, more={**result.more, "changes": changes}) if result.pairs else result
