"""Candidates, wishes and assignments over the API: the whole road, sight, faults as problems."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from making.assigning import in_turn, proposed
from making.people import an_account, an_api_client
from making.review import a_call_in_review, a_panel, account_of, an_expert
from qunli.people.states import Role
from qunli.review.actions import PanelDraft
from qunli.review.models import Assignment, Seat

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


def sent(client: Client, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
    """Call the API and return status and answer."""
    text = "" if body is None else json.dumps(body, default=str)
    answer = client.generic(method, f"/api/v1{path}", text, content_type="application/json")
    return answer.status_code, answer.json() if answer.content else None


def test_wishes_are_asked_for_signed_and_said_and_a_conflict_recuses() -> None:
    world = a_call_in_review(teams=2)
    panel = a_panel(world, draft=PanelDraft("Seals", 2))
    experts = [an_expert(), an_expert(region="320000")]
    office, desk = an_api_client(world.operator), an_api_client(account_of(experts[0]))
    path = f"/panels/{panel.pk}"
    body = {"expert_ids": [one.pk for one in experts], "bids_until": timezone.now() + timedelta(days=2)}
    assert [row["want"] for row in sent(office, "POST", f"{path}/candidates", body)[1]] == [0, 0]
    mine = sent(desk, "GET", "/my-candidacies")[1]["items"][0]["id"]
    assert sent(desk, "GET", f"/my-candidacies/{mine}/wishes")[0] == 403
    assert sent(desk, "POST", f"/my-candidacies/{mine}/sign")[0] == 200
    first, second = sorted(one.pk for one in world.proposals)
    wishes = [{"proposal_id": first, "wish": "want"}, {"proposal_id": second, "wish": "conflict", "fact": "my son"}]
    said = sent(desk, "PUT", f"/my-candidacies/{mine}/wishes", {"wishes": wishes})[1]
    assert [(row["wish"], row["is_recused"]) for row in said] == [("want", False), ("conflict", True)]
    facts = sent(office, "GET", f"{path}/conflicts")[1]["items"]
    assert [(row["proposal_id"], row["fact"]) for row in facts] == [(second, "my son")]
    last = sent(office, "GET", f"{path}/candidates")[1]["items"][-1]
    assert sent(office, "POST", f"/candidates/{last['id']}/drop")[0] == 204
    tied = {"demand": 2, "load_max": 2, "pinned": [{"proposal_id": second, "expert_id": experts[0].pk}]}
    status, problem = sent(office, "POST", f"{path}/assignments", tied)
    assert (status, [fault["place"] for fault in problem["faults"]]) == (422, ["hand"])


def test_an_assignment_is_asked_for_looked_at_and_adopted() -> None:
    world = a_call_in_review(teams=2)
    panel = a_panel(world, draft=PanelDraft("Seals", 2))
    experts = [an_expert(region=region) for region in ("310000", "320000", "330000")]
    office, path = an_api_client(world.operator), f"/panels/{panel.pk}"
    sent(office, "POST", f"{path}/candidates", {"expert_ids": [one.pk for one in experts]})
    first, second = sorted(one.pk for one in world.proposals)
    status, asked = sent(office, "POST", f"{path}/assignments", {"demand": 1, "load_max": 2})
    assert (status, asked["state"]) == (202, "asked")
    pairs = [(first, experts[0].pk), (second, experts[1].pk)]
    proposed(Assignment.objects.select_related("panel__call").get(), pairs, experts)
    one = f"/assignments/{asked['id']}"
    assert [(row["proposal_id"], row["expert_id"]) for row in sent(office, "GET", one)[1]["pairs"]] == pairs
    assert sent(office, "GET", f"{one}/tables")[1]["experts"] == [str(expert.pk) for expert in experts]
    assert sent(office, "POST", f"{one}/adopt")[1]["state"] == "adopted"
    assert sent(office, "GET", path)[1]["is_divided"]
    assert Seat.objects.filter(panel=panel, state="asked").count() == 2
    assert sent(office, "POST", f"{one}/set-aside")[0] == 409


@pytest.mark.parametrize("number", [1, 3])
def test_lists_ask_the_same_whatever_their_length(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    world = a_call_in_review(teams=1)
    panel = a_panel(world, draft=PanelDraft("Seals", 1))
    experts = [an_expert() for _place in range(number)]
    office = an_api_client(world.operator)
    sent(office, "POST", f"/panels/{panel.pk}/candidates", {"expert_ids": [one.pk for one in experts]})
    for _time in range(number):
        sent(office, "POST", f"/panels/{panel.pk}/assignments", {"demand": 1, "load_max": 2})
    for address in ("candidates", "assignments"):
        sent(office, "GET", f"/panels/{panel.pk}/{address}")
        with django_assert_num_queries(6):
            found = sent(office, "GET", f"/panels/{panel.pk}/{address}")[1]
        assert found["count"] == number
    made = proposed(
        Assignment.objects.select_related("panel__call").latest("id"), in_turn(panel, experts, judges=1), experts
    )
    assert sent(office, "GET", f"/assignments/{made.pk}")[1]["found"]["checked"]


def test_strangers_find_nothing_and_the_authority_looks_only() -> None:
    world = a_call_in_review(teams=1)
    panel = a_panel(world, draft=PanelDraft("Seals", 1))
    expert = an_expert()
    office = an_api_client(world.operator)
    sent(office, "POST", f"/panels/{panel.pk}/candidates", {"expert_ids": [expert.pk]})
    made = sent(office, "POST", f"/panels/{panel.pk}/assignments", {"demand": 1, "load_max": 2})[1]["id"]
    stranger, authority = an_api_client(an_account(role=Role.OPERATOR)), an_api_client(world.authority)
    assert [
        sent(stranger, "GET", f"/{one}")[0] for one in (f"assignments/{made}", f"panels/{panel.pk}/candidates")
    ] == [
        404,
        404,
    ]
    assert sent(authority, "GET", f"/assignments/{made}")[0] == 200
    assert sent(authority, "POST", f"/assignments/{made}/adopt")[0] == 403
    assert sent(an_api_client(account_of(expert)), "GET", f"/assignments/{made}")[0] == 403
    assert sent(an_api_client(account_of(expert)), "GET", "/my-candidacies")[1]["count"] == 0
