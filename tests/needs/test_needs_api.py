"""Needs over the API: the same acts and the same sight."""

import pytest

from making.needs import a_checked_item, a_confidential_need, a_draft, a_town, an_accepted_need
from making.people import an_api_client, an_auditor

pytestmark = pytest.mark.django_db

BODY = {
    "title": "天窗密封条低温失效",
    "problem": "零下三十摄氏度后变硬。",
    "wanted_by": "2030-12-31",
    "budget": "4800000.00",
    "indicators": [{"name": "渗水量", "comparator": "<=", "target": "0", "unit": "mL"}],
}


def test_a_need_goes_from_draft_to_accepted_over_the_api() -> None:
    town = a_town()
    member, operator, unit = (an_api_client(user) for user in (town.engineer, town.operator, town.unit))
    body = {**BODY, "organization_id": town.organization.pk, "field_id": town.field.pk}
    stated = member.post("/api/v1/needs", body, content_type="application/json")
    assert (stated.status_code, stated.json()["state"], stated.json()["version"]) == (201, "draft", 1)
    url = f"/api/v1/needs/{stated.json()['id']}"
    changed = {**BODY, "field_id": town.field.pk, "title": "改", "version": 1}
    assert member.put(url, changed, content_type="application/json").json()["title"] == "改"
    again = member.put(url, changed, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "changed_meanwhile")
    assert member.post(f"{url}/submit").json()["state"] == "submitted"
    assert unit.post(f"{url}/recommend").status_code == 200
    returned = operator.post(f"{url}/return", {"reason": "Name a temperature."}, content_type="application/json")
    assert (returned.json()["state"], returned.json()["return_reason"]) == ("returned", "Name a temperature.")
    assert member.post(f"{url}/submit").status_code == 200
    assert operator.post(f"{url}/accept").json()["state"] == "accepted"
    assert operator.post(f"{url}/accept").status_code == 409


def test_what_is_missing_is_told_field_by_field() -> None:
    town = a_town()
    need = a_draft(town, problem="", wanted_by=None)
    answer = an_api_client(town.engineer).post(f"/api/v1/needs/{need.pk}/submit")
    assert (answer.status_code, [fault["place"] for fault in answer.json()["faults"]]) == (
        422,
        ["problem", "wanted_by"],
    )


def test_the_api_lists_what_the_holder_may_read() -> None:
    town = a_town()
    secret, plain = a_confidential_need(town), an_accepted_need(town)
    auditor, operator = an_api_client(an_auditor()), an_api_client(town.operator)
    assert [row["id"] for row in auditor.get("/api/v1/needs").json()["items"]] == [plain.pk]
    assert [row["id"] for row in operator.get("/api/v1/needs").json()["items"]] == [plain.pk, secret.pk]
    assert [row["id"] for row in operator.get("/api/v1/needs?state=submitted").json()["items"]] == [secret.pk]
    assert auditor.get("/api/v1/needs?q=绝缘漆").json()["count"] == 0
    assert auditor.get(f"/api/v1/needs/{secret.pk}").status_code == 404


def test_visitors_read_the_checked_items_of_a_list() -> None:
    town = a_town()
    item = a_checked_item(town)
    told = an_api_client().get(f"/api/v1/key-lists/{item.key_list_id}/items").json()
    assert [(row["number"], row["public_title"], row["state"]) for row in told["items"]] == [
        (item.number, "低温密封", "open")
    ]
