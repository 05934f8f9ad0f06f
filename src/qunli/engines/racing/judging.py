"""Judges the gate of a stage: who goes on, who is out, who may mend, in which order, and why."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import Final

from qunli.engines.racing.schemes import Scheme, Stage

__all__ = ["Entry", "Leaving", "Reason", "ReasonCode", "Ruling", "StageFault", "Verdict", "judge_stage"]

_NOUGHT: Final = Decimal(0)


class Verdict(StrEnum):
    """What becomes of a team at a gate."""

    ON = "on"
    OUT = "out"
    REMEDY = "remedy"


class Leaving(StrEnum):
    """How a team leaves a race before its gate."""

    WITHDREW = "withdrew"
    DISQUALIFIED = "disqualified"
    MERGED = "merged"


class ReasonCode(StrEnum):
    """Why a team is where it is; the edge words it."""

    REACHED = "reached"
    MISSED = "missed"
    NOT_MEASURED = "not_measured"
    SCORE_MISSED = "score_missed"
    NOT_SCORED = "not_scored"
    RANKED_OUT = "ranked_out"
    NO_PLACE_LEFT = "no_place_left"
    REMEDY_OPEN = "remedy_open"
    REMEDY_USED = "remedy_used"
    NO_REMEDY = "no_remedy"
    WITHDREW = "withdrew"
    DISQUALIFIED = "disqualified"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: about which indicator or judge, what was found, what was wanted."""

    code: ReasonCode
    about: str = ""
    found: Decimal | None = None
    wanted: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What one team brings to a gate: measured indicators, the score of each judge, and whether it already left.

    `remedied` says that these are the values after its remedy window; there is only one.
    """

    team: str
    measured: Mapping[str, Decimal] = field(default_factory=dict[str, Decimal])
    scores: Mapping[str, Decimal] = field(default_factory=dict[str, Decimal])
    leaving: Leaving | None = None
    remedied: bool = False


@dataclass(frozen=True, slots=True)
class Ruling:
    """The gate's ruling on one team. `rank` counts from 1 among those that passed and is nought for the others."""

    team: str
    verdict: Verdict
    rank: int
    score: Decimal
    reasons: tuple[Reason, ...]


class StageFault(ValueError):
    """Entries that cannot be judged: a team twice, or more teams than the scheme admits."""


def judge_stage(scheme: Scheme, number: int, entries: Sequence[Entry], *, seed: str) -> tuple[Ruling, ...]:
    """Judge the gate of stage `number` (from 1); the rulings stand in order of rank, then by name.

    Those that passed at once are ranked before those that mended. Where `keep` limits the places, a team that missed
    gets a remedy only while a place is left. Equal scores are parted by the ways that the scheme states; `lot` draws
    by a digest of seed, stage and team. The order of `entries` decides nothing. Raises `StageFault`.
    """
    names = [entry.team for entry in entries]
    if len(set(names)) != len(names) or len(names) > scheme.teams_most:
        message = f"expected at most {scheme.teams_most} teams, each once: {names}"
        raise StageFault(message)
    stage = scheme.stages[number - 1]
    running = [entry for entry in entries if entry.leaving is None]
    faults = {entry.team: _shortfalls(stage, entry) for entry in running}
    passed = [entry for entry in running if not faults[entry.team]]
    order = _in_order(scheme, stage, passed, seed)
    places = len(passed) if stage.keep is None else stage.keep
    kept = _cut(order, places)
    left = stage.keep is None or len(kept) < stage.keep
    rulings = [_on_or_ranked_out(stage, entry, rank, kept) for rank, entry in _ranked(order)]
    rulings += [_missed(stage, entry, faults[entry.team], left=left) for entry in running if faults[entry.team]]
    rulings += [_left(entry) for entry in entries if entry.leaving is not None]
    return tuple(sorted(rulings, key=lambda one: (one.rank == 0, one.rank, one.team)))


def total_score(stage: Stage, scores: Mapping[str, Decimal]) -> Decimal:
    """Return the weighted mean of the judges' scores, rounded to four decimals; nought where nobody judges."""
    weights = sum((judge.weight for judge in stage.judges), _NOUGHT)
    if not weights:
        return _NOUGHT
    summed = sum((judge.weight * scores.get(judge.who, _NOUGHT) for judge in stage.judges), _NOUGHT)
    return (summed / weights).quantize(Decimal("0.0001"))


