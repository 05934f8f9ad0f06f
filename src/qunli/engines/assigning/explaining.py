"""Why an instance has no solution: a smallest set of proposals that cannot all be served, and what would heal it.

A proposal that too few may judge is its own reason. Otherwise it is Hall's condition: more seats are asked for than
loads are left among all who may judge them. Least loads fail by the same condition seen from the experts' side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from qunli.engines.assigning.arrays import Bools, Ints
from qunli.engines.assigning.flows import cheapest_flow, largest_flow
from qunli.engines.assigning.networks import Network, Problem, network_of
from qunli.engines.assigning.results import Witness

__all__ = ["Served", "most_served", "pairs_for_least", "reason_of"]

DELETIONS: Final = 600
"""Flows tried to make a set of proposals smaller, where its first form is not a smallest one already."""
GROWTH: Final = 32


class Served:
    """How many of the demands can be met, by which pairs, and the proposals and experts that the shortage reaches."""

    def __init__(self, problem: Problem, rows: Ints, keys: Ints | None = None) -> None:
        self.problem = problem
        self.rows = rows
        self.keys = np.zeros(0, np.int64) if keys is None else keys
        across = problem.shape[1]
        self.demand = np.zeros_like(problem.demand)
        self.demand[rows] = problem.demand[rows]
        self.part = replace(problem, demand=self.demand, least=np.zeros(across, np.int64))
        while self._grow():
            pass

    @property
    def missing(self) -> int:
        """Seats that stay empty."""
        return int(self.demand.sum()) - self.filled

    def _grow(self) -> bool:
        """Find the largest flow on the pairs so far; add pairs that lead out of what the shortage reaches."""
        many, across = self.problem.shape
        keys = self.keys[self.demand[self.keys // across] > 0]
        network = network_of(self.part, keys, np.zeros(len(keys), np.int64), None)
        source = len(network.supply)
        tail = np.concatenate((network.tail, np.full(many, source)))
        head = np.concatenate((network.head, np.arange(many)))
        capacity = np.concatenate((network.capacity, self.demand))
        flow, side = largest_flow(tail, head, capacity, (source, network.sink))
        reached = np.zeros(source + 1, np.bool_)
        reached[side] = True
        self.filled = int(flow[len(network.tail) :].sum())
        self.short = self.demand - flow[len(network.tail) :]
        self.used = keys[flow[: len(keys)] > 0]
        self.reached_rows = np.flatnonzero(reached[:many] & (self.demand > 0))
        self.reached_experts = np.flatnonzero(reached[many : many + across])
        return self.missing > 0 and self._add(network, reached, keys)

    def _add(self, network: Network, reached: Bools, keys: Ints) -> bool:
        many, across = self.problem.shape
        outside = np.flatnonzero(~reached[many : many + across])
        if not len(outside) or not len(self.reached_rows):
            return False
        table = ~self.problem.worths.closed[np.ix_(self.reached_rows, outside)]
        for level, (sets, nodes) in zip(self.problem.levels, network.sets, strict=True):
            width = level.caps.shape[1]
            blocked = np.zeros(many * width, np.bool_)
            blocked[sets[~reached[nodes]]] = True
            codes = level.codes[outside]
            closed = blocked.reshape(many, width)[self.reached_rows][:, codes] | (
                level.caps[self.reached_rows][:, codes] <= 0
            )
            table &= ~(closed & (codes >= 0))
        rows, columns = np.nonzero(table)
        found = np.setdiff1d(self.reached_rows[rows] * across + outside[columns], keys)
        if not len(found):
            return False
        order = np.argsort((found * 40503) & 0xFFFF, kind="stable")
        rows = (found // across)[order]
        kept = order[np.argsort(rows, kind="stable")]
        starts = np.searchsorted(rows[np.argsort(rows, kind="stable")], found[kept] // across)
        self.keys = np.union1d(self.keys, found[kept[np.arange(len(kept)) - starts < GROWTH]])
        return True


def most_served(problem: Problem, keys: Ints) -> Served:
    """Return how far all demands can be met."""
    return Served(problem, np.arange(problem.shape[0]), keys)


def reason_of(problem: Problem, served: Served) -> Witness | None:
    """Return why nothing fits, or `None` where everything does."""
    structural = _too_few(problem)
    if structural is not None:
        return structural
    if served.missing:
        return _hall(problem, served)
    return _least_loads(problem)


def _too_few(problem: Problem) -> Witness | None:
    """Find the proposal for which too few experts are open, whatever their loads."""
    many, across = problem.shape
    easy = replace(problem, most=np.full(across, many * problem.copies))
    possible = _possible(problem)
    short = np.flatnonzero(possible < problem.demand)
    if not len(short):
        return None
    proposal = int(short[np.argmax((problem.demand - possible)[short])])
    lacking = int(problem.demand[proposal] - possible[proposal])
    note = f"{lacking} more experts must be allowed to judge it; no load would help"
    others = len(short) - 1
    if others:
        note += f"; {others} more proposals have too few experts of their own"
    experts = np.flatnonzero(~easy.worths.closed[proposal])
    return Witness(
        "experts", (proposal,), tuple(experts.tolist()), int(problem.demand[proposal]), int(possible[proposal]), None,
        note=note,
    )  # fmt: skip


def _possible(problem: Problem) -> Ints:
    """Return how large each proposal's panel can be under its rules alone: sums of capped sums, finest first."""
    many = problem.shape[0]
    open_ = ~problem.worths.closed
    if not problem.levels:
        return np.asarray(np.count_nonzero(open_, axis=1) * problem.copies, np.int64)
    found = np.zeros(many, np.int64)
    for row in range(many):
        columns = np.flatnonzero(open_[row])
        room = np.full(len(columns), problem.copies)
        for level in problem.levels:
            codes = level.codes[columns]
            inside = codes >= 0
            sums = np.zeros(level.caps.shape[1], np.int64)
            np.add.at(sums, codes[inside], room[inside])
            kept, first = np.unique(codes[inside], return_index=True)
            columns = np.concatenate((columns[~inside], columns[inside][first]))
            room = np.concatenate((room[~inside], np.minimum(sums, level.caps[row])[kept]))
        found[row] = room.sum()
    return found


