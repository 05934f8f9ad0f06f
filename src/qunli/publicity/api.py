"""Notices and objections, as the API tells them."""

from datetime import date, datetime

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status
from ninja.errors import HttpError

from qunli.core.actions import count_attempt
from qunli.core.api import Key, ReasonIn, RefOut, arrived, paged, ref_out
from qunli.people.permits import account_of
from qunli.publicity.actions import (
    Objector,
    check_notice,
    dismiss_objection,
    end_notice,
    file_objection,
    post_notice,
    uphold_objection,
    withdraw_notice,
)
from qunli.publicity.models import Objection, PublicNotice
from qunli.publicity.queries import notices_seen_by, objection_of_receipt, objections_seen_by
from qunli.publicity.states import NoticeState

router = Router(tags=["public notices"])

OBJECTIONS_AN_HOUR = 5


class NoticeOut(Schema):
    """A public notice."""

    id: int
    number: str
    title: str
    text: str
    rows: list[list[str]] = Field(description="A table, its head first.")
    state: str
    working_days: int
    counts_first_day: bool
    first_day: date | None
    last_day: date | None = Field(description="Empty while the calendar of that year is not published.")
    in_name_of: str
    contact: str
    about: RefOut

    @staticmethod
    def resolve_in_name_of(notice: PublicNotice) -> str:
        """Name the body."""
        return notice.in_name_of.name

    @staticmethod
    def resolve_about(notice: PublicNotice) -> RefOut:
        """Say what it is about."""
        return ref_out(notice.about)


class ObjectionOut(Schema):
    """An objection, for those who settle it."""

    id: int
    number: str
    notice_id: int
    name: str
    body: str
    contact: str
    statement: str
    state: str
    reason: str
    stated_at: datetime
    settled_at: datetime | None


class ObjectionIn(Schema):
    """An objection under real name; evidence is added on the page."""

    name: str = Field(min_length=1, max_length=100)
    body: str = Field("", max_length=200, description="For which body; empty where the objector speaks for himself.")
    contact: str = Field(min_length=1, max_length=200)
    statement: str = Field(min_length=1, max_length=20_000)


class ReceiptOut(Schema):
    """How far an objection has come: nothing about the objector."""

    receipt: str
    notice_id: int
    state: str
    reason: str
    stated_at: datetime
    settled_at: datetime | None


@router.get("/notices", response=list[NoticeOut], url_name="notices", summary="Public notices, newest first")
@paged
def notices(request: HttpRequest, state: NoticeState | None = None) -> QuerySet[PublicNotice]:
    """List what is or was public; to the office also what is being prepared."""
    rows = _notices(request)
    return (rows.filter(state=state) if state else rows).order_by("-id")


@router.get("/notices/{key}", response=NoticeOut, url_name="notice", summary="One notice")
def notice(request: HttpRequest, key: Key) -> PublicNotice:
    """Return a notice."""
    return get_object_or_404(_notices(request), pk=key)


@router.post("/notices/{key}/check", response=NoticeOut, url_name="check_notice", summary="Check before publication")
def check(request: HttpRequest, key: Key) -> PublicNotice:
    """Note the check before publication."""
    return check_notice(notice=notice(request, key), by=account_of(request), at=arrived())


@router.post("/notices/{key}/post", response=NoticeOut, url_name="post_notice", summary="Post a checked notice today")
def post(request: HttpRequest, key: Key) -> PublicNotice:
    """Post a notice."""
    return post_notice(notice=notice(request, key), by=account_of(request), at=arrived())


@router.post("/notices/{key}/end", response=NoticeOut, url_name="end_notice", summary="End a notice after its days")
def end(request: HttpRequest, key: Key) -> PublicNotice:
    """End a notice."""
    return end_notice(notice=notice(request, key), by=account_of(request), at=arrived())


@router.post("/notices/{key}/withdraw", response=NoticeOut, url_name="withdraw_notice", summary="Withdraw a notice")
def withdraw(request: HttpRequest, key: Key) -> PublicNotice:
    """Withdraw a notice."""
    return withdraw_notice(notice=notice(request, key), by=account_of(request), at=arrived())


@router.post("/notices/{key}/objections", response={201: ReceiptOut}, url_name="file_objection", summary="Object")
def file(request: HttpRequest, key: Key, body: ObjectionIn) -> Status[Objection]:
    """Object to a running notice; the receipt is told once and shows its holder how far the objection has come."""
    user, at, found = account_of(request), arrived(), notice(request, key)
    if count_attempt(key=f"objection:account:{user.pk}", seconds=3600, at=at) > OBJECTIONS_AN_HOUR:
        raise HttpError(429, _("At most %(limit)s objections an hour.") % {"limit": OBJECTIONS_AN_HOUR})
    objector = Objector(name=body.name, contact=body.contact, body=body.body)
    return Status(201, file_objection(notice=found, objector=objector, statement=body.statement, by=user, at=at))


@router.get("/receipts/{code}", response=ReceiptOut, url_name="receipt", summary="How far an objection has come")
def receipt(request: HttpRequest, code: str) -> Objection:
    """Tell the holder of a receipt how far the objection has come."""
    del request
    found = objection_of_receipt(code)
    if found is None:
        raise Http404
    return found


@router.get("/objections", response=list[ObjectionOut], url_name="objections", summary="Objections, newest first")
@paged
def objections(request: HttpRequest) -> QuerySet[Objection]:
    """List objections that the holder settles or may read."""
    return objections_seen_by(account_of(request)).order_by("-id")


@router.post("/objections/{key}/uphold", response=ObjectionOut, url_name="uphold_objection", summary="Uphold")
def uphold(request: HttpRequest, key: Key, data: ReasonIn) -> Objection:
    """Uphold an objection with a reason."""
    return uphold_objection(
        objection=_objection(request, key), reason=data.reason, by=account_of(request), at=arrived()
    )


@router.post("/objections/{key}/dismiss", response=ObjectionOut, url_name="dismiss_objection", summary="Dismiss")
def dismiss(request: HttpRequest, key: Key, data: ReasonIn) -> Objection:
    """Dismiss an objection with a reason."""
    return dismiss_objection(
        objection=_objection(request, key), reason=data.reason, by=account_of(request), at=arrived()
    )


def _notices(request: HttpRequest) -> QuerySet[PublicNotice]:
    return notices_seen_by(request.user).select_related("in_name_of")


def _objection(request: HttpRequest, key: int) -> Objection:
    return get_object_or_404(objections_seen_by(account_of(request)).select_related("notice"), pk=key)
