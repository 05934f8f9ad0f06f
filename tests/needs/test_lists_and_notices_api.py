"""Collection notices and key-technology lists over the API: the pages' acts, and the pages' sight."""

import pytest

from making.needs import (
    LATER,
    a_confidential_need,
    a_key_list,
    a_listed_item,
    a_town,
    an_accepted_need,
    an_open_collection,
)
from making.people import an_account, an_api_client, sent
from qunli.needs.actions import accept_need
from qunli.people.states import Role

pytestmark = pytest.mark.django_db

CLOSING = "2031-01-01T00:00:00Z"
WORDS = {"public_title": "低温密封", "public_title_en": "Sealing", "public_summary": "零下四十摄氏度不漏水。"}


def test_a_list_is_begun_filled_checked_ordered_and_emptied_over_the_api() -> None:
    town = a_town()
    operator, authority, visitor = an_api_client(town.operator), an_api_client(town.authority), an_api_client()
    status, begun = sent(operator, "POST", "/key-lists", {"cluster_id": town.cluster.pk, "title": "2026 清单"})
    assert (status, begun["public_count"]) == (201, 0)
    items = f"/key-lists/{begun['id']}/items"
    made = []
    for _number in range(2):
        body = {**WORDS, "need_id": an_accepted_need(town).pk, "field_id": town.field.pk}
        status, item = sent(operator, "POST", items, body)
        assert (status, item["is_checked"]) == (201, False)
        made.append(item["id"])
    assert (sent(visitor, "GET", items)[1]["count"], sent(operator, "GET", items)[1]["count"]) == (0, 2)
    one = f"/key-list-items/{made[1]}"
    assert sent(operator, "POST", f"{one}/check")[0] == 403  # who wrote it does not check it
    assert sent(authority, "POST", f"{one}/check")[1]["is_checked"] is True
    assert [row["id"] for row in sent(visitor, "GET", items)[1]["items"]] == [made[1]]
    assert sent(operator, "POST", f"{one}/up")[0] == 200
    assert [row["id"] for row in sent(operator, "GET", items)[1]["items"]] == made[::-1]
    status, changed = sent(operator, "PUT", one, {**WORDS, "public_title": "改"})
    assert (status, changed["public_title"], changed["is_checked"]) == (200, "改", False)
    assert sent(operator, "DELETE", one) == (204, None)
    assert sent(operator, "GET", items)[1]["count"] == 1


def test_a_list_is_closed_to_the_office_of_another_cluster_and_to_secrets() -> None:
    town, other = a_town(), a_town()
    item = a_listed_item(town)
    stranger = an_api_client(other.operator)
    assert sent(stranger, "PUT", f"/key-list-items/{item.pk}", WORDS)[0] == 404
    assert sent(stranger, "POST", f"/key-list-items/{item.pk}/check")[0] == 404
    assert sent(stranger, "POST", "/key-lists", {"cluster_id": town.cluster.pk, "title": "x"})[0] == 404
    secret = accept_need(need=a_confidential_need(town), by=town.operator, at=LATER)
    body = {**WORDS, "need_id": secret.pk, "field_id": other.field.pk}
    assert sent(stranger, "POST", f"/key-lists/{a_key_list(other).pk}/items", body)[0] == 404
    assert sent(an_api_client(town.engineer), "DELETE", f"/key-list-items/{item.pk}")[0] == 403


def test_a_collection_goes_out_is_answered_and_closed_over_the_api() -> None:
    town = a_town()
    operator, member = an_api_client(town.operator), an_api_client(town.engineer)
    said = {"title": "2026 需求征集", "text": "请填报。", "closes_at": CLOSING}
    status, notice = sent(operator, "POST", "/collections", {**said, "cluster_id": town.cluster.pk})
    assert (status, notice["state"]) == (201, "draft")
    url = f"/collections/{notice['id']}"
    assert sent(member, "GET", url)[0] == 404
    assert sent(operator, "PUT", url, {**said, "title": "改"})[1]["title"] == "改"
    assert sent(operator, "POST", f"{url}/open")[1]["state"] == "open"
    assert sent(member, "GET", "/collections")[1]["count"] == 1
    answer = f"{url}/organizations/{town.organization.pk}/nothing"
    assert [sent(member, "POST", answer)[0], sent(member, "POST", answer)[0]] == [200, 404]  # it owes nothing any more
    assert sent(operator, "POST", f"{url}/close")[1]["state"] == "closed"
    assert sent(operator, "POST", f"{url}/reopen", {"closes_at": "2001-01-01T00:00:00Z"})[0] == 422
    assert sent(operator, "POST", f"{url}/reopen", {"closes_at": CLOSING})[1]["state"] == "open"


def test_nobody_answers_or_closes_a_notice_for_others() -> None:
    town, other = a_town(), a_town()
    url = f"/collections/{an_open_collection(town).pk}"
    answer = f"{url}/organizations/{town.organization.pk}/nothing"
    assert sent(an_api_client(other.engineer), "POST", answer)[0] == 404
    assert sent(an_api_client(other.operator), "POST", f"{url}/close")[0] == 403
    assert sent(an_api_client(an_account(role=Role.EXPERT)), "POST", f"{url}/close")[0] == 403
