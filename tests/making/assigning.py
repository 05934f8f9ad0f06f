"""Candidates of a panel, and assignments at any stage; solved for real, or with the answer given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from making.people import AT
from making.review import World, a_panel, an_expert
from qunli.core.states import SYSTEM
from qunli.review.actions import (
    Hand,
    PanelDraft,
    Wanted,
    ask_assignment,
    name_candidates,
    propose_assignment,
    start_solving,
)
from qunli.review.bridge import Solved
from qunli.review.models import Assignment, Panel
from qunli.review.states import AssignmentMethod
from qunli.review.tasks import solve_assignment

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from qunli.directory.models import Expert

REGIONS = ("310000", "320000", "330000")


def a_pool(
    world: World, *, experts: int = 6, judges: int = 2, blind: bool = False, bids_until: datetime | None = None
) -> tuple[Panel, list[Expert]]:
    """Form a panel and name so many candidates, from three provinces in turn."""
    panel = a_panel(world, draft=PanelDraft("Seals", judges, is_blind=blind))
    named = [an_expert(region=REGIONS[place % len(REGIONS)]) for place in range(experts)]
    name_candidates(panel=panel, experts=named, bids_until=bids_until, by=world.operator, at=AT)
    return panel, named


def asked(
    world: World, panel: Panel, *, hand: Hand | None = None, previous: Assignment | None = None, **rules: Any
) -> Assignment:
    """Ask for an assignment; by default the best total, two judges a proposal, two proposals an expert."""
    wanted = Wanted(**{"method": AssignmentMethod.TOTAL, "demand": 2, "load_max": 2, **rules})
    return ask_assignment(panel=panel, wanted=wanted, hand=hand or Hand(), previous=previous, by=world.operator, at=AT)


def solved(assignment: Assignment) -> Assignment:
    """Let it be solved as the worker does: in a process apart."""
    solve_assignment(assignment.pk)
    return Assignment.objects.select_related("panel__call").get(pk=assignment.pk)


def proposed(assignment: Assignment, pairs: Iterable[tuple[int, int]], experts: Iterable[Expert]) -> Assignment:
    """Let these pairs be the answer, without solving: proposal's key, expert's key."""
    given = sorted(pairs)
    proposals = sorted(assignment.panel.proposals.values_list("proposal_id", flat=True))
    columns = [one.pk for one in experts]
    tables = {
        "proposals": [str(key) for key in proposals],
        "experts": [str(key) for key in columns],
        "S": [[0.5] * len(columns) for _proposal in proposals],
        "coi": [],
        "pinned": [],
        "barred": {},
    }
    found = {"status": "optimal", "total": len(given) / 2, "worst": 1.0, "bound": len(given) / 2, "checked": True}
    rows = tuple(
        {
            "proposal": proposal,
            "expert": expert,
            "affinity": 0.5,
            "fit": 0.5,
            "bid": "",
            "place": 1,
            "pinned": False,
            "terms": [["layer", 0.5]],
        }
        for proposal, expert in given
    )
    start_solving(assignment=assignment, by=SYSTEM, at=AT)
    return propose_assignment(assignment=assignment, solved=Solved(tables, found, rows), by=SYSTEM, at=AT)


def in_turn(panel: Panel, experts: list[Expert], *, judges: int = 2) -> list[tuple[int, int]]:
    """Pair the proposals with the experts in turn, so many judges each."""
    proposals = sorted(panel.proposals.values_list("proposal_id", flat=True))
    return [
        (proposal, experts[(place * judges + number) % len(experts)].pk)
        for place, proposal in enumerate(proposals)
        for number in range(judges)
    ]
