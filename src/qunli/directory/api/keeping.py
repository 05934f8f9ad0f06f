"""Keeping clusters, their chain and fields, and the experts, over the API, at the addresses that also tell them."""

from dataclasses import replace
from datetime import date
from typing import Annotated

from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Schema, Status

from qunli.core.api import DayIn, Key, KeyIn, arrived, paged
from qunli.directory.actions import (
    ClusterEntry,
    ExpertEntry,
    add_cluster,
    add_expert,
    add_post,
    add_segment,
    add_technology_field,
    change_cluster,
    change_expert,
    change_technology_field,
    end_post,
)
from qunli.directory.api.entering import ClusterOut, SegmentOut, TechnologyFieldOut
from qunli.directory.api.telling import ExpertOut, router
from qunli.directory.models import Cluster, Expert, ExpertPost, Segment, TechnologyField
from qunli.directory.queries import (
    cluster_counts,
    departments,
    experts_listed,
    experts_seen_by,
    member_segments,
    organizations_seen_by,
)
from qunli.directory.states import ExpertGrade, Stream
from qunli.people.permits import account_of

__all__ = ["router"]

Name = Annotated[str, Field(min_length=1, max_length=100)]


class NamedIn(Schema):
    """A name, and the same in English."""

    name: Name
    name_en: str = Field("", max_length=100)


class SegmentIn(NamedIn):
    """A place on the chain."""

    stream: Stream


class ClusterIn(Schema):
    """A cluster as the office enters it."""

    name: str = Field(min_length=1, max_length=200)
    name_en: str = Field("", max_length=200)
    jurisdiction: str = Field(max_length=12, description="A code of GB/T 2260.")
    industry: str = Field("", max_length=10, description="A code of GB/T 4754-2017.")
    authority_id: KeyIn | None = Field(None, description="The party that decides; left out, the present one stays.")
    recognition: str = Field("", max_length=300)
    founded_on: date | None = None
    about: str = Field("", max_length=20_000)
    about_en: str = Field("", max_length=20_000)
    source: str = Field("", max_length=300)

    def entry(self) -> ClusterEntry:
        """Return it as the acts take it."""
        return ClusterEntry(**self.dict(include=set(ClusterEntry.__dataclass_fields__)))


class NewClusterIn(ClusterIn):
    """A cluster with the party that runs it and its fields of technology."""

    operator_id: KeyIn
    fields: list[NamedIn] = Field(default_factory=list, max_length=100)


class ExpertIn(Schema):
    """An expert as the office enters them."""

    name: Name
    grade: ExpertGrade
    job_title: str = Field("", max_length=100)
    jurisdiction: str = Field("", max_length=12, description="A code of GB/T 2260.")
    fields: list[Name] = Field(default_factory=list, max_length=40)
    is_available: bool = True
    source: str = Field("", max_length=300)

    def entry(self) -> ExpertEntry:
        """Return it as the acts take it."""
        return ExpertEntry(**{**self.dict(), "fields": tuple(self.fields)})


class PostIn(Schema):
    """Where an expert works or worked."""

    organization_id: KeyIn
    since: date | None = None
    until: date | None = None


class PostOut(Schema):
    """A post, present or past."""

    id: int
    organization_id: int
    organization: str
    since: date | None
    until: date | None

    @staticmethod
    def resolve_organization(post: ExpertPost) -> str:
        """Name the employer."""
        return post.organization.name


@router.post("/clusters", response={201: ClusterOut}, url_name="clusters", summary="Enter a cluster")
def enter_cluster(request: HttpRequest, body: NewClusterIn) -> Status[Cluster]:
    """Enter a cluster with its fields of technology."""
    parties = departments()
    made = add_cluster(
        form=body.entry(),
        operator=parties.get(pk=body.operator_id),
        authority=parties.get(pk=body.authority_id) if body.authority_id else None,
        fields=[(one.name, one.name_en) for one in body.fields],
        by=account_of(request),
        at=arrived(),
    )
    return Status(201, _counted(made.pk))


@router.put("/clusters/{key}", response=ClusterOut, url_name="cluster", summary="Change a cluster")
def replace_cluster(request: HttpRequest, key: Key, body: ClusterIn) -> Cluster:
    """Replace what is entered of a cluster; who runs it stays."""
    found = get_object_or_404(Cluster, pk=key)
    authority = departments().get(pk=body.authority_id) if body.authority_id else None
    change_cluster(cluster=found, form=body.entry(), authority=authority, by=account_of(request), at=arrived())
    return _counted(key)


