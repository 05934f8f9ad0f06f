"""The directory, as the API tells it."""

from datetime import date, datetime

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, File, Router, Schema, Status
from ninja.files import UploadedFile

from qunli.core.api import CellFaultOut, Key, arrived, paged
from qunli.directory.actions import discard_roster, enter_roster, preview_roster
from qunli.directory.bridge.words import VOCABULARY
from qunli.directory.models import Cluster, Expert, Membership, Organization, RosterImport
from qunli.directory.queries import (
    experts_listed,
    experts_seen_by,
    memberships_on,
    organizations_listed,
    organizations_matching,
    organizations_seen_by,
)
from qunli.people.permits import account_of

router = Router(tags=["directory"])


class OrganizationOut(Schema):
    """An organization as whoever signed in may know it; contacts and credit marks are not told here."""

    id: int
    name: str
    name_en: str
    former_names: list[str]
    uscc: str
    kind: str
    jurisdiction_id: str | None = Field(description="A code of GB/T 2260.")
    jurisdiction_name: str
    industry_id: str | None = Field(description="A code of GB/T 4754-2017.")
    industry_name: str
    size_class: str
    founded_on: date | None
    website: str
    role_text: str
    is_synthetic: bool
    source: str
    held_tiers: list[str] = Field(description="Tiers that hold today. They overlap: never add them.")
    segment_names: list[str]

    @staticmethod
    def resolve_jurisdiction_name(organization: Organization) -> str:
        """Name the place."""
        return organization.jurisdiction.name if organization.jurisdiction else ""

    @staticmethod
    def resolve_industry_name(organization: Organization) -> str:
        """Name the industry."""
        return organization.industry.name if organization.industry else ""


class MembershipOut(Schema):
    """An organization's membership of a cluster."""

    id: int
    cluster_id: int
    organization_id: int
    organization: str
    is_synthetic: bool = Field(description="Made up for a demonstration.")
    role: str
    segments: list[str]
    since: date
    until: date | None
    source: str

    @staticmethod
    def resolve_organization(membership: Membership) -> str:
        """Name the member."""
        return membership.organization.name

    @staticmethod
    def resolve_is_synthetic(membership: Membership) -> bool:
        """Tell whether the member is made up."""
        return membership.organization.is_synthetic

    @staticmethod
    def resolve_segments(membership: Membership) -> list[str]:
        """Name the segments."""
        return [segment.name for segment in membership.segments.all()]


class ExpertOut(Schema):
    """An expert."""

    id: int
    name: str
    grade: str
    job_title: str
    jurisdiction_id: str | None
    fields: list[str]
    employers: list[str]
    is_available: bool
    is_synthetic: bool

    @staticmethod
    def resolve_name(expert: Expert) -> str:
        """Name the person."""
        return expert.party.name


class RosterOut(Schema):
    """A roster that was read: what it would do, or what it did."""

    id: int
    number: str
    cluster_id: int
    file_name: str
    sha256: str
    state: str
    stated_at: datetime
    rows: int = Field(description="How many organizations it names.")
    new: int
    faults: list[CellFaultOut]

    @staticmethod
    def resolve_rows(found: RosterImport) -> int:
        """Count the rows."""
        return len(found.rows)

    @staticmethod
    def resolve_new(found: RosterImport) -> int:
        """Count the rows that add an organization."""
        return sum(row["organization"] is None for row in found.rows)

    @staticmethod
    def resolve_faults(found: RosterImport) -> list[CellFaultOut]:
        """Put the faults into words."""
        return [CellFaultOut.from_orm(one) for one in VOCABULARY.shown(found.faults)]


def organization_for(request: HttpRequest, key: int) -> Organization:
    """Return an organization that the holder may know, with all that is told of it."""
    return get_object_or_404(_seen(request), pk=key)


def _seen(request: HttpRequest) -> QuerySet[Organization]:
    return (
        organizations_listed(organizations_seen_by(account_of(request)), on=timezone.localdate())
        .defer(None)
        .defer("bigrams", "about")
    )


@router.get("/organizations", response=list[OrganizationOut], url_name="organizations", summary="Organizations")
@paged
def organizations(request: HttpRequest, q: str = "", uscc: str = "", kind: str = "") -> QuerySet[Organization]:
    """List organizations by name; `q` finds a name in any script, pinyin, or a part of the code."""
    rows = _seen(request)
    if q.strip():
        rows = organizations_matching(rows, q.strip()[:200])
    if uscc:
        rows = rows.filter(uscc=uscc.upper())
    if kind:
        rows = rows.filter(kind=kind)
    return rows.order_by("sort_key", "id")


@router.get("/organizations/{key}", response=OrganizationOut, url_name="organization", summary="One organization")
def organization(request: HttpRequest, key: Key) -> Organization:
    """Tell one organization."""
    return organization_for(request, key)


@router.get(
    "/clusters/{key}/memberships", response=list[MembershipOut], url_name="memberships", summary="Members of a cluster"
)
@paged
def memberships(request: HttpRequest, key: Key) -> QuerySet[Membership]:
    """List the present members of a cluster."""
    del request
    cluster = get_object_or_404(Cluster, pk=key)
    rows = memberships_on(timezone.localdate()).filter(cluster=cluster)
    return rows.select_related("organization").prefetch_related("segments").order_by("organization__sort_key", "id")


@router.get("/experts", response=list[ExpertOut], url_name="experts", summary="Experts")
@paged
def experts(request: HttpRequest) -> QuerySet[Expert]:
    """List the experts; open to the office."""
    return experts_listed(experts_seen_by(account_of(request))).order_by("sort_key", "id")


@router.post("/clusters/{key}/rosters", response={201: RosterOut}, url_name="roster_preview", summary="Read a roster")
def roster_preview(request: HttpRequest, key: Key, file: File[UploadedFile]) -> Status[RosterImport]:
    """Read an Excel or CSV roster and say what it would do, with every fault; nothing enters."""
    cluster = get_object_or_404(Cluster, pk=key)
    made = preview_roster(cluster=cluster, file=file, by=account_of(request), at=arrived())
    return Status(201, made)


@router.get("/rosters/{key}", response=RosterOut, url_name="roster_import", summary="A roster that was read")
def roster_import(request: HttpRequest, key: Key) -> RosterImport:
    """Tell what a roster would do, or did."""
    del request
    return get_object_or_404(RosterImport, pk=key)


@router.post("/rosters/{key}/enter", response=RosterOut, url_name="roster_enter", summary="Enter a roster")
def roster_enter(request: HttpRequest, key: Key) -> RosterImport:
    """Enter all that the preview showed, or nothing."""
    found = get_object_or_404(RosterImport, pk=key)
    return enter_roster(roster_import=found, by=account_of(request), at=arrived())


@router.post("/rosters/{key}/discard", response=RosterOut, url_name="roster_discard", summary="Throw a preview away")
def roster_discard(request: HttpRequest, key: Key) -> RosterImport:
    """Throw a preview away; nothing of it enters."""
    found = get_object_or_404(RosterImport, pk=key)
    return discard_roster(roster_import=found, by=account_of(request), at=arrived())
