"""Entering organizations and memberships over the API, at the addresses that also tell them."""

from dataclasses import replace
from datetime import date
from typing import Annotated

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Schema, Status

from qunli.core.api import DayIn, Key, KeyIn, arrived, paged
from qunli.directory.actions import (
    OrganizationEntry,
    add_membership,
    add_organization,
    change_membership,
    change_organization,
    end_membership,
    entry_of,
)
from qunli.directory.api.telling import MembershipOut, OrganizationOut, organization_for, router
from qunli.directory.models import Cluster, Membership, Organization, Segment, TechnologyField
from qunli.directory.queries import cluster_counts, member_segments, organizations_seen_by
from qunli.directory.states import MemberRole, OrganizationKind, SizeClass
from qunli.people.permits import account_of

__all__ = ["router"]

Website = Annotated[str, Field(max_length=200, pattern=r"^(https?://[^\s]+)?$")]


class OwnOrganizationIn(Schema):
    """What an organization's own editors say of it; what is left out stays as it is."""

    name_en: str = Field("", max_length=200)
    role_text: str = Field("", max_length=300)
    website: Website = ""
    founded_on: date | None = None
    about: str = Field("", max_length=20_000)


class OrganizationIn(OwnOrganizationIn):
    """An organization as the office enters it."""

    name: str = Field(min_length=1, max_length=200)
    former_names: list[Annotated[str, Field(max_length=200)]] = Field(default_factory=list, max_length=40)
    uscc: str = Field("", max_length=18, description="Checked with its two check characters.")
    kind: OrganizationKind = OrganizationKind.ENTERPRISE
    jurisdiction: str = Field("", max_length=12, description="A code of GB/T 2260.")
    industry: str = Field("", max_length=10, description="A code of GB/T 4754-2017.")
    size_class: SizeClass | None = None
    source: str = Field("", max_length=300)

    def entry(self, present: OrganizationEntry | None = None) -> OrganizationEntry:
        """Return it as the acts take it; what the API does not ask for is taken from the present entry."""
        said = {**self.dict(), "former_names": tuple(self.former_names), "size_class": self.size_class or ""}
        return replace(present, **said) if present else OrganizationEntry(**said)


class ClusterOut(Schema):
    """A cluster."""

    id: int
    name: str
    name_en: str
    jurisdiction_id: str
    operator: str
    operator_id: int
    authority_id: int | None
    members: int = Field(description="Present members.")
    source: str

    @staticmethod
    def resolve_operator(cluster: Cluster) -> str:
        """Name who runs it."""
        return cluster.operator.name


class SegmentOut(Schema):
    """A place on the chain, and how many present members are in it."""

    id: int
    name: str
    name_en: str
    stream: str
    members: int


class TechnologyFieldOut(Schema):
    """A field of the key-technology list."""

    id: int
    name: str
    name_en: str


class MembershipIn(Schema):
    """What an organization is in a cluster."""

    role: MemberRole = MemberRole.MEMBER
    segment_ids: list[KeyIn] = Field(default_factory=list, max_length=100)


class NewMembershipIn(MembershipIn):
    """A new member; from today unless a day is given."""

    organization_id: KeyIn
    since: date | None = None
    until: date | None = None
    source: str = Field("", max_length=300)


@router.post("/organizations", response={201: OrganizationOut}, url_name="organizations", summary="Enter one")
def enter_organization(request: HttpRequest, body: OrganizationIn) -> Status[Organization]:
    """Enter an organization; 422 where its code is taken or wrong."""
    made = add_organization(form=body.entry(), by=account_of(request), at=arrived())
    return Status(201, organization_for(request, made.pk))


@router.put(
    "/organizations/{key}", response=OrganizationOut, url_name="organization", summary="Replace what is entered"
)
def replace_organization(request: HttpRequest, key: Key, body: OrganizationIn) -> Organization:
    """Replace all that is entered of an organization; for the office."""
    found = get_object_or_404(organizations_seen_by(account_of(request)), pk=key)
    form = body.entry(entry_of(found))
    change_organization(organization=found, form=form, by=account_of(request), at=arrived())
    return organization_for(request, key)


@router.patch(
    "/organizations/{key}", response=OrganizationOut, url_name="organization", summary="Change what is its own"
)
def change_own_organization(request: HttpRequest, key: Key, body: OwnOrganizationIn) -> Organization:
    """Change what an organization's own editors say of it, as far as it is sent."""
    found = get_object_or_404(organizations_seen_by(account_of(request)), pk=key)
    form = replace(entry_of(found), **body.dict(exclude_unset=True))
    change_organization(organization=found, form=form, by=account_of(request), at=arrived())
    return organization_for(request, key)


@router.get("/clusters", response=list[ClusterOut], url_name="clusters", summary="Clusters")
@paged
def clusters(request: HttpRequest) -> QuerySet[Cluster]:
    """List the clusters with how many members they have."""
    del request
    return cluster_counts(Cluster.objects.all(), on=timezone.localdate())


@router.get("/clusters/{key}/segments", response=list[SegmentOut], url_name="segments", summary="Segments of a cluster")
@paged
def segments(request: HttpRequest, key: Key) -> QuerySet[Segment]:
    """List the places on a cluster's chain."""
    del request
    return member_segments(get_object_or_404(Cluster, pk=key), on=timezone.localdate())


@router.get("/clusters/{key}/fields", response=list[TechnologyFieldOut], url_name="fields", summary="Its fields")
@paged
def fields(request: HttpRequest, key: Key) -> QuerySet[TechnologyField]:
    """List a cluster's fields of technology."""
    del request
    return get_object_or_404(Cluster, pk=key).fields.order_by("position", "id")


@router.post("/clusters/{key}/memberships", response={201: MembershipOut}, url_name="memberships", summary="Add one")
def enter_membership(request: HttpRequest, key: Key, body: NewMembershipIn) -> Status[Membership]:
    """Make an organization a member; 409 where it is one on some of these days already."""
    cluster = get_object_or_404(Cluster, pk=key)
    plain = body.dict(include={"role", "since", "until", "source"})
    made = add_membership(
        cluster=cluster,
        organization=get_object_or_404(organizations_seen_by(account_of(request)), pk=body.organization_id),
        segments=_segments(cluster, body),
        by=account_of(request),
        at=arrived(),
        **plain,
    )
    return Status(201, made)


@router.put("/memberships/{key}", response=MembershipOut, url_name="membership", summary="Change role and segments")
def replace_membership(request: HttpRequest, key: Key, body: MembershipIn) -> Membership:
    """Replace a member's role and segments."""
    held = get_object_or_404(Membership.objects.select_related("cluster", "organization"), pk=key)
    chosen = _segments(held.cluster, body)
    return change_membership(membership=held, segments=chosen, role=body.role, by=account_of(request), at=arrived())


@router.post("/memberships/{key}/end", response=MembershipOut, url_name="end_membership", summary="End a membership")
def end(request: HttpRequest, key: Key, body: DayIn) -> Membership:
    """End a membership on its last day."""
    return end_membership(
        membership=get_object_or_404(Membership, pk=key), on=body.on, by=account_of(request), at=arrived()
    )


def _segments(cluster: Cluster, body: MembershipIn) -> list[Segment]:
    """Return the segments meant; one of another cluster is not there."""
    return [cluster.segments.get(pk=pk) for pk in dict.fromkeys(body.segment_ids)]
