"""Needs, as the API tells and takes them."""

from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from qunli.core.api import Key, KeyIn, ReasonIn, arrived, paged
from qunli.directory.models import Cluster
from qunli.needs.actions import (
    IndicatorEntry,
    NeedEntry,
    accept_need,
    change_need,
    recommend_need,
    return_need,
    state_need,
    submit_need,
    take_back_need,
)
from qunli.needs.models import Need
from qunli.needs.queries import (
    clusters_for,
    needs_matching,
    needs_seen_by,
    organizations_for,
    recommending_units,
)
from qunli.needs.states import Comparator, IpTerms, NeedState
from qunli.people.permits import account_of

router = Router(tags=["needs"])


class IndicatorIn(Schema):
    """One core indicator."""

    name: str = Field(min_length=1, max_length=200)
    comparator: Comparator
    target: str = Field(min_length=1, max_length=100)
    unit: str = Field("", max_length=40)
    how_measured: str = Field("", max_length=300)


class NeedIn(Schema):
    """A need as an organization states it; a draft may be incomplete."""

    title: str = Field(min_length=1, max_length=200)
    problem: str = Field("", max_length=20_000)
    beyond_own_means: str = Field("", max_length=20_000)
    field_id: KeyIn | None = None
    wanted_by: date | None = None
    ip_terms: IpTerms = IpTerms.AGREED
    budget: Decimal | None = Field(None, ge=0, max_digits=18, decimal_places=2)
    bidder_conditions: str = Field("", max_length=20_000)
    is_confidential: bool = False
    recommending_unit_id: KeyIn | None = None
    indicators: list[IndicatorIn] = Field(default_factory=list, max_length=40)

    def entry(self, cluster: Cluster) -> NeedEntry:
        """Return it as the acts take it."""
        plain = self.dict(include=set(NeedIn.model_fields) - {"field_id", "recommending_unit_id", "indicators"})
        return NeedEntry(
            **plain,
            field=cluster.fields.get(pk=self.field_id) if self.field_id else None,
            recommending_unit=recommending_units().get(pk=self.recommending_unit_id)
            if self.recommending_unit_id
            else None,
            indicators=tuple(IndicatorEntry(**row.dict()) for row in self.indicators),
        )


class NewNeedIn(NeedIn):
    """A new need, and whose it is."""

    organization_id: KeyIn


class ChangedNeedIn(NeedIn):
    """A need changed from the version that was read."""

    version: int = Field(ge=1, le=2**31 - 1)


class IndicatorOut(Schema):
    """One core indicator."""

    name: str
    comparator: str
    target: str
    unit: str
    how_measured: str


class NeedRowOut(Schema):
    """A need as a list shows it."""

    id: int
    number: str
    title: str
    state: str
    organization: str
    field: str | None
    wanted_by: date | None
    budget: Decimal | None
    is_confidential: bool
    version: int

    @staticmethod
    def resolve_organization(need: Need) -> str:
        """Name whose it is."""
        return need.organization.name

    @staticmethod
    def resolve_field(need: Need) -> str | None:
        """Name the field."""
        return need.field.name if need.field else None


class NeedOut(NeedRowOut):
    """A need in full."""

    problem: str
    beyond_own_means: str
    ip_terms: str
    bidder_conditions: str
    return_reason: str
    submitted_at: datetime | None
    settled_at: datetime | None
    indicators: list[IndicatorOut]

    @staticmethod
    def resolve_indicators(need: Need) -> list[object]:
        """List the indicators in their order."""
        return list(need.indicators.order_by("position", "id"))


@router.get("/needs", response=list[NeedRowOut], url_name="needs", summary="Needs that the holder may read")
@paged
def needs(request: HttpRequest, state: NeedState | None = None, q: str = "") -> QuerySet[Need]:
    """List needs, the newest first."""
    rows = needs_seen_by(account_of(request), arrived())
    rows = rows.filter(state=state) if state else rows
    return (needs_matching(rows, q[:200]) if q.strip() else rows).order_by("-id")


@router.post("/needs", response={201: NeedOut}, url_name="needs", summary="State a need as a draft")
def state(request: HttpRequest, body: NewNeedIn) -> Status[Need]:
    """State a need of one of the holder's organizations in the cluster that it belongs to."""
    user, at = account_of(request), arrived()
    organization = organizations_for(user).get(pk=body.organization_id)
    cluster = clusters_for(organization, at)[:1].get()
    entry = body.entry(cluster)
    return Status(201, state_need(cluster=cluster, organization=organization, entry=entry, by=user, at=at))


@router.get("/needs/{key}", response=NeedOut, url_name="need", summary="One need")
def need(request: HttpRequest, key: Key) -> Need:
    """Show a need."""
    return need_for(request, key)


@router.put("/needs/{key}", response=NeedOut, url_name="need", summary="Change a draft or returned need")
def change(request: HttpRequest, key: Key, body: ChangedNeedIn) -> Need:
    """Change a need from the version that was read; 409 when somebody else was quicker."""
    found = need_for(request, key)
    entry = body.entry(found.cluster)
    return change_need(need=found, entry=entry, version=body.version, by=account_of(request), at=arrived())


@router.post("/needs/{key}/submit", response=NeedOut, url_name="submit_need", summary="Send a need")
def submit(request: HttpRequest, key: Key) -> Need:
    """Send a complete need to the operator."""
    return submit_need(need=need_for(request, key), by=account_of(request), at=arrived())


@router.post("/needs/{key}/take-back", response=NeedOut, url_name="take_back_need", summary="Take a need back")
def take_back(request: HttpRequest, key: Key) -> Need:
    """Make a submitted need a draft again."""
    return take_back_need(need=need_for(request, key), by=account_of(request), at=arrived())


@router.post("/needs/{key}/recommend", response=NeedOut, url_name="recommend_need", summary="Recommend a need")
def recommend(request: HttpRequest, key: Key) -> Need:
    """Recommend a submitted need."""
    return recommend_need(need=need_for(request, key), by=account_of(request), at=arrived())


@router.post("/needs/{key}/return", response=NeedOut, url_name="return_need", summary="Return a need with the reason")
def return_with_reason(request: HttpRequest, key: Key, body: ReasonIn) -> Need:
    """Give a need back to its organization."""
    return return_need(need=need_for(request, key), reason=body.reason, by=account_of(request), at=arrived())


@router.post("/needs/{key}/accept", response=NeedOut, url_name="accept_need", summary="Accept a need")
def accept(request: HttpRequest, key: Key) -> Need:
    """Accept a need."""
    return accept_need(need=need_for(request, key), by=account_of(request), at=arrived())


def need_for(request: HttpRequest, key: int) -> Need:
    """Return a need that the holder may read."""
    return needs_seen_by(account_of(request), arrived()).get(pk=key)
