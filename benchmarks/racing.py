"""How long a million races take, beside walking through all their ways, and how far the two lie apart."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Final

from qunli.engines.racing import Assumptions, Chance, Scheme, Stage
from qunli.engines.racing.enumerating import enumerate_race
from qunli.engines.racing.simulating import Course, simulate

RUNS: Final = 1_000_000
LANES: Final = 5
YUAN: Final = Decimal(1_000_000)
STAGES: Final = tuple(
    Stage(key, 180, (YUAN,), keep=keep, remedy_days=7) for key, keep in (("1", 4), ("2", 3), ("3", 2), ("4", None))
)


def report() -> str:
    """Simulate and enumerate five lanes through four stages with gates, remedies and shared luck."""
    chance = Chance(success=Decimal("0.6"), cost=YUAN, remedied=Decimal("0.25"))
    course = Course("five", Scheme("bench", LANES, STAGES), LANES, Assumptions((chance,) * 4, {}, Decimal("0.3")))
    began = time.process_time()
    found = simulate(course, runs=RUNS, seed=1)
    simulated = time.process_time() - began
    began = time.process_time()
    exact = enumerate_race(course)
    enumerated = time.process_time() - began
    ours, theirs = found.reached, exact.reached
    took = f"{simulated:.2f} CPU s, {simulated / enumerated:.1f} times the enumeration's {enumerated:.2f} s"
    return (
        f"{RUNS:,} races of {LANES} lanes and {len(STAGES)} stages: {took}\n"
        f"goal reached: {ours.mean:.4%} simulated ({ours.low:.4%} to {ours.high:.4%}), {theirs:.4%} enumerated"
    )
