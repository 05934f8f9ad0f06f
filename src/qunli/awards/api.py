"""Decisions and awards over the API."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Field, Router, Schema, Status

from qunli.awards import actions
from qunli.awards.actions import Choice
from qunli.awards.models import Award, Decision
from qunli.awards.permits import may_recommend
from qunli.awards.queries import awards_of, awards_seen_by, candidates_of, decisions_seen_by, upheld_objections
from qunli.awards.states import Standing
from qunli.calls.queries import calls_seen_by
from qunli.core.api import Key, KeyIn, arrived, paged
from qunli.core.states import WrongInput
from qunli.people.permits import account_of, require

router = Router(tags=["awards"])


class AwardOut(Schema):
    """How a proposal fared."""

    id: int
    decision_id: int
    topic_id: int
    proposal_id: int
    rank: int
    score: Decimal | None
    standing: str
    money: Decimal
    reason: str


class DecisionOut(Schema):
    """A decision."""

    id: int
    number: str
    call_id: int
    round: int
    state: str
    meeting_record: str
    met_on: date | None
    notice_id: int | None
    document_number: str
    approved_at: datetime | None
    sent_back_reason: str


class WholeDecisionOut(DecisionOut):
    """A decision with its awards."""

    awards: list[AwardOut]


class ChoiceIn(Schema):
    """What is recommended for one proposal, and why."""

    proposal_id: KeyIn
    standing: Standing
    money: Decimal = Field(Decimal(0), ge=0, max_digits=18, decimal_places=2)
    reason: str = Field(min_length=1, max_length=5000)


class RecommendationIn(Schema):
    """A recommendation: a choice for every admitted proposal."""

    choices: list[ChoiceIn] = Field(min_length=1, max_length=1000)


class MeetingIn(Schema):
    """The record of the meeting that decided."""

    meeting_record: str = Field(min_length=1, max_length=100)
    met_on: date


class ContactIn(Schema):
    """Where objections can be sent."""

    contact: str = Field(min_length=1, max_length=300)


class ReserveIn(Schema):
    """Which winner falls by which upheld objection."""

    objection_id: KeyIn
    award_id: KeyIn | None = None


class BackIn(Schema):
    """Why a decision goes back to review."""

    reason: str = Field(min_length=1, max_length=2000)


class DocumentIn(Schema):
    """The approval's document number."""

    document_number: str = Field(min_length=1, max_length=100)


@router.get("/decisions", response=list[DecisionOut], url_name="decisions", summary="Decisions")
@paged
def decisions(request: HttpRequest, call: int | None = None) -> QuerySet[Decision]:
    """List the decisions that the holder sees."""
    rows = decisions_seen_by(account_of(request))
    return (rows if call is None else rows.filter(call=call)).order_by("-id")


@router.post("/calls/{key}/decisions", response={201: WholeDecisionOut}, url_name="recommend", summary="Recommend")
def recommend(request: HttpRequest, key: Key, body: RecommendationIn) -> Status[dict[str, object]]:
    """Recommend for every admitted proposal of a call; every fault comes back at its proposal."""
    user = account_of(request)
    call = calls_seen_by(user).get(pk=key)
    require(may_recommend(user, call))
    known = {one.pk: one for one in candidates_of(call)}
    strange = {
        f"proposal-{row.proposal_id}": _("This proposal was not admitted to the review of this call.")
        for row in body.choices
        if row.proposal_id not in known
    }
    if strange:
        raise WrongInput(strange)
    choices = [
        Choice(proposal=known[row.proposal_id], standing=row.standing, money=row.money, reason=row.reason)
        for row in body.choices
    ]
    return Status(201, _whole(actions.recommend(call=call, choices=choices, by=user, at=arrived())))


@router.get("/decisions/{key}", response=WholeDecisionOut, url_name="decision", summary="One decision")
def decision(request: HttpRequest, key: Key) -> dict[str, object]:
    """Show a decision with every award."""
    return _whole(_seen(request, key))


@router.post("/decisions/{key}/decide", response=WholeDecisionOut, url_name="decide", summary="Decide")
def decide(request: HttpRequest, key: Key, body: MeetingIn) -> dict[str, object]:
    """Take a recommended decision, with the number and the day of the meeting's record."""
    found = _seen(request, key)
    return _whole(actions.decide(decision=found, by=account_of(request), at=arrived(), **body.dict()))


@router.post(
    "/decisions/{key}/prepare-notice", response=WholeDecisionOut, url_name="prepare_publicity", summary="Notice"
)
def prepare(request: HttpRequest, key: Key, body: ContactIn) -> dict[str, object]:
    """Prepare the public notice; somebody else checks it before it is posted."""
    found = _seen(request, key)
    actions.prepare_publicity(decision=found, contact=body.contact, by=account_of(request), at=arrived())
    return _whole(_seen(request, key))


@router.post("/decisions/{key}/post-notice", response=WholeDecisionOut, url_name="post_decision", summary="Post")
def post(request: HttpRequest, key: Key) -> dict[str, object]:
    """Post the prepared and checked notice."""
    return _whole(actions.post_decision(decision=_seen(request, key), by=account_of(request), at=arrived()))


@router.post(
    "/decisions/{key}/pass-to-reserve", response=WholeDecisionOut, url_name="decision_reserve", summary="Reserve"
)
def reserve(request: HttpRequest, key: Key, body: ReserveIn) -> dict[str, object]:
    """After an upheld objection, let the winner fall and the first reserve win."""
    found = _seen(request, key)
    objection = upheld_objections(found).get(pk=body.objection_id)
    award = awards_of(found).get(pk=body.award_id) if body.award_id else None
    passed = actions.pass_to_reserve(
        decision=found, objection=objection, award=award, by=account_of(request), at=arrived()
    )
    return _whole(passed)


@router.post("/decisions/{key}/send-back", response=WholeDecisionOut, url_name="send_back", summary="Back to review")
def send_back(request: HttpRequest, key: Key, body: BackIn) -> dict[str, object]:
    """Send a decision back to review; a further round is opened."""
    found = _seen(request, key)
    return _whole(actions.send_back(decision=found, reason=body.reason, by=account_of(request), at=arrived()))


@router.post("/decisions/{key}/approve", response=WholeDecisionOut, url_name="approve_decision", summary="Approve")
def approve(request: HttpRequest, key: Key, body: DocumentIn) -> dict[str, object]:
    """Approve with a numbered document, once the notice has ended."""
    found = _seen(request, key)
    approved = actions.approve(
        decision=found, document_number=body.document_number, by=account_of(request), at=arrived()
    )
    return _whole(approved)


@router.get("/awards", response=list[AwardOut], url_name="awards", summary="Awards")
@paged
def awards(request: HttpRequest) -> QuerySet[Award]:
    """List awards; a team sees its own once approved."""
    return awards_seen_by(account_of(request)).order_by("-id")


@router.get("/awards/{key}", response=AwardOut, url_name="award", summary="One award")
def award(request: HttpRequest, key: Key) -> Award:
    """Show how one proposal fared."""
    return awards_seen_by(account_of(request)).get(pk=key)


def _seen(request: HttpRequest, key: int) -> Decision:
    return decisions_seen_by(account_of(request)).select_related("call", "notice").get(pk=key)


def _whole(found: Decision) -> dict[str, object]:
    return {
        **DecisionOut.from_orm(found).dict(),
        "awards": [AwardOut.from_orm(one).dict() for one in awards_of(found)],
    }
