"""The gates of a race: proposed from the engine's rulings, decided by the authority, put in force, corrected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, override
from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, lock, take_step, write_journal
from qunli.core.states import Refused, Words, WrongInput
from qunli.duties.actions import meet_duties
from qunli.people.models import User
from qunli.people.permits import require
from qunli.people.states import Role
from qunli.projects.actions.holding import owe
from qunli.projects.actions.lanes import _apply_rulings
from qunli.projects.actions.race_course import _settle_race, hold_race
from qunli.projects.bridge.races import (
    corrected,
    entries_of,
    judge,
    judge_without_remedy,
    rows_of_inputs,
    rows_of_rulings,
)
from qunli.projects.bridge.terms import term_of
from qunli.projects.models import Race, StageDecision
from qunli.projects.permits import may_propose_stage, may_run_race
from qunli.projects.queries.races import lanes_at, milestones_at, scheme_of_race
from qunli.projects.states import (
    STAGE_DECISION_LIFECYCLE,
    LaneState,
    MilestoneState,
    RaceState,
    StageDecisionState,
)
from qunli.publicity.actions import NoticeDraft, prepare_notice
from qunli.publicity.models import PublicNotice
from qunli.publicity.states import NoticeState, ObjectionState


class GateNotReady(Refused):
    """What a gate is judged by is not there yet."""


class StageNotPublic(Refused):
    """The pack asks for publicity of a stage's result, which has not ended."""


@action(_("Stage result proposed"))
def propose_stage(*, race: Race, by: User, at: datetime) -> StageDecision:
    """Judge the gate of the stage that runs, by the engine, and propose the result to the authority.

    Refused while a team has neither reported nor missed its day, or mends within its window, or a score is missing.
    """
    held = hold_race(race.pk)
    require(may_propose_stage(by, held))
    if held.state != RaceState.RUNNING:
        raise GateNotReady(_("%(race)s is not running.") % {"race": held.number})
    if held.stage_decisions.filter(state__in=[StageDecisionState.PROPOSED, StageDecisionState.DECIDED]).exists():
        raise GateNotReady(_("A result of this stage is on its way already."))
    _refuse_unready(held, at)
    entries = entries_of(held, held.stage)
    rulings = rows_of_rulings(judge(held, held.stage, entries))
    decision = StageDecision.objects.create(
        race=held,
        stage=held.stage,
        round=_next_round(held),
        inputs=rows_of_inputs(entries),
        rulings=rulings,
        stated_by=by,
        stated_at=at,
    )
    meet_duties(about=held, key=f"gate {held.stage}", at=at)
    owe(
        owner=held.authority,
        about=held,
        key=f"decide {held.stage}",
        words=gettext_noop("Decide what becomes of the teams after stage %(stage)s of the race %(race)s"),
        params={"stage": held.stage, "race": held.number},
        at=at,
        role=Role.AUTHORITY,
    )
    verdicts = {str(row["lane"]): row["verdict"] for row in rulings}
    write_journal(on=decision, by=by, at=at, now=decision.state, facts={"race": held.number, "verdicts": verdicts})
    return decision


def _next_round(race: Race) -> int:
    last = race.stage_decisions.filter(stage=race.stage).aggregate(last=Max("round"))["last"]
    return (last or 0) + 1


def _refuse_unready(race: Race, at: datetime) -> None:
    today = timezone.localdate(at)
    judges = [one.who for one in scheme_of_race(race).stages[race.stage - 1].judges]
    milestones = milestones_at(race, race.stage)
    for lane in lanes_at(race, race.stage):
        if lane.state != LaneState.RUNNING or lane.passed >= race.stage:
            continue
        milestone = milestones[lane.project_id]
        until = milestone.remedy_until if milestone.state == MilestoneState.REMEDY else milestone.due_on
        waits = milestone.state in {MilestoneState.PLANNED, MilestoneState.REMEDY}
        named = {"project": lane.project.number}
        if waits and until is not None and today <= until:
            raise GateNotReady(
                _("%(project)s may still report.") % named,
                remedy=_("Wait for its report, or until its day has passed."),
            )
        given = {one.who for one in lane.scores.all() if one.stage == race.stage}
        if milestone.state == MilestoneState.REPORTED and set(judges) - given:
            raise GateNotReady(_("%(project)s is not scored by every judge.") % named)


