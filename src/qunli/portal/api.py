"""Search and the journal, as the API tells them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Router, Schema

from qunli.core.api import RefOut, arrived, paged, ref_out
from qunli.core.models import JournalEntry
from qunli.core.queries.journal import journal_head
from qunli.portal.queries import search_for

Words = Annotated[str, Field(min_length=2, max_length=200, description="Words, or the number of a record.")]

router = Router(tags=["search and journal"])


class FoundOut(Schema):
    """One record that was found, and its page."""

    group: str
    label: str
    url: str
    note: str


class HeadOut(Schema):
    """The head of the journal: keep it outside, and check the journal against it."""

    head: str


class EntryOut(Schema):
    """One act."""

    id: int
    act: str
    at: datetime
    by_label: str
    was: str
    now: str
    about: RefOut

    @staticmethod
    def resolve_about(entry: JournalEntry) -> RefOut:
        """Say what it is about."""
        return ref_out(entry.about)


@router.get("/search", response=list[FoundOut], url_name="search", summary="Search what the holder may see")
def search(request: HttpRequest, q: Words) -> list[FoundOut]:
    """Return what each room found, at most eight records of each."""
    return [
        FoundOut(group=str(group.title), label=found.label, url=found.url, note=found.note)
        for group in search_for(request.user, q, at=arrived())
        for found in group.found
    ]


@router.get("/journal/head", response=HeadOut, url_name="journal_head", summary="The head of the journal")
def head(request: HttpRequest) -> HeadOut:
    """Return number and hash of the last seal."""
    del request
    return HeadOut(head=journal_head())


@router.get("/journal", response=list[EntryOut], url_name="journal", summary="Every act, newest first")
@paged
def journal(request: HttpRequest) -> QuerySet[JournalEntry]:
    """List the journal for those who check it."""
    del request
    return JournalEntry.objects.order_by("-id")
