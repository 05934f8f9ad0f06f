"""Projects over the API: the same sight, the same two people, problems told as problems."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from making.people import an_account, an_api_client
from making.projects import a_cast, a_milestone, a_running_project
from qunli.people.states import Role

if TYPE_CHECKING:
    from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(60)]

JSON = "application/json"
PARTS = (("milestones", 2), ("payments", 6))


def statements(program: Client, url: str, *, rows: int) -> int:
    program.get(url)
    with CaptureQueriesContext(connection) as caught:
        assert program.get(url).json()["count"] == rows
    return len(caught)


def test_projects_are_listed_to_whom_they_belong_at_a_known_number_of_statements() -> None:
    cast = a_cast()
    project = a_running_project(cast)
    auditor = an_api_client(cast.auditor)
    one = statements(auditor, "/api/v1/projects", rows=1)
    for _more in range(2):
        a_running_project(a_cast())
    assert (one, statements(auditor, "/api/v1/projects", rows=3)) == (5, 5)
    parts = [(name, statements(auditor, f"/api/v1/projects/{project.pk}/{name}", rows=rows)) for name, rows in PARTS]
    assert parts == [("milestones", 7), ("payments", 6)]
    mine = an_api_client(cast.lead).get("/api/v1/projects").json()
    assert [(row["number"], row["milestones_all"], row["milestones_done"]) for row in mine["items"]] == [
        (project.number, 2, 0)
    ]
    stranger = an_api_client(an_account(role=Role.UNIT_ADMINISTRATOR, party=a_cast().bank))
    assert stranger.get(f"/api/v1/projects/{project.pk}").status_code == 404
    assert stranger.get(f"/api/v1/projects/{project.pk}/payments").status_code == 404


def test_a_program_reports_and_the_authority_judges() -> None:
    cast = a_cast()
    project = a_running_project(cast)
    milestone = a_milestone(project)
    team, authority = an_api_client(cast.engineer), an_api_client(cast.authority)
    strength, looks = milestone.indicators.order_by("position")
    url = f"/api/v1/milestones/{milestone.pk}"
    sent = {"text": "Done.", "spent": "10.00", "measured": [{"indicator_id": strength.pk, "value": "strong"}]}
    wrong = team.post(f"{url}/report", sent, content_type=JSON)
    assert (wrong.status_code, wrong["content-type"]) == (422, "application/problem+json")
    assert {fault["place"] for fault in wrong.json()["faults"]} == {f"measured_{strength.pk}", f"measured_{looks.pk}"}
    sent["measured"] = [
        {"indicator_id": strength.pk, "value": "4.1"},
        {"indicator_id": looks.pk, "value": "无"},
    ]
    reported = team.post(f"{url}/report", sent, content_type=JSON).json()
    assert (reported["state"], [row["measured"] for row in reported["indicators"]]) == ("reported", ["4.1", "无"])
    verdict = {"outcome": "accept", "verdicts": [{"indicator_id": looks.pk, "is_met": True}]}
    assert team.post(f"{url}/judge", verdict, content_type=JSON).status_code == 403
    judged = authority.post(f"{url}/judge", verdict, content_type=JSON).json()
    assert (judged["state"], [row["is_met"] for row in judged["indicators"]]) == ("accepted", [True, True])
    listed = authority.get(f"/api/v1/projects/{project.pk}/milestones").json()
    assert [row["state"] for row in listed["items"]] == ["accepted", "planned"]


def test_a_payment_takes_two_people_over_the_api_too() -> None:
    cast = a_cast()
    project = a_running_project(cast)
    payment = project.payments.get(state="due")
    url = f"/api/v1/payments/{payment.pk}"
    first, second = an_api_client(cast.finance), an_api_client(cast.cashier)
    assert first.post(f"{url}/confirm").json()["state"] == "confirmed"
    assert first.post(f"{url}/release").status_code == 409
    assert second.post(f"{url}/release").json()["state"] == "released"
    today = timezone.localdate().isoformat()
    paid = second.post(f"{url}/paid", {"paid_on": today, "proof": "slip 1"}, content_type=JSON).json()
    assert (paid["state"], paid["proof"]) == ("paid", "slip 1")
    row = first.get(f"/api/v1/projects/{project.pk}/payments").json()["items"][0]
    assert (row["amount"], row["state"], row["payer"]) == ("720000.00", "paid", cast.bank.name)
