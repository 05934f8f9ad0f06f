"""Search and the journal, as the API tells them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from qunli.core.api import Key, RefOut, arrived, paged, ref_out
from qunli.core.models import JournalEntry
from qunli.core.queries.calendar import KnownYear, known_years
from qunli.core.queries.calendar_file import CalendarFile
from qunli.core.queries.journal import journal_head
from qunli.evidence.queries import claims_seen_by
from qunli.people.permits import account_of
from qunli.portal.actions import end_saved_search, load_calendar_file, save_search, take_back_settled
from qunli.portal.models import SavedSearch
from qunli.portal.queries.saved import saved_searches_of
from qunli.portal.queries.search import DEEPEST, Facet, Found, search_for, wanted_from

Words = Annotated[str, Field(min_length=2, max_length=200, description="Words, or the number of a record.")]

router = Router(tags=["search and journal"])


class FoundOut(Schema):
    """One record that was found, and its page."""

    kind: str
    group: str
    label: str
    url: str
    note: str
    excerpt: str


class ChoiceOut(Schema):
    """One value to narrow by, and how many records that leaves."""

    value: str
    label: str
    count: int


class FacetOut(Schema):
    """What the search can be narrowed by."""

    name: str
    title: str
    choices: list[ChoiceOut]


class ResultsOut(Schema):
    """A page of what was found; `total` is of all pages."""

    total: int
    page: int
    pages: int
    found: list[FoundOut]
    facets: list[FacetOut]


class SearchIn(Schema):
    """A search as the page's address has it."""

    q: Words
    kind: str = Field("", max_length=20)
    field: str = Field("", max_length=19)
    region: str = Field("", max_length=12)
    year: str = Field("", max_length=4)
    state: str = Field("", max_length=20)
    page: int = Field(1, ge=1, le=DEEPEST)


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


@router.get("/search", response=ResultsOut, url_name="search", summary="Search what the holder may see")
def search(request: HttpRequest, asked: Query[SearchIn]) -> ResultsOut:
    """Return a page of what was found, with what it can be narrowed by; words of the title come first."""
    given = {name: str(value) for name, value in asked.dict().items()}
    results = search_for(request.user, wanted_from(given), at=arrived())
    return ResultsOut(
        total=results.total,
        page=results.wanted.page,
        pages=results.pages,
        found=[_found(one) for one in results.found],
        facets=[_facet(one) for one in results.facets],
    )


def _found(one: Found) -> FoundOut:
    excerpt = "".join(text for text, _hit in one.excerpt.parts) if one.excerpt else ""
    shown = {"label": one.label, "url": one.url, "note": one.note, "excerpt": excerpt}
    return FoundOut(kind=one.kind, group=str(one.title), **shown)


def _facet(facet: Facet) -> FacetOut:
    choices = [ChoiceOut(value=one.value, label=str(one.label), count=one.count) for one in facet.choices]
    return FacetOut(name=facet.name, title=str(facet.title), choices=choices)


class SavedOut(Schema):
    """A saved search; `query` is what the page's address has."""

    id: int
    number: str
    name: str
    query: str
    told_at: datetime | None


class SaveIn(SearchIn):
    """A search to be saved under a name."""

    q: str = Field("", max_length=200)
    name: str = Field("", max_length=100)


@router.get("/search/saved", response=list[SavedOut], url_name="saved_searches", summary="One's own saved searches")
def saved_searches(request: HttpRequest) -> list[SavedSearch]:
    """Return them, the newest first."""
    return list(saved_searches_of(account_of(request)))


@router.post("/search/saved", response=SavedOut, url_name="saved_searches", summary="Save a search")
def save(request: HttpRequest, body: SaveIn) -> SavedSearch:
    """Save a search: a message tells when something new matches that its owner may see."""
    given = {key: str(value) for key, value in body.dict().items()}
    return save_search(wanted=wanted_from(given), name=body.name, by=account_of(request), at=arrived())


@router.post("/search/saved/{key}/end", response=SavedOut, url_name="end_saved_search", summary="End a saved search")
def end_saved(request: HttpRequest, key: Key) -> SavedSearch:
    """End one's own saved search."""
    found = get_object_or_404(saved_searches_of(account_of(request)), pk=key)
    return end_saved_search(saved=found, by=account_of(request), at=arrived())


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
