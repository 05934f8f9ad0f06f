"""Joint funds over the API."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from making.funds import a_fund_by_shares, a_fund_in_force, a_paid_fund, a_supported_project
from making.people import an_api_client, an_auditor, sent
from qunli.funds.bridge.proving import prove_books
from qunli.funds.queries import money_by_support

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


def test_finance_enters_by_machine_and_reads_the_money_by_stage() -> None:
    joint = a_fund_in_force()
    client, own = an_api_client(joint.cashier), joint.parties[0]
    said = {"year": 2026, "amount": "1000000.00", "day": "2026-04-01", "proof": "slip"}
    status, made = sent(client, "POST", f"/fund-parties/{own.pk}/pay-in", said)
    assert (status, made["number"]) == (201, 3)
    assert sent(client, "POST", f"/fund-parties/{own.pk}/pay-in", said)[0] == 409
    assert sent(client, "POST", f"/fund-parties/{own.pk}/pay-in", {**said, "year": 1})[0] == 422
    support = a_supported_project(joint)
    paid = {"amount": "100.01", "day": "2026-04-01", "proof": "slip 2"}
    assert sent(client, "POST", f"/fund-projects/{support.pk}/pay", paid)[0] == 201
    assert money_by_support([support.pk])[support.pk].paid == Decimal("100.01")
    status, money = sent(client, "GET", f"/funds/{joint.fund.pk}/money")
    assert (status, money["total"]["paid"], money["total"]["left"]) == (200, "100.01", "700000.00")
    assert [row["money"]["paid"] for row in money["parties"]] == ["100.01", "0", "0", "0"]
    assert prove_books(joint.fund).faults == []


def test_a_party_reads_only_the_postings_on_its_own_accounts() -> None:
    joint = a_fund_by_shares()
    a_supported_project(joint)
    _status, page = sent(an_api_client(joint.authorities[1]), "GET", f"/funds/{joint.fund.pk}/entries")
    assert {one["party_code"] for row in page["items"] for one in row["postings"]} == {"320000"}
    assert sent(an_api_client(a_paid_fund().keeper), "GET", f"/funds/{joint.fund.pk}")[0] == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_books_ask_as_often_for_one_entry_as_for_three(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    joint = a_paid_fund()
    client = an_api_client(joint.keeper)
    with django_assert_num_queries(8):
        answer = client.get(f"/api/v1/funds/{joint.fund.pk}/entries?limit={count}")
    assert len(answer.json()["items"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_funds_ask_as_often_for_one_as_for_three(count: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _fund in range(3):
        a_paid_fund()
    client = an_api_client(an_auditor())
    with django_assert_num_queries(6):
        answer = client.get(f"/api/v1/funds?limit={count}")
    assert len(answer.json()["items"]) == count
