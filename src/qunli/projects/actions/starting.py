"""Starting a project from an award, and the reserve's chance."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.awards.models import Award
from qunli.awards.states import CHOSEN, DecisionState
from qunli.awards.states import Standing as AwardStanding
from qunli.calls.models import CallTopic
from qunli.core.actions import action, lock, tell, write_journal
from qunli.core.states import Refused
from qunli.duties.actions import meet_duties
from qunli.people.models import User
from qunli.people.permits import require
from qunli.projects.actions.earlier import _reopen_item
from qunli.projects.actions.holding import hold_project, owe
from qunli.projects.actions.racing import _join_race
from qunli.projects.models import Project
from qunli.projects.permits import may_act_as_authority, may_start_project
from qunli.projects.queries.teams import has_chance_for_reserve, living_projects_of, reserves_of


class AwardNotApproved(Refused):
    """A project starts from an approved decision's winner."""


class TopicTaken(Refused):
    """A topic has one living project."""


class NoChanceForReserve(Refused):
    """The reserve's chance has gone, or never was."""


@action(_("Project started"))
def start_project(*, award: Award, by: User, at: datetime) -> Project:
    """Start the winner's project: the call's terms are copied as they stand, and the lead owes a task book.

    In a race every team that was admitted starts, and its task book is written by the scheme.
    """
    held = _held_award(award)
    require(may_start_project(by, held.decision.call.authority_id, held.decision.call.operator_id))
    if held.standing not in CHOSEN:
        raise AwardNotApproved(_("Only a winner's project can start."))
    return _start(held, by=by, at=at)


@action(_("Project passed to the reserve"))
def pass_project_to_reserve(*, project: Project, by: User, at: datetime) -> Project:
    """Start the best reserve's project after the winner's was terminated or revoked before any payment.

    The decision stays as it was published: the reserve was on the same notice. Once money has been paid the topic
    goes back to the key-technology list instead, because what is left is no longer what the reserve was ranked for.
    """
    held = hold_project(project.pk)
    require(may_act_as_authority(by, held))
    reserve = _reserve_of(held)
    write_journal(on=held, by=by, at=at, facts={"reserve_award": reserve.pk})
    meet_duties(about=held, key="decide on the reserve", at=at)
    return _start(_held_award(reserve), by=by, at=at)


@action(_("Reserve left"))
def leave_reserve(*, project: Project, by: User, at: datetime) -> Project:
    """Decide against the reserve: the item goes back to the key-technology list."""
    held = hold_project(project.pk)
    require(may_act_as_authority(by, held))
    _reserve_of(held)
    meet_duties(about=held, key="decide on the reserve", at=at)
    _reopen_item(held, by=by, at=at)
    write_journal(on=held, by=by, at=at, facts={"reserve": "left"})
    return held


def _reserve_of(project: Project) -> Award:
    if not has_chance_for_reserve(project):
        raise NoChanceForReserve(
            _("The reserve can take over only from a project that ended before its first payment."),
            remedy=_("Open the item of the key-technology list again."),
        )
    return reserves_of(project)[0]


def _held_award(award: Award) -> Award:
    """Lock the topic, so that two awards of it cannot both start, and load the award."""
    lock(CallTopic.objects.all(), award.topic_id)
    rows = Award.objects.select_related(
        "decision__call__operator", "decision__call__authority", "proposal__lead__party", "topic__item__need"
    )
    return lock(rows, award.pk)


def _start(award: Award, *, by: User, at: datetime) -> Project:
    if award.decision.state != DecisionState.APPROVED:
        raise AwardNotApproved(
            _("%(decision)s is not approved.") % {"decision": award.decision.number},
            remedy=_("Approve it with a document number first."),
        )
    if award.standing != AwardStanding.RUNNER and living_projects_of(award).exists():
        raise TopicTaken(_("A project of this topic is under way already."))
    if Project.objects.filter(award=award).exists():
        raise TopicTaken(
            _("The project of this award has ended: an award is worked on once."),
            remedy=_("Let the reserve take over, or leave it."),
        )
    call, proposal, need = award.decision.call, award.proposal, award.topic.item.need
    project = Project.objects.create(
        award=award,
        lead=proposal.lead,
        poster=need.organization,
        operator=call.operator,
        authority=call.authority,
        title=proposal.title,
        title_en=award.topic.title_en,
        leader_name=proposal.leader_name,
        document_number=award.decision.document_number,
        terms=call.terms,
        stated_at=at,
    )
    write_journal(on=project, by=by, at=at, now=project.state, facts={"award": award.pk, "proposal": proposal.number})
    words, params = gettext_noop("Draft the task book of %(project)s"), {"project": project.number}
    if award.standing == AwardStanding.RUNNER:
        _join_race(project, by=by, at=at)
        words = gettext_noop("Sign the task book of %(project)s, as the scheme of the race has it")
    owe(
        owner=proposal.lead.party,
        about=project,
        key="draft task book",
        words=words,
        params=params,
        at=at,
        climbs_to=call.operator,
    )
    tell(
        parties=[need.organization.party_id, call.operator_id],
        occasion=f"project {project.pk} started",
        words=gettext_noop("Project %(project)s has started"),
        params=params,
        about=project,
        at=at,
    )
    return project
