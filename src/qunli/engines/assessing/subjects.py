"""Holds a subject against a pack, and shows the result with everything that it stands on."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from qunli.engines.assessing.facts import Facts
from qunli.engines.assessing.judging import Judge
from qunli.engines.assessing.packs import Pack, Rule, SizeClass
from qunli.engines.assessing.ranges import Range
from qunli.engines.assessing.scoring import ScoreOutcome
from qunli.engines.assessing.verdicts import Leaf, Missing, Outcome, Verdict, all_of

__all__ = ["Assessment", "Finding", "as_json", "assess"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule held against the facts."""

    rule: Rule
    verdict: Verdict
    leaves: tuple[Leaf, ...]

    @property
    def missing(self) -> tuple[Missing, ...]:
        """The figures without which nobody can say; empty where the verdict stands without them."""
        if self.verdict is not Verdict.UNKNOWN:
            return ()
        return tuple(dict.fromkeys(lack for leaf in self.leaves for lack in leaf.missing))


@dataclass(frozen=True, slots=True)
class Assessment:
    """The result: the verdict on the whole, each rule, each score, and the class or the classes still possible.

    `verdict` is `None` for a pack without rules, such as one of size classes.
    """

    pack: Pack
    occasion: str
    last_year: int | None
    verdict: Verdict | None
    findings: tuple[Finding, ...]
    scores: tuple[ScoreOutcome, ...]
    classes: tuple[SizeClass, ...]
    unused: tuple[str, ...]


def assess(pack: Pack, facts: Facts, *, occasion: str = "new") -> Assessment:
    """Hold facts against the rules that apply to an occasion, “new” or “re-check”.

    The whole is met where every rule that counts is met, unmet where one is unmet, else open.
    """
    judge = Judge(pack, facts)
    applying = [rule for rule in pack.rules if rule.occasion in {"", occasion}]
    findings = tuple(_finding(rule, judge.rule(rule.key)) for rule in applying)
    counting = [Outcome(one.verdict) for one in findings if one.rule.counts]
    return Assessment(
        pack=pack,
        occasion=occasion,
        last_year=facts.last_year,
        verdict=all_of(counting).verdict if counting else None,
        findings=findings,
        scores=tuple(judge.score(score.key) for score in pack.scores),
        classes=_classes(pack, judge),
        unused=facts.unused,
    )


def _finding(rule: Rule, outcome: Outcome) -> Finding:
    return Finding(rule, outcome.verdict, tuple(dict.fromkeys(outcome.leaves)))


def _classes(pack: Pack, judge: Judge) -> tuple[SizeClass, ...]:
    """Return the first class that holds; those before it that may hold stay possible."""
    possible: list[SizeClass] = []
    for one in pack.classes:
        verdict = Verdict.MET if one.when is None else judge.condition(one.when).verdict
        if verdict is not Verdict.UNMET:
            possible.append(one)
        if verdict is Verdict.MET:
            break
    return tuple(possible)


def as_json(assessment: Assessment) -> dict[str, object]:
    """Write an assessment in plain values: numbers as exact texts, a range as its two ends."""
    return {
        "pack": assessment.pack.code,
        "version": assessment.pack.version,
        "title": dict(assessment.pack.title),
        "occasion": assessment.occasion,
        "last_year": assessment.last_year,
        "verdict": assessment.verdict,
        "rules": [_rule_json(one) for one in assessment.findings],
        "scores": [_score_json(one) for one in assessment.scores],
        "classes": [{"key": one.key, "text": dict(one.text)} for one in assessment.classes],
        "unused": list(assessment.unused),
    }


def _rule_json(finding: Finding) -> dict[str, object]:
    rule = finding.rule
    return {
        "key": rule.key,
        "text": dict(rule.text),
        "article": rule.article,
        "source": rule.source,
        "confidence": rule.confidence,
        "veto": rule.is_veto,
        "counts": rule.counts,
        "verdict": finding.verdict,
        "missing": [{"key": one.key, "period": one.period} for one in finding.missing],
        "comparisons": [_leaf_json(one) for one in finding.leaves],
    }


def _leaf_json(leaf: Leaf) -> dict[str, object]:
    return {
        "measure": leaf.measure,
        "period": leaf.period,
        "operator": leaf.operator,
        "limit": _plain(leaf.limit),
        "found": _plain(leaf.found),
        "verdict": leaf.verdict,
        "by": _plain(leaf.by),
        "figures": [
            {"key": one.key, "period": one.period, "value": _plain(one.value), "unit": one.unit, "source": one.source}
            for one in leaf.used
        ],
        "missing": [{"key": one.key, "period": one.period} for one in leaf.missing],
        "notes": list(leaf.notes),
    }


def _score_json(score: ScoreOutcome) -> dict[str, object]:
    return {
        "key": score.key,
        "total": [_plain(one) for one in score.total],
        "parts": {part: [_plain(one) for one in points] for part, points in score.parts.items() if part},
        "items": [{"key": one.key, "points": [_plain(end) for end in one.points]} for one in score.items],
    }


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, Range):
        if value.is_exact:
            return _plain(value.low)
        return {
            "low": _plain(value.low),
            "high": _plain(value.high),
            "low_open": value.low_open,
            "high_open": value.high_open,
        }
    return list(cast("tuple[object, ...]", value)) if isinstance(value, tuple) else value
