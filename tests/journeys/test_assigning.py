"""Wishes, a proposal, a pin, solved again, adopted, declined, repaired: over HTTP, each by the one whose act it is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from making.people import a_client_for
from making.review import a_call_in_review, account_of, an_expert
from qunli.core.queries.journal import verify_journal
from qunli.review.models import Assignment, Candidate, Panel, Seat
from qunli.review.queries import bench_of
from qunli.review.tasks import solve_assignment

if TYPE_CHECKING:
    from django.test import Client

    from making.review import World
    from qunli.directory.models import Expert

pytestmark = [pytest.mark.django_db, pytest.mark.process]


def posted(client: Client, page: str, *keys: int | str, **sent: object) -> str:
    """Post and follow to the page that answers."""
    answer = client.post(reverse(f"review:{page}", args=keys), sent, follow=True)
    assert answer.status_code == 200, (page, answer.status_code, answer.content.decode()[:500])
    return answer.content.decode()


def a_formed_panel(world: World, office: Client, experts: list[Expert]) -> Panel:
    """Form a panel and name candidates, who are asked for their wishes, all by the pages."""
    form = {
        "name": "Seals",
        "members_wanted": 2,
        "reserves_wanted": 0,
        "proposals": [one.pk for one in world.proposals],
    }
    posted(office, "form_panel", world.call.pk, **form)
    panel = Panel.objects.get()
    until = timezone.localtime(timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    posted(office, "name_candidates", panel.pk, experts=[one.pk for one in experts], bids_until=until)
    return panel


def worked() -> Assignment:
    """Let the worker do what waits; return the newest assignment."""
    newest = Assignment.objects.latest("id")
    solve_assignment(newest.pk)
    return Assignment.objects.get(pk=newest.pk)


def judged_pairs(panel: Panel) -> set[tuple[int, int]]:
    """Return who judges what."""
    bench = bench_of(Panel.objects.select_related("call").get(pk=panel.pk))
    return {(row.proposal_id, seat.expert_id) for row in bench.proposals for seat in bench.judges_of(row.proposal_id)}


def say_wishes(panel: Panel, said: dict[Expert, dict[str, str]]) -> None:
    """Let experts sign and say what they would like, by the pages that their desk leads to."""
    for expert, choices in said.items():
        desk, candidate = a_client_for(account_of(expert)), Candidate.objects.get(panel=panel, expert=expert)
        assert reverse("review:candidate", args=[candidate.pk]) in desk.get(reverse("review:desk")).content.decode()
        posted(desk, "sign_as_candidate", candidate.pk)
        posted(desk, "candidate", candidate.pk, **choices)


def test_from_wishes_to_the_repaired_panel() -> None:
    world = a_call_in_review(teams=3)
    experts = [an_expert(region=region) for region in ("310000", "320000", "330000") * 2]
    office = a_client_for(world.operator)
    panel = a_formed_panel(world, office, experts)
    first, second, _third = (one.pk for one in world.proposals)
    eager, tied = experts[0], experts[1]
    say_wishes(panel, {eager: {f"choice-{first}": "want"}, tied: {f"choice-{first}": "conflict"}})

    rules = {"method": "total", "demand": 2, "load_max": 2, "load_min": 0, "bid_share": 50, "seniors": 0}
    posted(office, "ask_assignment", panel.pk, **rules, apart="on", mixed="on")
    proposed = worked()
    pairs = set(proposed.pairs.values_list("proposal_id", "expert_id"))
    assert ((first, eager.pk) in pairs, (first, tied.pk) in pairs, Seat.objects.count()) == (True, False, 0)

    page = posted(office, "solve_again", proposed.pk, proposal=second, expert=tied.pk, also="keep")
    again = worked()
    assert ("The worker is solving it" in page, again.state) == (True, "proposed")
    assert again.pairs.get(proposal=second, expert=tied).is_pinned

    posted(office, "adopt_assignment", again.pk)
    before = judged_pairs(panel)
    assert before == set(again.pairs.values_list("proposal_id", "expert_id"))
    repair, lost = declined_and_repaired(world, tied, before)
    shown = office.get(reverse("review:assignment", args=[repair.pk])).content.decode()
    assert f"falling away: 0, staying: {len(before - lost)}" in shown
    posted(office, "adopt_assignment", repair.pk)
    after = judged_pairs(panel)
    assert (after > before - lost, len(after), verify_journal().sound) == (True, len(before), True)


def declined_and_repaired(
    world: World, expert: Expert, before: set[tuple[int, int]]
) -> tuple[Assignment, set[tuple[int, int]]]:
    """Let an expert accept, read what is theirs, and give the seat up; return the repair, and what was lost."""
    desk, seat = a_client_for(account_of(expert)), Seat.objects.get(expert=expert)
    posted(desk, "seat_step", seat.pk, "accept")
    assert world.proposals[1].title in desk.get(reverse("review:seat", args=[seat.pk])).content.decode()
    posted(desk, "decline_seat", seat.pk, reason="ill")
    repair, lost = worked(), {pair for pair in before if pair[1] == expert.pk}
    assert (repair.is_repair, repair.state, repair.found["kept"]) == (True, "proposed", len(before - lost))
    return repair, lost
