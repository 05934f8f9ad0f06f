"""Panels over the API, for whoever runs them or looks at them."""

from typing import Any, Final, Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router, Status

from qunli.calls.models import Call, Proposal
from qunli.calls.queries import calls_seen_by
from qunli.core.api import Key, arrived, paged
from qunli.directory.models import Expert
from qunli.people.models import User
from qunli.people.permits import account_of, require
from qunli.review import actions
from qunli.review.actions import FeePlan, PanelDraft, Slot
from qunli.review.api.shapes import (
    BecauseIn,
    BenchSeatOut,
    ConflictOut,
    DrawIn,
    DrawOut,
    FeeOut,
    FeesIn,
    PanelIn,
    PanelOut,
    ProgressOut,
    ProofIn,
    RankedOut,
    SeatIn,
    SlotOut,
    SlotsIn,
)
from qunli.review.models import Conflict, Draw, ExpertFee, Panel, PanelProposal, Seat
from qunli.review.permits import is_own_seat, may_look_at_panel, may_run_panels, may_see_fees
from qunli.review.queries import bench_of, day_rates_of, fees_of, panels_seen_by, progress_of, visible_ranking
from qunli.review.queries.reading import titles_for

router = Router(tags=["review"])

STEPS: Final[dict[str, Any]] = {  # each takes a panel, who and when
    "seat": actions.seat_panel,
    "start-scoring": actions.start_scoring,
    "conclude": actions.conclude_panel,
}


@router.get("/panels", response=list[PanelOut], url_name="panels", summary="Panels")
@paged
def panels(request: HttpRequest, call: int | None = None) -> QuerySet[Panel]:
    """List the panels that the holder sees."""
    rows = panels_seen_by(account_of(request))
    return (rows if call is None else rows.filter(call=call)).order_by("-id")


@router.post("/calls/{key}/panels", response={201: ProgressOut}, url_name="form_panel", summary="Form a panel")
def form(request: HttpRequest, key: Key, body: PanelIn) -> Status[dict[str, object]]:
    """Form a panel for a group of admitted proposals."""
    user = account_of(request)
    call = calls_seen_by(user).get(pk=key)
    require(may_run_panels(user, call))
    made = actions.form_panel(
        call=call,
        proposals=_group(call, body.proposal_ids),
        draft=PanelDraft(**body.dict(exclude={"proposal_ids"})),
        by=user,
        at=arrived(),
    )
    return Status(201, _whole(made))


@router.get("/panels/{key}", response=ProgressOut, url_name="panel", summary="One panel")
def panel(request: HttpRequest, key: Key) -> dict[str, object]:
    """Show a panel and how far its scoring is."""
    return _whole(_seen(request, key))


@router.post("/panels/{key}/steps/{step}", response=ProgressOut, url_name="panel_step", summary="Take a step")
def take_step(request: HttpRequest, key: Key, step: Literal["seat", "start-scoring", "conclude"]) -> dict[str, object]:
    """Seat the panel, start its scoring, or conclude it."""
    done: Panel = STEPS[step](panel=_seen(request, key), by=account_of(request), at=arrived())
    return _whole(done)


@router.post("/panels/{key}/dissolve", response=ProgressOut, url_name="dissolve_panel", summary="Dissolve a panel")
def dissolve(request: HttpRequest, key: Key, body: BecauseIn) -> dict[str, object]:
    """Dissolve a panel before its end."""
    found = _seen(request, key)
    return _whole(actions.dissolve_panel(panel=found, reason=body.reason, by=account_of(request), at=arrived()))


@router.get("/panels/{key}/seats", response=list[BenchSeatOut], url_name="panel_seats", summary="Seats of a panel")
@paged
def seats(request: HttpRequest, key: Key) -> QuerySet[Seat]:
    """List who sits, sat, or stands in reserve."""
    return Seat.objects.filter(panel=_seen(request, key)).select_related("expert__party").order_by("position", "id")


@router.post("/panels/{key}/seats", response={201: BenchSeatOut}, url_name="panel_seats", summary="Seat by hand")
def seat_by_hand(request: HttpRequest, key: Key, body: SeatIn) -> Status[Seat]:
    """Ask an expert onto a panel; facts against some proposals keep the expert from those."""
    found, user = _run(request, key)
    expert = Expert.objects.select_related("party").get(pk=body.expert_id)
    made = actions.seat_expert(panel=found, expert=expert, rank=body.rank, by=user, at=arrived())
    return Status(201, made)


@router.post("/panels/{key}/draw", response={201: DrawOut}, url_name="draw_panel", summary="Draw by lot")
def draw(request: HttpRequest, key: Key, body: DrawIn) -> Status[Draw]:
    """Draw the seats that are still empty, recusal first, before a witness."""
    found, user = _run(request, key)
    made = actions.draw_panel(
        panel=found, seed=body.seed, witness=body.witness, fields=body.fields, by=user, at=arrived()
    )
    return Status(201, made)


