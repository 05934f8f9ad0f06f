"""Look-alikes and merges of organizations over the API, and undoing each."""

from datetime import datetime
from decimal import Decimal
from typing import Final, Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status

from qunli.core.api import Key, KeyIn, arrived, paged
from qunli.directory.actions import keep_apart, merge_organizations, offer_again, undo_merge
from qunli.directory.models import Likeness, Merge, Organization
from qunli.directory.queries import likenesses_in, merges_of
from qunli.directory.states import LikenessState
from qunli.people.permits import account_of

router = Router(tags=["directory"])

STEPS: Final = {"apart": keep_apart, "again": offer_again}


class LikenessOut(Schema):
    """Two organizations that look like one."""

    id: int
    one_id: int
    one: str
    other_id: int
    other: str
    score: Decimal
    reason: str
    state: str

    @staticmethod
    def resolve_one(likeness: Likeness) -> str:
        """Name the one."""
        return likeness.one.name

    @staticmethod
    def resolve_other(likeness: Likeness) -> str:
        """Name the other."""
        return likeness.other.name


class MergeIn(Schema):
    """Which organization goes into which."""

    kept_id: KeyIn
    merged_id: KeyIn


class MergeOut(Schema):
    """A merge, until somebody undoes it."""

    id: int
    kept_id: int
    kept: str
    merged_id: int
    merged: str
    at: datetime
    undone_at: datetime | None

    @staticmethod
    def resolve_kept(merge: Merge) -> str:
        """Name the one that stays."""
        return merge.kept.name

    @staticmethod
    def resolve_merged(merge: Merge) -> str:
        """Name the one that went."""
        return merge.merged.name


@router.get("/likenesses", response=list[LikenessOut], url_name="likenesses", summary="Organizations that look alike")
@paged
def likenesses(request: HttpRequest, state: LikenessState = LikenessState.SUGGESTED) -> QuerySet[Likeness]:
    """List pairs that wait for somebody to look, or that were kept apart or merged, the likest first."""
    del request
    return likenesses_in(state)


@router.post("/likenesses/{key}/{step}", response=LikenessOut, url_name="likeness_step", summary="Keep apart, or not")
def step(request: HttpRequest, key: Key, step: Literal["apart", "again"]) -> Likeness:
    """Say that a pair are two, or take that back."""
    found = get_object_or_404(Likeness, pk=key)
    done = STEPS[step](likeness=found, by=account_of(request), at=arrived())
    return Likeness.objects.select_related("one", "other").get(pk=done.pk)


@router.get("/merges", response=list[MergeOut], url_name="merges", summary="Merges of organizations")
@paged
def merges(request: HttpRequest) -> QuerySet[Merge]:
    """List merges, the newest first, with those undone."""
    del request
    return merges_of()


@router.post("/merges", response={201: MergeOut}, url_name="merges", summary="Merge two organizations")
def merge(request: HttpRequest, body: MergeIn) -> Status[Merge]:
    """Merge one organization into another; it can be undone."""
    living = Organization.objects.filter(merged_into=None)
    kept, merged = get_object_or_404(living, pk=body.kept_id), get_object_or_404(living, pk=body.merged_id)
    made = merge_organizations(kept=kept, merged=merged, by=account_of(request), at=arrived())
    return Status(201, merges_of().get(pk=made.pk))


@router.post("/merges/{key}/undo", response=MergeOut, url_name="undo_merge", summary="Undo a merge")
def undo(request: HttpRequest, key: Key) -> Merge:
    """Give everything back that a merge moved and that is still where it was moved to."""
    done = undo_merge(merge=get_object_or_404(Merge, pk=key), by=account_of(request), at=arrived())
    return merges_of().get(pk=done.pk)