@action(_("Stage result set aside"))
def set_stage_aside(*, decision: StageDecision, reason: str, by: User, at: datetime) -> StageDecision:
    """Take a result back that is not in force, so that scores can be changed and the gate proposed anew."""
    race = hold_race(decision.race_id)
    held = lock(StageDecision.objects.select_related("notice"), decision.pk)
    own = held.state == StageDecisionState.PROPOSED and may_propose_stage(by, race)
    require(may_run_race(by, race) or own)
    if not reason.strip():
        raise WrongInput({"reason": _("Say why.")})
    was, now = take_step(held, lifecycle=STAGE_DECISION_LIFECYCLE, step="set_aside")
    held.reason = reason.strip()
    held.save()
    write_journal(on=held, by=by, at=at, was=was, now=now)
    return held


@action(_("Stage result decided"))
def decide_stage(
    *, decision: StageDecision, meeting_record: str, met_on: date, by: User, at: datetime
) -> StageDecision:
    """Decide a proposed result with the meeting's record; in force at once unless the pack asks for publicity."""
    race = hold_race(decision.race_id)
    held = lock(StageDecision.objects.all(), decision.pk)
    held.race = race
    require(may_run_race(by, race), _("The authority decides."))
    if by.pk == held.stated_by_id:
        raise Refused(_("Who proposed a result does not decide on it."))
    _refuse_unrecorded(meeting_record, met_on, at)
    if rows_of_inputs(entries_of(race, held.stage)) != held.inputs:
        raise Refused(_("What was judged has changed since."), remedy=_("Set the proposal aside and propose anew."))
    was, now = take_step(held, lifecycle=STAGE_DECISION_LIFECYCLE, step="decide")
    held.meeting_record, held.met_on = meeting_record.strip(), met_on
    held.decided_by, held.decided_at = by, at
    held.save()
    meet_duties(about=race, key=f"decide {held.stage}", at=at)
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"meeting_record": held.meeting_record})
    if not publicity_days(race):
        _put_in_force(held, by=by, at=at)
    return held


def _refuse_unrecorded(meeting_record: str, met_on: date, at: datetime) -> None:
    faults: dict[str, Words] = {}
    if not meeting_record.strip():
        faults["meeting_record"] = _("Give the number of the meeting's record.")
    if met_on > timezone.localdate(at):
        faults["met_on"] = _("The meeting lies in the future.")
    if faults:
        raise WrongInput(faults)


def publicity_days(race: Race) -> int:
    """For how many working days a stage's result is public before it is in force; nought where no rule asks."""
    return term_of(race.terms, "stage_publicity_working_days").whole or 0


@action(_("Publicity of the stage result prepared"))
def prepare_stage_notice(*, decision: StageDecision, contact: str, by: User, at: datetime) -> PublicNotice:
    """Prepare the notice of a decided result; somebody else checks and posts it."""
    race = hold_race(decision.race_id)
    held = lock(StageDecision.objects.select_related("notice"), decision.pk)
    held.race = race
    require(may_propose_stage(by, race) or may_run_race(by, race))
    days = publicity_days(race)
    if held.state != StageDecisionState.DECIDED or not days:
        raise StageNotPublic(_("There is no result to be made public."))
    if held.notice is not None and held.notice.state in {NoticeState.PREPARED, NoticeState.RUNNING, NoticeState.ENDED}:
        raise StageNotPublic(_("A notice of this result is under way already."))
    if not contact.strip():
        raise WrongInput({"contact": _("Say where objections can be sent.")})
    with override(settings.LANGUAGE_CODE):
        draft = NoticeDraft(
            title=gettext("Result of stage %(stage)s of “%(race)s”") % {"stage": held.stage, "race": race.title},
            text=gettext("Whoever objects writes under real name, with evidence, before the last day."),
            rows=_rows(held),
            contact=contact.strip(),
            working_days=days,
            counts_first_day=bool(race.terms.get("publicity_counts_first_day", {}).get("value")),
        )
    held.notice = prepare_notice(about=held, draft=draft, in_name_of=race.authority, by=by, at=at)
    held.save(update_fields=["notice"])
    write_journal(on=held, by=by, at=at, facts={"notice": held.notice.pk, "working_days": days})
    return held.notice


