"""Calls and proposals over the API."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from making.calls import (
    BIDDING,
    DRAFTED,
    OPENING,
    PUBLISHED,
    TEAM_DEADLINE,
    a_complete_draft,
    a_draft_proposal,
    a_drafted_call,
    a_list_item,
    a_partner,
    a_published_call,
    a_recommended_proposal,
    a_submitted_proposal,
    a_team,
    an_opened_call,
)
from qunli.people.actions import make_token
from qunli.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel(BIDDING + timedelta(hours=1), tick=False):
        yield


def a_program_of(user: User) -> Client:
    _token, secret = make_token(user=user, name="test", may_write=True, days=30, by=user, at=timezone.now())
    return Client(headers={"accept-language": "en", "authorization": f"Bearer {secret}"})


def test_a_visitor_reads_published_calls() -> None:
    made = a_published_call()
    listed = Client().get("/api/v1/calls").json()
    assert (listed["count"], listed["items"][0]["title"]) == (1, made.call.title)
    whole = Client().get(f"/api/v1/calls/{made.call.pk}").json()
    assert [row["name"] for row in whole["topics"][0]["indicators"]] == ["低温渗水量", "开闭耐久"]
    assert "李" not in str(Client().get(f"/api/v1/calls/{made.call.pk}/questions").json())


def test_a_sealed_proposal_is_not_there_for_others() -> None:
    made = a_submitted_proposal()
    url = f"/api/v1/proposals/{made.proposals[0].pk}"
    for stranger in (made.office.operator, made.office.authority, made.office.auditor):
        program = a_program_of(stranger)
        assert program.get(url).status_code == 404
        assert program.get("/api/v1/proposals").json()["count"] == 0
    assert a_program_of(made.teams[0].editor).get(url).json()["title"] == made.proposals[0].title


def test_a_program_changes_a_draft_and_hands_it_in() -> None:
    made = a_complete_draft()
    program, url = a_program_of(made.teams[0].editor), f"/api/v1/proposals/{made.proposals[0].pk}"
    stale = program.patch(f"{url}/draft", {"seen_version": 1, "approach": "改"}, content_type="application/json")
    assert (stale.status_code, stale["content-type"]) == (409, "application/problem+json")
    changed = program.patch(f"{url}/draft", {"seen_version": 2, "approach": "改"}, content_type="application/json")
    assert (changed.json()["approach"], changed.json()["version"]) == ("改", 3)
    receipt = program.post(f"{url}/submit").json()
    assert program.get(f"{url}/receipts").json() == [receipt]
    assert receipt["journal_head"].partition(":")[0].isdigit()
    assert program.post(f"{url}/submit").status_code == 409


def sent(client: Client, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
    """Call the API and return status and answer; every refusal is a problem."""
    text = "" if body is None else json.dumps(body, default=str)
    answer = client.generic(method, f"/api/v1{path}", text, content_type="application/json")
    if answer.status_code == 204:
        return 204, None
    assert (answer.status_code < 400) == (answer["Content-Type"] != "application/problem+json")
    return answer.status_code, answer.json()


def at(when: datetime) -> time_machine.travel:
    return time_machine.travel(when, tick=False)


def test_a_program_starts_writes_and_hands_in_a_whole_proposal() -> None:
    made, team = a_published_call(), a_team("合肥示例实验室")
    editor, unit = a_program_of(team.editor), a_program_of(team.administrator)
    recommender = made.office.recommender
    status, begun = sent(
        editor,
        "POST",
        f"/topics/{made.topic.pk}/proposals",
        {"lead_id": team.organization.pk, "title": "双层密封", "leader_name": "沈明远"},
    )
    assert (status, begun["state"], begun["version"]) == (201, "draft", 1)
    path = f"/proposals/{begun['id']}"
    indicators = [row["id"] for row in sent(editor, "GET", f"/calls/{made.call.pk}")[1]["topics"][0]["indicators"]]
    draft = {
        "seen_version": 1,
        "approach": "两层。",
        "foundation": "十年。",
        "schedule": "两年。",
        "asked_money": "3000000",
        "own_money": "1000000",
        "recommending_unit_id": made.office.recommending_party.pk,
        "budget": [{"name": "试验", "amount": "3000000"}, {"name": "材料", "amount": "1000000.00", "note": "自筹"}],
        "promised": [{"indicator_id": one, "value": "达到"} for one in indicators],
    }
    changed = sent(editor, "PATCH", f"{path}/draft", draft)[1]
    assert changed["budget"] == [
        {"name": "试验", "amount": "3000000.00", "note": ""},
        {"name": "材料", "amount": "1000000.00", "note": "自筹"},
    ]
    assert changed["promised"] == [{"indicator": one, "value": "达到"} for one in indicators]
    assert {row["place"] for row in sent(editor, "GET", f"{path}/missing")[1]} == {"letters", "files"}
    file = SimpleUploadedFile("证明.txt", "试验台。".encode())
    kept = editor.post(f"/api/v1{path}/files", {"file": file, "purpose": "a1"})
    assert (kept.status_code, sent(editor, "GET", f"{path}/files")[1]["items"][0]["name"]) == (201, "证明.txt")
    assert sent(editor, "POST", f"{path}/letters/leader")[0] == 201
    assert sent(editor, "POST", f"{path}/submit")[0] == 200
    assert sent(unit, "POST", f"{path}/letters/unit")[0] == 201
    assert sent(unit, "POST", f"{path}/stamps/own_unit")[0] == 201
    assert sent(a_program_of(recommender), "POST", f"{path}/stamps/recommending_unit")[0] == 201
    assert sent(editor, "GET", path)[1]["state"] == "recommended"


def test_a_budget_and_promises_with_faults_name_them_and_change_nothing() -> None:
    made = a_draft_proposal()
    editor, path = a_program_of(made.teams[0].editor), f"/proposals/{made.proposals[0].pk}"
    status, problem = sent(
        editor, "PATCH", f"{path}/draft", {"seen_version": 1, "promised": [{"indicator_id": 10**9, "value": "1"}]}
    )
    assert (status, [fault["place"] for fault in problem["faults"]]) == (422, ["promised.0"])
    status, problem = sent(
        editor, "PATCH", f"{path}/draft", {"seen_version": 1, "budget": [{"name": "试验", "amount": "-1"}]}
    )
    assert (status, problem["faults"][0]["place"]) == (422, "body.budget.0.amount")
    status, problem = sent(editor, "PATCH", f"{path}/draft", {"seen_version": 1, "recommending_unit_id": 10**9})
    assert (status, problem["faults"][0]["place"]) == (422, "recommending_unit_id")
    assert sent(editor, "GET", path)[1]["version"] == 1


def test_a_partner_finds_its_invitation_and_consents() -> None:
    made = a_draft_proposal()
    partner = a_partner(made, consents=None)
    program = a_program_of(partner.administrator)
    invited = sent(program, "GET", "/my-invitations")[1]["items"]
    assert [(row["lead"], row["consent"]) for row in invited] == [(made.teams[0].organization.name, "asked")]
    path = f"/partners/{invited[0]['id']}/answer"
    assert sent(a_program_of(made.teams[0].editor), "POST", path, {"consents": True})[0] == 403
    assert sent(program, "GET", f"/proposals/{made.proposals[0].pk}")[0] == 404
    assert sent(program, "POST", path, {"consents": True})[1]["consent"] == "given"
    assert sent(program, "GET", f"/proposals/{made.proposals[0].pk}")[0] == 200


def test_a_unit_hands_back_with_a_reason_and_a_team_takes_back() -> None:
    made = a_submitted_proposal()
    path = f"/proposals/{made.proposals[0].pk}"
    unit, editor = a_program_of(made.teams[0].administrator), a_program_of(made.teams[0].editor)
    assert sent(unit, "POST", f"{path}/stamps/own_unit/hand-back", {"reason": ""})[0] == 422
    assert sent(unit, "POST", f"{path}/stamps/own_unit/hand-back", {"reason": "预算不全"})[1]["reason"] == "预算不全"
    assert sent(editor, "GET", path)[1]["state"] == "draft"
    assert sent(editor, "POST", f"{path}/steps/take-back")[0] == 409
    assert sent(editor, "POST", f"{path}/steps/withdraw")[1]["state"] == "withdrawn"
    assert sent(editor, "POST", f"{path}/steps/fly")[0] == 422


def test_an_operator_drafts_publishes_opens_and_checks_over_the_api() -> None:
    known = a_drafted_call()
    office, call = known.office, known.call
    body = {
        "cluster_id": call.cluster_id,
        "pack_id": call.pack_id,
        "operator_id": call.operator_id,
        "authority_id": call.authority_id,
        "title": "第二榜",
        "guide": "指南",
        "contact": "021-1",
        "team_deadline": TEAM_DEADLINE,
        "terms": {key: value["value"] for key, value in call.terms.items() if value["set_by_call"]},
    }
    with at(DRAFTED):
        program = a_program_of(office.operator)
        status, made = sent(program, "POST", "/calls", body)
        assert (status, made["state"]) == (201, "draft")
        path = f"/calls/{made['id']}"
        item = a_list_item(office, known.owner, title="另一项")
        status, topic = sent(program, "POST", f"{path}/topics", {"item_id": item.pk})
        assert (status, topic["title"]) == (201, item.public_title)
        assert sent(program, "PUT", path, {**body, "guide": "指南二"})[1]["guide"] == "指南二"
        assert sent(program, "POST", f"{path}/steps/publish")[0] == 422
        assert sent(a_program_of(office.second_operator), "POST", f"{path}/steps/check")[0] == 200
    with at(PUBLISHED):
        assert sent(a_program_of(office.operator), "POST", f"{path}/steps/publish")[1]["state"] == "published"
        extension = {"team": TEAM_DEADLINE + timedelta(days=7), "reason": "假期"}
        assert sent(a_program_of(office.operator), "POST", f"{path}/extend", extension)[0] == 403
        extended = sent(a_program_of(office.authority), "POST", f"{path}/extend", extension)[1]
        assert [row["reason"] for row in extended["extensions"]] == ["假期"]
        naive = {**extension, "team": "2026-05-01T00:00:00"}
        assert sent(a_program_of(office.authority), "POST", f"{path}/extend", naive)[0] == 422
        assert sent(a_program_of(office.operator), "POST", f"{path}/steps/open")[0] == 409
        cancelled = sent(a_program_of(office.operator), "POST", f"{path}/cancel", {"reason": "撤回"})[1]
        assert cancelled["state"] == "cancelled"


def test_questions_are_asked_answered_and_declined() -> None:
    made = a_published_call()
    asker, office = a_program_of(a_team("某实验室").editor), a_program_of(made.office.operator)
    path = f"/calls/{made.call.pk}/questions"
    for text in ("能否联合申报?", "无关的话"):
        assert sent(asker, "POST", path, {"text": text})[0] == 201
    assert sent(asker, "GET", f"{path}/waiting")[0] == 403
    first, second = (row["id"] for row in sent(office, "GET", f"{path}/waiting")[1]["items"])
    assert sent(office, "POST", f"/questions/{first}/answer", {"answer": "可以。"})[1]["answer"] == "可以。"
    assert sent(office, "POST", f"/questions/{second}/decline")[0] == 200
    assert sent(asker, "POST", f"/questions/{second}/decline")[0] in {403, 404}
    assert [row["text"] for row in sent(asker, "GET", path)[1]["items"]] == ["能否联合申报?"]


def test_the_form_check_over_the_api_lists_its_reasons() -> None:
    made = an_opened_call()
    path = f"/proposals/{made.proposals[0].pk}"
    with at(OPENING):
        office = a_program_of(made.office.operator)
        assert sent(office, "POST", f"{path}/form-check", {"result": "rejected"})[0] == 422
        wanted = {"result": "to_correct", "reasons": ["attachment_missing"], "note": "补证明"}
        assert sent(office, "POST", f"{path}/form-check", wanted)[0] == 201
        assert sent(office, "GET", path)[1]["state"] == "correcting"


def test_the_sealed_stays_sealed_on_every_new_address() -> None:
    made = a_recommended_proposal()
    one = made.proposals[0]
    for stranger in (made.office.operator, made.office.authority, made.office.auditor):
        program = a_program_of(stranger)
        for tail in ("", "/partners", "/files", "/missing", "/receipts"):
            assert sent(program, "GET", f"/proposals/{one.pk}{tail}")[0] == 404
