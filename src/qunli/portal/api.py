"""Search and the journal, as the API tells them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema

from qunli.core.api import Key, RefOut, arrived, paged, ref_out
from qunli.core.models import JournalEntry
from qunli.core.queries.calendar import KnownYear, known_years
from qunli.core.queries.calendar_file import CalendarFile
from qunli.core.queries.journal import journal_head
from qunli.evidence.queries import claims_seen_by
from qunli.people.permits import account_of
from qunli.portal.actions import load_calendar_file, take_back_settled
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


class DayIn(Schema):
    """A day that differs from the plain week."""

    day: date
    working: bool


class YearIn(Schema):
    """A year of the working-day calendar."""

    year: int = Field(ge=2000, le=2200)
    source: str = Field(min_length=1, max_length=200, description="The notice that published it.")
    days: list[DayIn] = Field(min_length=1, max_length=366)


class YearOut(Schema):
    """A year, and where it is known from: empty for what was installed."""

    year: int
    source: str
    is_known: bool


@router.get("/calendar", response=list[YearOut], url_name="calendar", summary="Which years of working days are known")
def calendar(request: HttpRequest) -> list[KnownYear]:
    """Return last year, this one and the next, and every year that was loaded."""
    del request
    return known_years(timezone.localdate(arrived()))


@router.post("/calendar", response=list[YearOut], url_name="calendar", summary="Load a year of working days")
def load_calendar(request: HttpRequest, year: YearIn) -> list[KnownYear]:
    """Load a year whole, in place of an earlier load of it; open dates that waited for it are fixed."""
    found = CalendarFile(year.year, {one.day: one.working for one in year.days})
    load_calendar_file(found=found, source=year.source, by=account_of(request), at=arrived())
    return known_years(timezone.localdate(arrived()))


class TakenBackOut(Schema):
    """A claim that waits again."""

    id: int
    state: str


@router.post("/claims/{key}/take_back", response=TakenBackOut, url_name="take_back_claim", summary="Take a claim back")
def take_back(request: HttpRequest, key: Key) -> TakenBackOut:
    """Undo one's own yes or no within a day, with the figure that stands on it."""
    found = get_object_or_404(claims_seen_by(account_of(request)), pk=key)
    take_back_settled(claims=[found], by=account_of(request), at=arrived())
    found.refresh_from_db(fields=["state"])
    return TakenBackOut(id=found.pk, state=found.state)