def _hall(problem: Problem, served: Served) -> Witness:
    """Shrink what the shortage reaches until every proposal in it is needed."""
    rows, part = _one_short(problem, served)
    minimal = part.missing == 1
    if not minimal:
        rows, part, minimal = _deleted(problem, part)
    chosen = rows
    experts = np.flatnonzero((~problem.worths.closed[chosen]).any(axis=0))
    where = _extra(problem, served)
    return Witness(
        "load", tuple(chosen.tolist()), tuple(experts.tolist()), int(problem.demand[chosen].sum()),
        int(problem.demand[chosen].sum()) - part.missing, served.missing, where, minimal=minimal,
    )  # fmt: skip


def _one_short(problem: Problem, served: Served) -> tuple[Ints, Served]:
    """Keep the served and just so many of the others that something is missing again.

    With one seat missing, what it reaches is a smallest set already: the empty seat can be moved to any of them, so
    that without that one the others fit.
    """
    reached = served.reached_rows
    full = reached[served.short[reached] == 0]
    short = reached[served.short[reached] > 0]
    low, high = 0, len(short)
    best = served
    while high - low > 1:
        middle = (low + high) // 2
        tried = Served(problem, np.sort(np.concatenate((full, short[:middle]))), served.keys)
        if tried.missing:
            high, best = middle, tried
        else:
            low = middle
    return best.reached_rows, Served(problem, best.reached_rows, best.keys)


def _deleted(problem: Problem, part: Served) -> tuple[Ints, Served, bool]:
    """Leave out proposal after proposal where the rest still does not fit."""
    rows = part.reached_rows
    tried = 0
    for proposal in rows.tolist():
        if proposal not in rows:
            continue
        if tried >= DELETIONS:
            return rows, part, False
        tried += 1
        rest = Served(problem, rows[rows != proposal], part.keys)
        if rest.missing:
            rows, part = rest.reached_rows, rest
            if part.missing == 1:
                return rows, Served(problem, rows, part.keys), True
    return rows, Served(problem, rows, part.keys), True


