"""What is known of a subject: figures by period with bound and source, and answers of yes, no or a choice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final, cast

from qunli.engines.assessing.packs import Input, InputKind
from qunli.engines.assessing.ranges import Range, exactly
from qunli.engines.notation.numerals import read_number
from qunli.engines.notation.periods import read_period
from qunli.engines.notation.units import read_quantity, read_unit
from qunli.engines.notation.unreadable import Unreadable

__all__ = ["Fact", "FactFault", "Facts", "FactsRefused", "read_facts"]

ABOUT: Final = Decimal("0.1")
"""How far a figure given as “about” may lie from what was written: our working value, no regulation's."""


class Cause(StrEnum):
    """Why a statement cannot be taken: a closed list, so that the edge can translate each one."""

    UNKNOWN_KEY = "unknown_key"
    UNKNOWN_BOUND = "unknown_bound"
    NOT_YES_OR_NO = "not_yes_or_no"
    NOT_A_CHOICE = "not_a_choice"
    NOT_A_NUMBER = "not_a_number"
    EMPTY_RANGE = "empty_range"
    OTHER_UNIT = "other_unit"
    SHARE_NEEDS_ITS_PERCENT_SIGN = "share_needs_its_percent_sign"


_BOUNDS: Final = ("exact", "more than", "at least", "less than", "at most", "about", "range")
_KEYS: Final = {"value", "low", "high", "unit", "bound", "source"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement: a number that is known so far, a yes or no, or one of an input's choices.

    `period` is a year or another stretch in the short form of `notation.periods`; empty where none was stated.
    """

    value: Range | bool | str
    period: str = ""
    source: str = ""
    is_about: bool = False


@dataclass(frozen=True, slots=True)
class FactFault:
    """What is wrong with a statement; `where` names the figure and, if it has one, the period."""

    where: str
    code: str
    found: str


class FactsRefused(ValueError):
    """Some statements cannot be read; carries every fault."""

    def __init__(self, faults: Sequence[FactFault]) -> None:
        super().__init__("; ".join(f"{one.where}: {one.code} ({one.found})" for one in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known of one subject, by the key of the pack's input.

    `year` is the last year of the assessment; without it the latest year that any yearly figure names.
    `unused` are the keys that the pack does not ask for.
    """

    by_key: Mapping[str, tuple[Fact, ...]] = field(default_factory=dict[str, tuple[Fact, ...]])
    year: int | None = None
    unused: tuple[str, ...] = ()

    @property
    def last_year(self) -> int | None:
        """The last year that counts: never today's, only one that was stated."""
        if self.year is not None:
            return self.year
        years = [int(one.period) for facts in self.by_key.values() for one in facts if _is_year(one.period)]
        return max(years, default=None)

    def of_year(self, key: str, year: int) -> tuple[Fact, ...]:
        """Return what is known of a figure in one year, from all sources."""
        return tuple(one for one in self.by_key.get(key, ()) if one.period == str(year))

    def latest(self, key: str) -> tuple[Fact, ...]:
        """Return what the latest period says, no later than the assessment's year; else what has no period."""
        known = [one for one in self.by_key.get(key, ()) if not self._is_later(one.period)]
        newest = max((_last_day(one.period) for one in known), default=None)
        return tuple(one for one in known if _last_day(one.period) == newest)

    def _is_later(self, period: str) -> bool:
        return bool(period) and self.year is not None and read_period(period).first.year > self.year


def read_facts(
    table: Mapping[str, object], inputs: Sequence[Input], *, year: int | None = None, about: Decimal = ABOUT
) -> Facts:
    """Read the statements about a subject against what a pack asks; raise `FactsRefused` with every fault.

    Each key holds one statement, a list of statements from several sources, or a table of them by period (an empty
    one where none was stated).
    A statement is a number, a text as people write it (`56.48亿元`, `13.14%`), a yes or no, or a table with
    `value` (or `low` and `high`), `unit`, `bound` and `source`.
    """
    known = {one.key: one for one in inputs}
    faults: list[FactFault] = []
    facts: dict[str, tuple[Fact, ...]] = {}
    for key, written in table.items():
        if key in known:
            facts[key] = tuple(_facts(known[key], written, faults, about))
    if faults:
        raise FactsRefused(faults)
    return Facts(facts, year, tuple(key for key in table if key not in known))


def _facts(asked: Input, written: object, faults: list[FactFault], about: Decimal) -> Iterator[Fact]:
    for period, one in _by_period(asked.key, written, faults):
        where = f"{asked.key} {period}".strip()
        try:
            yield _fact(asked, one, period, about)
        except _Wrong as wrong:
            faults.append(FactFault(where, wrong.code, wrong.found))
        except Unreadable as wrong:
            faults.append(FactFault(where, wrong.code, wrong.text))


def _by_period(key: str, written: object, faults: list[FactFault]) -> Iterator[tuple[str, object]]:
    table = _table(written)
    if table is not None and not _KEYS.intersection(table):
        for period, one in table.items():
            try:
                short = str(read_period(period)) if period else ""
            except Unreadable:
                faults.append(FactFault(key, "not_a_period", period))
                continue
            yield from ((short, each) for each in _listed(one))
        return
    yield from (("", each) for each in _listed(written))


def _table(written: object) -> Mapping[str, object] | None:
    return cast("Mapping[str, object]", written) if isinstance(written, Mapping) else None


def _listed(written: object) -> list[object]:
    return cast("list[object]", written) if isinstance(written, list) else [written]


class _Wrong(ValueError):
    """A statement that its input cannot take."""

    def __init__(self, code: Cause, found: object) -> None:
        super().__init__(code, found)
        self.code = code
        self.found = str(found)


def _fact(asked: Input, written: object, period: str, about: Decimal) -> Fact:
    table = _table(written) or {"value": written}
    strange = set(table) - _KEYS
    if strange:
        raise _Wrong(Cause.UNKNOWN_KEY, ", ".join(sorted(strange)))
    source = str(table.get("source", ""))
    if asked.kind is not InputKind.NUMBER:
        return Fact(_answer(asked, table.get("value")), period, source)
    bound = str(table.get("bound", "range" if "low" in table else "exact"))
    if bound not in _BOUNDS:
        raise _Wrong(Cause.UNKNOWN_BOUND, bound)
    return Fact(_range(asked, table, bound, about), period, source, is_about=bound == "about")


def _answer(asked: Input, value: object) -> bool | str:
    if asked.kind is InputKind.YES_NO:
        if not isinstance(value, bool):
            raise _Wrong(Cause.NOT_YES_OR_NO, value)
        return value
    if value not in asked.choices:
        raise _Wrong(Cause.NOT_A_CHOICE, value)
    return str(value)


def _range(asked: Input, table: Mapping[str, object], bound: str, about: Decimal) -> Range:
    unit = str(table.get("unit", ""))
    if bound == "range":
        low, high = (_number(asked, table.get(end), unit) for end in ("low", "high"))
        if high < low:
            raise _Wrong(Cause.EMPTY_RANGE, f"{low}..{high}")
        return Range(low, high)
    value = _number(asked, table.get("value"), unit)
    spread = abs(value) * about
    return {
        "exact": exactly(value),
        "more than": Range(value, None, low_open=True),
        "at least": Range(value, None),
        "less than": Range(None, value, high_open=True),
        "at most": Range(None, value),
        "about": Range(value - spread, value + spread),
    }[bound]


def _number(asked: Input, value: object, unit: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str | float):
        raise _Wrong(Cause.NOT_A_NUMBER, value)
    text = f"{value}{unit}" if isinstance(value, str) else f"{value:f}{unit}"
    if asked.unit == "share":
        return _share(text)
    negative = text.startswith("-")
    found = read_quantity(text.removeprefix("-"))
    wanted = read_unit(asked.unit).name if asked.unit else ""
    if found.unit and found.unit != wanted:
        raise _Wrong(Cause.OTHER_UNIT, text)
    return -found.value if negative else found.value


def _share(text: str) -> Decimal:
    """Read a share: `13.14%` is 0.1314; a bare number above one could be meant as percent and is refused."""
    negative = text.startswith("-")
    value = read_number(text.removeprefix("-"))
    if value > 1 and not text.rstrip().endswith(("%", "％")):
        raise _Wrong(Cause.SHARE_NEEDS_ITS_PERCENT_SIGN, text)
    return -value if negative else value


def _is_year(period: str) -> bool:
    return len(period) == len("2024") and period.isdigit()


def _last_day(period: str) -> date:
    return read_period(period).last if period else date.min
