"""Saying in words what a pack's rules compare, so that a person can check them against the regulation's text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from qunli.core.states import Words, strung
from qunli.engines.assessing.packs import (
    All,
    Amount,
    AnyOf,
    Band,
    Comparison,
    Condition,
    CountOf,
    Input,
    Measure,
    MeasureKind,
    Not,
    Pack,
    RuleMet,
    Score,
    ScoreReached,
    Take,
)
from qunli.engines.assessing.reading import pack_of
from qunli.engines.notation.numerals import read_number, spoken
from qunli.rulebook.queries import Content, confidence_tone, in_reading_language
from qunli.rulebook.states import Confidence, source_words, unit_words

SIGNS: Final = {"at_least": "≥", "more_than": ">", "at_most": "≤", "less_than": "<", "is": "=", "one_of": "="}
TAKEN: Final[dict[Take, Words]] = {
    Take.EACH: gettext_lazy("in each of the last %(years)s years"),
    Take.ANY: gettext_lazy("in any of the last %(years)s years"),
    Take.MEAN: gettext_lazy("on the mean of the last %(years)s years"),
    Take.SUM: gettext_lazy("over the last %(years)s years together"),
    Take.POOLED: gettext_lazy("over the last %(years)s years together"),
    Take.COMPOUND: gettext_lazy("compounded over the last %(years)s years"),
}


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule as a page shows it; `lines` is what is compared, `waivers` what excuses a miss."""

    key: str
    words: str
    lines: tuple[str, ...]
    waivers: tuple[str, ...]
    article: str
    source: str
    confidence: Confidence
    is_veto: bool
    counts: bool
    occasion: str

    @property
    def tone(self) -> str:
        """How sure it is, to the eye."""
        return confidence_tone(self.confidence)


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """An item of a score: its part, and the points of each band."""

    words: str
    part: str
    bands: tuple[tuple[str, str], ...]


def assessed_rows(content: Content) -> list[RuleRow]:
    """Return the rules of a pack that was read before."""
    pack = pack_of(content)[0]
    teller = _Teller(pack)
    return [
        RuleRow(
            key=rule.key,
            words=in_reading_language(rule.text),
            lines=tuple(teller.lines(rule.need)),
            waivers=tuple(line for one in rule.waived_by for line in teller.lines(one)),
            article=rule.article,
            source=source_words(rule.source),
            confidence=Confidence(rule.confidence),
            is_veto=rule.is_veto,
            counts=rule.counts,
            occasion=rule.occasion,
        )
        for rule in pack.rules
    ]


def scores_of(content: Content) -> list[tuple[str, list[ScoreRow]]]:
    """Return each score of a pack with its items."""
    pack = pack_of(content)[0]
    return [(in_reading_language(score.text), list(_items(score, _Teller(pack)))) for score in pack.scores]


def classes_of(content: Content) -> list[tuple[str, str]]:
    """Return each class of a pack with what it takes to belong to it."""
    pack = pack_of(content)[0]
    teller = _Teller(pack)
    return [
        (in_reading_language(one.text), strung(teller.lines(one.when)) if one.when else _("all others"))
        for one in pack.classes
    ]


def _items(score: Score, teller: _Teller) -> Iterator[ScoreRow]:
    for item in score.items:
        bands = tuple((teller.band(band), _points(band)) for band in item.bands)
        if item.given is not None and item.cap is not None:
            bands = ((_("points as they were given"), f"0\N{EN DASH}{number_format(item.cap, use_l10n=True)}"),)
        yield ScoreRow(in_reading_language(item.text), item.part, bands)


def _points(band: Band) -> str:
    least, most = (number_format(one.normalize(), use_l10n=True) for one in (band.least, band.most))
    return least if least == most else f"{least}\N{EN DASH}{most}"


@dataclass(frozen=True, slots=True)
class _Teller:
    """Says conditions in the reader's language, by the words of the pack's own inputs, rules and scores."""

    pack: Pack

    def lines(self, condition: Condition) -> Iterator[str]:
        """Say a condition: one line for each part that must hold by itself."""
        if isinstance(condition, All):
            for one in condition.conditions:
                yield from self.lines(one)
            return
        yield self.said(condition)

    def band(self, band: Band) -> str:
        """Say what a band asks for."""
        return _("all others") if band.when is None else self.said(band.when)

    def said(self, condition: Condition) -> str:
        """Say a condition in one line."""
        match condition:
            case Comparison():
                return self._comparison(condition)
            case All() | AnyOf() | CountOf():
                return self._several(condition)
            case Not():
                return _("not: %(what)s") % {"what": self.said(condition.condition)}
            case RuleMet() | ScoreReached():
                return self._named(condition)

    def _several(self, condition: All | AnyOf | CountOf) -> str:
        joined = {All: _(" and "), AnyOf: _(" or ")}.get(type(condition), "; ").join(
            f"({said})" if isinstance(one, All | AnyOf | CountOf) else said
            for one, said in ((one, self.said(one)) for one in condition.conditions)
        )
        if isinstance(condition, CountOf):
            return _("at least %(count)s of: %(what)s") % {"count": condition.least, "what": joined}
        return joined

    def _named(self, condition: RuleMet | ScoreReached) -> str:
        if isinstance(condition, RuleMet):
            rule = next(one for one in self.pack.rules if one.key == condition.key)
            return f"“{in_reading_language(rule.text)}”"
        score = next(one for one in self.pack.scores if one.key == condition.score)
        part = f" ({condition.part})" if condition.part else ""
        return f"{in_reading_language(score.text)}{part} {SIGNS[condition.operator]} {_amount(condition.limit, '')}"

    def _comparison(self, condition: Comparison) -> str:
        measure = condition.measure
        asked = next(one for one in self.pack.inputs if one.key == measure.inputs[0])
        subject = self._measure(measure)
        if isinstance(condition.limit, bool):
            said = subject if condition.limit else _("not: %(what)s") % {"what": subject}
        else:
            unit = "share" if measure.kind in {MeasureKind.SHARE, MeasureKind.GROWTH} else asked.unit
            said = f"{subject} {SIGNS[condition.operator]} {_amount(condition.limit, unit)}"
        return _("%(what)s, generally") % {"what": said} if condition.generally else said

    def _measure(self, measure: Measure) -> str:
        named = [in_reading_language(_input(self.pack, key).text) for key in measure.inputs]
        said = {
            MeasureKind.FIGURE: named[0],
            MeasureKind.TOTAL: " + ".join(named),
            MeasureKind.SHARE: " / ".join(named),
            MeasureKind.GROWTH: _("growth of: %(what)s") % {"what": named[0]},
        }[measure.kind]
        if measure.take is Take.LATEST:
            return said
        return f"{said} {TAKEN[measure.take] % {'years': measure.years}}"


def _input(pack: Pack, key: str) -> Input:
    return next(one for one in pack.inputs if one.key == key)


def _amount(limit: Amount, unit: str) -> str:
    """Say a limit: shares in percent, sums with their unit, what was not found as such."""
    if limit is None:
        return pgettext("limit", "not found")
    if isinstance(limit, tuple):
        return " / ".join(limit)
    number = Decimal(limit)
    if unit == "share":
        return f"{number_format((number * 100).normalize(), use_l10n=True)}%"
    said = spoken(number, get_language() or "en")
    if unit == "元" and (get_language() or "").startswith("zh") and read_number(said) == number:
        return f"{said} {unit_words(unit)}"
    whole = number_format(number.normalize() if number % 1 else int(number), use_l10n=True, force_grouping=True)
    return f"{whole} {unit_words(unit)}".strip()
