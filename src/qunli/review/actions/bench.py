"""Asking experts, letting them go, and filling their places from the reserves. Called inside acts, which journal."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.calls.models import Proposal
from qunli.core.actions import action, lock, take_step, tell, write_journal
from qunli.core.states import Doer, WrongInput
from qunli.directory.models import Expert
from qunli.duties.actions import Promise, drop_duties, raise_duty
from qunli.people.states import Role
from qunli.review.models import Panel, Seat, StandIn
from qunli.review.queries.bench import MEMBER_RANKS, Bench, bench_of
from qunli.review.states import SEAT_LIFECYCLE, SeatOrigin, SeatRank, SeatState

ANSWER = "answer seat"


def ask_expert(*, panel: Panel, expert: Expert, rank: SeatRank, origin: SeatOrigin, at: datetime) -> Seat:
    """Make a seat and owe its answer; raises `WrongInput` for a second head."""
    heads = Seat.objects.filter(panel=panel, rank=SeatRank.HEAD, state__in=[SeatState.ASKED, SeatState.SERVING])
    if rank == SeatRank.HEAD and heads.exists():
        raise WrongInput({"rank": _("The panel has a head already.")})
    last = Seat.objects.filter(panel=panel).aggregate(last=Max("position"))["last"] or 0
    seat = Seat.objects.create(panel=panel, expert=expert, rank=rank, origin=origin, position=last + 1, stated_at=at)
    raise_duty(
        owner=expert.party,
        promise=Promise(
            key=ANSWER,
            words=gettext_noop("Accept or decline the seat on panel %(panel)s"),
            params={"panel": panel.number},
            due=panel.meets_at,
            undated_because="" if panel.meets_at else gettext_noop("the panel has no date yet"),
            role=Role.EXPERT,
        ),
        about=seat,
        at=at,
    )
    return seat


@action(_("Expert left the panel"))
def leave_seat(*, seat: Seat, step: str, reason: str, by: Doer, at: datetime) -> Seat:
    """Take a seat out of the panel by a step of its lifecycle, and journal it on the panel."""
    held = lock(Seat.objects.select_related("panel__call", "expert__party"), seat.pk)
    was, now = take_step(held, lifecycle=SEAT_LIFECYCLE, step=step)
    held.left_reason = reason
    held.save(update_fields=["state", "left_reason"])
    drop_duties(about=held, at=at)
    write_journal(on=held.panel, by=by, at=at, was=was, now=now, facts={"seat": held.pk, "expert": held.expert_id})
    return held


def fill_from_reserves(*, panel: Panel, by: Doer, at: datetime) -> list[Seat]:
    """Move reserves up where the panel has fallen below its number; return the seats that were called on.

    A seat that is empty as a whole is taken by a reserve, who becomes a member. For a single proposal from which a
    member is recused, a reserve stands in and stays a reserve otherwise. A divided panel is repaired instead: its
    reserves are then chosen among.
    """
    bench = bench_of(panel)
    if panel.is_divided or not _was_complete(bench):
        return []
    moved: list[Seat] = []
    while len(bench.members) < panel.members_wanted:
        seat = _best_for_whole_seat(bench)
        if seat is None:
            break
        moved.append(move_up(seat=seat, by=by, at=at))
        bench = bench_of(panel)
    return moved + _stand_ins(bench, by=by, at=at)


@action(_("Reserve moved up"))
def move_up(*, seat: Seat, by: Doer, at: datetime) -> Seat:
    """Make a reserve a member."""
    seat.rank, seat.origin = SeatRank.MEMBER, SeatOrigin.RESERVE
    seat.save(update_fields=["rank", "origin"])
    write_journal(on=seat.panel, by=by, at=at, facts={"moved_up": seat.pk})
    _tell(seat, at=at)
    return seat


@action(_("Reserve called to stand in"))
def call_to_stand_in(*, seat: Seat, proposal: Proposal, by: Doer, at: datetime) -> StandIn:
    """Let a reserve judge one proposal."""
    called = StandIn.objects.create(seat=seat, proposal=proposal, since=at)
    write_journal(on=seat.panel, by=by, at=at, facts={"stands_in": seat.pk, "proposal": proposal.pk})
    _tell(seat, at=at, proposal=proposal.number)
    return called


def _was_complete(bench: Bench) -> bool:
    """Reserves are called on only for a panel that had its number of members once."""
    ever = [seat for seat in bench.seats if seat.rank in MEMBER_RANKS]
    return len(ever) >= bench.panel.members_wanted


def _best_for_whole_seat(bench: Bench) -> Seat | None:
    """The first reserve with no fact against any proposal; else the first with the fewest."""

    def facts(seat: Seat) -> int:
        return sum(bench.is_recused(seat, row.proposal_id) for row in bench.proposals)

    fit = [seat for seat in bench.reserves if facts(seat) < len(bench.proposals)]
    return min(fit, key=lambda seat: (facts(seat), seat.position, seat.pk), default=None)


def _stand_ins(bench: Bench, *, by: Doer, at: datetime) -> list[Seat]:
    called: list[Seat] = []
    for row in bench.proposals:
        judging = list(bench.judges_of(row.proposal_id))
        free = [seat for seat in bench.reserves if seat not in judging and not bench.is_recused(seat, row.proposal_id)]
        for seat in free[: max(0, bench.panel.members_wanted - len(judging))]:
            call_to_stand_in(seat=seat, proposal=row.proposal, by=by, at=at)
            called.append(seat)
    return called


def _tell(seat: Seat, *, at: datetime, proposal: str = "") -> None:
    words = (
        gettext_noop("You stand in for proposal %(proposal)s on panel %(panel)s.")
        if proposal
        else gettext_noop("You have moved up from the reserves of panel %(panel)s.")
    )
    tell(
        parties=[seat.expert.party_id],
        occasion=f"seat {seat.pk} up {proposal}",
        words=words,
        params={"panel": seat.panel.number, "proposal": proposal} if proposal else {"panel": seat.panel.number},
        about=seat,
        at=at,
    )