@router.get("/panels/{key}/draws", response=list[DrawOut], url_name="panel_draws", summary="Draws of a panel")
@paged
def draws(request: HttpRequest, key: Key) -> QuerySet[Draw]:
    """List the draws with seed, pool and result."""
    return Draw.objects.filter(panel=_seen(request, key)).order_by("-id")


@router.get("/panels/{key}/conflicts", response=list[ConflictOut], url_name="panel_conflicts", summary="Conflicts")
@paged
def conflicts(request: HttpRequest, key: Key) -> QuerySet[Conflict]:
    """List every fact that was recorded; the recusal is its consequence."""
    return Conflict.objects.filter(panel=_seen(request, key)).order_by("proposal_id", "expert_id", "id")


@router.get("/panels/{key}/proposals", response=list[SlotOut], url_name="panel_proposals", summary="Its proposals")
@paged
def proposals(request: HttpRequest, key: Key) -> QuerySet[PanelProposal]:
    """List the proposals of a panel with their defence slots."""
    rows = PanelProposal.objects.filter(panel=_seen(request, key)).select_related("proposal")
    return rows.order_by("position", "id")


@router.put("/panels/{key}/slots", response=list[SlotOut], url_name="set_slots", summary="Set the defence slots")
def slots(request: HttpRequest, key: Key, body: SlotsIn) -> list[PanelProposal]:
    """Give each team its time; the teams' leads are told."""
    found, user = _run(request, key)
    wanted = [Slot(row.proposal_id, row.begins, row.ends) for row in body.slots]
    actions.set_slots(panel=found, slots=wanted, by=user, at=arrived())
    return list(bench_of(found).proposals)


@router.post("/seats/{key}/head", response=BenchSeatOut, url_name="appoint_head", summary="Appoint the head")
def head(request: HttpRequest, key: Key) -> Seat:
    """Make a sitting member the head."""
    actions.appoint_head(seat=_seat(request, key), by=account_of(request), at=arrived())
    return _seat(request, key)


@router.post("/seats/{key}/remove", response=BenchSeatOut, url_name="remove_seat", summary="Remove an expert")
def remove(request: HttpRequest, key: Key, body: BecauseIn) -> Seat:
    """Take an expert off a panel, with a reason; a reserve moves up."""
    actions.remove_seat(seat=_seat(request, key), reason=body.reason, by=account_of(request), at=arrived())
    return _seat(request, key)


@router.post("/seats/{key}/sign-in", response=BenchSeatOut, url_name="sign_in_at_door", summary="Sign an expert in")
def sign_in(request: HttpRequest, key: Key) -> Seat:
    """Note at the door that an expert is there."""
    actions.sign_in(seat=_seat(request, key), by=account_of(request), at=arrived())
    return _seat(request, key)


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


@router.get("/panels/{key}/fees", response=list[FeeOut], url_name="fees", summary="Pay sheet of a panel")
@paged
def fees(request: HttpRequest, key: Key) -> QuerySet[ExpertFee]:
    """List the fees, how each was computed, and what is paid."""
    found = Panel.objects.select_related("call").get(pk=key)
    require(may_see_fees(account_of(request), found))
    return fees_of(found)


@router.post("/panels/{key}/fees", response=list[FeeOut], url_name="fees", summary="Compute the fees")
def compute(request: HttpRequest, key: Key, body: FeesIn) -> list[ExpertFee]:
    """Compute the fees by the fee pack of the call; what is paid already stays as it is."""
    found, user = _run(request, key)
    plan = FeePlan(days_of=body.days_of, day_rate_of=day_rates_of(senior=body.senior_day, other=body.other_day))
    actions.compute_fees(panel=found, days=body.days, by_letter=body.by_letter, plan=plan, by=user, at=arrived())
    return list(fees_of(found))


@router.post("/fees/{key}/paid", response=FeeOut, url_name="pay_fee", summary="Note a fee as paid")
def pay(request: HttpRequest, key: Key, body: ProofIn) -> ExpertFee:
    """Note the payment of a fee with its proof."""
    found = ExpertFee.objects.get(pk=key)
    return actions.pay_fee(fee=found, proof=body.proof, by=account_of(request), at=arrived())


def _group(call: Call, keys: list[int]) -> list[Proposal]:
    found = list(Proposal.objects.filter(call=call, pk__in=keys))
    if len(found) != len(set(keys)):
        raise Proposal.DoesNotExist
    return found


def _seen(request: HttpRequest, key: int) -> Panel:
    return panels_seen_by(account_of(request)).select_related("call").get(pk=key)


def _run(request: HttpRequest, key: int) -> tuple[Panel, User]:
    user, found = account_of(request), _seen(request, key)
    require(may_run_panels(user, found.call))
    return found, user


def _seat(request: HttpRequest, key: int) -> Seat:
    seen = panels_seen_by(account_of(request))
    return Seat.objects.filter(panel__in=seen).select_related("panel__call", "expert__party").get(pk=key)


def _whole(found: Panel) -> dict[str, object]:
    given, due = progress_of(bench_of(found))
    kept = {key: getattr(found, key) for key in ProgressOut.model_fields if not key.startswith("sheets_")}
    return {**kept, "sheets_given": given, "sheets_due": due}
