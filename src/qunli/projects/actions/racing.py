"""Entering a race, leaving it, scoring at its gates, and going on at one's own cost."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.core.actions import action, lock, take_step, write_journal
from qunli.core.states import Refused, StepNotOpen, Words, WrongInput
from qunli.duties.actions import drop_duties, meet_duties
from qunli.engines.racing import Sight
from qunli.people.models import User
from qunli.people.permits import require
from qunli.projects.actions.earlier import _end_joint_work
from qunli.projects.actions.endings import _drop_milestones
from qunli.projects.actions.falling_due import _cancel
from qunli.projects.actions.holding import owe
from qunli.projects.actions.race_course import _settle_race, _tell_race, hold_race
from qunli.projects.actions.task_books import _write
from qunli.projects.bridge.content import content_of
from qunli.projects.bridge.races import entries_of, judge, paid_of_stage, task_book_of
from qunli.projects.models import ChangeRequest, Lane, Project, Race, Recovery, StageScore, TaskBook
from qunli.projects.permits import may_run_race, may_score, may_sign_as_lead
from qunli.projects.queries.races import scheme_of_race
from qunli.projects.states import (
    CHANGE_LIFECYCLE,
    LANE_LIFECYCLE,
    PROJECT_LIFECYCLE,
    ChangeKind,
    LaneState,
    LeftBy,
    ProjectState,
    RaceState,
    Stream,
)

if TYPE_CHECKING:
    from qunli.core.states import Doer


def _join_race(project: Project, *, by: Doer, at: datetime) -> Lane:
    """Give a started project its lane, and the task book that the scheme prescribes: alike for every team.

    The first one opens the race; its topic is locked by whoever starts the project.
    """
    award, call = project.award, project.award.decision.call
    today = timezone.localdate(at)
    race, made = Race.objects.get_or_create(
        decision=award.decision,
        topic=award.topic,
        defaults={
            "poster": project.poster,
            "operator": project.operator,
            "authority": project.authority,
            "title": award.topic.title,
            "terms": call.terms,
            "seed": f"{award.decision.document_number} {award.topic_id}",
            "starts_on": today,
            "stated_at": at,
        },
    )
    if made:
        scheme = scheme_of_race(race)
        race.starts_on = max(today, scheme.starts_on or today)
        race.is_public = scheme.public_sees is not Sight.NOTHING
        race.save(update_fields=["starts_on", "is_public"])
        write_journal(on=race, by=by, at=at, now=race.state, facts={"seed": race.seed, "starts_on": race.starts_on})
    lane = Lane.objects.create(race=race, project=project)
    draft = task_book_of(race)
    project.starts_on, project.ends_on = draft.starts_on, draft.ends_on
    project.save(update_fields=["starts_on", "ends_on"])
    _write(project, draft)
    TaskBook.objects.create(
        project=project, version=1, content=content_of(project), stated_by=_person(by, race), stated_at=at
    )
    write_journal(on=lane, by=by, at=at, now=lane.state, facts={"race": race.number, "project": project.number})
    return lane


def _person(by: Doer, race: Race) -> User:
    return by if isinstance(by, User) else race.decision.stated_by


@action(_("Stage scored"))
def score_stage(*, lane: Lane, who: str, points: Decimal, reason: str, by: User, at: datetime) -> StageScore:
    """Give one team the points of one of the judges whom the scheme names, 0 to 100, until the gate is proposed.

    The operator enters the experts' score from their signed opinion; demander and department score themselves.
    """
    race = hold_race(lane.race_id)
    held = lock(Lane.objects.select_related("project"), lane.pk)
    require(may_score(by, race, who))
    _refuse_score(race, held, who)
    faults: dict[str, Words] = {}
    if not 0 <= points <= 100:  # noqa: PLR2004 - points of a hundred
        faults["points"] = _("Points lie between 0 and 100.")
    if not reason.strip():
        faults["reason"] = _("Give the reason.")
    if faults:
        raise WrongInput(faults)
    score, _made = StageScore.objects.update_or_create(
        lane=held,
        stage=race.stage,
        who=who,
        defaults={"points": points, "reason": reason.strip(), "stated_by": by, "stated_at": at},
    )
    running = race.lanes.filter(state=LaneState.RUNNING, passed__lt=race.stage)
    if not running.exclude(scores__stage=race.stage, scores__who=who).exists():
        meet_duties(about=race, key=f"score {race.stage} {who}", at=at)
    write_journal(on=held, by=by, at=at, facts={"stage": race.stage, "who": who, "points": points})
    return score


def _refuse_score(race: Race, lane: Lane, who: str) -> None:
    if race.state != RaceState.RUNNING or lane.state != LaneState.RUNNING or lane.passed >= race.stage:
        raise StepNotOpen(record=race.number, state=lane.get_state_display(), step=_("Score"))
    if who not in {one.who for one in scheme_of_race(race).stages[race.stage - 1].judges}:
        raise Refused(_("The scheme does not name this judge for the stage."))
    if race.stage_decisions.filter(state__in=["proposed", "decided"]).exists():
        raise Refused(_("The gate is being decided."), remedy=_("Set the proposal aside to change a score."))


@action(_("Team left the race"))
def leave_race(*, lane: Lane, how: str, reason: str, by: User, at: datetime, into: Lane | None = None) -> Lane:
    """Note that a team withdrew, was disqualified or merged into another one: its project ends, nothing more is paid.

    What it returns of the stage follows from the scheme; who is disqualified returns all of it. The race goes on with
    the others, also with one; it ends where nobody is left.
    """
    race = hold_race(lane.race_id)
    require(may_run_race(by, race), _("The authority notes who leaves."))
    held = lock(Lane.objects.select_related("project"), lane.pk)
    left = LeftBy(how)
    faults: dict[str, Words] = {}
    if not reason.strip():
        faults["reason"] = _("Give the reason.")
    if (left is LeftBy.MERGED) != (into is not None):
        faults["into"] = _("Name the team into which it merges, and only then.")
    elif into is not None and (into.race_id != race.pk or into.pk == held.pk or into.state != LaneState.RUNNING):
        faults["into"] = _("It merges into another team that is in this race.")
    if faults:
        raise WrongInput(faults)
    was, now = take_step(held, lifecycle=LANE_LIFECYCLE, step="leave")
    held.left_by, held.left_reason, held.merged_into = left, reason.strip(), into
    held.save()
    returned = _close_project(race, held, left, by=by, at=at)
    facts = {"left_by": left.value, "returns": returned, "stage": held.passed + 1}
    write_journal(on=held, by=by, at=at, was=was, now=now, facts=facts)
    _tell_race(race, gettext_noop("A team left the race %(race)s"), f"lane {held.pk} left", at=at)
    _settle_race(race, by=by, at=at)
    return held


def _close_project(race: Race, lane: Lane, left: LeftBy, *, by: User, at: datetime) -> Decimal:
    """End the project of a team that left: one that is disqualified is revoked, the others are terminated."""
    project = lane.project
    kind = ChangeKind.REVOCATION if left is LeftBy.DISQUALIFIED else ChangeKind.TERMINATION
    change = ChangeRequest(project=project, kind=kind, reason=lane.left_reason, stated_by=by, stated_at=at)
    take_step(change, lifecycle=CHANGE_LIFECYCLE, step="grant")
    change.settled_by, change.settled_at, change.settle_reason = by, at, lane.left_reason
    change.details = {"race": race.number, "left_by": left.value}
    change.save()
    had_begun = project.state == ProjectState.RUNNING
    was, now = take_step(
        project, lifecycle=PROJECT_LIFECYCLE, step="revoke" if kind == ChangeKind.REVOCATION else "terminate"
    )
    project.closed_at = at
    project.save(update_fields=["state", "closed_at"])
    _cancel(project, project.payments.all(), by=by, at=at)
    _drop_milestones(project, by=by, at=at)
    drop_duties(about=project, at=at)
    returned = returns_of(race, lane)
    claim_back(lane, returned, at=at, change=change)
    if had_begun:
        _end_joint_work(project, on=timezone.localdate(at), by=by, at=at)
    write_journal(on=change, by=by, at=at, now=change.state, facts={"project": project.number})
    write_journal(on=project, by=by, at=at, was=was, now=now, facts={"change": change.number, "to_recover": returned})
    return returned


def returns_of(race: Race, lane: Lane) -> Decimal:
    """What a team that left returns of the stage it was in: the engine's answer to its leaving."""
    judged = judge(race, lane.passed + 1, entries_of(race, lane.passed + 1))
    return next(one.money.returns for one in judged if one.lane == lane.pk)