def _rows(decision: StageDecision) -> list[list[str]]:
    words = {"on": gettext("goes on"), "out": gettext("out"), "remedy": gettext("may mend")}
    names = dict(decision.race.lanes.values_list("pk", "project__lead__name"))
    rows = [[names[row["lane"]], words[row["verdict"]], str(row["rank"] or "—")] for row in decision.rulings]
    return [[gettext("Lead"), gettext("Result"), gettext("Rank")], *rows]


@action(_("Stage result put in force"))
def put_stage_in_force(*, decision: StageDecision, by: User, at: datetime) -> StageDecision:
    """Let a decided result take effect after its publicity, once no objection is open or upheld."""
    race = hold_race(decision.race_id)
    held = lock(StageDecision.objects.select_related("notice"), decision.pk)
    held.race = race
    require(may_run_race(by, race))
    if held.notice is None or held.notice.state != NoticeState.ENDED:
        raise StageNotPublic(_("The public notice has not ended."), remedy=_("End it after its last day."))
    if held.notice.objections.filter(state=ObjectionState.UPHELD).exists():
        raise StageNotPublic(_("An objection was upheld."), remedy=_("Set the result aside and propose it anew."))
    _put_in_force(held, by=by, at=at)
    return held


def _put_in_force(decision: StageDecision, *, by: User, at: datetime) -> None:
    was, now = take_step(decision, lifecycle=STAGE_DECISION_LIFECYCLE, step="put_in_force")
    decision.save(update_fields=["state"])
    _apply_rulings(decision, by=by, at=at)
    write_journal(on=decision, by=by, at=at, was=was, now=now, facts={"stage": decision.stage})
    race = decision.race
    _settle_race(race, by=by, at=at)


@action(_("Stage result corrected"))
def correct_stage(  # noqa: PLR0913 - what a correction consists of
    *,
    decision: StageDecision,
    measured: Mapping[int, Mapping[str, Decimal]],
    scores: Mapping[int, Mapping[str, Decimal]],
    reason: str,
    meeting_record: str,
    met_on: date,
    by: User,
    at: datetime,
) -> StageDecision:
    """Judge a gate again with corrected values or scores, by lane, after an objection was upheld.

    It is in force at once: a team that is now out returns what it was paid for the next stage, one that is now on is
    taken back and paid. Only the latest result in force can be corrected, and it opens no new window for remedies.
    """
    race = hold_race(decision.race_id)
    held = lock(StageDecision.objects.all(), decision.pk)
    require(may_run_race(by, race), _("The authority decides."))
    if by.pk == held.stated_by_id:
        raise Refused(_("Who proposed a result does not decide on it."))
    _refuse_unrecorded(meeting_record, met_on, at)
    if not reason.strip():
        raise WrongInput({"reason": _("Say why.")})
    if race.stage_decisions.exclude(state=StageDecisionState.SET_ASIDE).filter(pk__gt=held.pk).exists():
        raise Refused(_("A later result stands on this one."))
    was, now = take_step(held, lifecycle=STAGE_DECISION_LIFECYCLE, step="correct")
    held.save(update_fields=["state"])
    entries = corrected(entries_of(race, held.stage), measured, scores)
    made = StageDecision.objects.create(
        race=race,
        stage=held.stage,
        round=held.round + 1,
        corrects=held,
        inputs=rows_of_inputs(entries),
        rulings=rows_of_rulings(judge_without_remedy(race, held.stage, entries)),
        reason=reason.strip(),
        meeting_record=meeting_record.strip(),
        met_on=met_on,
        stated_by=held.stated_by,
        stated_at=at,
        decided_by=by,
        decided_at=at,
        state=StageDecisionState.DECIDED,
    )
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"corrected_by": made.number})
    _put_in_force(made, by=by, at=at)
    return made
