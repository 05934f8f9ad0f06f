"""Collection notices over the API."""

from datetime import datetime
from typing import Final, Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema, Status

from qunli.core.api import Key, KeyIn, Moment, arrived, paged
from qunli.needs.actions import (
    answer_with_nothing,
    change_collection,
    close_collection,
    draft_collection,
    open_collection,
    reopen_collection,
)
from qunli.needs.models import CollectionNotice
from qunli.needs.queries import clusters_prepared_by, collections_seen_by, organizations_owing
from qunli.people.permits import account_of

router = Router(tags=["needs"])

STEPS: Final = {"open": open_collection, "close": close_collection}


class CollectionIn(Schema):
    """What is asked of the members, and until when."""

    title: str = Field(min_length=1, max_length=200)
    text: str = Field(min_length=1, max_length=20_000)
    closes_at: Moment


class NewCollectionIn(CollectionIn):
    """A new notice of a cluster."""

    cluster_id: KeyIn


class UntilIn(Schema):
    """The new closing time."""

    closes_at: Moment


class CollectionOut(Schema):
    """A collection notice."""

    id: int
    number: str
    cluster_id: int
    title: str
    text: str
    state: str
    closes_at: datetime
    opened_at: datetime | None


@router.get("/collections", response=list[CollectionOut], url_name="collections", summary="Collection notices")
@paged
def collections(request: HttpRequest) -> QuerySet[CollectionNotice]:
    """List the notices that were sent out, the newest first; to the office the drafts too."""
    return collections_seen_by(account_of(request)).order_by("-id")


@router.post("/collections", response={201: CollectionOut}, url_name="collections", summary="Draft a notice")
def draft(request: HttpRequest, body: NewCollectionIn) -> Status[CollectionNotice]:
    """Write a notice for a cluster that the holder prepares for."""
    user = account_of(request)
    cluster = get_object_or_404(clusters_prepared_by(user), pk=body.cluster_id)
    said = body.dict(exclude={"cluster_id"})
    return Status(201, draft_collection(cluster=cluster, by=user, at=arrived(), **said))


@router.get("/collections/{key}", response=CollectionOut, url_name="collection", summary="One notice")
def collection(request: HttpRequest, key: Key) -> CollectionNotice:
    """Show a notice."""
    return get_object_or_404(collections_seen_by(account_of(request)), pk=key)


@router.put("/collections/{key}", response=CollectionOut, url_name="collection", summary="Change a notice")
def change(request: HttpRequest, key: Key, body: CollectionIn) -> CollectionNotice:
    """Change a notice; once it is sent out, its closing time alone."""
    notice = collection(request, key)
    return change_collection(collection=notice, by=account_of(request), at=arrived(), **body.dict())


@router.post("/collections/{key}/reopen", response=CollectionOut, url_name="reopen_collection", summary="Open it again")
def reopen(request: HttpRequest, key: Key, body: UntilIn) -> CollectionNotice:
    """Open a closed notice again until a new time."""
    notice = collection(request, key)
    return reopen_collection(collection=notice, closes_at=body.closes_at, by=account_of(request), at=arrived())


@router.post(
    "/collections/{key}/organizations/{organization}/nothing",
    response=CollectionOut,
    url_name="answer_collection",
    summary="Nothing to state",
)
def nothing(request: HttpRequest, key: Key, organization: Key) -> CollectionNotice:
    """Answer a notice for one of the holder's organizations: it has nothing to state."""
    user, notice = account_of(request), collection(request, key)
    owing = get_object_or_404(organizations_owing(notice, by=user), pk=organization)
    return answer_with_nothing(collection=notice, organization=owing, by=user, at=arrived())


@router.post("/collections/{key}/{step}", response=CollectionOut, url_name="collection_step", summary="Open or close")
def step(request: HttpRequest, key: Key, step: Literal["open", "close"]) -> CollectionNotice:
    """Send a notice out, or close it."""
    return STEPS[step](collection=collection(request, key), by=account_of(request), at=arrived())
