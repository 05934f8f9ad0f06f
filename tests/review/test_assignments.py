"""An assignment is asked for, solved apart, proposed with its reasons, set by hand, adopted, and repaired."""

from __future__ import annotations

import pytest

from making.people import AT
from making.review import World, a_call_in_review, a_panel, account_of, an_expert
from qunli.core.queries.journal import verify_journal
from qunli.directory.models import Expert
from qunli.review.actions import (
    Hand,
    PanelDraft,
    Wanted,
    adopt_assignment,
    ask_assignment,
    decline_seat,
    name_candidates,
)
from qunli.review.models import Assignment, Panel, Seat
from qunli.review.queries import bench_of
from qunli.review.states import AssignmentMethod
from qunli.review.tasks import solve_assignment

pytestmark = [pytest.mark.django_db, pytest.mark.process]


def a_pool(world: World, *, experts: int = 6, judges: int = 2, blind: bool = False) -> tuple[Panel, list[Expert]]:
    """Form a panel and name so many candidates, from three provinces in turn."""
    draft = PanelDraft("Seals", judges, is_blind=blind)
    panel = a_panel(world, draft=draft)
    regions = ("310000", "320000", "330000")
    named = [an_expert(region=regions[place % 3]) for place in range(experts)]
    name_candidates(panel=panel, experts=named, by=world.operator, at=AT)
    return panel, named


def asked(world: World, panel: Panel, *, hand: Hand | None = None, **wanted: object) -> Assignment:
    """Ask for an assignment and let it be solved."""
    rules = {"method": AssignmentMethod.TOTAL, "demand": 2, "load_max": 2, **wanted}
    made = ask_assignment(panel=panel, wanted=Wanted(**rules), hand=hand or Hand(), by=world.operator, at=AT)  # type: ignore[arg-type]  # rules by name
    solve_assignment(made.pk)
    made.refresh_from_db()
    return made


def test_the_best_fit_is_proposed_and_nobody_is_appointed_before_it_is_adopted() -> None:
    world = a_call_in_review(teams=3)
    panel, experts = a_pool(world)
    for expert in experts[:2]:
        expert.fields = ["two layers", "seal"]
        expert.save()
    made = asked(world, panel)
    assert (made.state, made.found["proven"], made.found["checked"], Seat.objects.count()) == (
        "proposed",
        True,
        True,
        0,
    )
    adopt_assignment(assignment=made, by=world.operator, at=AT)
    panel.refresh_from_db()
    bench = bench_of(panel)
    assert [len(bench.judges_of(one.pk)) for one in world.proposals] == [2, 2, 2]
    assert verify_journal().sound
    seat = bench.members[0]
    decline_seat(seat=seat, reason="ill", by=account_of(seat.expert), at=AT)
    repair = Assignment.objects.get(is_repair=True)
    solve_assignment(repair.pk)
    repair.refresh_from_db()
    assert repair.state == "proposed"
    drawn = asked(world, panel, method=AssignmentMethod.DRAW, seed="7", witness="Li")
    assert drawn.state == "proposed"
    fair = asked(world, panel, method=AssignmentMethod.FAIR)
    assert fair.state == "proposed"
