"""Assignments as linear programs for HiGHS (through scipy): what no flow can hold."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

import numpy as np

from qunli.engines.assigning.arrays import Ints, Reals
from qunli.engines.assigning.networks import Problem

__all__ = ["Found", "Program", "Relaxed"]

optimize: Final[Any] = import_module("scipy.optimize")  # no types of its own
sparse: Final[Any] = import_module("scipy.sparse")  # as above

NO_SOLUTION: Final = 2
TIME_IS_UP: Final = 1


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What a search found: chosen pairs (none where there is no solution), its value, a bound, and whether it ended."""

    keys: Ints | None
    value: float
    bound: float
    ended: bool


@dataclass(frozen=True, slots=True, eq=False)
class Relaxed:
    """The linear relaxation's value and prices: of experts, of seats, of floors, and of sets by rule."""

    value: float
    experts: Reals
    seats: Reals
    floors: Reals
    sets: tuple[Reals, ...]


class Program:
    """Rows for seats, loads and sets over some pairs; a floor under each proposal's sum if asked for."""

    def __init__(self, problem: Problem, keys: Ints, values: Reals, weights: Ints | None = None) -> None:
        self.problem, self.keys, self.values = problem, keys, values
        many, across = problem.shape
        self.rows, self.columns = keys // across, keys % across
        weight = np.ones(many) if weights is None else weights.astype(np.float64)
        self.seats = self._matrix(self.rows, many)
        self.loads = self._matrix(self.columns, across, weight[self.rows])
        self.sums = self._matrix(self.rows, many, values)
        self.set_keys: list[Ints] = []
        self.sets: list[Any] = []
        self.caps: list[Ints] = []
        for level in problem.levels:
            codes = level.codes[self.columns]
            inside = np.flatnonzero(codes >= 0)
            groups = self.rows[inside] * level.caps.shape[1] + codes[inside]
            names, places, sizes = np.unique(groups, return_inverse=True, return_counts=True)
            tight = sizes > level.caps.ravel()[names]
            place = np.cumsum(tight) - 1
            kept = tight[places]
            shape = (int(tight.sum()), len(keys))
            ones = np.ones(int(kept.sum()))
            self.sets.append(sparse.csr_array((ones, (place[places[kept]], inside[kept])), shape=shape))
            self.set_keys.append(names[tight])
            self.caps.append(level.caps.ravel()[names[tight]])

    def _matrix(self, rows: Ints, many: int, values: Reals | None = None) -> Any:  # noqa: ANN401 -- scipy has no types
        ones = np.ones(len(rows)) if values is None else values
        return sparse.csr_array((ones, (rows, np.arange(len(rows)))), shape=(many, len(rows)))

    def search(
        self, *, seconds: float, floors: Reals | None = None, lift: Reals | None = None, bases: Reals | None = None
    ) -> Found:
        """Choose pairs of greatest total; with `lift` (1 where it counts) the greatest least sum instead."""
        size = len(self.keys)
        if not size:
            fits = not self.problem.demand.any() and not self.problem.least.any()
            return Found(self.keys if fits else None, 0.0 if fits else -np.inf, 0.0, ended=True)
        extra = 0 if lift is None else 1
        parts: list[tuple[Any, Any, Any]] = [
            (self.seats, self.problem.demand, self.problem.demand),
            (self.loads, self.problem.least, self.problem.most),
        ]
        parts += [(table, np.full(len(caps), -np.inf), caps) for table, caps in zip(self.sets, self.caps, strict=True)]
        if floors is not None:
            parts.append((self.sums, floors, np.full(len(floors), np.inf)))
        rows = [self._widened(table, extra, None) for table, _low, _high in parts]
        lows, highs = [low for _t, low, _h in parts], [high for _t, _l, high in parts]
        if lift is not None:
            rows.append(self._widened(self.sums, extra, -lift))
            lows.append(np.where(lift > 0, 0.0 if bases is None else -bases, -np.inf))
            highs.append(np.full(len(lift), np.inf))
        constraint = optimize.LinearConstraint(
            sparse.vstack(rows, format="csr"), np.concatenate(lows), np.concatenate(highs)
        )
        cost = -self.values if lift is None else np.concatenate((np.zeros(size), [-1.0]))
        span = float(np.abs(self.values).sum()) + 1
        low, high = np.zeros(size + extra), np.ones(size + extra)
        low[size:], high[size:] = -span, span
        whole = np.concatenate((np.ones(size), np.zeros(extra)))
        done = optimize.milp(
            cost, integrality=whole, bounds=optimize.Bounds(low, high), constraints=constraint,
            options={"time_limit": max(0.1, seconds), "mip_rel_gap": 0.0},
        )  # fmt: skip
        bound = -float(done.mip_dual_bound) if getattr(done, "mip_dual_bound", None) is not None else np.inf
        if done.x is None:
            return Found(None, -np.inf, bound, done.status == NO_SOLUTION)
        return Found(self.keys[np.asarray(done.x[:size]) > 0.5], -float(done.fun), bound, done.status == 0)  # noqa: PLR2004 -- yes or no

    def hinged(self, level: float, bases: Reals, *, nodes: int, seconds: float) -> Ints | None:
        """Choose pairs of the greatest sum of the proposals' sums, each counted up to a level; `None` if none came."""
        many, size = self.problem.shape[0], len(self.keys)
        parts = [self.seats, self.loads, *self.sets, self.sums]
        none = [sparse.csr_array((table.shape[0], many)) for table in parts[:-1]]
        table = sparse.hstack(
            (sparse.vstack(parts), sparse.vstack([*none, -sparse.eye_array(many)])), format="csr"
        )  # fmt: skip
        low: list[Any] = [self.problem.demand, self.problem.least, *(np.full(len(one), -np.inf) for one in self.caps)]
        low.append(np.zeros(many))
        high: list[Any] = [self.problem.demand, self.problem.most, *self.caps, np.full(many, np.inf)]
        counts = self.problem.demand > 0
        span = float(np.abs(self.values).sum()) + abs(level) + 1
        done = optimize.milp(
            np.concatenate((np.zeros(size), -np.ones(many))),
            integrality=np.concatenate((np.ones(size), np.zeros(many))),
            bounds=optimize.Bounds(
                np.concatenate((np.zeros(size), np.where(counts, -span, 0))),
                np.concatenate((np.ones(size), np.where(counts, level, 0) - np.where(counts, bases, 0))),
            ),
            constraints=optimize.LinearConstraint(
                table, np.concatenate(low).astype(np.float64), np.concatenate(high).astype(np.float64)
            ),
            options={"time_limit": seconds, "node_limit": nodes, "mip_rel_gap": 1e-6},
        )  # fmt: skip
        return None if done.x is None else self.keys[np.asarray(done.x[:size]) > 0.5]  # noqa: PLR2004 -- yes or no

    def sums_at(self, keys: Ints) -> Reals:
        """Return each proposal's sum of values at these pairs."""
        return np.asarray(self.sums @ np.isin(self.keys, keys).astype(np.float64), np.float64)

    def least_extra(self, *, seconds: float) -> Ints | None:
        """Return the smallest loads to add, by expert, under which every rule can be kept; `None` where none helps."""
        size, across = len(self.keys), self.problem.shape[1]
        rows = [self.seats, self.loads, *self.sets]
        none = [sparse.csr_array((table.shape[0], across)) for table in rows]
        none[1] = -sparse.eye_array(across, format="csr")
        table = sparse.hstack((sparse.vstack(rows), sparse.vstack(none)), format="csr")
        low = [self.problem.demand.astype(np.float64)] + [np.full(part.shape[0], -np.inf) for part in rows[1:]]
        high = [self.problem.demand, self.problem.most, *self.caps]
        done = optimize.milp(
            np.concatenate((np.zeros(size), np.ones(across))), integrality=np.ones(size + across),
            bounds=optimize.Bounds(0, np.concatenate((np.ones(size), np.full(across, np.inf)))),
            constraints=optimize.LinearConstraint(table, np.concatenate(low), np.concatenate(high)),
            options={"time_limit": max(0.1, seconds), "mip_rel_gap": 0.0},
        )  # fmt: skip
        return None if done.x is None or done.status != 0 else np.rint(done.x[size:]).astype(np.int64)

    @staticmethod
    def _widened(table: Any, extra: int, column: Reals | None) -> Any:  # noqa: ANN401 -- scipy has no types
        if not extra:
            return table
        last = sparse.csr_array((table.shape[0], 1)) if column is None else sparse.csr_array(column[:, None])
        return sparse.hstack((table, last), format="csr")

    def relaxed(
        self, *, lift: Reals | None = None, bases: Reals | None = None, under: Reals | None = None
    ) -> Relaxed | None:
        """Solve without whole numbers, sums above the floors `under`; `None` where even that has no solution."""
        extra = 0 if lift is None else 1
        size = len(self.keys)
        if not size + extra:
            return None
        upper = [self.loads, -self.loads, *self.sets]
        limits: list[Any] = [self.problem.most, -self.problem.least, *self.caps]
        tables = [self._widened(table, extra, None) for table in upper]
        if lift is not None and bases is not None:
            tables.append(self._widened(-self.sums, extra, lift))
            limits.append(bases)
        if under is not None:
            tables.append(-self.sums)
            limits.append(-np.maximum(under, -float(np.abs(self.values).sum()) - 1))
        cost = -self.values if lift is None else np.concatenate((np.zeros(size), [-1.0]))
        bounds = np.zeros((size + extra, 2))
        bounds[:, 1] = 1.0
        bounds[size:] = (-np.inf, np.inf)
        done = optimize.linprog(
            cost, A_ub=sparse.vstack(tables, format="csr"), b_ub=np.concatenate(limits).astype(np.float64),
            A_eq=self._widened(self.seats, extra, None), b_eq=self.problem.demand, bounds=bounds, method="highs",
        )  # fmt: skip
        if done.status != 0:
            return None
        duals = np.split(-np.asarray(done.ineqlin.marginals), np.cumsum([len(one) for one in limits])[:-1])
        floors = np.ones(self.problem.shape[0]) if under is None else 1 + duals[-1]
        floors = floors if lift is None else duals[-1]
        return Relaxed(
            -float(done.fun), duals[0] - duals[1], -np.asarray(done.eqlin.marginals), floors,
            tuple(duals[2 : 2 + len(self.sets)]),
        )  # fmt: skip

    def gains(self, relaxed: Relaxed, values: Reals) -> Reals:
        """Return for every pair of the whole table what it would add at these prices; `values` is the whole table."""
        many = self.problem.shape[0]
        gains = values * relaxed.floors[:, None] - relaxed.experts - relaxed.seats[:, None]
        for level, names, prices in zip(self.problem.levels, self.set_keys, relaxed.sets, strict=True):
            table = np.zeros(level.caps.size)
            table[names] = prices
            padded = np.concatenate((table.reshape(level.caps.shape), np.zeros((many, 1))), axis=1)
            gains -= padded[:, level.codes]
        gains[self.problem.worths.closed] = -np.inf
        return gains


def few_of_each(gains: Reals, per: int, above: float) -> Ints:
    """Return the keys of the best of each row among those above a limit."""
    many, across = gains.shape
    per = min(per, across)
    order = np.argpartition(gains, across - per, axis=1)[:, across - per :]
    good = np.take_along_axis(gains, order, axis=1) > above
    return np.sort((order + np.arange(many)[:, None] * across)[good])
