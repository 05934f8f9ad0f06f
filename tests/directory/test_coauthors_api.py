"""Co-authors, look-alikes, merges and capabilities over the API."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from making.directory import an_expert, an_organization
from making.people import AT, an_account, an_api_client, an_operator, sent
from qunli.core.models import JournalEntry
from qunli.core.states import SYSTEM
from qunli.directory.actions import offer_likenesses
from qunli.directory.bridge.likeness import Pair
from qunli.directory.models import Coauthor
from qunli.people.states import Role

if TYPE_CHECKING:
    from typing import Any

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

SHEET = "专家姓名,论文合作者,论文题目,年份,来源\n"


def uploaded(client: Client, path: str, text: str) -> tuple[int, Any]:
    answer = client.post(f"/api/v1{path}", {"file": SimpleUploadedFile("合作者.csv", text.encode())})
    return answer.status_code, answer.json()


def test_a_coauthor_is_noted_listed_and_struck_out() -> None:
    expert, office = an_expert("王示例"), an_api_client(an_operator())
    url = f"/experts/{expert.pk}/coauthors"
    body = {"name": "李合作", "work": "密封件老化研究", "year": 2024, "source": "期刊目录"}
    status, made = sent(office, "POST", url, body)
    assert (status, made["name"], made["year"]) == (201, "李合作", 2024)
    assert sent(office, "POST", url, body)[1]["faults"][0]["place"] == "work"
    assert sent(office, "POST", url, {**body, "name": "王示例", "work": "x"})[1]["faults"][0]["place"] == "name"
    assert [row["id"] for row in sent(office, "GET", url)[1]["items"]] == [made["id"]]
    assert sent(an_api_client(an_account(role=Role.EXPERT)), "GET", url)[0] == 404
    assert sent(office, "DELETE", f"/coauthors/{made['id']}") == (204, None)
    assert sent(office, "GET", url)[1]["count"] == 0


def test_a_sheet_of_coauthors_enters_whole_once_and_says_before_what_it_would_do() -> None:
    expert, office = an_expert("王示例"), an_api_client(an_operator())
    text = f"论文合作情况表,,,,\n{SHEET}王示例,李合作,密封件老化研究,２０２４,期刊目录\n王 示例,赵合作,涂层,,期刊目录\n"
    assert uploaded(office, "/coauthor-sheets/preview", text) == (200, {"rows": 2, "new": 2, "faults": []})
    assert Coauthor.objects.count() == 0
    assert uploaded(office, "/coauthor-sheets/enter", text) == (200, {"rows": 2, "new": 2, "faults": []})
    assert sorted(Coauthor.objects.values_list("expert", "name", "work", "year", "source")) == [
        (expert.pk, "李合作", "密封件老化研究", 2024, "期刊目录"),
        (expert.pk, "赵合作", "涂层", None, "期刊目录"),
    ]
    assert uploaded(office, "/coauthor-sheets/enter", text)[1] == {"rows": 2, "new": 0, "faults": []}
    assert JournalEntry.objects.filter(act__endswith="enter_coauthors").count() == 2


def test_a_sheet_with_a_fault_enters_nothing_and_names_every_cell() -> None:
    an_expert("王示例"), an_expert("同名者"), an_expert("同名者")
    office = an_api_client(an_operator())
    rows = "无此人,甲,题一,2024,目录\n同名者,乙,题二,2024,目录\n王示例,丙,题三,1805,目录\n"
    rows += "王示例,王示例,题四,2024,目录\n"
    text = f"{SHEET}{rows}王示例,丁,题五,2024,目录\n王示例,丁,题五,2023,目录\n王示例,戊,题六,2024,\n"
    told = uploaded(office, "/coauthor-sheets/preview", text)[1]["faults"]
    assert [fault["cell"] for fault in told] == ["A2", "A3", "D4", "5", "7", "E8"]
    status, problem = uploaded(office, "/coauthor-sheets/enter", text)
    assert (status, len(problem["faults"]), Coauthor.objects.count()) == (422, 6, 0)
    assert uploaded(an_api_client(an_account(role=Role.EXPERT)), "/coauthor-sheets/enter", text)[0] == 403


def test_organizations_are_kept_apart_merged_and_given_back_over_the_api() -> None:
    one, other = an_organization("上海示例有限公司"), an_organization("上海示例公司")
    pair = Pair(one.pk, other.pk, Decimal("0.9"), "name")
    offer_likenesses(pairs=[pair], by=SYSTEM, at=AT)
    office = an_api_client(an_operator())
    (likeness,) = sent(office, "GET", "/likenesses")[1]["items"]
    assert (likeness["one"], likeness["state"]) == ("上海示例有限公司", "suggested")
    assert sent(office, "POST", f"/likenesses/{likeness['id']}/apart")[1]["state"] == "apart"
    assert sent(office, "GET", "/likenesses")[1]["count"] == 0
    assert sent(office, "GET", "/likenesses?state=apart")[1]["count"] == 1
    assert sent(office, "POST", f"/likenesses/{likeness['id']}/again")[1]["state"] == "suggested"
    body = {"kept_id": one.pk, "merged_id": other.pk}
    status, merge = sent(office, "POST", "/merges", body)
    assert (status, merge["kept"], merge["undone_at"]) == (201, "上海示例有限公司", None)
    assert sent(office, "POST", "/merges", body)[0] == 404
    assert sent(office, "POST", f"/merges/{merge['id']}/undo")[1]["undone_at"] is not None
    assert sent(office, "POST", f"/merges/{merge['id']}/undo")[0] == 409
    assert sent(an_api_client(an_account(role=Role.AUDITOR)), "GET", "/merges")[0] == 403


def test_its_own_editors_say_what_an_organization_can_do() -> None:
    organization = an_organization()
    own = an_api_client(an_account(role=Role.MEMBER_EDITOR, party=organization.party))
    url = f"/organizations/{organization.pk}/capabilities"
    body = {"title": "低温密封试验", "source": "本单位"}
    assert sent(own, "POST", url, body)[0] == 201
    assert [row["title"] for row in sent(own, "GET", url)[1]["items"]] == ["低温密封试验"]
    stranger = an_api_client(an_account(role=Role.MEMBER_EDITOR, party=an_organization().party))
    assert sent(stranger, "POST", url, body)[0] == 403


@pytest.mark.parametrize("many", [1, 3])
def test_lists_of_experts_and_merges_ask_the_same_few_questions(
    many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    expert, office = an_expert(), an_api_client(an_operator())
    organization = an_organization()
    for number in range(many):
        Coauthor.objects.create(expert=expert, name=f"合作{number}", work="题", source="目录")
        made = an_organization()
        offer_likenesses(pairs=[Pair(organization.pk, made.pk, Decimal("0.9"), "name")], by=SYSTEM, at=AT)
        body = {"title": f"能力{number}", "source": "本单位"}
        sent(office, "POST", f"/organizations/{organization.pk}/capabilities", body)
    asked = {
        f"/experts/{expert.pk}/coauthors": 6,
        f"/organizations/{organization.pk}/capabilities": 6,
        "/likenesses": 5,
    }
    for path, statements in asked.items():
        with django_assert_num_queries(statements):
            assert len(sent(office, "GET", path)[1]["items"]) == many, path
