"""Stage 6: the panel. Seated by hand and by lot, recused, scored, of one signed opinion, and paid."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from qunli.review.actions import (
    PanelDraft,
    Slot,
    accept_seat,
    compute_fees,
    conclude_panel,
    declare_conflict,
    draw_panel,
    form_panel,
    give_sheet,
    pay_fee,
    seat_expert,
    seat_panel,
    set_slots,
    sign_commitment,
    sign_in,
    sign_opinion,
    start_scoring,
    write_opinion,
)
from qunli.review.models import Panel, Seat
from qunli.review.queries import bench_of, signers_of
from qunli.review.states import SeatRank

if TYPE_CHECKING:
    from qunli.cli.demo.example import Tree
    from qunli.cli.demo.world import World
    from qunli.people.models import User

MINUTES: Final = timedelta(minutes=10)


def build(world: World) -> None:
    """Form, seat, score and conclude the panel."""
    told = world.example.road["panel"]
    panel = _form(world, told)
    _take_seats(world, told, panel)
    _score(world, told, panel)
    _conclude(world, told, panel)


def _form(world: World, told: Tree) -> Panel:
    by, at = world.users[told["prepared_by"]], told["drawn_at"] + timedelta(days=5)
    panel = form_panel(
        call=world.call,
        proposals=[world.proposal(key) for key in told["opinion"]["ranking"]],
        draft=PanelDraft(
            name=told["title"],
            members_wanted=len(told["members"]),
            reserves_wanted=len(told["reserves"]),
            meets_at=told["meets_at"],
            place=told["place"],
        ),
        by=by,
        at=at,
    )
    world.panels.append(panel)
    for key in told["members"][:-1]:
        rank = SeatRank.HEAD if key == told["head"] else SeatRank.MEMBER
        seat_expert(panel=panel, expert=world.experts[key], rank=rank, by=by, at=at + MINUTES)
    draw_panel(
        panel=panel,
        seed=str(told["seed"]),
        witness=world.users[told["witness"]].party.name,
        by=by,
        at=at + 2 * MINUTES,
    )
    length = timedelta(minutes=told["defence_minutes"])
    slots = [Slot(world.proposal(row["proposal"]).pk, row["at"], row["at"] + length) for row in told["defence"]]
    set_slots(panel=panel, slots=slots, by=by, at=at + 3 * MINUTES)
    return panel


def user_of(world: World, seat: Seat) -> User:
    """Return the account of who sits."""
    return next(user for user in world.users.values() if user.party_id == seat.expert.party_id)


def seats_of(panel: Panel) -> list[Seat]:
    """Return who sits, in order."""
    return list(bench_of(Panel.objects.select_related("call").get(pk=panel.pk)).live_seats)


def _take_seats(world: World, told: Tree, panel: Panel) -> None:
    at = told["meets_at"] - timedelta(days=2)
    for seat in seats_of(panel):
        user = user_of(world, seat)
        accept_seat(seat=seat, by=user, at=at)
        sign_commitment(seat=seat, by=user, at=at + MINUTES)
    for row in told["recusal"]:
        user = world.users[row["expert"]]
        seat = next(one for one in seats_of(panel) if one.expert.party_id == user.party_id)
        declare_conflict(
            seat=seat, proposal=world.proposal(row["proposal"]), fact=row["reason"], by=user, at=at + MINUTES
        )
    seat_panel(panel=panel, by=world.users[told["prepared_by"]], at=at + 2 * MINUTES)
    for seat in seats_of(panel):
        sign_in(seat=seat, by=user_of(world, seat), at=told["meets_at"])
    start_scoring(panel=panel, by=world.users[told["prepared_by"]], at=told["meets_at"] + MINUTES)


def _score(world: World, told: Tree, panel: Panel) -> None:
    """Give every sheet; who was drawn by lot gives the points of the one in whose place the lot fell."""
    scores = {(row["proposal"], row["expert"]): row for row in world.example.road["score"]}
    keys = {expert.pk: key for key, expert in world.experts.items()}
    bench = bench_of(Panel.objects.select_related("call").get(pk=panel.pk))
    last, stand_in = told["members"][-1], told["reserves"][0]
    at = told["meets_at"] + timedelta(hours=6)
    for place, proposal in enumerate(told["opinion"]["ranking"]):
        for seat in bench.judges_of(world.proposal(proposal).pk):
            key = keys[seat.expert_id]
            instead = (stand_in, last) if seat.rank == SeatRank.RESERVE else (last,)
            row = next(scores[proposal, name] for name in (key, *instead) if (proposal, name) in scores)
            give_sheet(
                seat=seat,
                proposal=world.proposal(proposal),
                points={line: Decimal(points) for line, points in row["lines"].items()},
                reason=row["why"],
                by=user_of(world, seat),
                at=at + place * MINUTES,
            )


def _conclude(world: World, told: Tree, panel: Panel) -> None:
    opinion = told["opinion"]
    write_opinion(panel=panel, text=opinion["text"].strip(), by=world.users[told["head"]], at=opinion["at"])
    for seat in signers_of(Panel.objects.select_related("call").get(pk=panel.pk)):
        sign_opinion(panel=panel, seat=seat, dissent="", by=user_of(world, seat), at=opinion["at"] + MINUTES)
    by = world.users[told["prepared_by"]]
    conclude_panel(panel=panel, by=by, at=opinion["at"] + 2 * MINUTES)
    fees = compute_fees(
        panel=panel, days=Decimal(told["days"]), by_letter=told["by_letter"], by=by, at=opinion["at"] + 3 * MINUTES
    )
    for number, fee in enumerate(fees, 1):
        at = opinion["at"] + timedelta(days=3)
        pay_fee(fee=fee, proof=f"示例付款凭证 {number:03d}", by=world.users["p-finance"], at=at)
