"""Telling the outcome of an assessment in the reader's language: rule by rule, with figures, sources and distances."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from qunli.core.states import Words
from qunli.engines.notation.numerals import spoken
from qunli.engines.notation.periods import read_period
from qunli.indicators.states import VERDICT_TONES, RuleVerdict
from qunli.rulebook.models import RulePack
from qunli.rulebook.queries import confidence_tone, in_reading_language
from qunli.rulebook.states import Confidence, unit_words

SIGNS: Final = {"at_least": "≥", "more_than": ">", "at_most": "≤", "less_than": "<", "is": "=", "one_of": "="}
_UPPER: Final = frozenset({"at_most", "less_than"})
NOTES: Final[dict[str, Words]] = {
    "the figure is given as about": gettext_lazy("the figure is given as about"),
    "sources differ": gettext_lazy("sources differ"),
    "the text says generally": gettext_lazy("the text says generally"),
    "the regulation's number was not found": gettext_lazy("the regulation's number was not found"),
    "computed only by a system outside": gettext_lazy("computed only by a system outside"),
    "a person's judgement": gettext_lazy("a person's judgement"),
}
_TAKEN: Final = re.compile(r", (each|any|mean|sum|pooled|compound) of (\d+) years")


@dataclass(frozen=True, slots=True)
class UsedFigure:
    """A figure that a comparison stands on, and the name of its source in the assessment."""

    words: str
    period: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Line:
    """One comparison: what was compared, what was found, the limit, and by how much it is missed."""

    what: str
    period: str
    found: str
    asked: str
    verdict: RuleVerdict
    short_by: str
    used: tuple[UsedFigure, ...]
    notes: tuple[str, ...]

    @property
    def tone(self) -> str:
        """How the verdict looks."""
        return VERDICT_TONES[self.verdict]


@dataclass(frozen=True, slots=True)
class Lack:
    """A figure, or a judgement, that nobody has given: in words, and as key and period for whoever gives it."""

    key: str
    period: str
    words: str


@dataclass(frozen=True, slots=True)
class ToldRule:
    """A rule and its verdict."""

    key: str
    words: str
    verdict: RuleVerdict
    article: str
    source: str
    confidence: str
    confidence_tone: str
    is_veto: bool
    counts: bool
    lines: tuple[Line, ...]
    missing: tuple[Lack, ...]

    @property
    def tone(self) -> str:
        """How the verdict looks."""
        return VERDICT_TONES[self.verdict]

    @property
    def shortfalls(self) -> tuple[str, ...]:
        """By how much it is missed, comparison by comparison."""
        return tuple(
            f"{one.what} {one.period}: {one.short_by}".replace(" :", ":") for one in self.lines if one.short_by
        )


def told_rules(pack: RulePack, result: Mapping[str, Any]) -> list[ToldRule]:
    """Tell every rule of a result, in the pack's order."""
    teller = _Teller({one["key"]: one for one in pack.content.get("input", [])})
    return [teller.rule(one) for one in result["rules"]]


