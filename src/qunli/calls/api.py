"""Calls and proposals, as the API tells them. Sealed proposals go through the same condition as on every page."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from ninja import Field, Router, Schema

from qunli.calls.actions import change_proposal, submit_proposal
from qunli.calls.models import Call, Proposal, ProposalVersion, Question
from qunli.calls.permits import may_read_call
from qunli.calls.queries import answered_questions, call_with_topics, calls_seen_by, proposals_seen_by, receipts_of
from qunli.core.api import Key, arrived, paged
from qunli.people.permits import account_of

router = Router(tags=["calls"])


class CallOut(Schema):
    """A call in a list."""

    id: int
    number: str
    title: str
    title_en: str
    state: str
    authority: str
    published_at: datetime | None
    team_deadline: datetime | None
    unit_deadline: datetime | None
    recommending_deadline: datetime | None

    @staticmethod
    def resolve_authority(call: Call) -> str:
        """Name who decides."""
        return call.authority.name


class IndicatorOut(Schema):
    """What a taker must reach."""

    id: int
    name: str
    comparator: str
    target: str
    unit: str
    how_measured: str


class TopicOut(Schema):
    """A topic of a call."""

    id: int
    title: str
    title_en: str
    summary: str
    bidder_conditions: str
    poster_money: Decimal
    fiscal_money: Decimal
    wanted_by: date | None
    indicators: list[IndicatorOut]

    @staticmethod
    def resolve_indicators(topic: Any) -> list[object]:  # noqa: ANN401 - a topic with its indicators read beforehand
        """List the indicators in their order."""
        return list(topic.indicators.all())


class WholeCallOut(CallOut):
    """A call with its guide, topics and terms."""

    guide: str
    contact: str
    sequence: list[str]
    terms: dict[str, Any] = Field(description="Each term with value, unit, confidence, source and article.")
    topics: list[TopicOut]

    @staticmethod
    def resolve_topics(call: Call) -> list[object]:
        """List the topics in their order."""
        return list(call.topics.all())


class QuestionOut(Schema):
    """A question with its answer; never who asked."""

    id: int
    text: str
    answer: str
    answered_at: datetime


class ProposalOut(Schema):
    """A proposal as somebody reads it who may."""

    id: int
    number: str
    call_id: int
    topic_id: int
    lead: str
    title: str
    leader_name: str
    state: str
    version: int
    asked_money: Decimal
    own_money: Decimal
    submitted_at: datetime | None

    @staticmethod
    def resolve_lead(proposal: Proposal) -> str:
        """Name the lead."""
        return proposal.lead.name


class WholeProposalOut(ProposalOut):
    """A proposal with its text, budget and promises."""

    approach: str
    foundation: str
    schedule: str
    budget: list[dict[str, Any]]
    promised: list[dict[str, Any]]


class DraftIn(Schema):
    """What changes in a draft; what is left out stays. `seen_version` guards against overwriting another's text."""

    seen_version: int = Field(ge=1, le=2**31 - 1)
    title: str | None = Field(None, min_length=1, max_length=200)
    leader_name: str | None = Field(None, min_length=1, max_length=100)
    approach: str | None = Field(None, max_length=200_000)
    foundation: str | None = Field(None, max_length=200_000)
    schedule: str | None = Field(None, max_length=200_000)
    asked_money: Decimal | None = Field(None, ge=0, max_digits=18, decimal_places=2)
    own_money: Decimal | None = Field(None, ge=0, max_digits=18, decimal_places=2)


class ReceiptOut(Schema):
    """Proof of what was handed in and when."""

    version: int
    made_at: datetime
    fingerprint: str
    journal_head: str


@router.get("/calls", response=list[CallOut], url_name="calls", summary="Calls, the newest first")
@paged
def calls(request: HttpRequest) -> QuerySet[Call]:
    """List the calls that the holder may read; a visitor's are the published ones."""
    return calls_seen_by(request.user).order_by("-published_at", "-id")


@router.get("/calls/{key}", response=WholeCallOut, url_name="call", summary="One call")
def call(request: HttpRequest, key: Key) -> Call:
    """Return a call with topics, indicators and terms."""
    found = call_with_topics(key)
    if not may_read_call(request.user, found):
        raise Http404
    return found


@router.get("/calls/{key}/questions", response=list[QuestionOut], url_name="questions", summary="Questions answered")
@paged
def questions(request: HttpRequest, key: Key) -> QuerySet[Question]:
    """List the questions about a call that have an answer."""
    return answered_questions(call(request, key))


@router.get("/proposals", response=list[ProposalOut], url_name="proposals", summary="Proposals, the newest first")
@paged
def proposals(request: HttpRequest) -> QuerySet[Proposal]:
    """List the proposals that the holder reads whole; sealed ones are there for their team and stampers only."""
    return proposals_seen_by(account_of(request), at=arrived()).order_by("-id")


@router.get("/proposals/{key}", response=WholeProposalOut, url_name="proposal", summary="One proposal")
def proposal(request: HttpRequest, key: Key) -> Proposal:
    """Return a proposal that the holder reads whole."""
    return proposals_seen_by(account_of(request), at=arrived()).get(pk=key)


@router.patch("/proposals/{key}/draft", response=WholeProposalOut, url_name="change_proposal", summary="Change a draft")
def change(request: HttpRequest, key: Key, body: DraftIn) -> Proposal:
    """Save a draft as its next version."""
    given = {name: value for name, value in body.dict(exclude={"seen_version"}).items() if value is not None}
    return change_proposal(
        proposal=proposal(request, key),
        changes=given,
        by=account_of(request),
        at=arrived(),
        seen_version=body.seen_version,
    )


@router.post("/proposals/{key}/submit", response=ReceiptOut, url_name="submit_proposal", summary="Hand a draft in")
def submit(request: HttpRequest, key: Key) -> dict[str, object]:
    """Hand a proposal in and return the receipt; everything that is missing comes back at once."""
    mine = proposal(request, key)
    kept = submit_proposal(proposal=mine, by=account_of(request), at=arrived())
    head = next((one.journal_head for one in receipts_of(mine) if one.version.pk == kept.pk), "")
    return _receipt(kept, head)


@router.get("/proposals/{key}/receipts", response=list[ReceiptOut], url_name="receipts", summary="Receipts")
def receipts(request: HttpRequest, key: Key) -> list[dict[str, object]]:
    """List a receipt for each time that the proposal was handed in."""
    return [_receipt(one.version, one.journal_head) for one in receipts_of(proposal(request, key))]


def _receipt(version: ProposalVersion, head: str) -> dict[str, object]:
    return {
        "version": version.version,
        "made_at": version.made_at,
        "fingerprint": version.fingerprint,
        "journal_head": head,
    }
