"""Panels and the expert's desk over the API: sight, blind panels, the whole road of a review, faults as problems."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from making.people import AT, an_account, an_api_client
from making.review import (
    LINES,
    a_call_in_review,
    a_concluded_panel,
    a_panel,
    a_scoring_panel,
    account_of,
    an_expert,
    score,
)
from qunli.people.states import Role
from qunli.review.actions import PanelDraft
from qunli.review.models import Seat

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

PROBLEM = "application/problem+json"


def sent(client: Client, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
    """Call the API and return status and answer; every refusal is a problem."""
    text = "" if body is None else json.dumps(body, default=str)
    answer = client.generic(method, f"/api/v1{path}", text, content_type="application/json")
    assert (answer.status_code < 400) == (answer["Content-Type"] != PROBLEM)
    return answer.status_code, answer.json()


def test_panels_are_there_for_those_who_run_and_decide_and_for_the_auditor() -> None:
    world = a_call_in_review()
    panel = a_panel(world)
    stranger = an_account(role=Role.OPERATOR)
    for user, count in ((world.operator, 1), (world.authority, 1), (an_account(role=Role.AUDITOR), 1), (stranger, 0)):
        client = an_api_client(user)
        assert sent(client, "GET", "/panels")[1]["count"] == count
        assert sent(client, "GET", f"/panels/{panel.pk}")[0] == (200 if count else 404)
    assert sent(an_api_client(an_account(role=Role.FINANCE)), "GET", "/panels")[0] == 403
    assert sent(an_api_client(), "GET", "/panels")[0] == 401


def test_lists_come_in_pieces() -> None:
    world = a_call_in_review()
    a_panel(world, members=2)
    panel, _seats = a_scoring_panel_of_another_call(world)
    client = an_api_client(an_account(role=Role.AUDITOR))
    _status, first = sent(client, "GET", "/panels?limit=1")
    _status, second = sent(client, "GET", "/panels?limit=1&offset=1")
    assert (first["count"], len(first["items"]), len(second["items"])) == (2, 1, 1)
    assert first["items"][0]["id"] == panel.pk
    assert sent(client, "GET", "/panels?limit=100000")[0] == 422


def a_scoring_panel_of_another_call(world: Any) -> Any:
    """Make one more panel that scores."""
    del world
    return a_scoring_panel(a_call_in_review(), members=2)


def test_a_panel_is_formed_seated_and_scores_over_the_api_to_its_signed_opinion() -> None:
    world = a_call_in_review()
    office = an_api_client(world.operator)
    keys = [one.pk for one in world.proposals]
    status, made = sent(
        office, "POST", f"/calls/{world.call.pk}/panels", {"name": "Seals", "proposal_ids": keys, "members_wanted": 2}
    )
    assert (status, made["state"], made["sheets_due"]) == (201, "forming", 0)
    path = f"/panels/{made['id']}"
    experts = [an_expert(), an_expert()]
    for rank, expert in zip(("head", "member"), experts, strict=True):
        assert sent(office, "POST", f"{path}/seats", {"expert_id": expert.pk, "rank": rank})[0] == 201
    desks = [an_api_client(account_of(expert)) for expert in experts]
    seats = [sent(desk, "GET", "/my-seats")[1]["items"][0]["id"] for desk in desks]
    for desk, seat in zip(desks, seats, strict=True):
        assert sent(desk, "GET", f"/my-seats/{seat}/proposals")[0] == 403
        for step in ("accept", "sign-commitment"):
            assert sent(desk, "POST", f"/my-seats/{seat}/steps/{step}")[0] == 200
    for step in ("seat", "start-scoring"):
        assert sent(office, "POST", f"{path}/steps/{step}")[0] == 200
    for desk, seat in zip(desks, seats, strict=True):
        assert [row["proposal_id"] for row in sent(desk, "GET", f"/my-seats/{seat}/proposals")[1]] == keys
        for key in keys:
            body = {"points": dict.fromkeys(LINES, "80"), "reason": "because", "give": True}
            assert sent(desk, "PUT", f"/my-seats/{seat}/sheets/{key}", body)[1]["total"] == "80.000"
    assert sent(office, "PUT", f"{path}/opinion", {"text": "We agree."})[0] == 403
    assert sent(desks[0], "PUT", f"{path}/opinion", {"text": "We agree."})[1]["version"] == 1
    sent(desks[0], "POST", f"{path}/opinion/sign", {"dissent": ""})
    signed = sent(desks[1], "POST", f"{path}/opinion/sign", {"dissent": "Too dear."})[1]
    assert ([one["dissent"] for one in signed["signatures"]], signed["still_to_sign"]) == (["", "Too dear."], [])
    assert sent(office, "POST", f"{path}/steps/conclude")[1]["state"] == "concluded"
    fees = sent(office, "POST", f"{path}/fees", {"days": "1", "days_of": {str(seats[1]): "0.5"}})[1]
    assert [row["days"] for row in fees] == ["1.0", "0.5"]
    assert fees[1]["amount"] == f"{float(fees[0]['amount']) * 0.6:.2f}"
    finance = an_api_client(an_account(role=Role.FINANCE))
    assert sent(finance, "POST", f"/fees/{fees[0]['id']}/paid", {"proof": "P-1"})[1]["proof"] == "P-1"
    assert sent(finance, "POST", f"/fees/{fees[0]['id']}/paid", {"proof": "P-2"})[0] == 409


def test_a_judge_of_a_blind_panel_meets_no_name_of_a_team() -> None:
    world = a_call_in_review()
    draft = PanelDraft(name="Seals", members_wanted=2, is_blind=True)
    panel, seats = a_scoring_panel(world, members=2, draft=draft)
    desk = an_api_client(account_of(seats[0].expert))
    one = world.proposals[0]
    read = sent(desk, "GET", f"/my-seats/{seats[0].pk}/proposals/{one.pk}")[1]
    listed = sent(desk, "GET", f"/my-seats/{seats[0].pk}/proposals")[1]
    for proposal in world.proposals:
        for seat in seats:
            score(seat, proposal, 80)
    ranked = sent(desk, "GET", f"/panels/{panel.pk}/ranking")[1]
    names = [proposal.lead.name for proposal in world.proposals] + [
        proposal.leader_name for proposal in world.proposals
    ]
    assert [name for name in names if name in str([read, listed, ranked])] == []
    assert (read["team"], read["is_blind"], ranked[0]["score"]) == ([], True, "80.000")
    assert one.lead.name in str(sent(an_api_client(world.operator), "GET", f"/panels/{panel.pk}/ranking")[1])


def test_nobody_reads_the_seat_or_sheet_of_another_nor_an_unopened_ranking() -> None:
    world = a_call_in_review()
    panel, seats = a_scoring_panel(world, members=2)
    key = world.proposals[0].pk
    score(seats[0], world.proposals[0], 80)
    other = an_api_client(account_of(seats[1].expert))
    assert sent(other, "GET", f"/my-seats/{seats[0].pk}/sheets/{key}")[0] == 404
    status, hidden = sent(other, "GET", f"/panels/{panel.pk}/ranking")
    assert (status, hidden["code"]) == (409, "scores_hidden")
    stranger = an_api_client(account_of(an_expert()))
    assert sent(stranger, "GET", f"/panels/{panel.pk}/opinion")[0] == 404
    assert sent(stranger, "GET", f"/panels/{panel.pk}/ranking")[0] == 403


def test_a_conflict_declared_over_the_api_recuses_at_once() -> None:
    world = a_call_in_review(teams=3)
    panel, seats = a_scoring_panel(world, members=2)
    desk, seat, key = an_api_client(account_of(seats[1].expert)), seats[1].pk, world.proposals[0].pk
    assert sent(desk, "POST", f"/my-seats/{seat}/conflicts/{key}", {"fact": "my brother"})[0] == 200
    assert sent(desk, "GET", f"/my-seats/{seat}/proposals/{key}")[0] == 404
    facts = sent(an_api_client(world.operator), "GET", f"/panels/{panel.pk}/conflicts")[1]["items"]
    assert [(one["proposal_id"], one["kind"]) for one in facts] == [(key, "declared")]


def test_points_outside_the_scale_come_back_each_at_its_line() -> None:
    world = a_call_in_review()
    _panel, seats = a_scoring_panel(world, members=2)
    desk = an_api_client(account_of(seats[0].expert))
    body = {"points": {**dict.fromkeys(LINES, "80"), LINES[1]: "101", "strange": "1"}, "give": True, "reason": "so"}
    status, problem = sent(desk, "PUT", f"/my-seats/{seats[0].pk}/sheets/{world.proposals[0].pk}", body)
    assert (status, problem["code"]) == (422, "wrong_input")
    assert sorted(fault["place"] for fault in problem["faults"]) == sorted([LINES[1], "strange"])


def test_a_draw_and_slots_over_the_api() -> None:
    world = a_call_in_review()
    panel = a_panel(world, members=2)
    for region in ("310000", "320000", "330000", "340000"):
        an_expert(region=region)
    office, path = an_api_client(world.operator), f"/panels/{panel.pk}"
    status, drawn = sent(office, "POST", f"{path}/draw", {"seed": "3421.07", "witness": "Notary Wu"})
    assert (status, drawn["witness"], Seat.objects.filter(panel=panel).count()) == (201, "Notary Wu", 2)
    assert sent(office, "GET", f"{path}/draws")[1]["items"][0]["seed"] == "3421.07"
    first, second = (one.pk for one in world.proposals)
    hour = timedelta(hours=1)
    apart = [
        {"proposal_id": first, "begins": AT, "ends": AT + hour},
        {"proposal_id": second, "begins": AT + hour, "ends": AT + 2 * hour},
    ]
    assert [row["proposal_id"] for row in sent(office, "PUT", f"{path}/slots", {"slots": apart})[1]] == [first, second]
    overlapping = [apart[0], {**apart[1], "begins": AT}]
    assert sent(office, "PUT", f"{path}/slots", {"slots": overlapping})[0] == 422
    naive = [{"proposal_id": first, "begins": "2026-03-02T09:00:00", "ends": "2026-03-02T10:00:00"}]
    assert sent(office, "PUT", f"{path}/slots", {"slots": naive})[0] == 422


def test_the_authority_looks_and_does_not_run() -> None:
    world = a_call_in_review()
    panel = a_concluded_panel(world, members=2)
    client = an_api_client(world.authority)
    assert sent(client, "GET", f"/panels/{panel.pk}/opinion")[1]["text"] == "We agree."
    assert sent(client, "GET", f"/panels/{panel.pk}/seats")[1]["count"] == 2
    assert sent(client, "POST", f"/panels/{panel.pk}/dissolve", {"reason": "no"})[0] == 403
