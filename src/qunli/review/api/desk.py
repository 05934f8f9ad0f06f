"""The expert's desk over the API: seats, what is to be read, score sheets, conflicts, the opinion."""

from typing import Any, Final, Literal

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from ninja import Router

from qunli.calls.models import Proposal
from qunli.core.api import Key, arrived, paged
from qunli.people.permits import account_of, require
from qunli.review import actions
from qunli.review.api.shapes import (
    BecauseIn,
    FactIn,
    OpinionIn,
    OpinionOut,
    ReadingOut,
    SeatOut,
    SheetIn,
    SheetOut,
    SignIn,
    TaskOut,
)
from qunli.review.models import Panel, PanelProposal, ScoreSheet, Seat
from qunli.review.permits import is_own_seat, may_read_panel_papers, may_read_proposals
from qunli.review.queries import bench_of, latest_opinion_of, own_seats, own_sheets, signatures_of
from qunli.review.queries.reading import reading_of, titles_for

router = Router(tags=["review"])

STEPS: Final[dict[str, Any]] = {  # each takes a seat, who and when
    "accept": actions.accept_seat,
    "sign-commitment": actions.sign_commitment,
    "sign-in": actions.sign_in,
}


@router.get("/my-seats", response=list[SeatOut], url_name="my-seats", summary="My seats")
@paged
def my_seats(request: HttpRequest) -> QuerySet[Seat]:
    """List the holder's own seats."""
    return own_seats(account_of(request)).order_by("-id")


@router.post("/my-seats/{key}/steps/{step}", response=SeatOut, url_name="my_seat_step", summary="Take a step")
def take_step(request: HttpRequest, key: Key, step: Literal["accept", "sign-commitment", "sign-in"]) -> Seat:
    """Accept a seat, sign the commitment, sign in."""
    done: Seat = STEPS[step](seat=_own(request, key), by=account_of(request), at=arrived())
    return done


@router.post("/my-seats/{key}/decline", response=SeatOut, url_name="decline_my_seat", summary="Decline a seat")
def decline(request: HttpRequest, key: Key, body: BecauseIn) -> Seat:
    """Decline a seat, or give one up."""
    return actions.decline_seat(seat=_own(request, key), reason=body.reason, by=account_of(request), at=arrived())


@router.get("/my-seats/{key}/proposals", response=list[TaskOut], url_name="my_proposals", summary="What I judge")
def tasks(request: HttpRequest, key: Key) -> list[TaskOut]:
    """List the proposals that the holder judges, titles as they may be read."""
    seat = _reading(request, key)
    states = {one.proposal_id: one.state for one in own_sheets(seat)}
    titles = titles_for(seat.panel)
    return [
        TaskOut(
            proposal_id=row.proposal_id,
            number=row.proposal.number,
            title=titles[row.proposal_id],
            slot_from=row.slot_from,
            sheet=states.get(row.proposal_id, ""),
        )
        for row in bench_of(seat.panel).proposals_for(seat)
    ]


@router.get(
    "/my-seats/{key}/proposals/{proposal}", response=ReadingOut, url_name="my_proposal", summary="One that I judge"
)
def reading(request: HttpRequest, key: Key, proposal: Key) -> object:
    """Read a proposal as its judge."""
    seat = _judging(request, key, proposal)
    return reading_of(proposal, seat.panel)


@router.get("/my-seats/{key}/sheets/{proposal}", response=SheetOut, url_name="my_sheet", summary="My score sheet")
def sheet(request: HttpRequest, key: Key, proposal: Key) -> ScoreSheet:
    """Return the holder's own sheet."""
    return own_sheets(_judging(request, key, proposal)).get(proposal=proposal)


@router.put("/my-seats/{key}/sheets/{proposal}", response=SheetOut, url_name="my_sheet", summary="Save or give a sheet")
def keep_sheet(request: HttpRequest, key: Key, proposal: Key, body: SheetIn) -> ScoreSheet:
    """Save a sheet half-way, or give it for good."""
    keep = actions.give_sheet if body.give else actions.save_sheet
    return keep(
        seat=_judging(request, key, proposal),
        proposal=Proposal.objects.get(pk=proposal),
        points=body.points,
        reason=body.reason,
        by=account_of(request),
        at=arrived(),
    )


@router.post(
    "/my-seats/{key}/conflicts/{proposal}", response=SeatOut, url_name="declare_conflict", summary="Declare a conflict"
)
def declare(request: HttpRequest, key: Key, proposal: Key, body: FactIn) -> Seat:
    """Declare a conflict; the recusal from that proposal follows at once."""
    seat = _own(request, key)
    before = PanelProposal.objects.filter(panel=seat.panel_id).values("proposal_id")
    found = Proposal.objects.filter(pk__in=before).get(pk=proposal)
    return actions.declare_conflict(seat=seat, proposal=found, fact=body.fact, by=account_of(request), at=arrived())


@router.get("/panels/{key}/opinion", response=OpinionOut, url_name="opinion", summary="Opinion of a panel")
def opinion(request: HttpRequest, key: Key) -> dict[str, object]:
    """Return the present version with its signatures, to the panel and to whoever looks at it."""
    return _opinion(_readable(request, key))


@router.put("/panels/{key}/opinion", response=OpinionOut, url_name="opinion", summary="Gather the opinion")
def write(request: HttpRequest, key: Key, body: OpinionIn) -> dict[str, object]:
    """Gather the opinion as its next version, as the head."""
    found = _readable(request, key)
    actions.write_opinion(panel=found, text=body.text, by=account_of(request), at=arrived())
    return _opinion(found)


@router.post("/panels/{key}/opinion/sign", response=OpinionOut, url_name="sign_opinion", summary="Sign the opinion")
def sign(request: HttpRequest, key: Key, body: SignIn) -> dict[str, object]:
    """Sign the present version, with a dissent where there is one."""
    found, user = _readable(request, key), account_of(request)
    seat = next((one for one in bench_of(found).serving if is_own_seat(user, one)), None)
    if seat is None:
        raise Http404
    actions.sign_opinion(panel=found, seat=seat, dissent=body.dissent, by=user, at=arrived())
    return _opinion(found)


def _own(request: HttpRequest, key: int) -> Seat:
    return own_seats(account_of(request)).get(pk=key)


def _reading(request: HttpRequest, key: int) -> Seat:
    seat = _own(request, key)
    require(may_read_proposals(account_of(request), seat))
    return seat


def _judging(request: HttpRequest, key: int, proposal: int) -> Seat:
    seat = _reading(request, key)
    if not bench_of(seat.panel).judges(proposal, seat=seat):
        raise Http404
    return seat


def _readable(request: HttpRequest, key: int) -> Panel:
    found = Panel.objects.select_related("call").get(pk=key)
    if not may_read_panel_papers(account_of(request), found):
        raise Http404
    return found


def _opinion(found: Panel) -> dict[str, object]:
    present = latest_opinion_of(found)
    if present is None:
        raise Http404
    signed = signatures_of(present)
    done = {one.seat_id for one in signed}
    return {
        "version": present.version,
        "text": present.text,
        "ranking": present.ranking,
        "written_at": present.written_at,
        "signatures": signed,
        "still_to_sign": [str(seat.expert) for seat in bench_of(found).signers if seat.pk not in done],
    }
