"""Early ends, what is recovered after them, and noting it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.core.actions import action, lock, take_step, write_journal
from qunli.core.states import Refused, Words, WrongInput
from qunli.duties.actions import drop_duties, meet_duties
from qunli.people.models import User
from qunli.people.permits import require
from qunli.people.states import Role
from qunli.projects.actions.earlier import _end_joint_work, _reopen_item
from qunli.projects.actions.falling_due import _cancel
from qunli.projects.actions.funded import _post_end, _post_recovery
from qunli.projects.actions.holding import hold_project, owe
from qunli.projects.bridge.recovery import Claimed, Paid, to_be_recovered
from qunli.projects.models import ChangeRequest, Lane, Milestone, MilestoneReport, Project, Recovery
from qunli.projects.permits import may_note_recovery
from qunli.projects.queries.teams import has_chance_for_reserve
from qunli.projects.states import (
    MILESTONE_LIFECYCLE,
    PROJECT_LIFECYCLE,
    ChangeKind,
    MilestoneState,
    PaymentState,
    ProjectState,
    Stream,
)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What the authority recognizes as spent, by stream, and by when the rest comes back.

    Left empty, the milestones' reports say what was spent.
    """

    spent: Mapping[str, Decimal] = field(default_factory=dict)
    recover_by: date | None = None


def reported_spending(project: Project) -> Decimal:
    """What the latest report of each milestone says was spent, together."""
    latest = (
        MilestoneReport.objects.filter(milestone__project=project)
        .order_by("milestone", "-round")
        .distinct("milestone")
        .values_list("spent", flat=True)
    )
    return sum(latest, Decimal(0))


def claims_now(
    *, project: Project, kind: ChangeKind, recognized: Mapping[str, Decimal] | None = None
) -> tuple[Claimed, ...]:
    """Compute what an early end would have given back, as payments and reports stand; nothing is written.

    Of a team in a race nothing more: its gate has reckoned.
    """
    if Lane.objects.filter(project=project).exists():
        return ()
    paid = project.payments.filter(state=PaymentState.PAID).values_list("stream", "payer", "amount")
    return to_be_recovered(
        kind=kind,
        paid=[Paid(*row) for row in paid],
        reported=reported_spending(project),
        recognized=recognized or {},
    )


def _end_early(change: ChangeRequest, reckoning: Reckoning, *, by: User, at: datetime) -> None:
    """Terminate or revoke: stop payments and milestones, reckon, give the reserve its chance or the need back."""
    project = change.project
    _check_reckoning(reckoning)
    step = "terminate" if change.kind == ChangeKind.TERMINATION else "revoke"
    had_begun = project.state == ProjectState.RUNNING
    was, now = take_step(project, lifecycle=PROJECT_LIFECYCLE, step=step)
    project.closed_at = at
    project.save(update_fields=["state", "closed_at"])
    _cancel(project, project.payments.all(), by=by, at=at)
    _drop_milestones(project, by=by, at=at)
    drop_duties(about=project, at=at)
    races = Lane.objects.filter(project=project).exists()
    recovered = _reckon(change, reckoning, at=at)
    _post_end(project, recovered, by=by, at=at)
    if had_begun:
        _end_joint_work(project, on=timezone.localdate(at), by=by, at=at)
    if not races:
        _give_back(project, by=by, at=at)
    facts = {"change": change.number, "to_recover": sum((row.amount for row in recovered), Decimal(0))}
    write_journal(on=project, by=by, at=at, was=was, now=now, facts=facts)


def _check_reckoning(reckoning: Reckoning) -> None:
    faults: dict[str, Words] = {
        f"spent_{stream}": _("Spending is not negative.") for stream, amount in reckoning.spent.items() if amount < 0
    }
    if faults:
        raise WrongInput(faults)


def _drop_milestones(project: Project, *, by: User, at: datetime) -> None:
    settled = [MilestoneState.ACCEPTED, MilestoneState.FAILED, MilestoneState.DROPPED]
    for milestone in project.milestones.exclude(state__in=settled).order_by("position"):
        held = lock(Milestone.objects.all(), milestone.pk)
        held.project = project
        was, now = take_step(held, lifecycle=MILESTONE_LIFECYCLE, step="drop")
        held.settled_by, held.settled_at = by, at
        held.save()
        drop_duties(about=held, at=at)
        write_journal(on=held, by=by, at=at, was=was, now=now)


def _reckon(change: ChangeRequest, reckoning: Reckoning, *, at: datetime) -> list[Recovery]:
    project = change.project
    claims = claims_now(project=project, kind=ChangeKind(change.kind), recognized=reckoning.spent)
    rows = [
        Recovery(
            project=project,
            change=change,
            stream=claim.stream,
            payer_id=claim.payer,
            paid=claim.paid,
            spent=claim.spent,
            amount=claim.amount,
            due_on=reckoning.recover_by,
            stated_at=at,
        )
        for claim in claims
    ]
    Recovery.objects.bulk_create(rows)
    for row in rows:
        if row.amount > 0:
            _owe_recovery(row, at=at)
    return rows


def _owe_recovery(recovery: Recovery, *, at: datetime) -> None:
    project = recovery.project
    words = gettext_noop("Give %(stream)s of %(project)s back")
    owe(
        owner=project.lead.party,
        about=recovery,
        key="give back",
        words=words,
        params={"stream": str(Stream(recovery.stream)), "project": project.number},
        at=at,
        due=recovery.due_on,
        why_undated=gettext_noop("the authority has set no date"),
        climbs_to=project.authority,
    )


def _give_back(project: Project, *, by: User, at: datetime) -> None:
    """Owe the decision on the reserve where it has a chance; otherwise the need is open again."""
    if not has_chance_for_reserve(project):
        _reopen_item(project, by=by, at=at)
        return
    owe(
        owner=project.authority,
        about=project,
        key="decide on the reserve",
        words=gettext_noop("Decide whether the reserve takes over from %(project)s"),
        params={"project": project.number},
        at=at,
        role=Role.AUTHORITY,
    )


@action(_("Recovery noted"))
def note_recovery(*, recovery: Recovery, recovered_on: date, proof: str, by: User, at: datetime) -> Recovery:
    """Note that money came back, with its proof."""
    project = hold_project(recovery.project_id)
    require(may_note_recovery(by, project))
    held = lock(Recovery.objects.all(), recovery.pk)
    held.project = project
    if held.recovered_on is not None:
        raise Refused(_("This money has come back already."))
    if held.amount == 0:
        raise Refused(_("There is nothing to give back."))
    faults: dict[str, Words] = {}
    if not proof.strip():
        faults["proof"] = _("Give the number of the bank's slip or another proof.")
    if recovered_on > timezone.localdate(at):
        faults["recovered_on"] = _("This day has not come yet.")
    if faults:
        raise WrongInput(faults)
    held.recovered_on, held.proof = recovered_on, proof.strip()
    held.save(update_fields=["recovered_on", "proof"])
    _post_recovery(held, recovered_on=recovered_on, proof=held.proof, by=by, at=at)
    meet_duties(about=held, key="give back", at=at)
    write_journal(on=held, by=by, at=at, facts={"amount": held.amount, "recovered_on": recovered_on})
    return held
