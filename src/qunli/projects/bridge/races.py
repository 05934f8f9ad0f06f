"""A gate of a race: its records handed to the engine, and what the engine says as plain rows to keep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db.models import Sum
from django.utils.translation import override

from qunli.calls.queries import stage_title
from qunli.calls.queries.races import words_of
from qunli.engines.notation.unreadable import Unreadable
from qunli.engines.racing import Comparison, Entry, Leaving, Money, Paid, Ruling, Verdict, judge_stage, money_after
from qunli.needs.states import Comparator
from qunli.projects.bridge.drafts import IndicatorDraft, MilestoneDraft, PaymentDraft, TaskBookDraft
from qunli.projects.bridge.measures import number_of
from qunli.projects.models import Lane, Payment
from qunli.projects.queries.races import lanes_at, milestones_at, scheme_of_race
from qunli.projects.states import LaneState, MilestoneState, PaymentState, Stream

if TYPE_CHECKING:
    from qunli.projects.models import Milestone, Race

COMPARATORS: Final = {
    Comparison.AT_LEAST: Comparator.AT_LEAST,
    Comparison.MORE_THAN: Comparator.MORE_THAN,
    Comparison.AT_MOST: Comparator.AT_MOST,
    Comparison.LESS_THAN: Comparator.LESS_THAN,
}
NOTHING: Final = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Judged:
    """One team at a gate: the ruling and the money that follows."""

    lane: int
    ruling: Ruling
    money: Money


def task_book_of(race: Race) -> TaskBookDraft:
    """Write the task book of a lane: a milestone a stage, each budget paid when the gate before it is passed."""
    scheme = scheme_of_race(race)
    ends = scheme.ends_of_stages(race.starts_on)
    budgets = [PaymentDraft(Stream.PRE_SUBSIDY, max(stage.budgets)) for stage in scheme.stages]
    with override(settings.LANGUAGE_CODE):
        milestones = tuple(
            MilestoneDraft(
                title=stage_title(scheme, number),
                due_on=ends[number - 1],
                is_final=number == len(scheme.stages),
                indicators=tuple(
                    IndicatorDraft(
                        name=words_of(one.text, one.key),
                        comparator=COMPARATORS[one.comparison],
                        target=f"{one.wanted:f}",
                        unit=one.unit,
                    )
                    for one in stage.indicators
                ),
                payments=tuple(one for one in budgets[number : number + 1] if one.amount),
            )
            for number, stage in enumerate(scheme.stages, start=1)
        )
    first = tuple(one for one in budgets[:1] if one.amount)
    return TaskBookDraft(starts_on=race.starts_on, ends_on=ends[-1], milestones=milestones, payments=first)


def entries_of(race: Race, number: int) -> list[Entry]:
    """Return what each team brings to a gate: the values of its last report, its scores, whether it left."""
    milestones = milestones_at(race, number)
    return [_entry(race, lane, milestones[lane.project_id], number) for lane in lanes_at(race, number)]


def _entry(race: Race, lane: Lane, milestone: Milestone, number: int) -> Entry:
    leaving = Leaving(lane.left_by) if lane.state == LaneState.LEFT and lane.passed < number else None
    if milestone.state == MilestoneState.PLANNED or leaving is not None:
        return Entry(str(lane.pk), leaving=leaving)
    return Entry(
        team=str(lane.pk),
        measured=_measured(race, milestone, number),
        scores={one.who: one.points for one in lane.scores.all() if one.stage == number},
        remedied=milestone.remedies > 0,
    )


def _measured(race: Race, milestone: Milestone, number: int) -> dict[str, Decimal]:
    """Return the measured values by the scheme's keys; what is no number was not measured."""
    asked = scheme_of_race(race).stages[number - 1].indicators
    found: dict[str, Decimal] = {}
    for indicator, row in zip(asked, milestone.indicators.all(), strict=True):
        try:
            found[indicator.key] = number_of(row.measured, row.unit)
        except Unreadable:
            continue
    return found


def judge(race: Race, number: int, entries: Sequence[Entry]) -> list[Judged]:
    """Judge a gate; the money follows from what was paid and what the teams report to have spent."""
    scheme = scheme_of_race(race)
    rulings = judge_stage(scheme, number, entries, seed=race.seed)
    money = money_after(scheme, number, rulings, paid_for_stage(race, number))
    return [Judged(int(one.team), one, follows) for one, follows in zip(rulings, money, strict=True)]


def judge_without_remedy(race: Race, number: int, entries: Sequence[Entry]) -> list[Judged]:
    """Judge a gate whose windows are over: who would get one is out."""
    first = judge_stage(scheme_of_race(race), number, entries, seed=race.seed)
    late = {one.team for one in first if one.verdict is Verdict.REMEDY}
    return judge(race, number, [replace(one, remedied=one.remedied or one.team in late) for one in entries])


def paid_for_stage(race: Race, number: int) -> dict[str, Paid]:
    """Return what each team was paid for a stage, and what its last report of it says was spent, in yuan."""
    found: dict[str, Paid] = {}
    milestones = milestones_at(race, number)
    for lane in race.lanes.order_by("id"):
        last = next(iter(milestones[lane.project_id].reports.all()), None)
        found[str(lane.pk)] = Paid(paid_of_stage(lane, number), last.spent if last else NOTHING)
    return found


def paid_of_stage(lane: Lane, number: int) -> Decimal:
    """Return what a team was paid for a stage: on passing the gate before it, or on signing for the first."""
    rows = Payment.objects.filter(project=lane.project_id, state=PaymentState.PAID, stream=Stream.PRE_SUBSIDY)
    rows = rows.filter(milestone=None) if number == 1 else rows.filter(milestone__position=number - 1)
    return rows.aggregate(sum=Sum("amount"))["sum"] or NOTHING


def rows_of_inputs(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Write down what was judged, so that it can be judged again."""
    return [
        {
            "lane": int(one.team),
            "measured": {key: str(value) for key, value in one.measured.items()},
            "scores": {who: str(points) for who, points in one.scores.items()},
            "left_by": one.leaving.value if one.leaving else "",
            "remedied": one.remedied,
        }
        for one in entries
    ]


def rows_of_rulings(judged: Iterable[Judged]) -> list[dict[str, Any]]:
    """Write down what the engine says of each team."""
    return [
        {
            "lane": one.lane,
            "verdict": one.ruling.verdict.value,
            "rank": one.ruling.rank,
            "score": str(one.ruling.score),
            "reasons": [
                {"code": why.code.value, "about": why.about, "found": _text(why.found), "wanted": _text(why.wanted)}
                for why in one.ruling.reasons
            ],
            "pays": str(one.money.pays),
            "returns": str(one.money.returns),
            "grade": one.money.grade,
        }
        for one in judged
    ]


def _text(number: Decimal | None) -> str:
    return "" if number is None else f"{number:f}"


def corrected(
    entries: Sequence[Entry], measured: Mapping[int, Mapping[str, Decimal]], scores: Mapping[int, Mapping[str, Decimal]]
) -> list[Entry]:
    """Put corrected values and scores, by lane, in the place of the old ones."""
    return [
        replace(
            one,
            measured={**one.measured, **measured.get(int(one.team), {})},
            scores={**one.scores, **scores.get(int(one.team), {})},
        )
        for one in entries
    ]
