"""The user's opinion and the final acceptance."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.core.actions import action, take_step, tell, write_journal
from qunli.core.states import Refused, Words, WrongInput
from qunli.duties.actions import drop_duties, meet_duties
from qunli.people.models import User
from qunli.people.permits import require
from qunli.projects.actions.earlier import _end_joint_work, _finish_item, _record_capability, _reopen_item
from qunli.projects.actions.falling_due import _cancel, _let_fall_due
from qunli.projects.actions.holding import hold_project, require_running
from qunli.projects.models import Acceptance, Project
from qunli.projects.permits import may_act_as_authority, may_give_users_opinion
from qunli.projects.queries.teams import team_organizations
from qunli.projects.states import (
    PROJECT_LIFECYCLE,
    ChangeState,
    Grade,
    MilestoneState,
    PaymentState,
    Stream,
    Verdict,
)

UNSETTLED = (MilestoneState.PLANNED, MilestoneState.REPORTED, MilestoneState.REMEDY)


class NotAllSettled(Refused):
    """A project is accepted only when every milestone is settled and no request is open."""


@action(_("User's opinion given"))
def give_users_opinion(*, project: Project, opinion: str, by: User, at: datetime) -> Project:
    """The poster says what the result is worth to it; it may say so again until the acceptance."""
    held = hold_project(project.pk)
    require(may_give_users_opinion(by, held))
    require_running(held)
    if not opinion.strip():
        raise WrongInput({"opinion": _("Say what the result is worth to you.")})
    held.users_opinion, held.users_opinion_by, held.users_opinion_at = opinion.strip(), by, at
    held.save(update_fields=["users_opinion", "users_opinion_by", "users_opinion_at"])
    meet_duties(about=held, key="give user's opinion", at=at)
    write_journal(on=held, by=by, at=at, facts={"users_opinion": "given"})
    return held


@action(_("Project accepted"))
def accept_project(  # noqa: PLR0913 - what an acceptance consists of
    *,
    project: Project,
    verdict: str,
    grade: str,
    opinion: str,
    users_opinion: str,
    by: User,
    at: datetime,
) -> Acceptance:
    """Conclude a project: passed, concluded without passing, or not passed; the grade stands apart.

    Only when every milestone is settled. A pass needs every milestone accepted and the user's opinion: the poster's
    own words where it has given them, else `users_opinion` as it was handed in on paper. No verdict leaves a credit
    mark. What is unpaid after anything but a pass is cancelled; a pass lets the post-subsidy fall due, finishes the
    need's item and records the lead's capability.
    """
    held = hold_project(project.pk)
    require(may_act_as_authority(by, held))
    require_running(held)
    _refuse_unsettled(held)
    decided = Verdict(verdict)
    theirs = held.users_opinion or users_opinion.strip()
    faults = _faults(held, decided, grade, opinion, theirs)
    if faults:
        raise WrongInput(faults)
    was, now = take_step(held, lifecycle=PROJECT_LIFECYCLE, step="conclude")
    held.closed_at = at
    held.save(update_fields=["state", "closed_at"])
    acceptance = Acceptance.objects.create(
        project=held,
        verdict=decided,
        grade=grade,
        opinion=opinion.strip(),
        users_opinion=theirs,
        accepted_by=by,
        stated_at=at,
    )
    meet_duties(about=held, key="accept project", at=at)
    drop_duties(about=held, at=at)
    _follow(held, decided, by=by, at=at)
    facts = {"verdict": decided.value, "grade": grade, "acceptance": acceptance.pk}
    write_journal(on=held, by=by, at=at, was=was, now=now, facts=facts)
    return acceptance


def _refuse_unsettled(project: Project) -> None:
    left = project.milestones.filter(state__in=UNSETTLED).count()
    if left:
        raise NotAllSettled(
            _("Milestones not settled: %(count)s.") % {"count": left},
            remedy=_("Each is accepted or failed first, or dropped by ending the project early."),
        )
    if project.changes.filter(state=ChangeState.ASKED).exists():
        raise NotAllSettled(_("A request is open."), remedy=_("Grant or refuse it first."))


def _faults(project: Project, verdict: Verdict, grade: str, opinion: str, theirs: str) -> dict[str, Words]:
    faults: dict[str, Words] = {}
    if grade not in {"", *Grade.values}:
        faults["grade"] = _("This is no grade.")
    if not opinion.strip():
        faults["opinion"] = _("Write the opinion down.")
    if verdict == Verdict.PASSED and project.milestones.exclude(state=MilestoneState.ACCEPTED).exists():
        faults["verdict"] = _("A project passes only with every milestone accepted.")
    if verdict == Verdict.PASSED and not theirs:
        faults["users_opinion"] = _("A pass needs the user's opinion.")
    return faults


def _follow(project: Project, verdict: Verdict, *, by: User, at: datetime) -> None:
    """Do and tell what an acceptance brings."""
    planned = project.payments.filter(state=PaymentState.PLANNED)
    if verdict == Verdict.PASSED:
        _let_fall_due(project, planned.filter(stream=Stream.POST_SUBSIDY, milestone=None), by=by, at=at)
        _record_capability(project, by=by, at=at)
        _finish_item(project, by=by, at=at)
    else:
        _reopen_item(project, by=by, at=at)
    _cancel(project, project.payments.filter(state=PaymentState.PLANNED), by=by, at=at)
    _end_joint_work(project, on=timezone.localdate(at), by=by, at=at)
    told = [project.poster.party_id, project.operator_id, *team_organizations(project).values_list("party", flat=True)]
    tell(
        parties=told,
        occasion=f"project {project.pk} accepted",
        words=gettext_noop("%(project)s has its final acceptance"),
        params={"project": project.number},
        about=project,
        at=at,
    )
