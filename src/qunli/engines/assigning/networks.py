"""The flow behind an assignment: proposals, their sets of experts, experts, a spare that takes what nobody can.

Least loads are supplies of their own, so that no large penalty is needed for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from qunli.engines.assigning.arrays import Ints, starts_of
from qunli.engines.assigning.rules import Level
from qunli.engines.assigning.worths import Worths

__all__ = ["Network", "Problem", "network_of"]

WHOLE: Final = 1


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """What is left to be chosen once pinned pairs are taken: whole numbers only."""

    worths: Worths
    demand: Ints
    least: Ints
    most: Ints
    levels: tuple[Level, ...] = ()
    """From the finest to the coarsest."""
    copies: int = WHOLE
    """How often one pair may be taken: 1, or the cap's share of the denominator."""

    @property
    def shape(self) -> tuple[int, int]:
        """Proposals and experts."""
        return len(self.demand), len(self.most)


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Arcs; the first `pairs` of them are the pairs, in the order of their keys, then one to the sink per expert."""

    tail: Ints
    head: Ints
    capacity: Ints
    cost: Ints
    supply: Ints
    pairs: int
    sink: int
    sets: tuple[tuple[Ints, Ints], ...]
    """For each level the sets that have a node: their keys, and the nodes."""


def network_of(problem: Problem, keys: Ints, worth: Ints, spare_cost: int | None) -> Network:
    """Lay the arcs for these pairs; without a spare cost nothing may be left over."""
    many, across = problem.shape
    rows = keys // across
    columns = keys - rows * across
    tree = _Tree(problem, rows, columns)
    demand = problem.demand
    experts = np.arange(many, many + across)
    spare, sink = many + across, many + across + 1
    tails = [tree.pair_tail, experts, tree.tail]
    heads = [many + columns, np.full(across, sink), tree.head]
    room = np.minimum(problem.copies, demand[rows])
    capacities = [room, problem.most - problem.least, tree.capacity]
    costs = [-worth, np.zeros(across + len(tree.tail), np.int64)]
    if spare_cost is not None:
        short = np.flatnonzero(problem.least)
        tails += [np.arange(many), np.array([spare]), np.full(len(short), spare)]
        heads += [np.full(many, spare), np.array([sink]), many + short]
        capacities += [demand, np.array([demand.sum()]), problem.least[short]]
        costs += [np.full(many, spare_cost), np.zeros(1 + len(short), np.int64)]
    supply = np.zeros(sink + 1 + tree.made, np.int64)
    supply[:many] = demand
    supply[many : many + across] = -problem.least
    supply[sink] = problem.least.sum() - demand.sum()
    tail, head, capacity, cost = (np.concatenate(part) for part in (tails, heads, capacities, costs))
    return Network(tail, head, capacity, cost, supply, len(keys), sink, tuple(tree.sets))


@dataclass(frozen=True, slots=True, eq=False)
class _Items:
    """What hangs below one node: pairs by their place, or sets by their node; the other number is -1."""

    rows: Ints
    columns: Ints
    room: Ints
    node: Ints
    place: Ints

    def take(self, which: Ints) -> _Items:
        return _Items(*(part[which] for part in self.parts()))

    def parts(self) -> tuple[Ints, Ints, Ints, Ints, Ints]:
        return self.rows, self.columns, self.room, self.node, self.place

    def and_also(self, other: _Items) -> _Items:
        return _Items(*(np.concatenate(both) for both in zip(self.parts(), other.parts(), strict=True)))


class _Tree:
    """Nodes for the sets of a proposal that its pairs could overfill, finest first."""

    def __init__(self, problem: Problem, rows: Ints, columns: Ints) -> None:
        self.made = 0
        self.pair_tail = rows.copy()
        self.sets: list[tuple[Ints, Ints]] = []
        self._first = sum(problem.shape) + 2
        self._arcs: list[tuple[Ints, Ints, Ints]] = [
            (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64))
        ]
        none = np.full(len(rows), -1)
        room = np.minimum(problem.copies, problem.demand[rows])
        items = _Items(rows, columns, room, none, np.arange(len(rows)))
        for level in problem.levels:
            items = self._gather(level, items)
        self._hang(items, items.rows)
        self.tail, self.head, self.capacity = (np.concatenate(part) for part in zip(*self._arcs, strict=True))

    def _gather(self, level: Level, items: _Items) -> _Items:
        """Put what lies in one set under a node of its own where it could exceed the cap."""
        codes = level.codes[items.columns]
        inside = np.flatnonzero(codes >= 0)
        groups = items.rows[inside] * level.caps.shape[1] + codes[inside]
        order = np.argsort(groups, kind="stable")
        groups, inside = groups[order], inside[order]
        starts = starts_of(groups)
        if not len(starts):
            self.sets.append((starts, starts))
            return items
        sizes = np.diff(np.concatenate((starts, [len(groups)])))
        caps = level.caps.ravel()[groups[starts]]
        full = np.add.reduceat(items.room[inside], starts) > caps
        nodes = self._first + self.made + np.arange(int(full.sum()))
        self.made += len(nodes)
        below = inside[np.repeat(full, sizes)]
        self._hang(items.take(below), np.repeat(nodes, sizes[full]))
        self.sets.append((groups[starts][full], nodes))
        stay = np.ones(len(codes), np.bool_)
        stay[below] = False
        top = items.take(inside[starts[full]])
        gathered = _Items(top.rows, top.columns, caps[full], nodes, np.full(len(nodes), -1))
        return items.take(np.flatnonzero(stay)).and_also(gathered)

    def _hang(self, items: _Items, owner: Ints) -> None:
        """Hang pairs by their own arcs, sets by arcs of the tree."""
        pair = items.place >= 0
        self.pair_tail[items.place[pair]] = owner[pair]
        self._arcs.append((owner[~pair], items.node[~pair], items.room[~pair]))
