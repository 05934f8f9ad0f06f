"""The optimum of the whole table by flows on a few pairs: price every pair, add those that improve, until none does.

At the end no pair of the whole table improves at the experts' prices; by linear programming duality the total is then
the bound that these prices prove (`verifying` recomputes it by other means).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from qunli.engines.assigning.arrays import NEVER, Ints, best_of_each, starts_of
from qunli.engines.assigning.flows import Residual, SolverFailed, cheapest_flow
from qunli.engines.assigning.networks import Network, Problem, network_of
from qunli.engines.assigning.rules import Level

__all__ = ["Optimum", "best_flow", "classes_of", "leaders_of", "leasts_of"]

GROWTH: Final = 8
MOST_GROWTH: Final = 64
PRUNED_ROUNDS: Final = 6
KEPT: Final = 6
"""Pairs kept beside the chosen ones, per proposal, while pruning."""
NEAR: Final = 16
"""Idle pairs are kept that miss being taken by no more than this many of the largest gains just found."""
MANY: Final = 12
ROUNDS: Final = 400


@dataclass(frozen=True, slots=True, eq=False)
class Optimum:
    """A best flow: how often each pair is taken, and the experts' prices that prove it."""

    keys: Ints
    taken: Ints
    prices: Ints
    total: int


def best_flow(problem: Problem, keys: Ints, prices: Ints | None = None, *, sure: bool = False) -> Optimum | Ints:
    """Return the optimum, or the pairs reached where some demand stayed unserved (`explaining` finds out why).

    `sure`: the pairs are known to hold a solution, so that nothing need be left over.
    """
    return _Search(problem, keys, prices).run(sure=sure)