@router.post("/clusters/{key}/segments", response={201: SegmentOut}, url_name="segments", summary="Add a segment")
def enter_segment(request: HttpRequest, key: Key, body: SegmentIn) -> Status[Segment]:
    """Add a place on the chain, after the present ones."""
    cluster = get_object_or_404(Cluster, pk=key)
    made = add_segment(cluster=cluster, by=account_of(request), at=arrived(), **body.dict())
    return Status(201, member_segments(cluster, on=timezone.localdate()).get(pk=made.pk))


@router.post("/clusters/{key}/fields", response={201: TechnologyFieldOut}, url_name="fields", summary="Add a field")
def enter_field(request: HttpRequest, key: Key, body: NamedIn) -> Status[TechnologyField]:
    """Add a field of the key-technology list, after the present ones."""
    cluster = get_object_or_404(Cluster, pk=key)
    return Status(201, add_technology_field(cluster=cluster, by=account_of(request), at=arrived(), **body.dict()))


@router.put("/fields/{key}", response=TechnologyFieldOut, url_name="field", summary="Rename a field")
def rename_field(request: HttpRequest, key: Key, body: NamedIn) -> TechnologyField:
    """Rename a field; what stands in it stays in it."""
    field = get_object_or_404(TechnologyField, pk=key)
    return change_technology_field(field=field, by=account_of(request), at=arrived(), **body.dict())


@router.post("/experts", response={201: ExpertOut}, url_name="experts", summary="Enter an expert")
def enter_expert(request: HttpRequest, body: ExpertIn) -> Status[Expert]:
    """Enter an expert under a new person; posts follow at an address of their own."""
    made = add_expert(form=body.entry(), by=account_of(request), at=arrived())
    return Status(201, _expert(request, made.pk))


@router.get("/experts/{key}", response=ExpertOut, url_name="expert", summary="One expert")
def expert(request: HttpRequest, key: Key) -> Expert:
    """Tell one expert; experts read themselves."""
    return _expert(request, key)


@router.put("/experts/{key}", response=ExpertOut, url_name="expert", summary="Change an expert")
def replace_expert(request: HttpRequest, key: Key, body: ExpertIn) -> Expert:
    """Replace what is entered of an expert."""
    found = _expert(request, key)
    form = replace(body.entry(), is_synthetic=found.is_synthetic)
    change_expert(expert=found, form=form, by=account_of(request), at=arrived())
    return _expert(request, key)


@router.get("/experts/{key}/posts", response=list[PostOut], url_name="posts", summary="Posts of an expert")
@paged
def posts(request: HttpRequest, key: Key) -> QuerySet[ExpertPost]:
    """List where an expert works and worked; conflicts of interest are read from it."""
    held = _expert(request, key).posts.select_related("organization")
    return held.order_by(F("until").desc(nulls_first=True), "-since", "id")


@router.post("/experts/{key}/posts", response={201: PostOut}, url_name="posts", summary="Add a post")
def enter_post(request: HttpRequest, key: Key, body: PostIn) -> Status[ExpertPost]:
    """Note where an expert works or worked."""
    made = add_post(
        expert=_expert(request, key),
        organization=get_object_or_404(organizations_seen_by(account_of(request)), pk=body.organization_id),
        since=body.since,
        until=body.until,
        by=account_of(request),
        at=arrived(),
    )
    return Status(201, made)


@router.post("/posts/{key}/end", response=PostOut, url_name="end_post", summary="End a post")
def end_the_post(request: HttpRequest, key: Key, body: DayIn) -> ExpertPost:
    """End a post on its last day."""
    held = get_object_or_404(ExpertPost, expert__in=experts_seen_by(account_of(request)), pk=key)
    return end_post(post=held, on=body.on, by=account_of(request), at=arrived())


def _counted(key: int) -> Cluster:
    return cluster_counts(Cluster.objects.filter(pk=key), on=timezone.localdate()).get()


def _expert(request: HttpRequest, key: int) -> Expert:
    return get_object_or_404(experts_listed(experts_seen_by(account_of(request))), pk=key)
