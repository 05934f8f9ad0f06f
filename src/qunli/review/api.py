"""Panels, rankings and one's own seats over the API."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router, Schema

from qunli.core.api import Key, paged
from qunli.people.permits import account_of, require
from qunli.review.models import Panel, Seat
from qunli.review.permits import is_own_seat, may_look_at_panel
from qunli.review.queries import bench_of, own_seats, panels_seen_by, progress_of, visible_ranking
from qunli.review.queries.reading import titles_for

router = Router(tags=["review"])


class PanelOut(Schema):
    """A panel."""

    id: int
    number: str
    name: str
    call_id: int
    round: int
    state: str
    is_blind: bool
    members_wanted: int
    meets_at: datetime | None


class ProgressOut(PanelOut):
    """A panel, and how many score sheets are given."""

    sheets_given: int
    sheets_due: int


class RankedOut(Schema):
    """A proposal's place; the title as the reader may see it."""

    rank: int
    proposal_id: int
    number: str
    title: str
    score: Decimal
    lowest: Decimal
    median: Decimal
    highest: Decimal
    mad: Decimal
    totals: list[Decimal]


class SeatOut(Schema):
    """One's own seat."""

    id: int
    panel: PanelOut
    rank: str
    state: str
    signed_in_at: datetime | None


@router.get("/panels", response=list[PanelOut], url_name="panels", summary="Panels")
@paged
def panels(request: HttpRequest) -> QuerySet[Panel]:
    """List the panels that the holder sees."""
    return panels_seen_by(account_of(request)).order_by("-id")


@router.get("/panels/{key}", response=ProgressOut, url_name="panel", summary="One panel")
def panel(request: HttpRequest, key: Key) -> dict[str, object]:
    """Show a panel and how far its scoring is."""
    found = panels_seen_by(account_of(request)).select_related("call").get(pk=key)
    given, due = progress_of(bench_of(found))
    return {**PanelOut.from_orm(found).dict(), "sheets_given": given, "sheets_due": due}


@router.get("/panels/{key}/ranking", response=list[RankedOut], url_name="ranking", summary="Ranking of a panel")
def ranking(request: HttpRequest, key: Key) -> list[dict[str, object]]:
    """Show the ranking once every score sheet is given; refused before."""
    user = account_of(request)
    found = Panel.objects.select_related("call").get(pk=key)
    bench = bench_of(found)
    looks = may_look_at_panel(user, found)
    require(looks or any(is_own_seat(user, seat) for seat in bench.serving))
    titles = {row.proposal_id: row.proposal.title for row in bench.proposals} if looks else titles_for(found)
    return [
        {
            "rank": row.rank,
            "proposal_id": row.proposal.pk,
            "number": row.proposal.number,
            "title": titles[row.proposal.pk],
            "score": row.score,
            "lowest": row.spread.low,
            "median": row.spread.middle,
            "highest": row.spread.high,
            "mad": row.spread.mad,
            "totals": [line.total for line in row.lines],
        }
        for row in visible_ranking(user, found, bench=bench)
    ]


@router.get("/my-seats", response=list[SeatOut], url_name="my-seats", summary="My seats")
@paged
def my_seats(request: HttpRequest) -> QuerySet[Seat]:
    """List the holder's own seats."""
    return own_seats(account_of(request)).order_by("-id")
