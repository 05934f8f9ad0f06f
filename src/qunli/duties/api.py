"""What is owed, as the API tells it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Router, Schema

from qunli.core.api import LARGEST_KEY, RefOut, arrived, paged, ref_out
from qunli.core.models import Message
from qunli.duties.actions import read_messages
from qunli.duties.models import Duty
from qunli.duties.queries import duties_of
from qunli.people.permits import account_of
from qunli.people.queries import messages_of, standing_of

router = Router(tags=["duties"])


class DutyOut(Schema):
    """An open duty."""

    id: int
    owner: str
    text: str
    due_at: datetime | None
    undated_because: str
    about: RefOut

    @staticmethod
    def resolve_owner(duty: Duty) -> str:
        """Name who owes it."""
        return duty.owner.name

    @staticmethod
    def resolve_about(duty: Duty) -> RefOut:
        """Say what it is about."""
        return ref_out(duty.about)


@router.get("/me/duties", response=list[DutyOut], url_name="duties", summary="What the holder may meet")
@paged
def duties(request: HttpRequest) -> QuerySet[Duty]:
    """List open duties of the holder and of the parties acted for, the most pressing first."""
    return duties_of(standing_of(account_of(request)))


class MessageOut(Schema):
    """What was told to the holder or to a party acted for."""

    id: int
    text: str
    at: datetime
    read_at: datetime | None
    about: RefOut

    @staticmethod
    def resolve_about(message: Message) -> RefOut:
        """Say what it is about."""
        return ref_out(message.about)


class UptoIn(Schema):
    """The newest message that was seen."""

    upto: int = Field(ge=1, le=LARGEST_KEY)


class MarkedOut(Schema):
    """How many were new."""

    marked: int


@router.get("/me/messages", response=list[MessageOut], url_name="messages", summary="What the holder was told")
@paged
def messages(request: HttpRequest) -> QuerySet[Message]:
    """List messages, unread first, then the newest."""
    return messages_of(standing_of(account_of(request)))


@router.post("/me/messages/read", response=MarkedOut, url_name="mark_read", summary="Mark messages as read")
def mark_read(request: HttpRequest, seen: UptoIn) -> MarkedOut:
    """Mark messages up to an id as read."""
    return MarkedOut(marked=read_messages(user=account_of(request), upto=seen.upto, at=arrived()))
