"""The assignment of greatest total, with its proof."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from qunli.engines.assigning.arrays import Ints
from qunli.engines.assigning.beginning import first_pairs, first_prices
from qunli.engines.assigning.explaining import most_served, pairs_for_least, reason_of
from qunli.engines.assigning.flows import SolverFailed
from qunli.engines.assigning.instances import Instance
from qunli.engines.assigning.networks import Problem
from qunli.engines.assigning.optimum import Optimum, best_flow
from qunli.engines.assigning.reducing import problem_of, with_pins
from qunli.engines.assigning.results import Assignment, Proof, Witness
from qunli.engines.assigning.rules import levels_of, nested

__all__ = ["assign", "optimum_of", "reasons_of"]

CELLS: Final = 1 << 22


def assign(instance: Instance, *, seconds: float = 60.0) -> Assignment:
    """Return the assignment of greatest total under every rule.

    Rules that nest are solved as a flow, at once and exactly. Rules that cross are searched by HiGHS for at most
    `seconds`; the status is then `feasible` where the search was cut short.
    """
    levels = levels_of(instance)
    order = nested(levels)
    problem = problem_of(instance, levels if order is None else order)
    if isinstance(problem, Witness):
        return Assignment("infeasible", witness=problem)
    if order is None:
        from qunli.engines.assigning.mixed import assign_by_search  # noqa: PLC0415 -- scipy only where it is needed

        return assign_by_search(instance, problem, seconds=seconds)
    found = optimum_of(problem)
    if isinstance(found, Witness):
        return Assignment("infeasible", witness=found)
    return answer_of(instance, problem, found)


def optimum_of(problem: Problem) -> Optimum | Witness:
    """Return the optimum of a flow, or why there is none."""
    if problem.demand.sum() < problem.least.sum():
        found = reason_of(problem, most_served(problem, np.zeros(0, np.int64)))
        if found is not None:
            return found
    prices = first_prices(problem)
    keys = first_pairs(problem, prices)
    found_ = quick_flow(problem, keys, prices)
    if isinstance(found_, Optimum):
        return found_
    served = most_served(problem, found_)
    witness = reason_of(problem, served)
    if witness is not None:
        return witness
    sure = best_flow(problem, np.union1d(np.union1d(found_, served.used), pairs_for_least(problem)), prices, sure=True)
    if not isinstance(sure, Optimum):
        message = "no flow where there must be one"
        raise SolverFailed(message)
    return sure


def quick_flow(problem: Problem, keys: Ints, prices: Ints) -> Optimum | Ints:
    """Try first whether these pairs serve everybody, which saves an arc for each proposal in every flow."""
    found = best_flow(problem, keys, prices, sure=True)
    return found if isinstance(found, Optimum) else best_flow(problem, keys, prices)


def answer_of(instance: Instance, problem: Problem, found: Optimum) -> Assignment:
    """Return the optimum as an answer; the proof is recomputed in whole numbers before it is given."""
    prices = np.where(problem.least == 0, np.maximum(found.prices, 0), found.prices)
    chosen = np.flatnonzero(found.taken)
    values = problem.worths.at(found.keys[chosen]) - prices[found.keys[chosen] % problem.shape[1]]
    loads = np.where(prices > 0, problem.most, problem.least)
    if int((values * found.taken[chosen]).sum()) + int((loads * prices).sum()) != found.total:
        message = "the prices do not prove the total"
        raise SolverFailed(message)
    pairs = with_pins(instance, found.keys[chosen])
    total = total_of(instance, pairs)
    unit = problem.worths.step / max(problem.worths.step_of_bonus, 1)
    proof = Proof("prices", tuple((prices * unit).tolist()), tolerance=len(pairs) * problem.worths.step)
    return Assignment("optimal", total, total, 0.0, worst_of(instance, pairs), pairs=pairs, proof=proof)


def total_of(instance: Instance, pairs: Sequence[tuple[int, int]]) -> float:
    """Return the sum of affinities, rounded once."""
    table = np.array(pairs, np.int64).reshape(-1, 2)
    return math.fsum(instance.affinity[table[:, 0], table[:, 1]].tolist())


def sums_of(instance: Instance, pairs: Sequence[tuple[int, int]]) -> list[float]:
    """Return each proposal's sum of affinities."""
    table = np.array(pairs, np.int64).reshape(-1, 2)
    sums = np.zeros(instance.shape[0])
    np.add.at(sums, table[:, 0], instance.affinity[table[:, 0], table[:, 1]].astype(np.float64))
    return sums.tolist()


def worst_of(instance: Instance, pairs: Sequence[tuple[int, int]]) -> float | None:
    """Return the sum of the proposal that is served worst."""
    return min(sums_of(instance, pairs), default=None)


def reasons_of(instance: Instance, pairs: Sequence[tuple[int, int]]) -> tuple[dict[str, Any], ...]:
    """Say of each pair how well it fits: its affinity, and which place that is among all who may judge the proposal."""
    table = np.array(pairs, np.int64).reshape(-1, 2)
    values = instance.affinity[table[:, 0], table[:, 1]]
    rank: list[Ints] = []
    step = max(1, int(CELLS // max(instance.shape[1], 1)))
    for top in range(0, len(table), step):
        rows = table[top : top + step, 0]
        better = (instance.affinity[rows] > values[top : top + step, None]) & ~instance.forbidden[rows]
        rank.append(np.count_nonzero(better, axis=1) + 1)
    ranks = np.concatenate(rank).tolist() if rank else []
    pinned = set(map(tuple, instance.pinned.tolist()))
    return tuple(
        {"affinity": float(value), "rank": place, "pinned": pair in pinned}
        for value, place, pair in zip(values.tolist(), ranks, pairs, strict=True)
    )
