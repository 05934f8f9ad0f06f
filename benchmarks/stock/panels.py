"""Panels, one of them in the middle of its work."""

from __future__ import annotations

from decimal import Decimal

from benchmarks.stock.office import Office
from benchmarks.stock.sizes import AT, BATCH, SIZES
from qunli.calls.models import Call, Proposal
from qunli.review.models import Panel, PanelProposal, ScoreSheet, Seat
from qunli.review.states import PanelState, SeatOrigin, SeatRank, SeatState, SheetState

GROUP = 20
MEMBERS = 7


def panels_of(office: Office, call: Call, proposals: list[Proposal]) -> list[Panel]:
    """Make panels with their groups and seats; the first has its scores."""
    made = Panel.objects.bulk_create(
        [
            Panel(
                call=call,
                name=f"第 {place} 组",
                rubric=[{"key": "technology", "label": "技术", "weight": 100}],
                members_wanted=MEMBERS,
                stated_by=office.operator,
                stated_at=AT,
                state=PanelState.CONCLUDED if place == 0 else PanelState.SEATED,
            )
            for place in range(SIZES["panels"])
        ]
    )
    PanelProposal.objects.bulk_create(
        [
            PanelProposal(panel=panel, proposal=proposal, position=place)
            for number, panel in enumerate(made)
            for place, proposal in enumerate(proposals[number * 9 : number * 9 + GROUP])
        ],
        batch_size=BATCH,
    )
    seats = Seat.objects.bulk_create(
        [
            Seat(
                panel=panel,
                expert=expert,
                rank=SeatRank.HEAD if place == 0 else SeatRank.MEMBER,
                origin=SeatOrigin.DRAWN,
                position=place,
                state=SeatState.SERVING,
                stated_at=AT,
            )
            for number, panel in enumerate(made)
            for place, expert in enumerate(office.experts[number * 5 : number * 5 + MEMBERS])
        ]
    )
    _scores(seats[:MEMBERS], proposals[:GROUP])
    return made


def _scores(seats: list[Seat], proposals: list[Proposal]) -> None:
    ScoreSheet.objects.bulk_create(
        [
            ScoreSheet(
                seat=seat,
                proposal=proposal,
                points={"technology": str(60 + (place * 7 + seat.position * 3) % 40)},
                total=Decimal(60 + (place * 7 + seat.position * 3) % 40),
                reason="示例",
                saved_at=AT,
                given_at=AT,
                state=SheetState.GIVEN,
            )
            for seat in seats
            for place, proposal in enumerate(proposals)
        ]
    )
