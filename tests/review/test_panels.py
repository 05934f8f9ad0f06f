"""Panels are formed, drawn and seated, recusal first."""

from datetime import date

import pytest

from making.people import AT, an_account
from making.review import (
    World,
    a_call_in_review,
    a_panel,
    a_scoring_panel,
    a_seated_panel,
    account_of,
    an_expert,
    an_organization,
)
from qunli.core.queries.journal import verify_journal
from qunli.core.states import SYSTEM, NotPermitted, StepNotOpen, WrongInput
from qunli.directory.actions import merge_organizations
from qunli.directory.models import CreditMark, Expert, ExpertPost, Relation
from qunli.directory.states import RelationKind
from qunli.people.models import Grant
from qunli.people.states import Role
from qunli.review.actions import (
    Conflicted,
    DrawImpossible,
    PanelDraft,
    PanelShort,
    accept_seat,
    declare_conflict,
    decline_seat,
    dissolve_panel,
    draw_panel,
    form_panel,
    remove_seat,
    seat_expert,
    seat_panel,
    verify_draw,
)
from qunli.review.models import Conflict, Draw, Panel, Seat
from qunli.review.queries import bench_of, find_conflicts
from qunli.review.states import SeatRank, SeatState

pytestmark = pytest.mark.django_db


def kinds(expert: Expert, world: World, *, years: int | None = 3) -> list[str]:
    loaded = list(Expert.objects.filter(pk=expert.pk).select_related("party"))
    found = find_conflicts(loaded, world.proposals[:1], on=date(2026, 3, 2), years=years)
    return [one.kind.value for one in found]


def test_no_panel_is_formed_where_the_terms_name_no_highest_score() -> None:
    world = a_call_in_review()
    world.call.terms["score_max"]["value"] = None
    world.call.save(update_fields=["terms"])
    with pytest.raises(WrongInput) as refused:
        a_panel(world)
    assert set(refused.value.faults) == {"score_max"}


def test_a_panel_takes_rubric_and_scale_from_the_call() -> None:
    panel = a_panel(a_call_in_review())
    assert (panel.round, panel.score_max, [line["key"] for line in panel.rubric], str(panel.state)) == (
        1,
        100,
        ["need_fit", "approach", "team", "plan", "budget"],
        "forming",
    )


def test_only_the_call_s_operator_forms_a_panel() -> None:
    world = a_call_in_review()
    with pytest.raises(NotPermitted):
        form_panel(
            call=world.call,
            proposals=world.proposals,
            draft=PanelDraft("x", 3),
            by=an_account(role=Role.OPERATOR),
            at=AT,
        )


def test_a_proposal_stands_before_one_panel_of_a_round_until_that_is_dissolved() -> None:
    world = a_call_in_review()
    panel = a_panel(world)
    with pytest.raises(WrongInput) as wrong:
        a_panel(world)
    assert list(wrong.value.faults) == ["proposals"]
    dissolve_panel(panel=panel, reason="too small", by=world.operator, at=AT)
    assert a_panel(world).state == "forming"


def test_every_kind_of_tie_is_found() -> None:
    world = a_call_in_review(teams=1)
    lead = world.proposals[0].lead
    assert kinds(an_expert(), world) == []
    assert kinds(an_expert(employer=lead), world) == ["employer"]
    assert kinds(an_expert(employer=world.topic.item.need.organization), world) == ["poster"]
    member = an_expert()
    Grant.objects.create(user=account_of(member), role=Role.TEAM_MEMBER, party=lead.party, granted_at=AT)
    assert kinds(member, world) == ["team"]
    assert kinds(an_expert(name=world.proposals[0].leader_name), world) == ["team"]


def test_a_former_employer_counts_inside_the_window_only() -> None:
    world = a_call_in_review(teams=1)
    expert = an_expert()
    post = ExpertPost.objects.create(
        expert=expert, organization=world.proposals[0].lead, since=date(2010, 1, 1), until=date(2023, 3, 1)
    )
    assert (kinds(expert, world), kinds(expert, world, years=None)) == ([], ["former_employer"])
    post.until = date(2023, 3, 2)
    post.save()
    assert kinds(expert, world) == ["former_employer"]


