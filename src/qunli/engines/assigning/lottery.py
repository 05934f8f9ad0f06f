"""Randomized assignment against manipulation: nobody is sure, beyond a cap, to judge a given proposal.

Marginals are the optimum of Jecmen et al., "Mitigating manipulation in peer review via randomized reviewer
assignments" (NeurIPS 2020): the greatest expected total under every rule with each pair's probability at most its cap.
With the cap as a fraction k/n that is a flow in parts of n, so the marginals are exact fractions. They are then
written as a lottery over whole assignments (Birkhoff and von Neumann; Budish et al. 2013), each of which keeps every
load, demand and rule; drawing one of them by its share gives exactly these marginals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

import numpy as np

from qunli.engines.assigning.arrays import Ints
from qunli.engines.assigning.flows import SolverFailed, cheapest_flow
from qunli.engines.assigning.instances import Fault, Instance, InstanceRefused
from qunli.engines.assigning.networks import Network, Problem, network_of
from qunli.engines.assigning.optimum import Optimum
from qunli.engines.assigning.reducing import problem_of, with_pins
from qunli.engines.assigning.results import Assignment, Proof, Witness
from qunli.engines.assigning.rules import levels_of, nested
from qunli.engines.assigning.solving import optimum_of, reasons_of, worst_of

__all__ = ["Lottery", "randomize", "sample"]

FINEST: Final = 10_000
"""Caps are held exactly to so many parts; a finer one is rounded down, never up."""


@dataclass(frozen=True, slots=True)
class Lottery:
    """Whole assignments with their shares, out of `parts`."""

    shares: tuple[int, ...]
    assignments: tuple[tuple[tuple[int, int], ...], ...]
    parts: int

    def number_of(self, ticket: int) -> int:
        """Return which assignment a ticket from 0 to below `parts` draws."""
        return int(np.searchsorted(np.cumsum(self.shares), ticket, side="right"))


def randomize(instance: Instance, cap: str | float | Fraction, *, seed: int = 0) -> tuple[Assignment, Lottery]:
    """Return the best marginals under the cap with one assignment drawn by the seed, and the whole lottery.

    Raises `InstanceRefused` where the cap is no share, or rules cross (their marginals need not be drawable).
    """
    share = _share(cap)
    order = nested(levels_of(instance))
    if order is None:
        raise InstanceRefused([Fault("rules", "cross one another: no exact lottery keeps them all")])
    problem = problem_of(instance, order)
    nothing = Lottery((), (), 1)
    if isinstance(problem, Witness):
        return Assignment("infeasible", witness=problem), nothing
    found = optimum_of(_in_parts(problem, share))
    if isinstance(found, Witness):
        note = f"under a cap of {share}; counted in parts of {share.denominator}. {found.note}".strip()
        return Assignment("infeasible", witness=replace(found, note=note)), nothing
    lottery = _lottery(instance, problem, found, share.denominator)
    drawn = lottery.assignments[sample(lottery, seed=seed, many=1)[0]]
    return _answer(instance, problem, (found, share), (lottery, drawn)), lottery


def sample(lottery: Lottery, *, seed: int, many: int) -> list[int]:
    """Draw so many times; each draw is the number of an assignment of the lottery."""
    tickets = np.random.Generator(np.random.PCG64(seed)).integers(lottery.parts, size=many)
    return [int(one) for one in np.searchsorted(np.cumsum(lottery.shares), tickets, side="right")]


def _share(cap: str | float | Fraction) -> Fraction:
    try:
        share = Fraction(str(cap)) if not isinstance(cap, Fraction) else cap
    except (ValueError, ZeroDivisionError):
        share = Fraction(0)
    if not 0 < share <= 1:
        raise InstanceRefused([Fault("cap", "expected a share above 0 and at most 1", str(cap))])
    if share.denominator > FINEST:
        share = Fraction(int(share * FINEST), FINEST)
    return share


def _in_parts(problem: Problem, share: Fraction) -> Problem:
    """Return the problem in which a whole seat is so many parts as the cap's denominator."""
    parts = share.denominator
    levels = tuple(replace(level, caps=level.caps * parts) for level in problem.levels)
    return replace(
        problem, demand=problem.demand * parts, least=problem.least * parts, most=problem.most * parts, levels=levels,
        copies=share.numerator,
    )  # fmt: skip


def _lottery(instance: Instance, problem: Problem, found: Optimum, parts: int) -> Lottery:
    """Peel whole assignments off the marginals, each with the largest share that leaves the rest drawable."""
    used = found.taken > 0
    keys, left = found.keys[used], found.taken[used].copy()
    shares: list[int] = []
    drawn: list[tuple[tuple[int, int], ...]] = []
    remaining = parts
    while remaining:
        state = _State(problem, keys, left, remaining)
        chosen = state.whole()
        share = state.largest_share(chosen)
        shares.append(share)
        drawn.append(with_pins(instance, keys[chosen > 0]))
        left -= share * chosen
        remaining -= share
    return Lottery(tuple(shares), tuple(drawn), parts)


