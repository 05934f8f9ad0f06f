"""The authority's acts: it decides, passes to the reserve, sends back, and approves with a document."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.awards.actions.jointly import _commit, _take_back, settled_list_of
from qunli.awards.actions.recommending import DECIDE
from qunli.awards.models import Award, Decision
from qunli.awards.permits import is_authority_of, may_decide, may_recommend
from qunli.awards.queries import awards_of, reserves_of, teams_of, upheld_objections
from qunli.awards.states import CHOSEN, DECISION_LIFECYCLE, DecisionState, Standing
from qunli.calls.actions import end_call
from qunli.core.actions import action, lock, take_step, tell, write_journal
from qunli.core.states import Refused, Words, WrongInput, listed
from qunli.directory.queries import credit_marks_against
from qunli.duties.actions import drop_duties, meet_duties
from qunli.needs.actions import reopen_items, take_items
from qunli.needs.models import ListItem
from qunli.people.models import User
from qunli.people.permits import require
from qunli.publicity.actions import withdraw_notice
from qunli.publicity.models import Objection
from qunli.publicity.states import NoticeState, ObjectionState
from qunli.review.actions import open_round

APART = _("Who recommended a decision does not decide on it.")

WORDS_OF = {
    Standing.WINNER: gettext_noop("Your proposal %(proposal)s has won (document %(document)s)."),
    Standing.RUNNER: gettext_noop("Your proposal %(proposal)s is admitted to the race (document %(document)s)."),
    Standing.RESERVE: gettext_noop("Your proposal %(proposal)s stands in reserve (document %(document)s)."),
    Standing.NOT_CHOSEN: gettext_noop("Your proposal %(proposal)s was not chosen; the page says why."),
    Standing.FALLEN: gettext_noop("Your proposal %(proposal)s fell by an objection; the page says why."),
}


class CreditMarked(Refused):
    """A credit mark stands against a team that would win or stand in reserve."""


class NotReady(Refused):
    """What must come first has not happened."""


@action(_("Decision taken"))
def decide(*, decision: Decision, meeting_record: str, met_on: date, by: User, at: datetime) -> Decision:
    """Take a recommended decision, with the number and the day of the meeting's record. Credit marks are checked."""
    held = _held(decision)
    require(may_decide(by, held), APART)
    was, now = take_step(held, lifecycle=DECISION_LIFECYCLE, step="decide")
    faults: dict[str, Words] = {}
    if not meeting_record.strip():
        faults["meeting_record"] = _("Give the number of the meeting's record.")
    if met_on > timezone.localdate(at):
        faults["met_on"] = _("The meeting lies in the future.")
    if faults:
        raise WrongInput(faults)
    _require_clean(held, at=at)
    held.meeting_record, held.met_on = meeting_record.strip(), met_on
    held.decided_by, held.decided_at = by, at
    held.save(update_fields=["state", "meeting_record", "met_on", "decided_by", "decided_at"])
    meet_duties(about=held, key=DECIDE, at=at)
    facts = {"meeting_record": held.meeting_record, "met_on": met_on}
    write_journal(on=held, by=by, at=at, was=was, now=now, facts=facts)
    return held


@action(_("Award passed to the reserve"))
def pass_to_reserve(
    *, decision: Decision, objection: Objection, by: User, at: datetime, award: Award | None = None
) -> Decision:
    """After an upheld objection, let the winner fall and the first reserve win; a new notice follows.

    `award` names the winner that falls; with one winner in the decision it need not be named. In a race a team falls
    also where nobody stands in reserve, as long as another one runs.
    """
    held = _held(decision)
    require(may_decide(by, held), APART)
    was, now = take_step(held, lifecycle=DECISION_LIFECYCLE, step="pass_to_reserve")
    if objection.notice_id != held.notice_id or objection.state != ObjectionState.UPHELD:
        raise NotReady(_("Only an upheld objection to the present notice lets a winner fall."))
    falling = _falling(held, award)
    rising = _rising(held, falling)
    was_chosen = falling.standing
    falling.standing, falling.reason = Standing.FALLEN, objection.reason
    falling.save(update_fields=["standing", "reason"])
    if rising is not None:
        rising.standing = was_chosen
        rising.save(update_fields=["standing"])
    _require_clean(held, at=at)
    _withdraw(held, by=by, at=at)
    _take_back(held, by=by, at=at)
    held.notice = None
    held.save(update_fields=["state", "notice"])
    facts = {"objection": objection.pk, "fallen": falling.proposal_id, "wins": rising and rising.proposal_id}
    write_journal(on=held, by=by, at=at, was=was, now=now, facts=facts)
    return held