def test_shared_parents_are_found_at_any_height_and_relations_while_they_last() -> None:
    world = a_call_in_review(teams=1)
    lead, employer, group, holding = world.proposals[0].lead, an_organization(), an_organization(), an_organization()
    expert = an_expert(employer=employer)
    for parent, child in ((holding, group), (group, lead), (holding, employer)):
        Relation.objects.create(organization=parent, other=child, kind=RelationKind.PARENT, source="register")
    assert kinds(expert, world) == ["parent"]
    Relation.objects.all().delete()
    tie = Relation.objects.create(organization=lead, other=employer, kind=RelationKind.SUPPLIER, source="said")
    assert kinds(expert, world) == ["relation"]
    tie.until = date(2026, 3, 1)
    tie.save()
    assert kinds(expert, world) == []
    tie.kind = RelationKind.JOINT_PROJECT
    tie.save()
    assert (kinds(expert, world), kinds(expert, world, years=0)) == (["joint_project"], [])


def test_a_draw_leaves_out_whoever_has_a_tie_and_says_why_and_can_be_repeated() -> None:
    world = a_call_in_review()
    conflicted = an_expert(employer=world.proposals[1].lead)
    marked = an_expert()
    CreditMark.objects.create(
        party=marked.party, issuer="x", reason="y", since=date(2026, 1, 1), until=date(2026, 12, 31), source="z"
    )
    free = [an_expert(region=region) for region in ("310000", "320000", "330000", "310000", "320000")]
    nowhere = an_expert()
    Expert.objects.filter(pk=nowhere.pk).update(jurisdiction=None)
    draw = draw_panel(
        panel=a_panel(world, members=3, reserves=1), seed="20251127", witness="Li", by=world.operator, at=AT
    )
    drawn = {row["expert"] for row in draw.drawn["picks"]}
    left_out = {row["expert"]: row["reason"] for row in draw.left_out}
    assert drawn <= {one.pk for one in free}
    assert left_out == {conflicted.pk: "conflict", marked.pk: "credit_mark", nowhere.pk: "region_unknown"}
    assert [row["facts"] for row in draw.left_out if row["reason"] == "conflict"] == [
        [f"employer: {world.proposals[1].lead.name}"]
    ]
    assert verify_draw(Draw.objects.get())
    ranks = Seat.objects.order_by("position").values_list("rank", "origin", "state")
    assert list(ranks) == [
        ("head", "drawn", "asked"),
        ("member", "drawn", "asked"),
        ("member", "drawn", "asked"),
        ("reserve", "drawn", "asked"),
    ]
    assert verify_journal().sound


def test_two_panels_of_the_same_pool_and_seed_are_the_same() -> None:
    world = a_call_in_review()
    for region in ("310000", "320000", "330000", "310000", "320000", "330000"):
        an_expert(region=region)
    panels = []
    for _time in range(2):
        panel = a_panel(world, members=3, reserves=2)
        draw = draw_panel(panel=panel, seed="7", witness="Li", by=world.operator, at=AT)
        panels.append([row["expert"] for row in draw.drawn["picks"]])
        dissolve_panel(panel=panel, reason="again", by=world.operator, at=AT)
    assert panels[0] == panels[1]


def test_a_draw_that_cannot_keep_the_strata_seats_nobody() -> None:
    world = a_call_in_review()
    panel = a_panel(world, members=2)
    for _expert in range(3):
        an_expert()
    with pytest.raises(DrawImpossible):
        draw_panel(panel=panel, seed="1", witness="Li", by=world.operator, at=AT)
    assert (Seat.objects.count(), Draw.objects.count()) == (0, 0)


def test_a_draw_has_a_seed_and_a_witness() -> None:
    world = a_call_in_review()
    with pytest.raises(WrongInput) as wrong:
        draw_panel(panel=a_panel(world), seed=" ", witness="", by=world.operator, at=AT)
    assert sorted(wrong.value.faults) == ["seed", "witness"]


def test_seated_by_hand_with_a_tie_to_one_proposal_the_expert_is_recused_from_that_one_only() -> None:
    world = a_call_in_review()
    panel = a_panel(world, members=1)
    expert = an_expert(employer=world.proposals[0].lead)
    seat = seat_expert(panel=panel, expert=expert, rank=SeatRank.HEAD, by=world.operator, at=AT)
    bench = bench_of(panel)
    assert [row.proposal_id for row in bench.proposals_for(bench.seats[0])] == [world.proposals[1].pk]
    assert (seat.state, [row.proposal_id for row in bench.short]) == ("asked", [world.proposals[0].pk])
    with pytest.raises(PanelShort):
        seat_panel(panel=panel, by=world.operator, at=AT)


