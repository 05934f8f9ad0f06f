"""An assignment is asked for, solved apart, proposed with its reasons, set by hand, adopted, and repaired."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta

import pytest

from making.assigning import a_pool, asked, in_turn, proposed, solved
from making.people import AT, an_account
from making.review import a_call_in_review, a_panel, account_of, an_expert, score
from qunli.core.models import Message
from qunli.core.queries.journal import verify_journal
from qunli.core.states import NotPermitted, StepNotOpen, WrongInput
from qunli.directory.models import ExpertPost
from qunli.duties.models import Duty
from qunli.people.states import Role
from qunli.review.actions import (
    AssignmentStale,
    BiddingClosed,
    Hand,
    accept_seat,
    adopt_assignment,
    declare_conflict,
    decline_seat,
    drop_candidate,
    name_candidates,
    save_bids,
    seat_panel,
    set_aside_assignment,
    sign_as_candidate,
    sign_commitment,
    start_scoring,
    start_solving,
)
from qunli.review.bridge import whole_tables
from qunli.review.models import Assignment, Bid, Candidate, Conflict, Panel, Seat, Share
from qunli.review.queries import bench_of
from qunli.review.queries.pool import pool_of
from qunli.review.states import AssignmentMethod, BidChoice
from qunli.review.tasks import solve_assignment, solve_left_assignments

pytestmark = pytest.mark.django_db


def shares(panel: Panel) -> set[tuple[int, int]]:
    """Return who judges what: proposal's key, expert's key."""
    bench = bench_of(Panel.objects.select_related("call").get(pk=panel.pk))
    return {(row.proposal_id, seat.expert_id) for row in bench.proposals for seat in bench.judges_of(row.proposal_id)}


@pytest.mark.process
def test_the_best_fit_is_proposed_with_proof_and_words_and_wishes_count() -> None:
    world = a_call_in_review(teams=3)
    panel, experts = a_pool(world, bids_until=AT + timedelta(days=3))
    for expert in experts[:2]:
        expert.fields = ["two layers", "seal"]
        expert.save()
    unwilling = Candidate.objects.get(expert=experts[0])
    by = account_of(experts[0])
    sign_as_candidate(candidate=unwilling, by=by, at=AT)
    save_bids(
        candidate=unwilling, bids=dict.fromkeys((one.pk for one in world.proposals), BidChoice.RATHER_NOT), by=by, at=AT
    )
    made = solved(asked(world, panel))
    found = made.found
    assert (made.state, found["proven"], found["checked"], found["gap"], Seat.objects.count()) == (
        "proposed", True, True, 0.0, 0,
    )  # fmt: skip
    loads = {expert.pk: made.pairs.filter(expert=expert).count() for expert in experts}
    assert (loads[experts[1].pk], max(loads.values()) <= 2) == (2, True)
    best = made.pairs.filter(expert=experts[1]).order_by("proposal_id")[0]
    assert (best.fit, best.affinity, best.place, best.bid) == (1.0, 0.7, 1, "")
    assert {term for term, _share in best.terms} >= {"layer", "seal"}
    assert Message.objects.filter(party_id=world.call.operator_id, words__contains="is proposed").count() == 1
    assert verify_journal().sound


@pytest.mark.process
def test_a_draw_is_repeated_from_its_published_tables_and_seed_by_the_command_alone(tmp_path: object) -> None:
    world = a_call_in_review(teams=3)
    panel, experts = a_pool(world)
    ExpertPost.objects.filter(expert=experts[0]).update(organization=world.proposals[0].lead)
    made = solved(asked(world, panel, method=AssignmentMethod.DRAW, seed="3421.07", witness="Notary Wu"))
    pairs = set(made.pairs.values_list("proposal_id", "expert_id"))
    assert (world.proposals[0].pk, experts[0].pk) not in pairs
    told = subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-m", "qunli", "assign", "-", "--json", "--draw", made.seed],
        input=json.dumps(whole_tables(made.tables)),
        capture_output=True,
        check=True,
        text=True,
    )
    assert {(int(one), int(two)) for one, two in json.loads(told.stdout)["named"]} == pairs


@pytest.mark.process
def test_where_nothing_fits_the_smallest_set_is_named_and_what_would_heal_it() -> None:
    world = a_call_in_review(teams=3)
    panel, experts = a_pool(world, experts=3)
    made = solved(asked(world, panel, load_max=1))
    assert (made.state, made.cause, made.pairs.count()) == ("failed", "nothing_fits", 0)
    witness = made.found["witness"]
    assert (witness["kind"], witness["demand"], witness["available"], witness["extra_capacity"]) == ("load", 4, 3, 3)
    assert len(made.tables["experts"]) == len(experts)
    assert Message.objects.filter(party_id=world.call.operator_id, words__contains="No assignment").count() == 1


@pytest.mark.process
def test_a_seat_that_is_declined_is_repaired_with_the_fewest_changes() -> None:
    world = a_call_in_review(teams=3)
    panel, experts = a_pool(world)
    adopt_assignment(assignment=solved(asked(world, panel, method=AssignmentMethod.FAIR)), by=world.operator, at=AT)
    before = shares(panel)
    seat = Seat.objects.filter(panel=panel).select_related("expert").order_by("id")[0]
    lost = {pair for pair in before if pair[1] == seat.expert_id}
    decline_seat(seat=seat, reason="ill", by=account_of(seat.expert), at=AT)
    repair = solved(Assignment.objects.get(is_repair=True))
    assert (repair.state, repair.found["kept"], repair.found["fewest_changes"]) == (
        "proposed",
        len(before) - len(lost),
        True,
    )
    assert Duty.objects.filter(key="decide on repair", state="open").count() == 1
    assert shares(panel) == before - lost
    adopt_assignment(assignment=repair, by=world.operator, at=AT)
    after = shares(panel)
    assert (after >= before - lost, len(after), seat.expert_id in {expert for _one, expert in after}) == (
        True,
        len(before),
        False,
    )
    assert sorted(Assignment.objects.values_list("state", flat=True)) == ["adopted", "superseded"]
    assert Duty.objects.filter(key="decide on repair", state="open").count() == 0
    assert verify_journal().sound
    assert len(experts) == 6


@pytest.mark.process
def test_the_site_loads_no_solver_whatever_it_imports() -> None:
    program = (
        "import sys, django; django.setup(); from django.urls import get_resolver; get_resolver().url_patterns;"
        "import qunli.review.tasks, qunli.review.bridge, qunli.review.api;"
        "print(sorted({'ortools', 'scipy', 'qunli.engines.assigning'} & set(sys.modules)))"
    )
    told = subprocess.run(  # noqa: S603 -- this Python, the lines above
        [sys.executable, "-c", program], capture_output=True, check=True, text=True
    )
    assert told.stdout.strip() == "[]"


def test_one_that_was_set_aside_or_solved_already_is_not_solved_and_one_left_half_done_is() -> None:
    world = a_call_in_review(teams=1)
    panel, experts = a_pool(world)
    first = asked(world, panel)
    second = asked(world, panel)
    first.refresh_from_db()
    assert first.state == "superseded"
    solve_assignment(first.pk)
    done = proposed(second, in_turn(panel, experts), experts)
    solve_assignment(done.pk)
    with pytest.raises(StepNotOpen):
        start_solving(assignment=done, by=world.operator, at=AT)
    third = start_solving(assignment=asked(world, panel), by=world.operator, at=AT)
    Panel.objects.filter(pk=panel.pk).update(state="concluded")
    solve_left_assignments()
    third.refresh_from_db()
    assert (third.state, third.cause) == ("failed", "moved_on")


def test_whoever_is_named_must_be_free_for_something_and_is_asked_until_a_moment_to_come() -> None:
    world = a_call_in_review(teams=1)
    panel = a_panel(world)
    tied = an_expert(employer=world.proposals[0].lead)
    free = an_expert()
    with pytest.raises(WrongInput) as wrong:
        name_candidates(panel=panel, experts=[tied, free], bids_until=AT, by=world.operator, at=AT)
    assert sorted(wrong.value.faults) == ["bids_until", "experts"]
    assert (Candidate.objects.count(), tied.party.name in str(wrong.value)) == (0, True)
    with pytest.raises(NotPermitted):
        name_candidates(panel=panel, experts=[free], by=an_account(role=Role.OPERATOR), at=AT)
    made = name_candidates(panel=panel, experts=[free], bids_until=AT + timedelta(days=1), by=world.operator, at=AT)
    assert Duty.objects.get(about_kind="candidate").owner == free.party
    drop_candidate(candidate=made[0], by=world.operator, at=AT)
    assert (pool_of(panel, on=AT.date()).experts, Duty.objects.get(about_kind="candidate").state) == ((), "dropped")
    again = name_candidates(panel=panel, experts=[free], by=world.operator, at=AT)
    assert (again[0].pk, [one.pk for one in pool_of(panel, on=AT.date()).experts]) == (made[0].pk, [free.pk])


def test_wishes_are_said_by_the_candidate_alone_after_signing_and_before_the_moment() -> None:
    world = a_call_in_review(teams=1)
    until = AT + timedelta(days=1)
    _panel, experts = a_pool(world, experts=2, bids_until=until)
    candidate = Candidate.objects.get(expert=experts[0])
    by, bids = account_of(experts[0]), {world.proposals[0].pk: BidChoice.WANT}
    with pytest.raises(BiddingClosed):
        save_bids(candidate=candidate, bids=bids, by=by, at=AT)
    with pytest.raises(NotPermitted):
        sign_as_candidate(candidate=candidate, by=account_of(experts[1]), at=AT)
    sign_as_candidate(candidate=candidate, by=by, at=AT)
    with pytest.raises(WrongInput) as wrong:
        save_bids(candidate=candidate, bids={999_999: BidChoice.WANT}, by=by, at=AT)
    assert list(wrong.value.faults) == ["choice-999999"]
    with pytest.raises(BiddingClosed):
        save_bids(candidate=candidate, bids=bids, by=by, at=until + timedelta(seconds=1))
    save_bids(candidate=candidate, bids=bids, by=by, at=until)
    assert (Bid.objects.get().choice, Duty.objects.get(owner=experts[0].party).state) == ("want", "met")


def test_what_is_asked_for_is_checked_with_every_fault() -> None:
    world = a_call_in_review(teams=1, terms={"review_members_min": 3})
    panel = a_panel(world)
    with pytest.raises(WrongInput) as wrong:
        asked(
            world, panel, method=AssignmentMethod.DRAW, demand=2, load_max=0, load_min=1, bid_share=101, seniors=9,
        )  # fmt: skip
    assert sorted(wrong.value.faults) == sorted(
        ["demand", "load_max", "load_min", "bid_share", "seniors", "experts", "seed", "witness"]
    )
    other = a_call_in_review(teams=1)
    panel, experts = a_pool(other)
    pair = (other.proposals[0].pk, experts[0].pk)
    for hand in (Hand(pinned=((1, 1),)), Hand(pinned=(pair,), forbidden=(pair,))):
        with pytest.raises(WrongInput) as wrong:
            asked(other, panel, hand=hand)
        assert list(wrong.value.faults) == ["hand"]


def test_a_conflict_that_came_up_since_keeps_the_assignment_from_being_adopted() -> None:
    world = a_call_in_review(teams=2)
    panel, experts = a_pool(world)
    made = proposed(asked(world, panel), in_turn(panel, experts), experts)
    ExpertPost.objects.filter(expert=experts[0]).update(organization=world.proposals[0].lead)
    with pytest.raises(AssignmentStale) as stale:
        adopt_assignment(assignment=made, by=world.operator, at=AT)
    assert world.proposals[0].number in str(stale.value)
    made.refresh_from_db()
    panel.refresh_from_db()
    assert (made.state, panel.is_divided, Seat.objects.count(), Share.objects.count()) == ("proposed", False, 0, 0)


def test_only_who_runs_the_panel_adopts_and_sets_aside_and_an_adopted_one_is_replaced_only() -> None:
    world = a_call_in_review(teams=2)
    panel, experts = a_pool(world)
    made = proposed(asked(world, panel), in_turn(panel, experts), experts)
    for stranger in (world.authority, an_account(role=Role.OPERATOR), account_of(experts[0])):
        with pytest.raises(NotPermitted):
            adopt_assignment(assignment=made, by=stranger, at=AT)
        with pytest.raises(NotPermitted):
            set_aside_assignment(assignment=made, by=stranger, at=AT)
    adopt_assignment(assignment=made, by=world.operator, at=AT)
    with pytest.raises(StepNotOpen):
        adopt_assignment(assignment=made, by=world.operator, at=AT)
    with pytest.raises(Exception, match="sits by this assignment"):
        set_aside_assignment(assignment=made, by=world.operator, at=AT)


def test_each_judges_what_is_assigned_and_begun_sheets_are_never_taken_away() -> None:
    world = a_call_in_review(teams=2)
    panel, experts = a_pool(world, bids_until=AT + timedelta(days=1))
    signed = Candidate.objects.get(expert=experts[0])
    sign_as_candidate(candidate=signed, by=account_of(experts[0]), at=AT)
    adopt_assignment(
        assignment=proposed(asked(world, panel), in_turn(panel, experts), experts), by=world.operator, at=AT
    )
    panel.refresh_from_db()
    for seat in Seat.objects.filter(panel=panel).select_related("expert"):
        by = account_of(seat.expert)
        taken = accept_seat(seat=seat, by=by, at=AT)
        assert (taken.commitment_signed_at is not None) == (seat.expert_id == experts[0].pk)
        if taken.commitment_signed_at is None:
            sign_commitment(seat=taken, by=by, at=AT)
    panel = start_scoring(panel=seat_panel(panel=panel, by=world.operator, at=AT), by=world.operator, at=AT)
    first = Seat.objects.select_related("expert").get(expert=experts[0])
    score(first, world.proposals[0], 80)
    with pytest.raises(Exception, match="not"):
        score(first, world.proposals[1], 80)
    pairs = in_turn(panel, experts)
    other = proposed(asked(world, panel), [(pairs[0][0], experts[5].pk), *pairs[1:]], experts)
    with pytest.raises(AssignmentStale, match="a score sheet is begun already"):
        adopt_assignment(assignment=other, by=world.operator, at=AT)


def test_a_conflict_declared_on_a_divided_panel_asks_for_a_repair_and_one_is_enough() -> None:
    world = a_call_in_review(teams=2)
    panel, experts = a_pool(world)
    adopt_assignment(
        assignment=proposed(asked(world, panel), in_turn(panel, experts), experts), by=world.operator, at=AT
    )
    first, second = Seat.objects.filter(panel=panel).select_related("expert").order_by("id")[:2]
    declare_conflict(seat=first, proposal=world.proposals[0], fact="x", by=account_of(first.expert), at=AT)
    decline_seat(seat=second, reason="ill", by=account_of(second.expert), at=AT)
    repairs = Assignment.objects.filter(is_repair=True).order_by("id")
    told = [(one.state, one.method, one.asked_by) for one in repairs]
    assert told == [("superseded", "total", None), ("asked", "total", None)]
    assert Conflict.objects.get().kind == "declared"