@action(_("Decision sent back to review"))
def send_back(*, decision: Decision, reason: str, by: User, at: datetime) -> Decision:
    """Send a decision back to review: its notice is withdrawn and a further round opened, in which panels are formed.

    The authority does so at any time before approval; the operator may take back its own recommendation.
    """
    held = _held(decision)
    own = held.state == DecisionState.RECOMMENDED and may_recommend(by, held.call)
    require(is_authority_of(by, held.call) or own)
    if not reason.strip():
        raise WrongInput({"reason": _("Say why.")})
    was, now = take_step(held, lifecycle=DECISION_LIFECYCLE, step="send_back")
    _withdraw(held, by=by, at=at)
    _take_back(held, by=by, at=at)
    held.sent_back_reason = reason.strip()
    held.save(update_fields=["state", "sent_back_reason"])
    drop_duties(about=held, at=at)
    further = open_round(call=held.call, reason=held.sent_back_reason, by=by, at=at)
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"round": further.round})
    return held


@action(_("Decision approved"))
def approve(*, decision: Decision, document_number: str, by: User, at: datetime) -> Decision:
    """Approve with a numbered document, once the notice has ended and every upheld objection was acted upon.

    Teams are told how their proposals fared, the winners' items are taken, topics without a winner open again, and
    the call ends. Of a fund call all parties have approved the list; its money is committed in the same act.
    """
    held = _held(decision)
    require(may_decide(by, held), APART)
    was, now = take_step(held, lifecycle=DECISION_LIFECYCLE, step="approve")
    if not document_number.strip():
        raise WrongInput({"document_number": _("Give the number of the document.")})
    if held.notice is None or held.notice.state != NoticeState.ENDED:
        raise NotReady(_("The public notice has not ended."), remedy=_("End it after its last day."))
    if upheld_objections(held).exists():
        raise NotReady(
            _("An upheld objection has not been acted upon."),
            remedy=_("Pass to the reserve, or send the decision back to review."),
        )
    _require_clean(held, at=at)
    settled = settled_list_of(held)
    held.document_number, held.approved_by, held.approved_at = document_number.strip(), by, at
    if Decision.objects.filter(document_number=held.document_number).exclude(pk=held.pk).exists():
        raise WrongInput({"document_number": _("Another decision bears this number.")})
    held.save(update_fields=["state", "document_number", "approved_by", "approved_at"])
    _settle_items(held, by=by, at=at)
    _commit(settled, by=by, at=at)
    _tell_teams(held, at=at)
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"document_number": held.document_number})
    return held


def _held(decision: Decision) -> Decision:
    return lock(Decision.objects.select_related("call", "notice"), decision.pk)


def _rising(decision: Decision, falling: Award) -> Award | None:
    """The first reserve, or nobody where others still run without it."""
    rising = reserves_of(falling).select_for_update(of=("self",)).first()
    others = Award.objects.filter(decision=decision, topic=falling.topic_id, standing=Standing.RUNNER)
    if rising is None and not (falling.standing == Standing.RUNNER and others.exclude(pk=falling.pk).exists()):
        raise NotReady(_("Nobody stands in reserve."), remedy=_("Send the decision back to review."))
    return rising


def _falling(decision: Decision, award: Award | None) -> Award:
    rows = Award.objects.select_for_update(of=("self",)).filter(decision=decision, standing__in=CHOSEN)
    found = list(rows if award is None else rows.filter(pk=award.pk))
    if len(found) != 1:
        raise WrongInput({"award": _("Name the winner that falls.")})
    return found[0]


def _require_clean(decision: Decision, *, at: datetime) -> None:
    """Refuse while a credit mark stands against a team that wins or stands in reserve."""
    chosen = [one for one in awards_of(decision) if one.standing in {*CHOSEN, Standing.RESERVE}]
    teams = teams_of([one.proposal for one in chosen])
    parties = {party: name for team in teams.values() for party, name in team.items()}
    marks = credit_marks_against(parties, on=timezone.localdate(at))
    names = sorted({parties[party] for party in marks.values_list("party_id", flat=True)})
    if names:
        raise CreditMarked(
            _("A credit mark stands against %(names)s.") % {"names": listed(names)},
            remedy=_("Send the decision back to review."),
        )


def _withdraw(decision: Decision, *, by: User, at: datetime) -> None:
    notice = decision.notice
    if notice is not None and notice.state in {NoticeState.PREPARED, NoticeState.RUNNING}:
        withdraw_notice(notice=notice, by=by, at=at)


def _settle_items(decision: Decision, *, by: User, at: datetime) -> None:
    awards = list(awards_of(decision))
    won = {one.topic.item_id for one in awards if one.standing in CHOSEN}
    left = {one.topic.item_id for one in awards} - won
    if won:
        take_items(items=list(ListItem.objects.filter(pk__in=won).order_by("id")), by=by, at=at)
    if left:
        reopen_items(items=list(ListItem.objects.filter(pk__in=left).order_by("id")), by=by, at=at)
    end_call(call=decision.call, by=by, at=at)


def _tell_teams(decision: Decision, *, at: datetime) -> None:
    awards = list(awards_of(decision))
    teams = teams_of([one.proposal for one in awards])
    for one in awards:
        params = {"proposal": one.proposal.number, "document": decision.document_number}
        if one.standing in {Standing.NOT_CHOSEN, Standing.FALLEN}:
            del params["document"]
        tell(
            parties=list(teams[one.proposal_id]),
            occasion=f"award {one.pk}",
            words=WORDS_OF[Standing(one.standing)],
            params=params,
            about=one,
            at=at,
        )
