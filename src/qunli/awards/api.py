"""Decisions and awards over the API."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router, Schema

from qunli.awards.models import Award, Decision
from qunli.awards.queries import awards_of, awards_seen_by, decisions_seen_by
from qunli.core.api import Key, paged
from qunli.people.permits import account_of

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


class WholeDecisionOut(DecisionOut):
    """A decision with its awards."""

    awards: list[AwardOut]


@router.get("/decisions", response=list[DecisionOut], url_name="decisions", summary="Decisions")
@paged
def decisions(request: HttpRequest) -> QuerySet[Decision]:
    """List the decisions that the holder sees."""
    return decisions_seen_by(account_of(request)).order_by("-id")


@router.get("/decisions/{key}", response=WholeDecisionOut, url_name="decision", summary="One decision")
def decision(request: HttpRequest, key: Key) -> dict[str, object]:
    """Show a decision with every award."""
    found = decisions_seen_by(account_of(request)).get(pk=key)
    awards = [AwardOut.from_orm(one).dict() for one in awards_of(found)]
    return {**DecisionOut.from_orm(found).dict(), "awards": awards}


@router.get("/awards", response=list[AwardOut], url_name="awards", summary="Awards")
@paged
def awards(request: HttpRequest) -> QuerySet[Award]:
    """List awards; a team sees its own once approved."""
    return awards_seen_by(account_of(request)).order_by("-id")
