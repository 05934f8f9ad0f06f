"""Events and firsts of their kind, as the API tells and takes them."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status

from qunli.core.api import Key, KeyIn, arrived, paged
from qunli.core.states import WrongInput
from qunli.directory.models import Cluster, Organization
from qunli.evidence.queries import claims_seen_by
from qunli.indicators.actions import EventEntry, record_event_from_claim
from qunli.indicators.api.figures import period_in
from qunli.indicators.models import Event
from qunli.indicators.queries import events_of
from qunli.indicators.states import EventKind, Reach
from qunli.people.permits import account_of

router = Router(tags=["indicators"])


class EventOut(Schema):
    """An event with what says so."""

    id: int
    kind: str
    reach: str = Field(description="Of a first of its kind only, as its source says.")
    title: str
    title_en: str
    period: str | None
    claim_id: int
    quote: str
    document: str

    @staticmethod
    def resolve_period(event: Event) -> str | None:
        """Write the period in its short form."""
        return str(event.period) if event.period is not None else None

    @staticmethod
    def resolve_claim_id(event: Event) -> int:
        """Name the claim."""
        return event.confirmation.claim_id

    @staticmethod
    def resolve_quote(event: Event) -> str:
        """Quote the exact characters."""
        return event.confirmation.claim.quote

    @staticmethod
    def resolve_document(event: Event) -> str:
        """Name the document."""
        return event.confirmation.claim.document.title


class EventIn(Schema):
    """The event that a claim tells of."""

    cluster_id: KeyIn
    title: str = Field(min_length=1, max_length=200)
    title_en: str = Field("", max_length=200)
    kind: EventKind = EventKind.EVENT
    reach: Reach | None = Field(None, description="Of a first of its kind only, as its source says.")
    period: str = Field("", max_length=40, description="Left empty where the text states no time.")
    organization_ids: list[KeyIn] = Field(default_factory=list, max_length=100)


@router.get("/clusters/{key}/events", response=list[EventOut], url_name="events", summary="Events of a cluster")
@paged
def events(request: HttpRequest, key: Key) -> QuerySet[Event]:
    """List what happened, the newest first."""
    del request
    return events_of(get_object_or_404(Cluster, pk=key))


@router.post("/claims/{key}/event", response={201: EventOut}, url_name="record_event", summary="Record an event")
def record_event(request: HttpRequest, key: Key, body: EventIn) -> Status[Event]:
    """Confirm a claim by recording the event that it tells of."""
    by = account_of(request)
    claim = get_object_or_404(claims_seen_by(by), pk=key)
    entry = EventEntry(
        title=body.title,
        title_en=body.title_en,
        kind=body.kind,
        reach=body.reach or "",
        period=period_in(body.period),
        organizations=_organizations(body.organization_ids),
    )
    cluster = get_object_or_404(Cluster, pk=body.cluster_id)
    made = record_event_from_claim(claim=claim, cluster=cluster, entry=entry, by=by, at=arrived())
    return Status(201, get_object_or_404(events_of(cluster), pk=made.pk))


def _organizations(keys: list[int]) -> list[Organization]:
    found = list(Organization.objects.filter(pk__in=keys, merged_into=None).order_by("id"))
    if len(found) != len(set(keys)):
        raise WrongInput({"organization_ids": _("One of them is not in the directory.")})
    return found
