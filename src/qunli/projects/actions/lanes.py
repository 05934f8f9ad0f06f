"""What a stage's result does to every team: on with the next budget, out with what it returns, or time to mend."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.core.actions import lock, take_step, tell, write_journal
from qunli.core.states import Refused
from qunli.duties.actions import drop_duties
from qunli.projects.actions.falling_due import _cancel, _let_fall_due
from qunli.projects.actions.holding import owe
from qunli.projects.actions.milestones import _owe_acceptance
from qunli.projects.actions.racing import claim_back
from qunli.projects.bridge.races import paid_of_stage
from qunli.projects.models import Lane, Milestone, Payment, Race, StreamTotal
from qunli.projects.queries.races import milestone_at, scheme_of_race
from qunli.projects.states import (
    LANE_LIFECYCLE,
    MILESTONE_LIFECYCLE,
    RACE_LIFECYCLE,
    LaneState,
    MilestoneState,
    PaymentState,
    ProjectState,
    RaceState,
    Stream,
)

if TYPE_CHECKING:
    from qunli.people.models import User
    from qunli.projects.models import Project, StageDecision

Row = dict[str, Any]


def _apply_rulings(decision: StageDecision, *, by: User, at: datetime) -> None:
    """Do to each team what a result in force says; what an earlier round did already stays as it is."""
    race = decision.race
    if decision.corrects_id is not None:
        _go_back(race, decision.stage, by=by, at=at)
    for row in decision.rulings:
        lane = lock(
            Lane.objects.select_related("project__lead__party", "project__authority", "project__operator"), row["lane"]
        )
        lane.race = race
        if lane.state == LaneState.LEFT:
            continue
        match row["verdict"]:
            case "on" if lane.passed < decision.stage:
                _pass(lane, decision, row, by=by, at=at)
            case "out" if lane.state in {LaneState.RUNNING, LaneState.THROUGH}:
                _eliminate(lane, decision, row, by=by, at=at)
            case "remedy":
                _give_time(lane, decision.stage, by=by, at=at)
            case _:
                continue  # an earlier round has done it


def _go_back(race: Race, stage: int, *, by: User, at: datetime) -> None:
    """A correction takes the race back to its gate, also one that is over."""
    if race.state in {RaceState.FINISHED, RaceState.WITHOUT_WINNER}:
        was, now = take_step(race, lifecycle=RACE_LIFECYCLE, step="reopen")
        write_journal(on=race, by=by, at=at, was=was, now=now, facts={"stage": stage})
    race.stage, race.closed_at = stage, None
    race.save(update_fields=["state", "stage", "closed_at"])


def _pass(lane: Lane, decision: StageDecision, row: Row, *, by: User, at: datetime) -> None:
    """Take a team over the gate: only from here on can it be paid for the next stage."""
    was = lane.state
    if lane.state in {LaneState.OUT, LaneState.OWN_COST}:
        _take_back(lane, decision.stage, by=by, at=at)
    is_last = decision.stage == len(scheme_of_race(lane.race).stages)
    lane.passed, lane.rank, lane.score = decision.stage, row["rank"], Decimal(row["score"])
    if is_last:
        take_step(lane, lifecycle=LANE_LIFECYCLE, step="pass_the_last_gate")
        lane.grade = row["grade"]
    lane.save()
    milestone = _settle(lane, decision, {MilestoneState.FAILED: "accept_by_correction"}, "accept", by=by, at=at)
    _pay(lane.project, milestone, Decimal(row["pays"]), is_prize=is_last)
    _let_fall_due(lane.project, milestone.payments.all(), by=by, at=at)
    if is_last:
        _owe_acceptance(lane.project, at=at)
    facts = {"decision": decision.number, "stage": decision.stage, "pays": row["pays"], "rank": row["rank"]}
    write_journal(on=lane, by=by, at=at, was=was, now=lane.state, facts=facts)
    words = gettext_noop("%(project)s passed stage %(stage)s of the race %(race)s")
    _tell(lane, decision, words, at=at)


def _take_back(lane: Lane, stage: int, *, by: User, at: datetime) -> None:
    """Reinstate a team whose elimination was corrected, as long as its project runs and it gave nothing back."""
    project = lane.project
    claimed = project.recoveries.filter(stage_decision__isnull=False)
    if project.state != ProjectState.RUNNING or claimed.filter(recovered_on__isnull=False).exists():
        raise Refused(
            _("%(project)s has ended or has given money back: it cannot be taken back.") % {"project": project.number},
            remedy=_("Compensate it by a decision of its own."),
        )
    for recovery in claimed.filter(amount__gt=0):
        recovery.project = project
        drop_duties(about=recovery, at=at)
        write_journal(on=recovery, by=by, at=at, facts={"amount": recovery.amount, "now": 0})
    claimed.update(amount=0)
    take_step(lane, lifecycle=LANE_LIFECYCLE, step="reinstate")
    scheme = scheme_of_race(lane.race)
    later = scheme.stages[stage:]
    last = project.payments.order_by("-position").values_list("position", flat=True).first() or 0
    for offset, planned in enumerate(later):
        milestone = milestone_at(project, stage + offset)
        Payment.objects.create(
            project=project,
            milestone=milestone,
            position=last + 1 + offset,
            stream=Stream.PRE_SUBSIDY,
            payer=project.authority,
            payee=project.lead.party,
            amount=max(planned.budgets),
        )
    _settle_totals(project)


def _eliminate(lane: Lane, decision: StageDecision, row: Row, *, by: User, at: datetime) -> None:
    """Take a team out: what is unpaid is cancelled, what it returns is claimed; its project runs until it is ended."""
    project, stage = lane.project, decision.stage
    back = Decimal(row["returns"]) + (paid_of_stage(lane, stage + 1) if lane.passed >= stage else 0)
    was, now = take_step(lane, lifecycle=LANE_LIFECYCLE, step="eliminate")
    lane.passed, lane.rank, lane.grade = min(lane.passed, stage - 1), None, ""
    lane.score = Decimal(row["score"])
    lane.save()
    steps = {MilestoneState.ACCEPTED: "fail_by_correction", MilestoneState.PLANNED: "fail_unreported"}
    _settle(lane, decision, steps, "fail", by=by, at=at)
    _cancel(project, project.payments.all(), by=by, at=at)
    _settle_totals(project)
    for later in project.milestones.filter(position__gt=stage):
        drop_duties(about=later, at=at)
    claim_back(lane, back, at=at, stage_decision=decision)
    if scheme_of_race(lane.race).may_continue:
        owe(
            owner=project.lead.party,
            about=project,
            key="go on or stop",
            words=gettext_noop("Say whether %(project)s goes on at your own cost, or ask for its termination"),
            params={"project": project.number},
            at=at,
        )
    facts = {"decision": decision.number, "stage": stage, "returns": back}
    write_journal(on=lane, by=by, at=at, was=was, now=now, facts=facts)
    _tell(lane, decision, gettext_noop("%(project)s is out of the race %(race)s after stage %(stage)s"), at=at)


def _give_time(lane: Lane, stage: int, *, by: User, at: datetime) -> None:
    milestone = lock(Milestone.objects.all(), milestone_at(lane.project, stage).pk)
    milestone.project = project = lane.project
    step = "remedy_unreported" if milestone.state == MilestoneState.PLANNED else "ask_remedy"
    was, now = take_step(milestone, lifecycle=MILESTONE_LIFECYCLE, step=step)
    days = scheme_of_race(lane.race).stages[stage - 1].remedy_days
    milestone.remedy_until = timezone.localdate(at) + timedelta(days=days)
    milestone.remedies += 1
    milestone.save()
    owe(
        owner=project.lead.party,
        about=milestone,
        key="report milestone",
        words=gettext_noop("Remedy milestone %(position)s of %(project)s and report again"),
        params={"position": stage, "project": project.number},
        at=at,
        due=milestone.remedy_until,
        climbs_to=project.operator,
    )
    write_journal(on=milestone, by=by, at=at, was=was, now=now, facts={"remedy_until": milestone.remedy_until})


def _settle(
    lane: Lane, decision: StageDecision, steps: dict[MilestoneState, str], usual: str, *, by: User, at: datetime
) -> Milestone:
    milestone = lock(Milestone.objects.all(), milestone_at(lane.project, decision.stage).pk)
    milestone.project = lane.project
    step = steps.get(MilestoneState(milestone.state), usual)
    was, now = take_step(milestone, lifecycle=MILESTONE_LIFECYCLE, step=step)
    milestone.settled_by, milestone.settled_at, milestone.settle_reason = by, at, decision.number
    milestone.save()
    drop_duties(about=milestone, at=at)
    write_journal(on=milestone, by=by, at=at, was=was, now=now, facts={"decision": decision.number})
    return milestone


def _pay(project: Project, milestone: Milestone, amount: Decimal, *, is_prize: bool) -> None:
    """Bring the planned budget of the next stage to what the rank earns; a prize becomes a payment of its own."""
    planned = milestone.payments.filter(state=PaymentState.PLANNED)
    if is_prize and amount > 0:
        last = project.payments.order_by("-position").values_list("position", flat=True).first() or 0
        Payment.objects.create(
            project=project,
            milestone=milestone,
            position=last + 1,
            stream=Stream.POST_SUBSIDY,
            payer=project.authority,
            payee=project.lead.party,
            amount=amount,
        )
    elif not is_prize:
        planned.exclude(amount=amount).update(amount=amount)
    _settle_totals(project)


def _settle_totals(project: Project) -> None:
    """Set the stream totals to what the living payments come to."""
    sums: dict[str, Decimal] = {}
    for stream, amount in project.payments.exclude(state=PaymentState.CANCELLED).values_list("stream", "amount"):
        sums[stream] = sums.get(stream, Decimal(0)) + amount
    for total in project.stream_totals.select_for_update().order_by("id"):
        total.total = sums.pop(total.stream, Decimal(0))
        total.save(update_fields=["total"])
    StreamTotal.objects.bulk_create(StreamTotal(project=project, stream=key, total=sums[key]) for key in sorted(sums))


def _tell(lane: Lane, decision: StageDecision, words: str, *, at: datetime) -> None:
    project, race = lane.project, lane.race
    tell(
        parties=[project.lead.party_id, race.operator_id, race.poster.party_id],
        occasion=f"lane {lane.pk} decision {decision.pk}",
        words=words,
        params={"project": project.number, "stage": decision.stage, "race": race.number},
        about=project,
        at=at,
    )
