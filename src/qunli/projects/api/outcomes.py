"""Outcomes and their transfer over the API."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from qunli.core.api import Key, KeyIn, arrived, paged
from qunli.directory.models import Organization
from qunli.people.permits import account_of
from qunli.projects import actions
from qunli.projects.actions import OutcomeEntry, TransferEntry
from qunli.projects.models import Outcome, Transfer
from qunli.projects.queries.seen import for_page, outcomes_seen_by, projects_seen_by
from qunli.projects.states import IpStatus, OutcomeKind, TransferKind

router = Router(tags=["projects"])

PUBLISHING: Final[dict[str, Any]] = {  # each takes an outcome, who and when
    "publish": actions.publish_outcome,
    "unpublish": actions.unpublish_outcome,
}


class OutcomeOut(Schema):
    """What a project brought."""

    id: int
    number: str
    project_id: int
    kind: str
    title: str
    title_en: str
    description: str
    trl: int | None
    identifier: str
    ip_status: str
    owner_id: int
    is_public: bool
    stated_at: datetime


class OutcomeIn(Schema):
    """What is recorded of an outcome."""

    kind: OutcomeKind
    title: str = Field(min_length=1, max_length=200)
    owner_id: KeyIn
    title_en: str = Field("", max_length=200)
    description: str = Field("", max_length=20_000)
    trl: int | None = Field(None, ge=1, le=9)
    identifier: str = Field("", max_length=100)
    ip_status: IpStatus = IpStatus.NONE
    co_owner_ids: list[KeyIn] = Field(default_factory=list, max_length=40)


class TransferOut(Schema):
    """A deal about an outcome."""

    id: int
    number: str
    outcome_id: int
    kind: str
    receiver_id: int
    price: Decimal
    terms_text: str
    price_is_agreed: bool
    state: str
    notice_id: int | None
    concluded_at: datetime | None


class TransferIn(Schema):
    """Who receives an outcome, how, for what price."""

    kind: TransferKind
    receiver_id: KeyIn
    price: Decimal = Field(ge=0, max_digits=18, decimal_places=2)
    terms_text: str = Field("", max_length=20_000)
    price_is_agreed: bool = True


class PriceNoticeIn(Schema):
    """Where objections to the price can be sent."""

    contact: str = Field(min_length=1, max_length=300)


class OwnReasonIn(Schema):
    """A reason; of a deal concluded before its notice is over, or given up."""

    reason: str = Field("", max_length=5000)


@router.get("/outcomes", response=list[OutcomeOut], url_name="outcomes", summary="Outcomes, the newest first")
@paged
def outcomes(request: HttpRequest) -> QuerySet[Outcome]:
    """List the outcomes that the holder reads."""
    return outcomes_seen_by(account_of(request), at=arrived()).order_by("-id")


@router.post("/projects/{key}/outcomes", response={201: OutcomeOut}, url_name="record_outcome", summary="Record one")
def record(request: HttpRequest, key: Key, body: OutcomeIn) -> Status[Outcome]:
    """Record what a project brought."""
    project = for_page(projects_seen_by(account_of(request), at=arrived())).get(pk=key)
    plain = body.dict(exclude={"owner_id", "co_owner_ids"})
    owners = Organization.objects.filter(merged_into=None)
    entry = OutcomeEntry(
        **plain, owner=owners.get(pk=body.owner_id), co_owners=list(owners.filter(pk__in=body.co_owner_ids))
    )
    return Status(201, actions.record_outcome(project=project, entry=entry, by=account_of(request), at=arrived()))


@router.post("/outcomes/{key}/steps/{step}", response=OutcomeOut, url_name="outcome_step", summary="Publish, or not")
def publish(request: HttpRequest, key: Key, step: Literal["publish", "unpublish"]) -> Outcome:
    """Make an outcome public after the check, or take it out of the public."""
    done: Outcome = PUBLISHING[step](outcome=_outcome(request, key), by=account_of(request), at=arrived())
    return done


@router.get("/outcomes/{key}/transfers", response=list[TransferOut], url_name="transfers", summary="Its transfers")
@paged
def transfers(request: HttpRequest, key: Key) -> QuerySet[Transfer]:
    """List the deals about an outcome of a project that the holder reads."""
    return _outcome(request, key).transfers.order_by("-id")


@router.post("/outcomes/{key}/transfers", response={201: TransferOut}, url_name="transfers", summary="Prepare one")
def prepare(request: HttpRequest, key: Key, body: TransferIn) -> Status[Transfer]:
    """Prepare a deal."""
    receiver = Organization.objects.filter(merged_into=None).get(pk=body.receiver_id)
    entry = TransferEntry(**body.dict(exclude={"receiver_id"}), receiver=receiver)
    made = actions.prepare_transfer(outcome=_outcome(request, key), entry=entry, by=account_of(request), at=arrived())
    return Status(201, made)


@router.post("/transfers/{key}/price-notice", response=TransferOut, url_name="price_notice", summary="Prepare a notice")
def price_notice(request: HttpRequest, key: Key, body: PriceNoticeIn) -> Transfer:
    """Prepare the public notice of the price, where the pack asks for one."""
    found = _transfer(request, key)
    return actions.prepare_price_notice(transfer=found, contact=body.contact, by=account_of(request), at=arrived())


@router.post("/transfers/{key}/post", response=TransferOut, url_name="post_transfer", summary="Post the price")
def post(request: HttpRequest, key: Key) -> Transfer:
    """Put the price on public notice."""
    return actions.post_transfer(transfer=_transfer(request, key), by=account_of(request), at=arrived())


@router.post("/transfers/{key}/conclude", response=TransferOut, url_name="conclude_transfer", summary="Conclude")
def conclude(request: HttpRequest, key: Key, body: OwnReasonIn) -> Transfer:
    """Conclude a deal."""
    found = _transfer(request, key)
    return actions.conclude_transfer(transfer=found, reason=body.reason, by=account_of(request), at=arrived())


@router.post("/transfers/{key}/give-up", response=TransferOut, url_name="give_up_transfer", summary="Give up")
def give_up(request: HttpRequest, key: Key, body: OwnReasonIn) -> Transfer:
    """Give a deal up, with the reason."""
    found = _transfer(request, key)
    return actions.give_up_transfer(transfer=found, reason=body.reason, by=account_of(request), at=arrived())


def _outcome(request: HttpRequest, key: int) -> Outcome:
    """An outcome to be acted upon belongs to a project that the holder reads; a public one alone does not do."""
    seen = projects_seen_by(account_of(request), at=arrived()).values("pk")
    return Outcome.objects.filter(project__in=seen).select_related("project", "owner__party").get(pk=key)


def _transfer(request: HttpRequest, key: int) -> Transfer:
    seen = projects_seen_by(account_of(request), at=arrived()).values("pk")
    rows = Transfer.objects.filter(outcome__project__in=seen)
    return rows.select_related("outcome__project", "outcome__owner__party", "receiver", "notice").get(pk=key)
