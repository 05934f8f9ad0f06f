"""Decisions over the API: the whole road from recommendation to approval, sight, and faults as problems."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from making.awards import (
    AFTER,
    a_decided_decision,
    a_decision_on_notice,
    a_recommended_decision,
    an_approved_decision,
)
from making.people import AT, an_account, an_api_client
from making.publicity import an_upheld_objection
from making.review import a_call_in_review, a_concluded_panel
from qunli.awards.models import Award
from qunli.awards.states import Standing
from qunli.people.states import Role
from qunli.publicity.actions import check_notice, end_notice
from qunli.publicity.models import PublicNotice

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


def test_a_decision_goes_from_recommendation_to_approval() -> None:
    world = a_call_in_review(teams=3)
    a_concluded_panel(world, members=1)
    office, authority = an_api_client(world.operator), an_api_client(world.authority)
    choices = [
        {"proposal_id": one.pk, "standing": standing, "money": money, "reason": "because"}
        for one, standing, money in zip(
            world.proposals, ("winner", "reserve", "not_chosen"), ("6000000", "6000000", "0"), strict=True
        )
    ]
    status, made = sent(office, "POST", f"/calls/{world.call.pk}/decisions", {"choices": choices})
    assert (status, made["state"], [one["standing"] for one in made["awards"]]) == (
        201,
        "recommended",
        ["winner", "reserve", "not_chosen"],
    )
    path = f"/decisions/{made['id']}"
    meeting = {"meeting_record": "〔2026〕3", "met_on": "2026-03-02"}
    assert sent(office, "POST", f"{path}/decide", meeting)[0] == 403
    with time_machine.travel(AT, tick=False):
        assert sent(an_api_client(world.authority), "POST", f"{path}/decide", meeting)[1]["state"] == "decided"
        office, authority = an_api_client(world.operator), an_api_client(world.authority)
        notice = sent(office, "POST", f"{path}/prepare-notice", {"contact": "021-1"})[1]["notice_id"]
        assert sent(authority, "POST", f"{path}/post-notice")[0] == 409
        checker = an_account(role=Role.OPERATOR, party=world.call.operator)
        check_notice(notice=PublicNotice.objects.get(pk=notice), by=checker, at=AT)
        assert sent(authority, "POST", f"{path}/post-notice")[1]["state"] == "on_notice"
        early = sent(authority, "POST", f"{path}/approve", {"document_number": "〔2026〕9"})
        assert (early[0], early[1]["code"]) == (409, "not_ready")
    with time_machine.travel(AFTER, tick=False):
        end_notice(notice=PublicNotice.objects.get(pk=notice), by=world.authority, at=AFTER)
        client = an_api_client(world.authority)
        done = sent(client, "POST", f"{path}/approve", {"document_number": "〔2026〕9"})[1]
    assert (done["state"], done["document_number"]) == ("approved", "〔2026〕9")


def test_every_fault_of_a_recommendation_stands_at_its_proposal() -> None:
    world = a_call_in_review(teams=2)
    a_concluded_panel(world, members=1)
    first, second = (one.pk for one in world.proposals)
    wrong = [
        {"proposal_id": first, "standing": "winner", "money": "7000000", "reason": "because"},
        {"proposal_id": second, "standing": "winner", "money": "1", "reason": "because"},
    ]
    status, problem = sent(
        an_api_client(world.operator), "POST", f"/calls/{world.call.pk}/decisions", {"choices": wrong}
    )
    assert (status, sorted(fault["place"] for fault in problem["faults"])) == (
        422,
        sorted([f"proposal-{first}", f"proposal-{second}"]),
    )
    path = f"/calls/{world.call.pk}/decisions"
    strange = [{**wrong[0], "proposal_id": second + 1000}]
    status, problem = sent(an_api_client(world.operator), "POST", path, {"choices": strange})
    assert (status, problem["faults"][0]["place"]) == (422, f"proposal-{second + 1000}")
    assert (
        sent(an_api_client(world.authority), "POST", f"/calls/{world.call.pk}/decisions", {"choices": wrong})[0] == 403
    )


def test_decisions_and_awards_are_seen_as_on_the_pages() -> None:
    world, decision = a_decided_decision()
    team = an_api_client(world.proposals[0].stated_by)
    stranger = an_api_client(an_account(role=Role.OPERATOR))
    assert sent(team, "GET", "/awards")[1]["count"] == 0
    assert sent(team, "GET", "/decisions")[0] == 403
    assert sent(stranger, "GET", f"/decisions/{decision.pk}")[0] == 404
    for role in (Role.AUDITOR, Role.FINANCE):
        assert sent(an_api_client(an_account(role=role)), "GET", f"/decisions/{decision.pk}")[0] == 200
    won = Award.objects.get(decision=decision, standing=Standing.WINNER)
    assert sent(team, "GET", f"/awards/{won.pk}")[0] == 404


def test_a_team_sees_its_own_award_once_approved_and_no_others() -> None:
    world, _decision = an_approved_decision()
    client = an_api_client(world.proposals[1].stated_by)
    listed = sent(client, "GET", "/awards")[1]
    assert [(row["proposal_id"], row["standing"]) for row in listed["items"]] == [(world.proposals[1].pk, "reserve")]
    assert sent(client, "GET", f"/awards/{listed['items'][0]['id']}")[1]["standing"] == "reserve"


def test_lists_come_in_pieces() -> None:
    world, _decision = an_approved_decision()
    client = an_api_client(world.operator)
    first = sent(client, "GET", "/awards?limit=2")[1]
    second = sent(client, "GET", "/awards?limit=2&offset=2")[1]
    assert (first["count"], len(first["items"]), len(second["items"])) == (3, 2, 1)
    assert sent(client, "GET", "/awards?limit=0")[0] == 422


def test_an_upheld_objection_leads_to_the_reserve_or_back_to_review() -> None:
    world, decision = a_decision_on_notice()
    assert decision.notice is not None
    client, path = an_api_client(world.authority), f"/decisions/{decision.pk}"
    assert sent(client, "POST", f"{path}/pass-to-reserve", {"objection_id": 10**9})[0] == 404
    objection = an_upheld_objection(decision.notice, by=world.authority, at=AT)
    passed = sent(client, "POST", f"{path}/pass-to-reserve", {"objection_id": objection.pk})[1]
    standings = {row["proposal_id"]: row["standing"] for row in passed["awards"]}
    assert (passed["state"], [standings[one.pk] for one in world.proposals]) == (
        "decided",
        ["fallen", "winner", "not_chosen"],
    )
    back = sent(client, "POST", f"{path}/send-back", {"reason": "Judge it once more."})[1]
    assert (back["state"], back["sent_back_reason"]) == ("sent_back", "Judge it once more.")
    assert sent(client, "POST", f"{path}/send-back", {"reason": "again"})[0] == 409


def test_a_meeting_of_the_future_is_a_fault_at_its_field() -> None:
    world, decision = a_recommended_decision()
    client = an_api_client(world.authority)
    body = {"meeting_record": "〔2026〕3", "met_on": "2199-01-01"}
    status, problem = sent(client, "POST", f"/decisions/{decision.pk}/decide", body)
    assert (status, [fault["place"] for fault in problem["faults"]]) == (422, ["met_on"])
