"""Reads conditions: comparisons, and all, any, a count or the reverse of conditions, as a pack writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, cast

from qunli.engines.assessing.faults import PackFault, gettext_noop
from qunli.engines.assessing.packs import (
    All,
    Amount,
    AnyOf,
    Comparison,
    Condition,
    CountOf,
    Input,
    InputKind,
    Measure,
    MeasureKind,
    Not,
    RuleMet,
    ScoreReached,
    Take,
)
from qunli.engines.assessing.places import TablePath
from qunli.engines.assessing.ranges import COMPARISONS
from qunli.engines.notation.numerals import read_number
from qunli.engines.notation.unreadable import Unreadable

__all__ = ["Table", "TableReader", "as_number"]

Table = Mapping[str, object]

_OPERATORS: Final = (*COMPARISONS, "one_of")
_MEASURES: Final = tuple(kind.value for kind in MeasureKind)
_NEVER: Final = All(())
"""Stands for a condition that could not be read; never judged, since the fault refuses the pack."""


def as_number(written: object) -> Decimal | None:
    """Read a number of a pack: `40`, `0.5`, `"40亿"`, `"70%"`; `None` if it is none."""
    if isinstance(written, bool):
        return None
    if isinstance(written, int | Decimal):
        return Decimal(written)
    if isinstance(written, float):
        return Decimal(str(written))
    try:
        return read_number(written) if isinstance(written, str) else None
    except Unreadable:
        return None


@dataclass(slots=True)
class TableReader:
    """One table of a pack, and the faults found in it."""

    path: TablePath
    inputs: Mapping[str, Input]
    rules: frozenset[str]
    scores: Mapping[str, frozenset[str]]
    faults: list[PackFault]
    used_rules: set[str] = field(default_factory=set[str])

    def fault(self, at: str, words: str, **params: object) -> None:
        """Note a fault."""
        self.faults.append(PackFault(self.path, at, words, {name: str(one) for name, one in params.items()}))

    def condition(self, key: str, written: object) -> Condition:
        """Read a condition."""
        if not isinstance(written, Mapping):
            self.fault(key, gettext_noop("A condition is written as a table in braces."))
            return _NEVER
        table = cast("Table", written)
        forms: dict[str, Callable[[str, Table], Condition]] = {
            "all": self._all,
            "any": self._any,
            "at_least_of": self._count,
            "not": self._not,
            "rule": self._rule,
            "score": self._score,
            **dict.fromkeys(_MEASURES, self._comparison),
        }
        named = [form for form in forms if form in table]
        if len(named) != 1:
            words = gettext_noop("A condition has exactly one of: %(known)s.")
            self.fault(key, words, known=", ".join(forms))
            return _NEVER
        return forms[named[0]](key, table)

    def measure(self, key: str, table: Table) -> Measure | None:
        """Read what is compared: the table has exactly one of the kinds of measures."""
        kind = MeasureKind(next(name for name in _MEASURES if name in table))
        named = table[kind.value]
        inputs = [named] if isinstance(named, str) else named
        if not isinstance(inputs, list) or not all(isinstance(one, str) for one in cast("list[object]", inputs)):
            self.fault(key, gettext_noop("%(kind)s names inputs by their keys."), kind=kind.value)
            return None
        keys = tuple(cast("list[str]", inputs))
        years, take = table.get("years", 1), table.get("take")
        if not isinstance(years, int) or isinstance(years, bool) or years < 1:
            self.fault(key, gettext_noop("years is a whole number from 1."))
            return None
        if take is None:
            take = Take.EACH if "years" in table else Take.LATEST
        elif take not in set(Take):
            self.fault(key, gettext_noop("take is one of: %(known)s."), known=", ".join(Take))
            return None
        made = Measure(kind, keys, years, Take(str(take)))
        return made if self._fits(key, made) else None

    def _fits(self, key: str, measure: Measure) -> bool:
        unknown = [one for one in measure.inputs if one not in self.inputs]
        for one in unknown:
            self.fault(key, gettext_noop("No input of this pack has the key “%(input)s”."), input=one)
        wanted = {MeasureKind.FIGURE: 1, MeasureKind.GROWTH: 1, MeasureKind.SHARE: 2}.get(measure.kind)
        if wanted is not None and len(measure.inputs) != wanted:
            self.fault(key, gettext_noop("%(kind)s names %(count)s inputs."), kind=measure.kind.value, count=wanted)
            return False
        only = {Take.POOLED: MeasureKind.SHARE, Take.COMPOUND: MeasureKind.GROWTH}.get(measure.take)
        if only is not None and measure.kind is not only:
            self.fault(key, gettext_noop("take = “%(take)s” is for %(kind)s."), take=measure.take, kind=only.value)
            return False
        return not unknown

    def limit(self, key: str, operator: str, written: object, kind: InputKind) -> Amount:
        """Read what a measure is held against; an empty text is a number that nobody found."""
        if written == "":
            return None
        if operator == "one_of":
            return self._choices(key, written)
        if kind is InputKind.YES_NO and isinstance(written, bool):
            return written
        if kind is InputKind.CHOICE and isinstance(written, str):
            return (written,)
        number = as_number(written)
        if number is None or kind is not InputKind.NUMBER:
            self.fault(key, gettext_noop("%(operator)s cannot be “%(found)s”."), operator=operator, found=written)
        return number

    def _choices(self, key: str, written: object) -> Amount:
        listed = cast("list[object]", written) if isinstance(written, list) else []
        if not listed or not all(isinstance(one, str) for one in listed):
            self.fault(key, gettext_noop("one_of is a list of choices."))
        return tuple(str(one) for one in listed)

    def operator(self, key: str, table: Table, known: Sequence[str]) -> str:
        """Find the one operator of a table; an empty text, with a fault, if there is not exactly one."""
        named = [name for name in known if name in table]
        if len(named) == 1:
            return named[0]
        self.fault(key, gettext_noop("Write exactly one of: %(known)s."), known=", ".join(known))
        return ""

    def _comparison(self, key: str, table: Table) -> Condition:
        self._only(key, table, *_MEASURES, *_OPERATORS, "years", "take", "generally")
        measure, operator = self.measure(key, table), self.operator(key, table, _OPERATORS)
        if measure is None or not operator:
            return _NEVER
        kind = self.inputs[measure.inputs[0]].kind if measure.kind is MeasureKind.FIGURE else InputKind.NUMBER
        limit = self.limit(key, operator, table[operator], kind)
        if isinstance(limit, tuple):
            self._known_choices(key, limit, self.inputs[measure.inputs[0]])
            operator = "one_of"
        return Comparison(measure, operator, limit, generally=table.get("generally") is True)

    def _known_choices(self, key: str, named: tuple[str, ...], asked: Input) -> None:
        for one in named:
            if one not in asked.choices:
                known = ", ".join(asked.choices)
                self.fault(key, gettext_noop("“%(choice)s” is none of: %(known)s."), choice=one, known=known)

    def _all(self, key: str, table: Table) -> Condition:
        self._only(key, table, "all")
        return All(self.several(key, table["all"]))

    def _any(self, key: str, table: Table) -> Condition:
        self._only(key, table, "any")
        return AnyOf(self.several(key, table["any"]))

    def _not(self, key: str, table: Table) -> Condition:
        self._only(key, table, "not")
        return Not(self.condition(key, table["not"]))

    def several(self, key: str, written: object) -> tuple[Condition, ...]:
        """Read a list of conditions."""
        if not isinstance(written, list) or not written:
            self.fault(key, gettext_noop("Write a list of conditions."))
            return ()
        return tuple(self.condition(key, one) for one in cast("list[object]", written))

    def _count(self, key: str, table: Table) -> Condition:
        self._only(key, table, "at_least_of", "of")
        conditions, least = self.several(key, table.get("of")), table["at_least_of"]
        if not isinstance(least, int) or isinstance(least, bool) or not 1 <= least <= len(conditions):
            self.fault(key, gettext_noop("at_least_of is a number from 1 to the number of conditions."))
            return _NEVER
        return CountOf(least, conditions)

    def _rule(self, key: str, table: Table) -> Condition:
        self._only(key, table, "rule")
        named = str(table["rule"])
        if named not in self.rules:
            self.fault(key, gettext_noop("No rule of this pack has the key “%(rule)s”."), rule=named)
        self.used_rules.add(named)
        return RuleMet(named)

    def _score(self, key: str, table: Table) -> Condition:
        self._only(key, table, "score", "part", *COMPARISONS)
        named, part = str(table["score"]), str(table.get("part", ""))
        if named not in self.scores:
            self.fault(key, gettext_noop("No score of this pack has the key “%(score)s”."), score=named)
        elif part and part not in self.scores[named]:
            self.fault(key, gettext_noop("No item of the score is in the part “%(part)s”."), part=part)
        operator = self.operator(key, table, tuple(COMPARISONS))
        limit = self.limit(key, operator, table[operator], InputKind.NUMBER) if operator else None
        return ScoreReached(named, part, operator, limit)

    def _only(self, key: str, table: Table, *known: str) -> None:
        for name in table:
            if name not in known:
                self.fault(key, gettext_noop("“%(name)s” has no meaning here."), name=name)
