"""The pages of candidates, wishes and assignments: who sees what, how often the database is asked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from making.assigning import a_pool, asked, in_turn, proposed
from making.people import AT, a_client_for, an_account, an_auditor
from making.review import World, a_call_in_review, account_of
from qunli.core.states import SYSTEM
from qunli.people.states import Role
from qunli.review.actions import adopt_assignment, give_up_assignment, sign_as_candidate
from qunli.review.bridge import Solved
from qunli.review.models import Assignment, Bid, Candidate, Conflict, Panel, Seat
from qunli.review.states import FailureCause

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from qunli.directory.models import Expert

pytestmark = pytest.mark.django_db


def read(client: Client, name: str, *keys: int, status: int = 200) -> str:
    answer = client.get(reverse(f"review:{name}", args=keys))
    assert answer.status_code == status, (name, answer.status_code)
    return answer.content.decode()


def a_proposed(world: World, *, experts: int = 6) -> tuple[Assignment, Panel, list[Expert]]:
    panel, named = a_pool(world, experts=experts)
    return proposed(asked(world, panel), in_turn(panel, named), named), panel, named


@pytest.mark.parametrize("number", [1, 3])
def test_lists_of_candidates_and_assignments_ask_the_same_whatever_their_length(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    world = a_call_in_review(teams=1)
    panel, _experts = a_pool(world, experts=number)
    for _time in range(number):
        asked(world, panel, demand=1)
    client = a_client_for(world.operator)
    read(client, "candidates", panel.pk)
    with django_assert_num_queries(6):
        page = read(client, "candidates", panel.pk)
    assert page.count("row-title") == number
    with django_assert_num_queries(10):
        page = read(client, "assignments", panel.pk)
    assert page.count("row-title") == number


@pytest.mark.parametrize("number", [1, 3])
def test_an_assignment_asks_the_same_whatever_is_in_it(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    world = a_call_in_review(teams=number)
    made, _panel, _experts = a_proposed(world)
    client = a_client_for(world.operator)
    read(client, "assignment", made.pk)
    with django_assert_num_queries(14):
        page = read(client, "assignment", made.pk)
    assert page.count("shares the words") == 2 * number


@pytest.mark.parametrize("number", [1, 3])
def test_wishes_ask_the_same_whatever_the_number_of_proposals(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    world = a_call_in_review(teams=number)
    _panel, experts = a_pool(world, experts=1, bids_until=timezone.now() + timedelta(days=3))
    Candidate.objects.update(commitment_signed_at=AT)
    client = a_client_for(account_of(experts[0]))
    read(client, "candidate", Candidate.objects.get().pk)
    with django_assert_num_queries(20):
        page = read(client, "candidate", Candidate.objects.get().pk)
    assert page.count('name="choice-') == number


def test_an_expert_sees_topics_before_signing_then_titles_without_names_and_nothing_of_what_they_are_tied_to() -> None:
    world = a_call_in_review(teams=2)
    until = timezone.now() + timedelta(days=3)
    panel, experts = a_pool(world, experts=1, blind=True, bids_until=until)
    own, tied = world.proposals
    Conflict.objects.create(
        panel=panel, expert=experts[0], proposal=tied, kind="declared", fact="my brother", found_at=AT
    )
    candidate = Candidate.objects.get()
    client = a_client_for(account_of(experts[0]))
    before = read(client, "candidate", candidate.pk)
    assert (world.topic.title in before, own.number in before, "Proposal" in before) == (True, False, False)
    client.post(reverse("review:sign_as_candidate", args=[candidate.pk]))
    after = read(client, "candidate", candidate.pk)
    names = [own.lead.name, own.leader_name, own.partners.get().organization.name, tied.lead.name, tied.leader_name]
    assert [name for name in names if name in after] == []
    assert ("▇▇" in after, own.number in after, tied.number in after, f"choice-{tied.pk}" in after) == (
        True,
        True,
        True,
        False,
    )


def test_wishes_are_said_on_the_page_and_a_conflict_recuses_at_once() -> None:
    world = a_call_in_review(teams=3)
    panel, experts = a_pool(world, experts=1, bids_until=timezone.now() + timedelta(days=3))
    candidate = Candidate.objects.get()
    user = account_of(experts[0])
    sign_as_candidate(candidate=candidate, by=user, at=AT)
    client = a_client_for(user)
    assert reverse("review:candidate", args=[candidate.pk]) in read(client, "desk")
    first, second, third = (one.pk for one in world.proposals)
    sent = {f"choice-{first}": "want", f"choice-{second}": "conflict", f"fact-{second}": "we wrote together"}
    client.post(reverse("review:candidate", args=[candidate.pk]), sent)
    assert dict(Bid.objects.values_list("proposal_id", "choice")) == {first: "want", second: "conflict"}
    assert [(one.proposal_id, one.kind, one.fact) for one in Conflict.objects.all()] == [
        (second, "declared", "we wrote together")
    ]
    page = read(client, "candidate", candidate.pk)
    assert (world.proposals[1].title in page, f"choice-{third}" in page) == (False, True)
    office = read(a_client_for(world.operator), "candidate", candidate.pk)
    assert ("I would like to judge it" in office, "I have a conflict of interest" in office) == (True, True)
    assert read(a_client_for(world.operator), "panel", panel.pk).count("we wrote together") == 1


def test_who_may_see_and_do_what_with_candidates_and_assignments() -> None:
    world = a_call_in_review(teams=2)
    made, panel, experts = a_proposed(world)
    strangers = [an_account(role=Role.OPERATOR), account_of(experts[0]), world.proposals[0].stated_by]
    for reader in (world.operator, world.authority, an_auditor()):
        page = read(a_client_for(reader), "assignment", made.pk)
        assert experts[0].party.name in page
    assert [a_client_for(one).get(reverse("review:assignment", args=[made.pk])).status_code for one in strangers] == [
        404,
        403,
        403,
    ]
    acts = ("adopt_assignment", "set_aside_assignment", "solve_again")
    for reader in (world.authority, an_auditor(), *strangers):
        answers = [a_client_for(reader).post(reverse(f"review:{act}", args=[made.pk])).status_code for act in acts]
        assert set(answers) <= {403, 404}, reader
    assert (Assignment.objects.get().state, Seat.objects.count()) == ("proposed", 0)
    candidate = Candidate.objects.first()
    assert candidate is not None
    other = a_client_for(account_of(experts[3]))
    assert other.get(reverse("review:candidate", args=[candidate.pk])).status_code == 404
    assert other.post(reverse("review:sign_as_candidate", args=[candidate.pk])).status_code == 404
    assert a_client_for(world.authority).post(reverse("review:drop_candidate", args=[candidate.pk])).status_code == 403
    assert read(a_client_for(world.authority), "candidates", panel.pk).count("row-title") == 6


def test_words_of_a_proposal_are_shown_to_its_readers_only_and_the_tables_hold_no_word() -> None:
    world = a_call_in_review(teams=1)
    made, _panel, experts = a_proposed(world)
    client = a_client_for(world.operator)
    assert "shares the words: layer" in read(client, "assignment", made.pk)
    tables = read(client, "assignment_instance", made.pk)
    assert [name for name in ("layer", experts[0].party.name, world.proposals[0].title) if name in tables] == []
    type(world.proposals[0]).objects.update(state="withdrawn")  # as one whose seal was closed again would be
    assert "shares the words" not in read(client, "assignment", made.pk)


def test_a_pair_is_kept_another_ruled_out_and_it_is_solved_again() -> None:
    world = a_call_in_review(teams=2)
    made, panel, experts = a_proposed(world)
    first, second = sorted(one.pk for one in world.proposals)
    client = a_client_for(world.operator)
    sent = {
        f"pair-{first}-{experts[0].pk}": "keep",
        f"pair-{first}-{experts[1].pk}": "never",
        "proposal": second,
        "expert": experts[5].pk,
        "also": "keep",
    }
    answer = client.post(reverse("review:solve_again", args=[made.pk]), sent)
    again = Assignment.objects.latest("id")
    assert answer["Location"] == reverse("review:assignment", args=[again.pk])
    assert (again.pinned, again.forbidden, again.previous_id, again.state) == (
        [[first, experts[0].pk], [second, experts[5].pk]],
        [[first, experts[1].pk]],
        made.pk,
        "asked",
    )
    assert "The worker is solving it" in read(client, "assignment", again.pk)
    Conflict.objects.create(panel=panel, expert=experts[5], proposal_id=second, kind="declared", fact="x", found_at=AT)
    refused = client.post(reverse("review:solve_again", args=[made.pk]), sent, follow=True)
    assert "A fact stands against what is to be kept" in refused.content.decode()


def test_adopting_says_what_follows_and_asks_the_experts() -> None:
    world = a_call_in_review(teams=2)
    made, panel, experts = a_proposed(world)
    client = a_client_for(world.operator)
    assert "Ask 4 experts to judge?" in read(client, "adopt_assignment", made.pk)
    client.post(reverse("review:adopt_assignment", args=[made.pk]))
    assert set(Seat.objects.values_list("expert_id", "state", "origin")) == {
        (one.pk, "asked", "assigned") for one in experts[:4]
    }
    page = read(client, "panel", panel.pk)
    assert ("Divided" in page, "Judges of each proposal" in page) == (True, True)


def test_a_failure_says_who_is_short_and_what_to_install() -> None:
    world = a_call_in_review(teams=2)
    panel, _experts = a_pool(world, experts=3)
    made = asked(world, panel, load_max=1)
    give_up_assignment(
        assignment=made,
        cause=FailureCause.NOT_INSTALLED,
        solved=Solved({}, {"missing": ["ortools", "tantivy"]}),
        by=SYSTEM,
        at=AT,
    )
    page = read(a_client_for(world.operator), "assignment", made.pk)
    assert (
        "The worker lacks ortools, tantivy. Install it there with: pip install &#x27;qunli[matching,solvers]&#x27;"
        in page
    )


def test_before_and_after_are_told_of_a_replacement() -> None:
    world = a_call_in_review(teams=2)
    made, panel, experts = a_proposed(world)
    adopt_assignment(assignment=made, by=world.operator, at=AT)
    panel.refresh_from_db()
    pairs = in_turn(panel, experts)
    pairs[0] = (pairs[0][0], experts[5].pk)
    other = proposed(asked(world, panel), pairs, experts)
    page = read(a_client_for(world.operator), "assignment", other.pk)
    assert "New pairs: 1, falling away: 1, staying: 3." in page
    assert f"no longer: {experts[0].party.name}" in page
    assert f"These give their seats up: {experts[0].party.name}." in read(
        a_client_for(world.operator), "adopt_assignment", other.pk
    )
