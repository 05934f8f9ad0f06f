"""Hands a question to the solvers in a process apart, and takes their answer back."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from qunli.review.states import AssignmentMethod, FailureCause

PROGRAM: Final = Path(__file__).with_name("apart.py")
"""Started as a file: as a module it would load Django with this package."""
SECONDS: Final = 40.0
"""For what must be searched: a fair assignment, rules that cross."""
_MORE: Final = 80.0
_SOLVERS: Final = ("numpy", "ortools", "scipy")


@dataclass(frozen=True, slots=True)
class Solved:
    """What came back: the tables as solved, and either figures and pairs, or the cause why there are none."""

    tables: Mapping[str, Any]
    found: Mapping[str, Any]
    pairs: tuple[Mapping[str, Any], ...] = ()
    cause: FailureCause | None = None


def missing_for(method: str) -> tuple[str, ...]:
    """Name the packages that this method needs and this machine lacks; none of them is loaded to find out."""
    wanted = (
        ("numpy", "ortools", "scipy") if method == AssignmentMethod.DRAW else ("numpy", "ortools", "scipy", "tantivy")
    )
    return tuple(name for name in wanted if find_spec(name) is None)


def solve_apart(asked: Mapping[str, Any], *, barred: Mapping[str, Any]) -> Solved:
    """Solve in a process of its own, which is ended when it takes too long.

    `barred` says, by proposal, who is kept from it and why; it is kept with the tables.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own program; the question goes to its standard input
            [sys.executable, "-P", str(PROGRAM)],
            input=json.dumps(asked).encode(),
            capture_output=True,
            timeout=float(asked["seconds"]) + _MORE,
            check=True,
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        return Solved({}, {}, cause=FailureCause.NO_ANSWER)
    except (subprocess.CalledProcessError, ValueError):
        return Solved({}, {}, cause=FailureCause.STOPPED)
    return _solved(answer, barred)


def _solved(answer: dict[str, Any], barred: Mapping[str, Any]) -> Solved:
    tables = {**_thin(answer.get("tables") or {}), "barred": dict(barred)}
    if "cause" in answer:
        told: dict[str, Any] = {name: answer[name] for name in ("missing", "witness", "faults") if name in answer}
        return Solved(tables, told, cause=FailureCause(answer["cause"]))
    faults = answer["found"].pop("faults")
    if faults:  # the separate checker disagrees with the solver: nothing of it is used
        return Solved(tables, {"faults": faults}, cause=FailureCause.STOPPED)
    return Solved(tables, answer["found"], tuple(answer["pairs"]))


def _thin(tables: dict[str, Any]) -> dict[str, Any]:
    """Keep marks as pairs instead of tables of noughts."""
    for name in ("coi", "pinned"):
        if name in tables:
            tables[name] = [
                [row, column] for row, marks in enumerate(tables[name]) for column, mark in enumerate(marks) if mark
            ]
    return tables


def whole_tables(tables: Mapping[str, Any]) -> dict[str, Any]:
    """Return the instance as `qunli assign` reads it."""
    whole = {name: value for name, value in tables.items() if name != "barred"}
    many, across = len(tables["proposals"]), len(tables["experts"])
    for name in ("coi", "pinned"):
        marks = [[0] * across for _row in range(many)]
        for row, column in tables[name]:
            marks[row][column] = 1
        whole[name] = marks
    return whole