def claim_back(lane: Lane, amount: Decimal, *, at: datetime, **ground: object) -> None:
    """Claim money of a stage back for whoever paid it; a team that got none owes none."""
    if amount <= 0:
        return
    project = lane.project
    paid = sum((paid_of_stage(lane, number) for number in range(1, lane.passed + 3)), Decimal(0))
    recovery = Recovery.objects.create(
        project=project,
        stream=Stream.PRE_SUBSIDY,
        payer=project.authority,
        paid=paid,
        spent=paid - amount,
        amount=amount,
        stated_at=at,
        **ground,
    )
    owe(
        owner=project.lead.party,
        about=recovery,
        key="give back",
        words=gettext_noop("Give %(stream)s of %(project)s back"),
        params={"stream": Stream.PRE_SUBSIDY.value, "project": project.number},
        at=at,
        why_undated=gettext_noop("the authority has set no date"),
        climbs_to=project.authority,
    )


@action(_("Team goes on at its own cost"))
def go_on_at_own_cost(*, lane: Lane, by: User, at: datetime) -> Lane:
    """Let an eliminated team work on without public money, where the scheme allows it."""
    race = hold_race(lane.race_id)
    held = lock(Lane.objects.select_related("project__lead__party"), lane.pk)
    require(may_sign_as_lead(by, held.project), _("The lead's unit administrator binds it."))
    if not scheme_of_race(race).may_continue:
        raise Refused(_("The scheme does not let an eliminated team go on."))
    was, now = take_step(held, lifecycle=LANE_LIFECYCLE, step="go_on")
    held.save(update_fields=["state"])
    meet_duties(about=held.project, key="go on or stop", at=at)
    write_journal(on=held, by=by, at=at, was=was, now=now)
    return held