def _extra(problem: Problem, served: Served) -> tuple[tuple[int, int], ...]:
    """Return one way to place the extra load, by a flow in which every seat beyond a load costs one."""
    many, across = problem.shape
    rows = served.reached_rows
    open_ = ~problem.worths.closed[rows]
    keys = np.union1d(served.keys, (rows[:, None] * across + np.arange(across))[open_][: 1 << 21])
    plain = replace(problem, least=np.zeros(across, np.int64))
    network = network_of(plain, keys, np.zeros(len(keys), np.int64), None)
    experts = np.arange(many, many + across)
    wider = Network(
        np.concatenate((network.tail, experts)),
        np.concatenate((network.head, np.full(across, network.sink))),
        np.concatenate((network.capacity, np.full(across, int(problem.demand.sum())))),
        np.concatenate((network.cost, np.ones(across, np.int64))),
        network.supply, network.pairs, network.sink, network.sets,
    )  # fmt: skip
    flow = cheapest_flow(wider)
    if flow is None:
        return ()
    more = flow[-across:]
    return tuple((int(expert), int(more[expert])) for expert in np.flatnonzero(more))


def _least_loads(problem: Problem) -> Witness | None:
    """Find experts whose least loads together are more than their proposals can give."""
    turned = _Turned(problem)
    if not turned.missing:
        return None
    experts = turned.smallest()
    proposals = np.flatnonzero((~problem.worths.closed[:, experts]).any(axis=1))
    asked = int(problem.least[experts].sum())
    return Witness(
        "least_load", tuple(proposals.tolist()), tuple(experts.tolist()), int(problem.demand[proposals].sum()),
        asked - turned.missing_of(experts), None,
        note=f"least loads ask for {asked}; lower them by {turned.missing} in all",
    )  # fmt: skip


def pairs_for_least(problem: Problem) -> Ints:
    """Return pairs by which every least load is met."""
    return _Turned(problem).used if problem.least.any() else np.zeros(0, np.int64)


class _Turned:
    """Least loads as demands of experts, on every pair."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.keys = np.flatnonzero(~problem.worths.closed)
        self.used = self.keys[:0]
        self.missing = self.missing_of(np.flatnonzero(problem.least))

    def missing_of(self, experts: Sequence[int] | Ints) -> int:
        """Return how much of these experts' least loads cannot be given."""
        return int(self._flow(np.asarray(experts, np.int64))[0])

    def _flow(self, experts: Ints) -> tuple[int, Ints]:
        problem = self.problem
        many, across = problem.shape
        least = np.zeros(across, np.int64)
        least[experts] = problem.least[experts]
        keys = self.keys[least[self.keys % across] > 0]
        network = network_of(
            replace(problem, most=least, least=np.zeros_like(least)), keys, np.zeros(len(keys), np.int64), None
        )
        source = len(network.supply)
        tail = np.concatenate((network.tail, np.full(many, source)))
        head = np.concatenate((network.head, np.arange(many)))
        capacity = np.concatenate((network.capacity, problem.demand))
        # Turned round, so that the side of the cut tells which experts the shortage reaches.
        flow, side = largest_flow(head, tail, capacity, (network.sink, source))
        reached = np.zeros(source + 1, np.bool_)
        reached[side] = True
        given = int(flow[len(network.tail) :].sum())
        self.used = keys[flow[: len(keys)] > 0]
        return int(least.sum()) - given, np.flatnonzero(reached[many : many + across] & (least > 0))

    def smallest(self) -> Ints:
        """Return experts none of whom could be left out."""
        _missing, reached = self._flow(np.flatnonzero(self.problem.least))
        for expert in reached.tolist()[:DELETIONS]:
            if expert in reached and len(reached) > 1:
                missing, rest = self._flow(reached[reached != expert])
                if missing:
                    reached = rest
        return reached
