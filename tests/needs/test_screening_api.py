"""Merging, advice, files and sheets of needs over the API: the same acts and the same sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from making.needs import SECRET, a_confidential_need, a_draft, a_submitted_need, a_town
from making.people import an_account, an_api_client, an_auditor, sent
from qunli.people.states import Role

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


def test_needs_are_merged_and_parted_over_the_api() -> None:
    town = a_town()
    kept, gone, draft = a_submitted_need(town), a_submitted_need(town), a_draft(town)
    operator, member = an_api_client(town.operator), an_api_client(town.engineer)
    url = f"/needs/{kept.pk}/merge"
    assert sent(operator, "POST", url, {"need_ids": [gone.pk, draft.pk]})[0] == 404
    assert sent(member, "POST", url, {"need_ids": [gone.pk]})[0] == 403
    assert sent(operator, "POST", url, {"need_ids": [gone.pk], "reason": "同一问题"})[0] == 200
    assert sent(operator, "GET", f"/needs/{gone.pk}")[1]["state"] == "merged"
    assert sent(operator, "POST", f"/needs/{gone.pk}/part")[1]["state"] == "submitted"
    assert sent(operator, "POST", f"/needs/{gone.pk}/part")[0] == 409
    assert sent(operator, "POST", f"/needs/{gone.pk}/accept")[0] == 200
    assert sent(operator, "POST", f"/needs/{gone.pk}/reconsider")[1]["state"] == "submitted"


def test_an_experts_advice_is_asked_given_taken_and_undone_over_the_api() -> None:
    town = a_town()
    expert, stranger = an_account(role=Role.EXPERT), an_account(role=Role.EXPERT)
    need = a_confidential_need(town)
    operator, asked = an_api_client(town.operator), an_api_client(expert)
    url = f"/needs/{need.pk}/advice"
    assert sent(asked, "GET", url)[0] == 404
    status, made = sent(operator, "POST", url, {"expert_party_id": expert.party_id})
    assert (status, made["given_at"]) == (201, None)
    assert sent(operator, "POST", url, {"expert_party_id": expert.party_id})[0] == 404
    assert sent(operator, "POST", f"/advice/{made['id']}/take")[0] == 409
    body = {"text": "写明脉冲频率。", "sharper_problem": "二十千赫兹脉冲下击穿"}
    assert sent(an_api_client(stranger), "PUT", f"/advice/{made['id']}", body)[0] == 404
    assert sent(operator, "PUT", f"/advice/{made['id']}", body)[0] == 403
    assert sent(asked, "PUT", f"/advice/{made['id']}", body)[0] == 200
    assert [row["text"] for row in sent(asked, "GET", url)[1]["items"]] == ["写明脉冲频率。"]
    assert sent(operator, "POST", f"/advice/{made['id']}/take")[1]["problem"] == "二十千赫兹脉冲下击穿"
    assert sent(operator, "POST", f"/advice/{made['id']}/undo")[1]["problem"] == SECRET
    second = sent(operator, "POST", url, {"expert_party_id": stranger.party_id})[1]
    assert [row["id"] for row in sent(asked, "GET", url)[1]["items"]] == [made["id"]]
    assert sent(operator, "POST", f"/advice/{second['id']}/withdraw")[0] == 200
    assert sent(an_api_client(stranger), "GET", f"/needs/{need.pk}")[0] == 404


def test_files_of_a_need_go_in_and_out_and_a_confidential_one_only_to_the_entitled() -> None:
    town = a_town()
    need = a_draft(town)
    member = an_api_client(town.engineer)
    url = f"/api/v1/needs/{need.pk}/files"
    kept = [
        member.post(url, {"file": SimpleUploadedFile(f"{name}.txt", b"abc"), "confidential": closed}).json()
        for name, closed in (("open", "false"), ("closed", "true"))
    ]
    assert [row["name"] for row in member.get(url).json()["items"]] == ["open.txt", "closed.txt"]
    assert sent(member, "POST", f"/needs/{need.pk}/submit")[0] == 200
    assert sent(an_api_client(town.operator), "POST", f"/needs/{need.pk}/accept")[0] == 200
    auditor = an_api_client(an_auditor())
    assert [row["name"] for row in auditor.get(url).json()["items"]] == ["open.txt"]
    told = [auditor.get(f"/api/v1/files/{row['id']}/content").status_code for row in kept]
    assert told == [200, 404]
    taken = member.get(f"/api/v1/files/{kept[1]['id']}/content")
    assert (b"".join(taken), taken["Content-Disposition"]) == (b"abc", 'attachment; filename="closed.txt"')
    assert sent(member, "DELETE", f"/needs/{need.pk}/files/{kept[0]['id']}")[0] == 403


def test_a_sheet_of_needs_is_read_and_entered_over_the_api() -> None:
    town = a_town()
    operator = an_api_client(town.operator)
    text = f"单位名称,需求名称\n{town.organization.name},天窗渗水\n"
    url = f"/api/v1/clusters/{town.cluster.pk}/needs-imports"
    made = operator.post(url, {"file": SimpleUploadedFile("需求.csv", text.encode())}).json()
    assert (made["rows"], made["new"], made["faults"]) == (1, 1, [])
    assert sent(an_api_client(town.unit), "GET", f"/needs-imports/{made['id']}")[0] == 403
    assert sent(operator, "POST", f"/needs-imports/{made['id']}/enter")[1]["state"] == "entered"
    assert sent(operator, "POST", f"/needs-imports/{made['id']}/discard")[0] == 409


@pytest.mark.parametrize("many", [1, 3])
def test_lists_of_screening_ask_the_same_few_questions(
    many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    town = a_town()
    need, operator = a_submitted_need(town), an_api_client(town.operator)
    for _number in range(many):
        expert = an_account(role=Role.EXPERT)
        sent(operator, "POST", f"/needs/{need.pk}/advice", {"expert_party_id": expert.party_id})
    with django_assert_num_queries(6):
        assert len(sent(operator, "GET", f"/needs/{need.pk}/advice")[1]["items"]) == many
