"""Rules that cross: solved as a flow where a solution without some of them keeps them anyway, else searched by HiGHS.

The search looks at pairs that could matter: at the relaxation's prices a pair that loses more than lies between the
relaxation and the best assignment found is in no better one. When it ends, the assignment is the best of the whole
table.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np

from qunli.engines.assigning.arrays import Ints, Reals
from qunli.engines.assigning.instances import Instance
from qunli.engines.assigning.networks import Problem
from qunli.engines.assigning.programs import Found, Program, Relaxed, few_of_each
from qunli.engines.assigning.reducing import with_pins
from qunli.engines.assigning.results import Assignment, Proof, Witness
from qunli.engines.assigning.rules import nested
from qunli.engines.assigning.solving import optimum_of, total_of, worst_of
from qunli.engines.assigning.verifying import TOLERANCE, bound_of

__all__ = ["assign_by_search", "relaxed_to_the_end"]

PER: Final = 24
MORE: Final = 12
HAIR: Final = 1e-9
PARTS: Final = 4096.0
HEALING: Final = 20.0
SMALL: Final = 6000
"""Open pairs up to which all are there from the beginning."""


def unit_of(problem: Problem) -> float:
    """Return the affinity that counts as one in a program: a part of the largest, far above HiGHS's tolerances."""
    source = problem.worths.source
    largest = max(float(source.max(initial=0)), -float(source.min(initial=0)))
    return largest / PARTS or 1.0


def values_of(problem: Problem) -> Reals:
    """Return the affinities in units of `unit_of`."""
    return problem.worths.source.astype(np.float64) / unit_of(problem)