def _shortfalls(stage: Stage, entry: Entry) -> tuple[Reason, ...]:
    """Return why the entry misses the gate; nothing where it passes."""
    missed = tuple(reason for reason in _measured(stage, entry) if reason.code is not ReasonCode.REACHED)
    least = len(stage.indicators) if stage.least_reached is None else stage.least_reached
    lacking = missed if len(stage.indicators) - len(missed) < least else ()
    unscored = tuple(
        Reason(ReasonCode.NOT_SCORED, judge.who) for judge in stage.judges if judge.who not in entry.scores
    )
    if unscored or stage.least_score is None:
        return lacking + unscored
    score = total_score(stage, entry.scores)
    low = (Reason(ReasonCode.SCORE_MISSED, "", score, stage.least_score),) if score < stage.least_score else ()
    return lacking + low


def _measured(stage: Stage, entry: Entry) -> list[Reason]:
    found: list[Reason] = []
    for indicator in stage.indicators:
        value = entry.measured.get(indicator.key)
        if value is None:
            code = ReasonCode.NOT_MEASURED
        elif indicator.comparison.holds(value, indicator.wanted):
            code = ReasonCode.REACHED
        else:
            code = ReasonCode.MISSED
        found.append(Reason(code, indicator.key, value, indicator.wanted))
    return found


def _in_order(scheme: Scheme, stage: Stage, passed: Sequence[Entry], seed: str) -> list[list[Entry]]:
    """Order entries, best first; those that nothing may part stand together."""
    ways = [way for way in scheme.ties if way not in {"lot", "together"}]

    def key(entry: Entry) -> tuple[object, ...]:
        lot = _lot(seed, stage.key, entry.team) if scheme.ties[-1] == "lot" else ""
        score = -total_score(stage, entry.scores)
        return (entry.remedied, score, *(_parting(stage, way, entry) for way in ways), lot)

    return [list(group) for _key, group in groupby(sorted(passed, key=key), key=key)]


def _lot(*words: str) -> str:
    return hashlib.sha256("|".join(words).encode()).hexdigest()


def _parting(stage: Stage, way: str, entry: Entry) -> tuple[bool, Decimal]:
    """Return what a way to part ties looks at, smaller first; what is not known comes last."""
    kind, _, name = way.partition(":")
    if kind == "judge":
        value = entry.scores.get(name)
        return value is None, -(value or _NOUGHT)
    value = entry.measured.get(name)
    indicator = next((one for one in stage.indicators if one.key == name), None)
    if value is None or indicator is None:
        return True, _NOUGHT
    return False, -value if indicator.comparison.more_is_better else value


def _cut(order: list[list[Entry]], places: int) -> frozenset[str]:
    """Return who gets the places; a group that shares the last one gets it together."""
    kept: list[str] = []
    for group in order:
        if len(kept) >= places:
            break
        kept += [entry.team for entry in group]
    return frozenset(kept)


def _ranked(order: list[list[Entry]]) -> list[tuple[int, Entry]]:
    ranked: list[tuple[int, Entry]] = []
    for group in order:
        rank = len(ranked) + 1
        ranked += [(rank, entry) for entry in group]
    return ranked


def _on_or_ranked_out(stage: Stage, entry: Entry, rank: int, kept: frozenset[str]) -> Ruling:
    score = total_score(stage, entry.scores)
    reached = tuple(_measured(stage, entry))
    if entry.team in kept:
        return Ruling(entry.team, Verdict.ON, rank, score, reached)
    cut = Reason(ReasonCode.RANKED_OUT, "", Decimal(rank), Decimal(stage.keep or 0))
    return Ruling(entry.team, Verdict.OUT, rank, score, (*reached, cut))


def _missed(stage: Stage, entry: Entry, faults: tuple[Reason, ...], *, left: bool) -> Ruling:
    if entry.remedied:
        verdict, code = Verdict.OUT, ReasonCode.REMEDY_USED
    elif not stage.remedy_days:
        verdict, code = Verdict.OUT, ReasonCode.NO_REMEDY
    elif not left:
        verdict, code = Verdict.OUT, ReasonCode.NO_PLACE_LEFT
    else:
        verdict, code = Verdict.REMEDY, ReasonCode.REMEDY_OPEN
    wanted = Decimal(stage.remedy_days) if verdict is Verdict.REMEDY else None
    return Ruling(entry.team, verdict, 0, total_score(stage, entry.scores), (*faults, Reason(code, wanted=wanted)))


def _left(entry: Entry) -> Ruling:
    return Ruling(entry.team, Verdict.OUT, 0, _NOUGHT, (Reason(ReasonCode(str(entry.leaving))),))