def test_an_expert_tied_to_every_proposal_is_not_seated() -> None:
    world = a_call_in_review(teams=1)
    expert = an_expert(employer=world.proposals[0].lead)
    with pytest.raises(Conflicted):
        seat_expert(panel=a_panel(world), expert=expert, rank=SeatRank.MEMBER, by=world.operator, at=AT)
    assert Conflict.objects.count() == 0


def test_a_declared_conflict_is_replaced_for_that_proposal_by_a_reserve() -> None:
    world = a_call_in_review()
    panel, seats = a_scoring_panel(world, members=2, reserves=1)
    first, second = world.proposals
    declare_conflict(seat=seats[1], proposal=first, fact="my brother", by=account_of(seats[1].expert), at=AT)
    bench = bench_of(panel)
    assert [seat.pk for seat in bench.judges_of(first.pk)] == [seats[0].pk, seats[2].pk]
    assert [seat.pk for seat in bench.judges_of(second.pk)] == [seats[0].pk, seats[1].pk]
    assert [seat.rank for seat in bench.seats] == ["head", "member", "reserve"]


def test_with_every_proposal_lost_the_whole_seat_is_given_up_and_a_reserve_becomes_a_member() -> None:
    world = a_call_in_review(teams=1)
    panel, seats = a_scoring_panel(world, members=2, reserves=1)
    gone = declare_conflict(seat=seats[1], proposal=world.proposals[0], fact="", by=account_of(seats[1].expert), at=AT)
    assert (gone.state, [(s.pk, s.rank, s.origin) for s in bench_of(panel).members]) == (
        SeatState.RECUSED,
        [(seats[0].pk, "head", "by_hand"), (seats[2].pk, "member", "reserve")],
    )


def test_declining_or_removal_moves_a_reserve_up() -> None:
    world = a_call_in_review()
    panel, seats = a_seated_panel(world, members=2, reserves=2)
    decline_seat(seat=seats[1], reason="ill", by=account_of(seats[1].expert), at=AT)
    remove_seat(seat=seats[0], reason="double booked", by=world.operator, at=AT)
    assert [(s.pk, s.rank) for s in bench_of(panel).members] == [(seats[2].pk, "member"), (seats[3].pk, "member")]
    with pytest.raises(StepNotOpen):
        accept_seat(seat=seats[1], by=account_of(seats[1].expert), at=AT)


def test_nobody_answers_for_another_expert() -> None:
    world = a_call_in_review()
    _panel, seats = a_seated_panel(world, members=2)
    with pytest.raises(NotPermitted):
        declare_conflict(seat=seats[0], proposal=world.proposals[0], fact="", by=account_of(seats[1].expert), at=AT)
    with pytest.raises(NotPermitted):
        decline_seat(seat=seats[0], reason="", by=world.operator, at=AT)


def test_a_panel_needs_a_head_and_its_number_before_it_is_seated() -> None:
    world = a_call_in_review()
    panel = a_panel(world, members=2)
    seat_expert(panel=panel, expert=an_expert(), rank=SeatRank.MEMBER, by=world.operator, at=AT)
    with pytest.raises(PanelShort):
        seat_panel(panel=panel, by=world.operator, at=AT)
    seat_expert(panel=panel, expert=an_expert(), rank=SeatRank.MEMBER, by=world.operator, at=AT)
    with pytest.raises(PanelShort, match="no head"):
        seat_panel(panel=panel, by=world.operator, at=AT)
    assert Panel.objects.get().state == "forming"


def test_employer_and_poster_are_found_under_the_name_before_a_merge() -> None:
    world = a_call_in_review()
    lead, poster = world.proposals[0].lead, world.proposals[0].topic.item.need.organization
    posted, led = (an_organization(name=name) for name in ("Poster, once more", "Lead, once more"))
    experts = [an_expert(employer=posted), an_expert(employer=led)]
    assert [kinds(one, world) for one in experts] == [[], []]
    merge_organizations(kept=posted, merged=poster, by=SYSTEM, at=AT)
    merge_organizations(kept=led, merged=lead, by=SYSTEM, at=AT)
    assert [kinds(one, world) for one in experts] == [["poster"], ["employer"]]