class _State:
    """What is left of the marginals: each sum that a rule is about may neither be overdrawn nor left too large."""

    def __init__(self, problem: Problem, keys: Ints, left: Ints, remaining: int) -> None:
        self.problem, self.keys, self.left, self.remaining = problem, keys, left, remaining
        across = problem.shape[1]
        self.columns = keys % across
        self.loads = np.bincount(self.columns, weights=left, minlength=across).astype(np.int64)
        self.rest = remaining - 1

    def whole(self) -> Ints:
        """Return one whole assignment within the marginals, after which the rest still keeps every rule."""
        problem = self.problem
        low = np.maximum(problem.least, self.loads - self.rest * problem.most)
        high = np.minimum(problem.most, self.loads - self.rest * problem.least)
        part = replace(problem, least=low, most=high)
        network = network_of(part, self.keys, self.left, None)
        lower = np.zeros(len(network.tail), np.int64)
        lower[: len(self.keys)] = self.left == self.remaining
        self._sets(network, lower)
        flow = cheapest_flow(_without_lower(network, lower))
        if flow is None:
            message = "marginals that cannot be drawn"
            raise SolverFailed(message)
        return (flow + lower)[: len(self.keys)]

    def _sets(self, network: Network, lower: Ints) -> None:
        into = np.full(len(network.supply), -1)
        first = len(self.keys) + self.problem.shape[1]
        into[network.head[first:]] = np.arange(first, len(network.head))
        for level, (names, nodes) in zip(self.problem.levels, network.sets, strict=True):
            sums = self._set_sums(level.codes, level.caps.shape)
            lower[into[nodes]] = np.maximum(0, sums - self.rest * level.caps.ravel())[names]

    def _set_sums(self, codes: Ints, shape: tuple[int, ...], chosen: Ints | None = None) -> Ints:
        many = self.left if chosen is None else chosen
        own = codes[self.columns]
        inside = own >= 0
        sums = np.zeros(shape, np.int64)
        np.add.at(sums, (self.keys[inside] // self.problem.shape[1], own[inside]), many[inside])
        return sums.ravel()

    def largest_share(self, chosen: Ints) -> int:
        """Return how often this assignment can be taken before some rule of the rest would break."""
        problem, remaining = self.problem, self.remaining
        limits = [np.where(chosen > 0, self.left, remaining - self.left)]
        load = np.bincount(self.columns, weights=chosen, minlength=problem.shape[1]).astype(np.int64)
        limits.append(_until(remaining * problem.most - self.loads, problem.most - load))
        limits.append(_until(self.loads - remaining * problem.least, load - problem.least))
        for level in problem.levels:
            caps = level.caps.ravel()
            sums = self._set_sums(level.codes, level.caps.shape)
            limits.append(_until(remaining * caps - sums, caps - self._set_sums(level.codes, level.caps.shape, chosen)))
        return max(1, min(int(limit.min(initial=remaining)) for limit in limits))


def _until(room: Ints, used: Ints) -> Ints:
    """Return how many steps of `used` fit into `room`."""
    spent = used > 0
    return room[spent] // used[spent]


def _without_lower(network: Network, lower: Ints) -> Network:
    """Send what an arc must carry at least by the supplies of its ends."""
    supply = network.supply.copy()
    np.subtract.at(supply, network.tail, lower)
    np.add.at(supply, network.head, lower)
    return replace(network, capacity=network.capacity - lower, supply=supply)


def _answer(
    instance: Instance,
    problem: Problem,
    marginals: tuple[Optimum, Fraction],
    drawn: tuple[Lottery, tuple[tuple[int, int], ...]],
) -> Assignment:
    found, share = marginals
    lottery, pairs = drawn
    across = instance.shape[1]
    used = np.flatnonzero(found.taken)
    rows, columns = found.keys[used] // across, found.keys[used] % across
    chances = found.taken[used] / share.denominator
    pins = instance.pinned
    total = float(chances @ instance.affinity[rows, columns].astype(np.float64))
    total += float(instance.affinity[pins[:, 0], pins[:, 1]].astype(np.float64).sum())
    table = [*zip(rows.tolist(), columns.tolist(), chances.tolist(), strict=True)]
    table += [(int(row), int(column), 1.0) for row, column in pins]
    more: dict[str, Any] = {
        "cap": float(share),
        "parts": share.denominator,
        "marginals": [list(one) for one in sorted(table)],
        "lottery": [
            {"share": part, "pairs": [list(pair) for pair in some]}
            for part, some in zip(lottery.shares, lottery.assignments, strict=True)
        ],
    }
    prices = found.prices * (problem.worths.step)
    proof = Proof("prices", tuple(prices.tolist()), tolerance=len(used) * problem.worths.step)
    reasons: tuple[Mapping[str, Any], ...] = reasons_of(instance, pairs)
    return Assignment(
        "optimal", total, total, 0.0, worst_of(instance, pairs), pairs=pairs, reasons=reasons, proof=proof, more=more
    )
