"""A panel as it sits: who judges which proposal, after recusals and stand-ins."""

from __future__ import annotations

from dataclasses import dataclass

from qunli.review.models import Conflict, Panel, PanelProposal, Seat, Share, StandIn
from qunli.review.permits import LIVE_SEATS
from qunli.review.queries.terms import number_term
from qunli.review.states import SeatRank, SeatState

MEMBER_RANKS = (SeatRank.HEAD, SeatRank.MEMBER)


@dataclass(frozen=True, slots=True)
class Bench:
    """Read once with four queries, five where the panel is divided; every question after that is arithmetic."""

    panel: Panel
    proposals: tuple[PanelProposal, ...]
    seats: tuple[Seat, ...]
    recused: frozenset[tuple[int, int]]
    stand_ins: frozenset[tuple[int, int]]
    shares: frozenset[tuple[int, int]] = frozenset()

    @property
    def live_seats(self) -> tuple[Seat, ...]:
        """Asked or serving, reserves included."""
        return tuple(seat for seat in self.seats if seat.state in LIVE_SEATS)

    @property
    def members(self) -> tuple[Seat, ...]:
        """Head and members, asked or serving."""
        return tuple(seat for seat in self.live_seats if seat.rank in MEMBER_RANKS)

    @property
    def reserves(self) -> tuple[Seat, ...]:
        """Live reserves in their order."""
        return tuple(seat for seat in self.live_seats if seat.rank == SeatRank.RESERVE)

    @property
    def serving(self) -> tuple[Seat, ...]:
        """Who has accepted."""
        return tuple(seat for seat in self.live_seats if seat.state == SeatState.SERVING)

    def is_recused(self, seat: Seat, proposal_id: int) -> bool:
        """Tell whether a fact keeps this expert from this proposal."""
        return (seat.expert_id, proposal_id) in self.recused

    def judges(self, proposal_id: int, *, seat: Seat) -> bool:
        """Tell whether a seat judges a proposal: members do, reserves where they stand in, nobody against a fact.

        Of a divided panel a member judges what is their share.
        """
        pair = (seat.pk, proposal_id)
        if seat.state not in LIVE_SEATS or self.is_recused(seat, proposal_id):
            return False
        if seat.rank not in MEMBER_RANKS:
            return pair in self.stand_ins
        return not self.panel.is_divided or pair in self.shares

    def judges_of(self, proposal_id: int) -> tuple[Seat, ...]:
        """The seats that judge a proposal."""
        return tuple(seat for seat in self.live_seats if self.judges(proposal_id, seat=seat))

    def proposals_for(self, seat: Seat) -> tuple[PanelProposal, ...]:
        """The proposals that a seat judges, in the panel's order."""
        return tuple(row for row in self.proposals if self.judges(row.proposal_id, seat=seat))

    @property
    def expected(self) -> frozenset[tuple[int, int]]:
        """Every (seat, proposal) for which a score sheet is due."""
        return frozenset(
            (seat.pk, row.proposal_id)
            for row in self.proposals
            for seat in self.judges_of(row.proposal_id)
            if seat.state == SeatState.SERVING
        )

    @property
    def signers(self) -> tuple[Seat, ...]:
        """Who signs the opinion: everybody serving who judges at least one proposal."""
        return tuple(seat for seat in self.serving if self.proposals_for(seat))

    @property
    def fewest(self) -> int:
        """How many must judge each proposal: the call's minimum where it sets one, the panel's number elsewhere."""
        return number_term(self.panel.call, "review_members_min") or self.panel.members_wanted

    @property
    def short(self) -> tuple[PanelProposal, ...]:
        """Proposals with fewer judges than `fewest`."""
        return tuple(row for row in self.proposals if len(self.judges_of(row.proposal_id)) < self.fewest)


def bench_of(panel: Panel) -> Bench:
    """Read a panel as it sits."""
    return Bench(
        panel=panel,
        proposals=tuple(
            PanelProposal.objects.filter(panel=panel)
            .select_related("proposal__lead", "proposal__topic")
            .order_by("position", "id")
        ),
        seats=tuple(
            Seat.objects.filter(panel=panel)
            .select_related("expert__party", "expert__jurisdiction", "panel__call")
            .order_by("position", "id")
        ),
        recused=frozenset(Conflict.objects.filter(panel=panel).values_list("expert_id", "proposal_id")),
        stand_ins=frozenset(StandIn.objects.filter(seat__panel=panel).values_list("seat_id", "proposal_id")),
        shares=shares_of(panel) if panel.is_divided else frozenset(),
    )


def shares_of(panel: Panel) -> frozenset[tuple[int, int]]:
    """Return what each seat judges on a divided panel."""
    return frozenset(Share.objects.filter(seat__panel=panel).values_list("seat_id", "proposal_id"))


def judges_of(panel: Panel, proposal_id: int) -> list[Seat]:
    """Return the seats that judge a proposal."""
    return list(bench_of(panel).judges_of(proposal_id))


def signers_of(panel: Panel) -> list[Seat]:
    """Return the seats that sign the opinion."""
    return list(bench_of(panel).signers)