class _Search:
    """Solving and pricing in turn."""

    def __init__(self, problem: Problem, keys: Ints, prices: Ints | None) -> None:
        self.problem = problem
        self.keys = keys
        many, across = problem.shape
        self.potentials = np.zeros(many + across + 2, np.int64)
        if prices is not None:
            self.potentials[many : many + across] = -prices
        self.classes = classes_of(problem.levels, across)
        self.growth = GROWTH
        self._far = 4 * max(map(abs, problem.worths.ends))
        """Where proposals begin: so far that only what is taken draws them nearer, and idle experts stay free."""

    def run(self, *, sure: bool) -> Optimum | Ints:
        worth = self.problem.worths.at(self.keys)
        low, high = self.problem.worths.ends
        steps = iter(() if sure else (-low, 2 * (high - low + 1)))
        spare = next(steps, None)
        for number in range(ROUNDS):
            network = network_of(self.problem, self.keys, worth, spare)
            flow = cheapest_flow(network)
            if flow is None:
                return self.keys
            prices = self._prices(network, flow)
            taken = flow[: network.pairs]
            left = self._left(network, flow)
            fresh, gain = self._improving(worth, taken, prices, np.where(left > 0, -(spare or 0), -NEVER))
            if not len(fresh):
                if not left.any():
                    return Optimum(self.keys, taken, prices, int(worth @ taken))
                spare = next(steps, None)
                if spare is None:
                    return self.keys
                continue
            if number < PRUNED_ROUNDS:
                self._prune(worth, taken, prices, None if left.any() else gain)
            self.keys = np.union1d(self.keys, fresh)
            self.growth = min(2 * self.growth, MOST_GROWTH)
            worth = self.problem.worths.at(self.keys)
        message = "pricing did not end"
        raise SolverFailed(message)

    def _left(self, network: Network, flow: Ints) -> Ints:
        """Return what each proposal sends to the spare."""
        many, across = self.problem.shape
        spare = many + across
        onto = np.flatnonzero((network.head == spare) & (flow > 0))
        left = np.zeros(many, np.int64)
        left[network.tail[onto]] = flow[onto]
        return left

    def _prices(self, network: Network, flow: Ints) -> Ints:
        many, across = self.problem.shape
        begin = np.full(len(network.supply), self._far)
        begin[many : len(self.potentials)] = self.potentials[many:]
        found = Residual.of(network, flow).potentials(begin)
        found -= found[network.sink]
        self.potentials = found[: len(self.potentials)]
        return -found[many : many + across]

    def _improving(self, worth: Ints, taken: Ints, prices: Ints, unserved: Ints) -> tuple[Ints, int]:
        """Return pairs of the whole table that would improve, the best few of each proposal, and the largest gain."""
        floors = self._floors(worth, taken, prices, unserved)
        keys, gains = self.problem.worths.above(prices, floors, self.classes)
        if not len(keys):
            return keys, 0
        places = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        fresh = self.keys[places] != keys if len(self.keys) else np.ones(len(keys), np.bool_)
        keys, gains = keys[fresh], gains[fresh]
        return _few(keys, gains, keys // self.problem.shape[1], self.growth), int(gains.max(initial=0))

    def _floors(self, worth: Ints, taken: Ints, prices: Ints, unserved: Ints) -> Ints:
        """Return what a new pair must be worth beyond the expert's price: the least in the smallest full set around it.

        Full sets of a finer rule lie within those of a coarser one, so their least is never below it.
        """
        least, sets = leasts_of(self.problem, self.keys, worth - prices[self.keys % len(prices)], taken)
        floors = np.minimum(least, unserved)[:, None]
        if self.classes is None:
            return floors
        leaders = leaders_of(self.classes)
        table = np.repeat(floors, len(leaders), axis=1)
        for level, low in zip(self.problem.levels, sets, strict=True):
            own = level.codes[leaders]
            table[:, own >= 0] = np.maximum(table[:, own >= 0], low[:, own[own >= 0]])
        return table

    def _prune(self, worth: Ints, taken: Ints, prices: Ints, gain: int | None) -> None:
        """Drop pairs that are far from being taken; pricing brings back any that is needed."""
        many, across = self.problem.shape
        rows = self.keys // across
        value = worth - prices[self.keys - rows * across] - self.potentials[rows]
        idle = np.flatnonzero(taken == 0)
        surplus = len(idle) - KEPT * many
        cut = NEVER if gain is None else -NEAR * gain
        if surplus > len(idle) // 4:
            cut = max(cut, int(np.partition(value[idle], surplus)[surplus]))
        keep = (taken > 0) | (value >= cut)
        self.keys = self.keys[keep]


def leasts_of(problem: Problem, keys: Ints, values: Ints, taken: Ints) -> tuple[Ints, list[Ints]]:
    """Return the least value taken by each proposal, and in each of its full sets, by rule; `NEVER` in one not full.

    A set of cap 0 holds nothing and nothing may enter it: its least is out of reach, as is that of an idle proposal.
    """
    many, across = problem.shape
    used = np.flatnonzero(taken)
    rows = keys[used] // across
    columns = keys[used] - rows * across
    least = np.full(many, -NEVER)
    np.minimum.at(least, rows, values[used])
    tables: list[Ints] = []
    for level in problem.levels:
        codes = level.codes[columns]
        inside = codes >= 0
        count = np.zeros(level.caps.shape, np.int64)
        np.add.at(count, (rows[inside], codes[inside]), taken[used][inside])
        low = np.full(level.caps.shape, -NEVER)
        np.minimum.at(low, (rows[inside], codes[inside]), values[used][inside])
        low[count < level.caps] = NEVER
        tables.append(low)
    return least, tables


def _few(keys: Ints, gains: Ints, rows: Ints, growth: int) -> Ints:
    """Return the best few of each row; where there is a flood, first only those near the row's best."""
    if len(keys) > MANY * growth * (int(rows[-1]) + 1 if len(rows) else 1):
        starts = starts_of(rows)
        best = np.maximum.reduceat(gains, starts)
        near = gains * 2 >= np.repeat(best, np.diff(np.concatenate((starts, [len(rows)]))))
        keys, gains, rows = keys[near], gains[near], rows[near]
    return keys[best_of_each(rows, gains, growth)]


def classes_of(levels: tuple[Level, ...], across: int) -> Ints | None:
    """Number the experts' combinations of codes; `None` where there are no rules."""
    if not levels:
        return None
    codes = np.stack([level.codes for level in levels])
    return np.unique(codes, axis=1, return_inverse=True)[1].reshape(across).astype(np.int64)


def leaders_of(classes: Ints) -> Ints:
    """Return one expert of each class."""
    return np.unique(classes, return_index=True)[1]
