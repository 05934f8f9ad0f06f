"""Runs races by chance, many at once; several schemes share their luck, so that differences are the schemes' own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from qunli.engines.racing.assumptions import Assumptions
from qunli.engines.racing.margins import NORMAL, Gate, gate_of
from qunli.engines.racing.schemes import Scheme

__all__ = ["Course", "Estimate", "Simulated", "simulate", "simulate_beside"]

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Margins = NDArray[np.float32]
_AT_ONCE: Final = 50_000
"""Races held in memory at the same time."""


@dataclass(frozen=True, slots=True)
class Course:
    """A race to simulate: a scheme run with so many lanes under these assumptions."""

    name: str
    scheme: Scheme
    lanes: int
    assumed: Assumptions


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its confidence interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Simulated:
    """What came out of the runs of one course; money in yuan, time in calendar days.

    `public` is what the scheme pays in budgets, without prizes; `spent` is what the teams are assumed to spend;
    `on_losers` is public money for teams that do not reach the goal.
    """

    name: str
    runs: int
    reached: Estimate
    winners: Estimate
    public: Estimate
    spent: Estimate
    on_losers: Estimate
    days: Estimate
    public_95: float
    public_most: float


@dataclass(slots=True)
class _Drawn:
    """Every run of one course: who won, money, days."""

    winners: Floats
    public: Floats
    spent: Floats
    on_losers: Floats
    days: Floats


def simulate(course: Course, *, runs: int, seed: int, confidence: float = 0.95) -> Simulated:
    """Simulate one course; the same seed gives the same races."""
    return simulate_beside([course], runs=runs, seed=seed, confidence=confidence)[0][0]


def simulate_beside(
    courses: Sequence[Course], *, runs: int, seed: int, confidence: float = 0.95
) -> list[tuple[Simulated, Estimate]]:
    """Simulate several courses with common random numbers.

    With each comes the difference of its chance to reach the goal from the first course's, run by run. Intervals: of a
    chance by Wilson (1927), of means and differences by the normal approximation.
    """
    stages = max(len(course.scheme.stages) for course in courses)
    lanes = max(course.lanes for course in courses)
    parts: list[list[_Drawn]] = [[] for _course in courses]
    for number, begin in enumerate(range(0, runs, _AT_ONCE)):
        luck = _Luck(seed, number, stages, min(_AT_ONCE, runs - begin), lanes)
        for part, course in zip(parts, courses, strict=True):
            part.append(_run(course, luck))
    drawn = [_joined(part) for part in parts]
    score = NORMAL.inv_cdf(0.5 + confidence / 2)
    first = (drawn[0].winners > 0).astype(np.float64)
    return [
        (_summary(course.name, one, score), _mean((one.winners > 0) - first, score))
        for course, one in zip(courses, drawn, strict=True)
    ]


class _Luck:
    """The random numbers of some runs: the same for every course, whatever it uses of them."""

    def __init__(self, seed: int, part: int, stages: int, runs: int, lanes: int) -> None:
        streams = [np.random.Generator(np.random.SFC64([seed, part, stage])) for stage in range(stages)]
        self.runs = runs
        self.common = [stream.standard_normal(runs, dtype=np.float32) for stream in streams]
        self.own = [stream.standard_normal((lanes, runs), dtype=np.float32) for stream in streams]
        self.mending = [stream.random((lanes, runs), dtype=np.float32) for stream in streams]


def _run(course: Course, luck: _Luck) -> _Drawn:
    chances = course.assumed.of_lanes(course.lanes)
    inside: Truths = np.ones((course.lanes, luck.runs), dtype=np.bool_)
    paid = np.zeros((course.lanes, luck.runs))
    spent = np.zeros(luck.runs)
    days = np.zeros(luck.runs)
    for number, stage in enumerate(course.scheme.stages):
        here = [chance[number] for chance in chances]
        gate = gate_of(here, stage.keep, float(course.assumed.correlation), remedy_days=stage.remedy_days)
        paid += inside * float(stage.budget(1))
        spent += np.asarray([float(chance.cost) for chance in here]) @ inside
        days += inside.any(axis=0) * stage.days
        margins = _margins(gate, luck, number)
        passed = _best(margins, inside & (margins > 0), gate.places)
        if stage.remedy_days and gate.remedies:
            passed, mending = _mended(gate, margins, inside, passed, luck.mending[number])
            days += mending * stage.remedy_days
        inside = passed
    won = inside.sum(axis=0).astype(np.float64)
    public = paid.sum(axis=0)
    return _Drawn(won, public, spent, (paid * ~inside).sum(axis=0), days)


def _margins(gate: Gate, luck: _Luck, number: int) -> Margins:
    bars = np.asarray(gate.bars, dtype=np.float32)[:, None]
    common, own = luck.common[number], luck.own[number][: len(gate.bars)]
    return (
        np.add(np.multiply(common, gate.common, dtype=np.float32), np.multiply(own, gate.own, dtype=np.float32)) - bars
    )


def _best(margins: Margins, eligible: Truths, places: int | Floats) -> Truths:
    """Return who of the eligible gets a place: the largest margins, at most `places` in each run."""
    standing = np.where(eligible, margins, np.float32(-inf))
    ahead = np.zeros(standing.shape, dtype=np.int8)
    for lane, row in enumerate(standing):
        ahead += (row > standing) & eligible[lane]
    return eligible & (ahead < places)


def _mended(gate: Gate, margins: Margins, inside: Truths, passed: Truths, throws: Margins) -> tuple[Truths, Truths]:
    """Return who is on after the remedies, and in which runs somebody was given one."""
    places = np.maximum(gate.places - passed.sum(axis=0, dtype=np.float64), 0)
    missed = inside & (margins <= 0) & (places > 0)
    chances = np.asarray(gate.mends, dtype=np.float32)[:, None]
    mended = missed & (throws[: len(margins)] < chances)
    return passed | _best(margins, mended, places), missed.any(axis=0)


def _joined(parts: Sequence[_Drawn]) -> _Drawn:
    return _Drawn(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("winners", "public", "spent", "on_losers", "days")
        )
    )


def _summary(name: str, drawn: _Drawn, score: float) -> Simulated:
    return Simulated(
        name=name,
        runs=len(drawn.days),
        reached=_share(drawn.winners > 0, score),
        winners=_mean(drawn.winners, score),
        public=_mean(drawn.public, score),
        spent=_mean(drawn.spent, score),
        on_losers=_mean(drawn.on_losers, score),
        days=_mean(drawn.days, score),
        public_95=float(np.quantile(drawn.public, 0.95, method="inverted_cdf")),
        public_most=float(drawn.public.max()),
    )


def _share(true: Truths, score: float) -> Estimate:
    """Return a share with Wilson's interval, which stays between nought and one."""
    runs = len(true)
    share = float(true.mean())
    spread = score * score / runs
    middle = (share + spread / 2) / (1 + spread)
    reach = score / (1 + spread) * sqrt(share * (1 - share) / runs + spread / (4 * runs))
    return Estimate(share, max(middle - reach, 0.0), min(middle + reach, 1.0))


def _mean(values: Floats, score: float) -> Estimate:
    mean = float(values.mean())
    reach = score * float(values.std()) / sqrt(len(values))
    return Estimate(mean, mean - reach, mean + reach)
