"""Reads a scheme, and assumptions about its teams, from the tables of a TOML file, or every fault with its place."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeVar, cast

from qunli.engines.notation.numerals import read_number
from qunli.engines.notation.unreadable import Unreadable
from qunli.engines.racing.assumptions import Assumptions, Chance
from qunli.engines.racing.schemes import Comparison, Grade, Indicator, Judge, Keeps, Scheme, Sight, Stage, Words

__all__ = ["SchemeFault", "SchemeUnreadable", "read_race", "read_teams"]

T = TypeVar("T")
Table = Mapping[str, object]
_NOUGHT: Final = Decimal(0)
_HUNDRED: Final = Decimal(100)
_LEAST_STAGES: Final = 2
_SCHEME_KEYS: Final = (
    "code", "text", "teams_most", "ties", "keeps", "may_continue", "grades", "prizes", "stage", "correlation",
    "starts_on", "teams_see", "public_sees",
)  # fmt: skip
_STAGE_KEYS: Final = (
    "key", "text", "days", "budget", "keep", "least_reached", "least_score", "remedy_days", "indicator", "judge",
    "success", "cost", "remedied",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SchemeFault:
    """What is wrong with one key, in English; `place` reads like `stage 2, indicator 1: wanted`."""

    place: str
    words: str

    def __str__(self) -> str:
        """Show place and fault."""
        return f"{self.place}: {self.words}"


class SchemeUnreadable(ValueError):
    """A file is no scheme; carries every fault, in the order of the file."""

    def __init__(self, faults: Sequence[SchemeFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(str(fault) for fault in faults))


@dataclass(slots=True)
class _Reader:
    """One table, where it stands, and the faults found so far."""

    table: Table
    place: str
    faults: list[SchemeFault] = field(default_factory=list[SchemeFault])

    def fault(self, key: str, words: str) -> None:
        self.faults.append(SchemeFault(f"{self.place}: {key}" if self.place else key, words))

    def known(self, keys: Sequence[str]) -> None:
        for key in self.table:
            if key not in keys:
                self.fault(key, f"not a key here; known are {', '.join(keys)}")

    def number(
        self, key: str, fallback: Decimal | None, least: Decimal = _NOUGHT, most: Decimal | None = None
    ) -> Decimal:
        """Read a number between two limits; a fault where it is missing and has no fallback."""
        if key not in self.table and fallback is not None:
            return fallback
        number = _number(self.table.get(key))
        if number is None or number < least or (most is not None and number > most):
            top = "" if most is None else f" and at most {most}"
            self.fault(key, f"expected a number of at least {least}{top}, such as 3 or 100万")
            return least
        return number

    def whole(self, key: str, fallback: int | None, least: int = 0) -> int:
        """Read a whole number."""
        number = self.number(key, None if fallback is None else Decimal(fallback), Decimal(least))
        if number != int(number):
            self.fault(key, "expected a whole number")
        return int(number)

    def numbers(self, key: str, fallback: tuple[Decimal, ...]) -> tuple[Decimal, ...]:
        """Read one number or a list of them."""
        if key not in self.table:
            return fallback
        written = self.table[key]
        rows = cast("list[object]", written) if isinstance(written, list) else [written]
        read = tuple(_number(row) for row in rows)
        if not read or any(one is None or one < 0 for one in read):
            self.fault(key, "expected a number, or a list of numbers, none below nought")
            return fallback or (_NOUGHT,)
        return tuple(one for one in read if one is not None)

    def choice(self, key: str, make: Callable[[str], T], choices: Sequence[str], fallback: T) -> T:
        """Read one of several words."""
        if key not in self.table:
            return fallback
        written = self.table[key]
        if written not in choices:
            self.fault(key, f"expected one of {', '.join(choices)}")
            return fallback
        return make(str(written))

    def tables(self, key: str) -> list[_Reader]:
        """Return a reader for each table of a name."""
        written = self.table.get(key, [])
        rows = cast("list[object]", written) if isinstance(written, list) else []
        if not isinstance(written, list) or not all(isinstance(row, Mapping) for row in rows):
            self.fault(key, f"write each as a table of its own: [[{key}]]")
            return []
        before = f"{self.place}, " if self.place else ""
        return [
            _Reader(cast("Table", row), f"{before}{key} {number}", self.faults)
            for number, row in enumerate(rows, start=1)
        ]

    def words(self) -> Words:
        written = self.table.get("text", {})
        if not isinstance(written, Mapping):
            self.fault("text", 'expected { zh = "...", en = "..." }')
            return {}
        return {str(language): str(text) for language, text in cast("Table", written).items()}


def _number(written: object) -> Decimal | None:
    if isinstance(written, bool):
        return None
    if isinstance(written, int | float | Decimal):
        return Decimal(str(written))
    try:
        return read_number(written.removesuffix("元")) if isinstance(written, str) else None
    except Unreadable:
        return None


def read_race(text: str) -> tuple[Scheme, Assumptions]:
    """Read a scheme, and what it assumes of every team alike; raise `SchemeUnreadable` with all faults."""
    reader = _Reader(_toml(text), "")
    reader.known(_SCHEME_KEYS)
    stages = reader.tables("stage")
    if len(stages) < _LEAST_STAGES:
        reader.fault("stage", "a race has two stages at least")
    scheme = Scheme(
        code=str(reader.table.get("code", "")),
        teams_most=reader.whole("teams_most", None, 1),
        stages=tuple(_stage(stage) for stage in stages),
        ties=_ties(reader),
        keeps=reader.choice("keeps", Keeps, [one.value for one in Keeps], Keeps.PAID),
        may_continue=reader.table.get("may_continue", False) is True,
        grades=tuple(_grade(one) for one in reader.tables("grades")),
        prizes=reader.numbers("prizes", ()),
        text=reader.words(),
        starts_on=_day(reader, "starts_on"),
        teams_see=reader.choice("teams_see", Sight, [one.value for one in Sight], Sight.STANDING),
        public_sees=reader.choice("public_sees", Sight, [one.value for one in Sight], Sight.STANDING),
    )
    keys = [stage.key for stage in scheme.stages]
    if len(set(keys)) < len(keys) or "" in keys:
        reader.fault("stage", "every stage has a key of its own")
    if stages and len(scheme.stages[0].budgets) > 1:
        reader.fault("stage 1: budget", "the first stage has one budget for every team: nobody has a rank yet")
    shared = Assumptions(
        tuple(_chance(stage, scheme.stages[number]) for number, stage in enumerate(stages)),
        {},
        reader.number("correlation", _NOUGHT, most=Decimal("0.99")),
    )
    if reader.faults:
        raise SchemeUnreadable(reader.faults)
    return scheme, shared


def read_teams(text: str, scheme: Scheme, shared: Assumptions) -> Assumptions:
    """Read what is assumed of single teams: tables `[[team]]` with a name and lists by stage.

    What a team leaves out is as the scheme assumes it. Raises `SchemeUnreadable` with all faults.
    """
    reader = _Reader(_toml(text), "")
    reader.known(("team", "correlation"))
    teams: dict[str, tuple[Chance, ...]] = {}
    for one in reader.tables("team"):
        one.known(("name", "success", "cost", "remedied"))
        name = str(one.table.get("name", ""))
        if not name or name in teams:
            one.fault("name", "every team has a name of its own")
        teams[name] = _chances(one, scheme, shared)
    if not teams:
        reader.fault("team", "name the teams, each in a table of its own: [[team]]")
    if len(teams) > scheme.teams_most:
        reader.fault("team", f"the scheme admits {scheme.teams_most} teams at most")
    correlation = reader.number("correlation", shared.correlation, most=Decimal("0.99"))
    if reader.faults:
        raise SchemeUnreadable(reader.faults)
    return Assumptions(shared.stages, teams, correlation)


def _toml(text: str) -> Table:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as wrong:
        raise SchemeUnreadable([SchemeFault("TOML", str(wrong))]) from wrong


def _day(reader: _Reader, key: str) -> date | None:
    written = reader.table.get(key)
    if written is None or (isinstance(written, date) and not isinstance(written, datetime)):
        return written
    reader.fault(key, "expected a day such as 2027-03-01, without quotation marks")
    return None


def _stage(reader: _Reader) -> Stage:
    reader.known(_STAGE_KEYS)
    indicators = tuple(_indicator(one) for one in reader.tables("indicator"))
    stage = Stage(
        key=str(reader.table.get("key", "")),
        days=reader.whole("days", None, 1),
        budgets=reader.numbers("budget", (_NOUGHT,)),
        indicators=indicators,
        judges=tuple(_judge(one) for one in reader.tables("judge")),
        keep=reader.whole("keep", None, 1) if "keep" in reader.table else None,
        least_reached=reader.whole("least_reached", None) if "least_reached" in reader.table else None,
        least_score=reader.number("least_score", None) if "least_score" in reader.table else None,
        remedy_days=reader.whole("remedy_days", 0),
        text=reader.words(),
    )
    known = [one.key for one in indicators]
    if len(set(known)) < len(known) or "" in known:
        reader.fault("indicator", "every indicator of a gate has a key of its own")
    if stage.least_reached is not None and stage.least_reached > len(indicators):
        reader.fault("least_reached", f"the gate has {len(indicators)} indicators only")
    if stage.least_score is not None and not stage.judges:
        reader.fault("least_score", "nobody scores at this gate: name judges with their weights")
    return stage


def _indicator(reader: _Reader) -> Indicator:
    reader.known(("key", "unit", "text", *Comparison))
    asked = [one for one in Comparison if one in reader.table]
    if len(asked) != 1:
        reader.fault("wanted", f"write exactly one of {', '.join(Comparison)}")
        return Indicator("", Comparison.AT_LEAST, _NOUGHT)
    return Indicator(
        key=str(reader.table.get("key", "")),
        comparison=asked[0],
        wanted=reader.number(asked[0], None, Decimal("-Infinity")),
        unit=str(reader.table.get("unit", "")),
        text=reader.words(),
    )


def _judge(reader: _Reader) -> Judge:
    reader.known(("who", "weight"))
    weight = reader.number("weight", Decimal(1))
    if weight == 0:
        reader.fault("weight", "a judge of no weight does not judge")
    return Judge(str(reader.table.get("who", "")), weight or Decimal(1))


def _grade(reader: _Reader) -> Grade:
    reader.known(("name", "at_least"))
    return Grade(str(reader.table.get("name", "")), reader.number("at_least", _NOUGHT, most=_HUNDRED))


def _ties(reader: _Reader) -> tuple[str, ...]:
    written = reader.table.get("ties", ["lot"])
    ties = [str(one) for one in cast("list[object]", written)] if isinstance(written, list) else []
    if not ties or ties[-1] not in {"lot", "together"}:
        reader.fault("ties", "end the list with lot or together; the order of arrival never decides")
        return ("lot",)
    for one in ties[:-1]:
        if one.partition(":")[0] not in {"judge", "indicator"}:
            reader.fault("ties", f"{one}: expected judge:WHO or indicator:KEY before the last")
    return tuple(ties)


def _chance(reader: _Reader, stage: Stage) -> Chance:
    return Chance(
        success=reader.number("success", Decimal("0.5"), most=Decimal(1)),
        cost=reader.number("cost", stage.budgets[0]),
        remedied=reader.number("remedied", _NOUGHT, most=Decimal(1)),
    )


def _chances(reader: _Reader, scheme: Scheme, shared: Assumptions) -> tuple[Chance, ...]:
    columns: list[tuple[Decimal, ...]] = []
    for key, most in (("success", Decimal(1)), ("cost", None), ("remedied", Decimal(1))):
        fallback = tuple(getattr(chance, key) for chance in shared.stages)
        column = reader.numbers(key, fallback)
        if len(column) != len(scheme.stages) or (most is not None and max(column) > most):
            reader.fault(
                key, f"expected {len(scheme.stages)} numbers, one a stage" + (", none above 1" if most else "")
            )
            column = fallback
        columns.append(column)
    return tuple(Chance(*row) for row in zip(*columns, strict=True))
