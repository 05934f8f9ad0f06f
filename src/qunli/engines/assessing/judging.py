"""Judges conditions: each comparison by what is known, joined as the pack says."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from qunli.engines.assessing.facts import Facts
from qunli.engines.assessing.measures import Point, points_of
from qunli.engines.assessing.packs import (
    All,
    Amount,
    AnyOf,
    Comparison,
    Condition,
    CountOf,
    Input,
    Not,
    Origin,
    Pack,
    Rule,
    RuleMet,
    Score,
    ScoreReached,
    Take,
)
from qunli.engines.assessing.ranges import COMPARISONS, Range
from qunli.engines.assessing.scoring import ScoreOutcome, score_outcome
from qunli.engines.assessing.verdicts import (
    Leaf,
    Note,
    Outcome,
    Verdict,
    all_of,
    any_of,
    count_of,
    reverse,
)

__all__ = ["Judge"]

Found = Range | bool | str | None
"""What is known of a measure."""


@dataclass(slots=True)
class Judge:
    """Holds one subject's facts against one pack; each rule and score is judged once."""

    pack: Pack
    facts: Facts
    inputs: dict[str, Input] = field(init=False)
    rules: dict[str, Rule] = field(init=False)
    scores: dict[str, Score] = field(init=False)
    judged: dict[str, Outcome] = field(default_factory=dict[str, Outcome])
    scored: dict[str, ScoreOutcome] = field(default_factory=dict[str, ScoreOutcome])

    def __post_init__(self) -> None:
        """Index the pack."""
        self.inputs = {one.key: one for one in self.pack.inputs}
        self.rules = {one.key: one for one in self.pack.rules}
        self.scores = {one.key: one for one in self.pack.scores}

    def rule(self, key: str) -> Outcome:
        """Judge a rule; a miss that is waived is no miss."""
        if key not in self.judged:
            rule = self.rules[key]
            self.judged[key] = any_of([self.condition(one) for one in (rule.need, *rule.waived_by)])
        return self.judged[key]

    def score(self, key: str) -> ScoreOutcome:
        """Add up a score."""
        if key not in self.scored:
            self.scored[key] = score_outcome(self.scores[key], self.condition)
        return self.scored[key]

    def condition(self, condition: Condition) -> Outcome:  # noqa: PLR0911 - one answer for each kind of condition
        """Judge any condition."""
        match condition:
            case Comparison():
                return self._comparison(condition)
            case All():
                return all_of([self.condition(one) for one in condition.conditions])
            case AnyOf():
                return any_of([self.condition(one) for one in condition.conditions])
            case CountOf():
                return count_of(condition.least, [self.condition(one) for one in condition.conditions])
            case Not():
                return reverse(self.condition(condition.condition))
            case RuleMet():
                return self.rule(condition.key)
            case ScoreReached():
                return self._reached(condition)

    def _comparison(self, condition: Comparison) -> Outcome:
        points = points_of(condition.measure, self.facts, self.inputs)
        leaves = [Outcome(leaf.verdict, (leaf,)) for leaf in (self._leaf(condition, point) for point in points)]
        return any_of(leaves) if condition.measure.take is Take.ANY else all_of(leaves)

    def _leaf(self, condition: Comparison, point: Point) -> Leaf:
        notes = self._notes(condition, point)
        return Leaf(
            measure=str(condition.measure),
            period=point.period,
            operator=condition.operator,
            limit=condition.limit,
            found=point.value,
            verdict=_verdict(_answer(condition, point.value), notes, point),
            by=_distance(condition, point.value),
            used=point.used,
            missing=point.missing,
            notes=notes,
        )

    def _notes(self, condition: Comparison, point: Point) -> tuple[Note, ...]:
        asked = [self.inputs[key] for key in condition.measure.inputs]
        found: dict[Note, bool] = {
            Note.LIMIT_NOT_FOUND: condition.limit is None,
            Note.GENERALLY: condition.generally,
            Note.OUTSIDE: any(one.origin is Origin.OUTSIDE for one in asked),
            Note.JUDGEMENT: any(one.origin is Origin.PERSON for one in asked),
        }
        return (*point.notes, *(note for note, holds in found.items() if holds))

    def _reached(self, condition: ScoreReached) -> Outcome:
        outcome = self.score(condition.score)
        total = outcome.total if not condition.part else outcome.parts[condition.part]
        found = Range(*total)
        answer = _compared(condition.operator, found, condition.limit)
        verdict = {True: Verdict.MET, False: Verdict.UNMET}.get(answer) if answer is not None else None
        if verdict is None:
            verdict = Verdict.UNKNOWN if outcome.lacks_figures or condition.limit is None else Verdict.PERSON
        leaf = Leaf(
            measure=f"{condition.score} {condition.part}".strip(),
            period="",
            operator=condition.operator,
            limit=condition.limit,
            found=found,
            verdict=verdict,
            by=_short_of(condition.operator, found, condition.limit),
            missing=outcome.missing,
            notes=(Note.LIMIT_NOT_FOUND,) if condition.limit is None else (),
        )
        return Outcome(verdict, (leaf,))


def _answer(condition: Comparison, found: Found) -> bool | None:
    """Tell whether the limit is kept; `None` where the figure or the limit is not known well enough."""
    if found is None or condition.limit is None:
        return None
    if isinstance(found, Range):
        return _compared(condition.operator, found, condition.limit)
    if isinstance(condition.limit, tuple):
        return found in condition.limit
    return found == condition.limit


def _compared(operator: str, found: Range, limit: Amount) -> bool | None:
    return COMPARISONS[operator](found, limit) if isinstance(limit, Decimal) else None


def _verdict(answer: bool | None, notes: tuple[Note, ...], point: Point) -> Verdict:  # noqa: FBT001 - three-valued
    if answer is True:
        return Verdict.MET
    if answer is False:
        return Verdict.PERSON if Note.GENERALLY in notes else Verdict.UNMET
    if Note.LIMIT_NOT_FOUND in notes:
        return Verdict.UNKNOWN
    known = point.value is not None and {Note.ABOUT, Note.DISPUTED} & set(notes)
    differing = point.value is None and Note.DISPUTED in notes
    return Verdict.PERSON if known or differing or Note.JUDGEMENT in notes else Verdict.UNKNOWN


def _distance(condition: Comparison, found: Found) -> Decimal | None:
    return _short_of(condition.operator, found, condition.limit) if isinstance(found, Range) else None


def _short_of(operator: str, found: Range, limit: Amount) -> Decimal | None:
    """Return by how much the best known value misses the limit; `None` where it does not, or nobody can say."""
    if not isinstance(limit, Decimal):
        return None
    if COMPARISONS[operator](found, limit) is not False or operator == "is":
        return None
    if operator in {"at_least", "more_than"}:
        return None if found.high is None else limit - found.high
    return None if found.low is None else found.low - limit
