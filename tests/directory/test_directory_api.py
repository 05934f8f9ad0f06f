"""The directory through the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from making.directory import a_cluster, a_member, a_segment, a_uscc, an_expert
from making.people import an_account, an_api_client, an_operator
from qunli.directory.models import Organization
from qunli.people.states import Role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3])
def test_organizations_are_listed_in_few_statements(count: int, django_assert_num_queries: Any) -> None:
    cluster = a_cluster()
    for number in range(count):
        a_member(cluster, f"机构{number}", a_segment(cluster, f"环节{number}"), uscc=a_uscc(number))
    client = an_api_client(an_account(role=Role.TEAM_MEMBER))

    with django_assert_num_queries(6):
        answer = client.get("/api/v1/organizations")

    assert (answer.status_code, answer.json()["count"]) == (200, count)
    first = answer.json()["items"][0]
    assert (first["name"], first["uscc"], first["segment_names"]) == ("机构0", a_uscc(0), ["环节0"])
    assert [key for key in first if key in {"contacts", "phone", "credit_marks", "bigrams"}] == []


@pytest.mark.parametrize("count", [1, 3])
def test_members_of_a_cluster_are_listed_in_few_statements(count: int, django_assert_num_queries: Any) -> None:
    cluster = a_cluster()
    for number in range(count):
        a_member(cluster, f"机构{number}", a_segment(cluster, f"环节{number}"))
    client = an_api_client(an_operator())

    with django_assert_num_queries(8):
        answer = client.get(f"/api/v1/clusters/{cluster.pk}/memberships")

    assert [one["segments"] for one in answer.json()["items"]] == [[f"环节{number}"] for number in range(count)]


def test_experts_are_for_the_office() -> None:
    an_expert("甲专家")

    assert an_api_client(an_account(role=Role.TEAM_MEMBER)).get("/api/v1/experts").status_code == 403
    answer = an_api_client(an_operator()).get("/api/v1/experts")
    assert [one["name"] for one in answer.json()["items"]] == ["甲专家"]


def test_a_roster_is_read_and_entered() -> None:
    cluster = a_cluster()
    client = an_api_client(an_operator())
    file = SimpleUploadedFile("名册.csv", "企业名称,规模\n甲,小型\n".encode())

    read = client.post(f"/api/v1/clusters/{cluster.pk}/rosters", {"file": file})

    assert (read.status_code, read.json()["new"], read.json()["faults"]) == (201, 1, [])
    entered = client.post(f"/api/v1/rosters/{read.json()['id']}/enter")
    assert (entered.status_code, entered.json()["state"]) == (200, "entered")
    assert Organization.objects.get().name == "甲"


def test_a_file_that_cannot_be_read_is_a_problem_with_its_reason() -> None:
    cluster = a_cluster()
    file = SimpleUploadedFile("名册.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)

    answer = an_api_client(an_operator()).post(f"/api/v1/clusters/{cluster.pk}/rosters", {"file": file})

    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    assert "save it as .xlsx" in answer.json()["remedy"]
