"""How good and how quick assignments are, beside a dense ortools flow and HiGHS's linear program of the same run.

Each way is timed in a process of its own, in CPU seconds, without making the instance or importing libraries; the best
of some rounds counts. Ours includes its proof, which the others do not give.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

ROUNDS: Final = 3
GRID: Final = 1e6
CONFLICTS: Final = 0.01
SIZES: Final = (
    ("118 x 177, least loads", 118, 177, 4, 2),
    ("500 x 300", 500, 300, 6, 0),
    ("978 x 620", 978, 620, 5, 0),
    ("2000 x 1500", 2000, 1500, 5, 0),
    ("2000 x 1500, tight", 2000, 1500, 4, 0),
)
WAYS: Final = ("ours", "flow", "highs")
LARGEST_FOR_HIGHS: Final = 200_000


@dataclass(frozen=True, slots=True)
class Timed:
    """One way on one instance."""

    total: float
    cpu_seconds: float


def tables(many: int, across: int, most: int, least: int) -> dict[str, Any]:
    """Make affinities of a few fields with noise, some experts better known than others; three experts each."""
    some = np.random.default_rng(many + most)
    fields = some.dirichlet(np.full(8, 0.3), many) @ some.dirichlet(np.full(8, 0.3), across).T
    affinity = 0.6 * fields / fields.max() + 0.3 * some.random((many, across)) + 0.1 * some.random(across)
    return {
        "S": affinity.astype(np.float32),
        "coi": some.random((many, across)) < CONFLICTS,
        "demand": np.full(many, 3),
        "load_max": np.full(across, most),
        "load_min": np.full(across, least),
    }


def by_ours(given: dict[str, Any]) -> float:
    """Assign with proof."""
    from qunli.engines.assigning import assign, read_instance  # noqa: PLC0415 -- each way in a process of its own

    return assign(read_instance(given)).total or 0.0


def by_flow(given: dict[str, Any]) -> float:
    """Give every open pair to one minimum-cost flow, affinities as millionths."""
    from ortools.graph.python import min_cost_flow  # noqa: PLC0415 -- as above

    many, across = given["S"].shape
    rows, columns = np.nonzero(~given["coi"])
    costs = -np.rint(given["S"][rows, columns].astype(np.float64) * GRID).astype(np.int64)
    solver = min_cost_flow.SimpleMinCostFlow()
    pairs = solver.add_arcs_with_capacity_and_unit_cost(rows, columns + many, np.ones(len(rows), np.int64), costs)
    experts = np.arange(many, many + across)
    spare = given["load_max"] - given["load_min"]
    solver.add_arcs_with_capacity_and_unit_cost(
        experts, np.full(across, many + across), spare, np.zeros(across, np.int64)
    )
    rest = int(given["demand"].sum() - given["load_min"].sum())
    supplies = np.concatenate((given["demand"], -given["load_min"], [-rest]))
    solver.set_nodes_supplies(np.arange(many + across + 1), supplies)
    solver.solve()
    taken = solver.flows(pairs) > 0
    return float(given["S"][rows, columns][taken].astype(np.float64).sum())


def by_highs(given: dict[str, Any]) -> float:
    """Give every open pair to HiGHS as a linear program, through scipy."""
    from scipy import sparse  # noqa: PLC0415 -- as above
    from scipy.optimize import linprog  # noqa: PLC0415 -- as above

    many, across = given["S"].shape
    rows, columns = np.nonzero(~given["coi"])
    places, ones = np.arange(len(rows)), np.ones(len(rows))
    seats = sparse.csr_array((ones, (rows, places)), shape=(many, len(rows)))
    loads = sparse.csr_array((ones, (columns, places)), shape=(across, len(rows)))
    found = linprog(
        -given["S"][rows, columns].astype(np.float64), A_ub=sparse.vstack((loads, -loads)),
        b_ub=np.concatenate((given["load_max"], -given["load_min"])), A_eq=seats, b_eq=given["demand"], bounds=(0, 1),
    )  # fmt: skip
    return -float(found.fun)


def timed(way: str, sizes: tuple[int, int, int, int]) -> Timed:
    """Time one way here; small instances warm it up."""
    run = {"ours": by_ours, "flow": by_flow, "highs": by_highs}[way]
    run(tables(30, 20, 6, 0))
    given = tables(*sizes)
    spent: list[float] = []
    total = 0.0
    for _round in range(ROUNDS):
        began = time.process_time()
        total = run(given)
        spent.append(time.process_time() - began)
    return Timed(total, min(spent))


def elsewhere(way: str, sizes: tuple[int, int, int, int]) -> Timed:
    """Time one way in a process of its own: ortools and HiGHS do not share one."""
    words = [sys.executable, "-m", "benchmarks.assigning", way, json.dumps(sizes)]
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run(words, check=True, capture_output=True, text=True, cwd=root)  # noqa: S603 -- this module
    return Timed(**json.loads(done.stdout))


def report() -> str:
    """Time every way on every size and write the table."""
    lines = [f"{'instance':<26}{'way':<18}{'total':>14}{'CPU s':>10}{'x ours':>10}"]
    for name, *rest in SIZES:
        sizes = (rest[0], rest[1], rest[2], rest[3])
        ways = [way for way in WAYS if way != "highs" or sizes[0] * sizes[1] <= LARGEST_FOR_HIGHS]
        ours, *others = (elsewhere(way, sizes) for way in ways)
        names = {"flow": "dense ortools", "highs": "HiGHS, linear"}
        lines.append(f"{name:<26}{'ours, with proof':<18}{ours.total:>14.6f}{ours.cpu_seconds:>10.3f}{1:>10.1f}")
        lines += [
            f"{' ' * 26}{names[way]:<18}{one.total:>14.6f}{one.cpu_seconds:>10.3f}"
            f"{one.cpu_seconds / ours.cpu_seconds:>10.1f}"
            for way, one in zip(ways[1:], others, strict=True)
        ]
    return "\n".join(lines)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        many, across, most, least = json.loads(sys.argv[2])
        found = timed(sys.argv[1], (many, across, most, least))
        print(json.dumps({"total": found.total, "cpu_seconds": found.cpu_seconds}))
    else:
        print(report())