def starting_keys(problem: Problem, values: Reals) -> Ints:
    """Return all open pairs of a small table; else each proposal's best, and each expert's with a least load."""
    open_ = ~problem.worths.closed
    if np.count_nonzero(open_) <= SMALL:
        return np.flatnonzero(open_)
    many, across = problem.shape
    centred = np.where(open_, values - values.mean(axis=0), -np.inf)
    keys = few_of_each(centred, PER, -np.inf)
    side = few_of_each(np.where(open_, values - values.mean(axis=1)[:, None], -np.inf).T, MORE, -np.inf)
    return np.union1d(keys, side % many * across + side // many)


def relaxed_to_the_end(
    problem: Problem,
    keys: Ints,
    weights: Ints | None = None,
    *,
    lift: Reals | None = None,
    bases: Reals | None = None,
    under: Reals | None = None,
) -> tuple[Program, Relaxed, Reals] | None:
    """Solve the relaxation over the whole table by adding pairs that gain, until none does."""
    values = values_of(problem)
    while True:
        program = Program(problem, keys, values.ravel()[keys], weights)
        relaxed = program.relaxed(lift=lift, bases=bases, under=under)
        if relaxed is None:
            everything = np.flatnonzero(~problem.worths.closed)
            if len(everything) == len(keys):
                return None
            keys = everything
            continue
        gains = program.gains(relaxed, values)
        new = gains.copy()
        new.ravel()[keys] = -np.inf
        fresh = few_of_each(new, MORE, HAIR * max(1.0, abs(relaxed.value)))
        if not len(fresh):
            return program, relaxed, gains
        keys = np.union1d(keys, fresh)


def assign_by_search(
    instance: Instance, problem: Problem, *, seconds: float, weights: Ints | None = None
) -> Assignment:
    """Return the best assignment under rules that cross, or weighted loads."""
    ends = time.monotonic() + seconds
    keys = starting_keys(problem, values_of(problem))
    part = nested(problem.levels[:1]) or ()
    if weights is None:
        eased = optimum_of(replace(problem, levels=part))
        if isinstance(eased, Witness):
            return Assignment("infeasible", witness=_sharpened(problem, eased, ends))
        keys = np.union1d(keys, eased.keys[eased.taken > 0])
    solved = relaxed_to_the_end(problem, keys, weights)
    if solved is None:
        return Assignment("infeasible", witness=smallest_by_trying(problem, weights, ends))
    program, relaxed, gains = solved
    found, bound = _searched(problem, program, relaxed, gains, (weights, ends))
    if found.keys is None:
        if found.ended:
            return Assignment("infeasible", witness=smallest_by_trying(problem, weights, ends))
        return Assignment("unknown", bound=bound * unit_of(problem))
    return _answer(instance, found, (relaxed, bound), unit_of(problem))


def _searched(
    problem: Problem, program: Program, relaxed: Relaxed, gains: Reals, given: tuple[Ints | None, float]
) -> tuple[Found, float]:
    """Search among the relaxation's pairs, then among all that could still matter."""
    weights, ends = given
    values = values_of(problem)
    found = program.search(seconds=ends - time.monotonic())
    bound = relaxed.value
    if found.keys is None:
        keys = np.flatnonzero(~problem.worths.closed)
    else:
        miss = bound - found.value + HAIR * max(1.0, abs(bound))
        keys = np.union1d(program.keys, np.flatnonzero(gains > -miss))
    if len(keys) > len(program.keys):
        found = Program(problem, keys, values.ravel()[keys], weights).search(seconds=ends - time.monotonic())
    if found.ended and found.keys is not None:
        bound = min(bound, max(found.value, found.bound))
    return found, bound


def _answer(instance: Instance, found: Found, proof_by: tuple[Relaxed, float], unit: float) -> Assignment:

    assert found.keys is not None  # noqa: S101 -- the caller looked
    pairs = with_pins(instance, found.keys)
    total = total_of(instance, pairs)
    relaxed, bound = proof_by
    bound *= unit
    prices = np.where((instance.load_min == 0) & (relaxed.experts < 0), 0.0, relaxed.experts * unit)
    shown = bound_of(instance, prices)
    slack = TOLERANCE * max(1.0, abs(total))
    pinned = total - found.value * unit
    proven = shown - total <= slack
    if proven or (found.ended and bound + pinned - total <= slack):
        proof = Proof("prices" if proven else "search", tuple(prices.tolist()), tolerance=slack)
        return Assignment("optimal", total, total, 0.0, worst_of(instance, pairs), pairs=pairs, proof=proof)
    least = min(shown, bound + pinned)
    proof = Proof("prices", tuple(prices.tolist()), tolerance=slack)
    return Assignment("feasible", total, least, least - total, worst_of(instance, pairs), pairs=pairs, proof=proof)


def smallest_by_trying(problem: Problem, weights: Ints | None, ends: float) -> Witness:
    """Return proposals that cannot all be served, leaving out one after the other while time allows.

    Where they can once nobody has a least load, the experts whose least loads cannot be met stand in the reason.
    """
    tried = _Tried(problem, weights, ends)
    rows = np.flatnonzero(problem.demand)
    if tried.fits(rows, np.zeros(0, np.int64)):
        asking = tried.shrunk(np.flatnonzero(problem.least), lambda some: tried.fits(rows, some))
        least = int(problem.least[asking].sum())
        near = np.flatnonzero((~problem.worths.closed[:, asking]).any(axis=1))
        return Witness(
            "least_load", tuple(near.tolist()), tuple(asking.tolist()), int(problem.demand[near].sum()), least, None,
            minimal=tried.in_time, note=f"the rules leave no room for least loads of {least} beside the demands",
        )  # fmt: skip
    return _rows_short(problem, tried, rows)


def _rows_short(problem: Problem, tried: _Tried, rows: Ints) -> Witness:
    rows = tried.shrunk(rows, lambda some: tried.fits(some, np.zeros(0, np.int64)))
    experts = np.flatnonzero((~problem.worths.closed[rows]).any(axis=0))
    demand = int(problem.demand[rows].sum())
    witness = Witness(
        "rules", tuple(rows.tolist()), tuple(experts.tolist()), demand, demand, None, minimal=tried.in_time,
        note="loads and rules of diversity together leave no panel for all of these",
    )  # fmt: skip
    return _healed(problem, witness, tried.weights)


def _sharpened(problem: Problem, witness: Witness, ends: float) -> Witness:
    """Hold a reason found without the rules that cross against all of them: fewer proposals may do."""
    if witness.kind not in {"load", "experts"}:
        return replace(witness, minimal=False)
    tried = _Tried(problem, None, ends)
    sharper = _rows_short(problem, tried, np.array(witness.proposals, np.int64))
    if sharper.proposals == witness.proposals and witness.kind == "load":
        return replace(witness, extra=sharper.extra, where=sharper.where, note=sharper.note, minimal=sharper.minimal)
    return sharper if witness.kind == "load" else witness


class _Tried:
    """Asks again and again whether a part of the instance fits."""

    def __init__(self, problem: Problem, weights: Ints | None, ends: float) -> None:
        self.problem, self.weights, self.ends = problem, weights, ends
        self.keys = np.flatnonzero(~problem.worths.closed)
        self.in_time = True

    def fits(self, rows: Ints, experts: Ints) -> bool:
        """Tell whether these proposals' demands and these experts' least loads can be met together."""
        many, across = self.problem.shape
        demand, least = np.zeros(many, np.int64), np.zeros(across, np.int64)
        demand[rows] = self.problem.demand[rows]
        least[experts] = self.problem.least[experts]
        keys = self.keys[demand[self.keys // across] > 0]
        part = replace(self.problem, demand=demand, least=least)
        return Program(part, keys, np.zeros(len(keys)), self.weights).search(seconds=30.0).keys is not None

    def shrunk(self, some: Ints, fits: Callable[[Ints], bool]) -> Ints:
        """Leave out one after the other where the rest still does not fit."""
        for one in some.tolist():
            if time.monotonic() > self.ends:
                self.in_time = False
                break
            rest = some[some != one]
            if len(rest) and not fits(rest):
                some = rest
        return some


def _healed(problem: Problem, witness: Witness, weights: Ints | None) -> Witness:
    """Say how much load would heal it under all rules, those that cross as well."""
    if witness.kind not in {"load", "rules"}:
        return witness
    keys = np.flatnonzero(~problem.worths.closed)
    more = Program(problem, keys, np.zeros(len(keys)), weights).least_extra(seconds=HEALING)
    if more is None:
        return replace(witness, extra=None, where=(), note="no load would help: the rules leave too few experts")
    where = tuple((int(expert), int(more[expert])) for expert in np.flatnonzero(more))
    return replace(witness, extra=int(more.sum()), where=where)