def scores_told(pack: RulePack, result: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Tell each score: its name, and its points from least to most."""
    named = {one["key"]: in_reading_language(one["text"]) for one in pack.content.get("score", [])}
    return [(named[one["key"]], "\N{EN DASH}".join(dict.fromkeys(one["total"]))) for one in result["scores"]]


@dataclass(frozen=True, slots=True)
class _Teller:
    inputs: Mapping[str, Mapping[str, Any]]

    def rule(self, one: Mapping[str, Any]) -> ToldRule:
        confidence = Confidence(one["confidence"])
        return ToldRule(
            key=one["key"],
            words=in_reading_language(one["text"]),
            verdict=RuleVerdict(one["verdict"]),
            article=one["article"],
            source=one["source"],
            confidence=str(confidence.label),
            confidence_tone=confidence_tone(confidence),
            is_veto=one["veto"],
            counts=one["counts"],
            lines=tuple(self._line(leaf) for leaf in one["comparisons"]),
            missing=tuple(dict.fromkeys(self._lack(lack) for lack in self._lacks(one))),
        )

    def _lacks(self, one: Mapping[str, Any]) -> list[Mapping[str, str]]:
        """Name what nobody gave: the missing figures, or what a person must judge."""
        if one["verdict"] != RuleVerdict.PERSON:
            return list(one["missing"])
        return [lack for leaf in one["comparisons"] for lack in leaf["missing"]]

    def _line(self, leaf: Mapping[str, Any]) -> Line:
        unit = self._unit(leaf["measure"])
        by = leaf["by"]
        return Line(
            what=self._measure(leaf["measure"]),
            period=self._period(leaf["period"]),
            found=self.value(leaf["found"], unit),
            asked=f"{SIGNS[leaf['operator']]} {self._limit(leaf['limit'], unit)}",
            verdict=RuleVerdict(leaf["verdict"]),
            short_by="" if by is None else self._short(by, unit, leaf["operator"]),
            used=tuple(self._used(figure) for figure in leaf["figures"]),
            notes=tuple(str(NOTES.get(note, note)) for note in leaf["notes"]),
        )

    def _used(self, figure: Mapping[str, Any]) -> UsedFigure:
        key = figure["key"]
        unit = "share" if figure["unit"] == "share" else figure["unit"]
        return UsedFigure(
            self._name(key), self._period(figure["period"]), self.value(figure["value"], unit), figure["source"]
        )

    def _lack(self, lack: Mapping[str, Any]) -> Lack:
        words = f"{self._name(lack['key'])} {self._period(lack['period'])}".strip()
        return Lack(lack["key"], lack["period"], words)

    def _short(self, by: str, unit: str, operator: str) -> str:
        if not Decimal(by):
            return _("exactly on the limit, which must be passed")
        if operator in _UPPER:
            return _("%(amount)s too much") % {"amount": self.value(by, unit)}
        return _("%(amount)s short") % {"amount": self.value(by, unit)}

    def _name(self, key: str) -> str:
        asked = self.inputs.get(key)
        return in_reading_language(asked["text"]) if asked else key

    def _measure(self, measure: str) -> str:
        taken = _TAKEN.search(measure)
        body = _TAKEN.sub("", measure)
        is_growth = body.startswith("growth of ")
        body = body.removeprefix("growth of ")
        said = "".join(self._parts(body))
        said = _("growth of: %(what)s") % {"what": said} if is_growth else said
        if taken is None:
            return said
        return {
            "mean": _("%(what)s, mean of %(years)s years"),
            "sum": _("%(what)s, %(years)s years together"),
            "pooled": _("%(what)s, %(years)s years together"),
            "compound": _("%(what)s, compounded over %(years)s years"),
        }.get(taken[1], "%(what)s") % {"what": said, "years": taken[2]}

    def _parts(self, body: str) -> Iterator[str]:
        for part in re.split(r"( / | \+ )", body):
            yield part if part in {" / ", " + "} else self._name(part)

    def _unit(self, measure: str) -> str:
        if " / " in measure or measure.startswith("growth of"):
            return "share"
        key = re.split(r"[ ,]", measure, maxsplit=1)[0]
        return str(self.inputs.get(key, {}).get("unit", ""))

    def _period(self, period: str) -> str:
        return str(read_period(period).label(get_language() or "en")) if period else ""

    def _limit(self, limit: object, unit: str) -> str:
        if limit is None:
            return pgettext("limit", "not found")
        return " / ".join(map(str, limit)) if isinstance(limit, list) else self.value(limit, unit)

    def value(self, value: object, unit: str) -> str:
        """Say a value: a share in percent, money as people speak, a range by its ends, a yes or no in words."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, dict):
            return self._range(value, unit)
        try:
            return number_said(Decimal(str(value)), unit)
        except ArithmeticError:
            return str(value)

    def _range(self, value: Mapping[str, Any], unit: str) -> str:
        low, high = value["low"], value["high"]
        if low is not None and high is not None:
            return f"{number_said(Decimal(low), unit)} \N{EN DASH} {number_said(Decimal(high), unit)}"
        if low is not None:
            return f"{'>' if value['low_open'] else '≥'} {number_said(Decimal(low), unit)}"
        if high is not None:
            return f"{'<' if value['high_open'] else '≤'} {number_said(Decimal(high), unit)}"
        return _("anything")


def number_said(number: Decimal, unit: str) -> str:
    """Say a number with its unit in the reader's language."""
    if unit == "share":
        return f"{_grouped(round(number * 100, 2))}%"
    if (get_language() or "").startswith("zh") and not unit.isascii():
        return f"{spoken(number, get_language() or 'en') if unit == '元' else _grouped(round(number, 4))}{unit}"
    return f"{_grouped(round(number, 4))} {unit_words(unit)}".strip()


def _grouped(number: Decimal) -> str:
    plain = number.normalize()
    exponent = plain.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return number_format(plain, decimal_pos=places, use_l10n=True, force_grouping=True)
