"""What the pages of joint funds show to whom, and in how many statements."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from making.funds import (
    PAID,
    a_drafted_fund,
    a_fund_by_shares,
    a_fund_in_force,
    a_paid_fund,
    a_pooled_project,
    a_supported_project,
)
from making.people import a_client_for, an_auditor, an_authority
from qunli.funds.actions import pay_support
from qunli.funds.queries import money_by_party

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_funds_asks_as_often_for_one_as_for_three(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _one in range(count):
        a_drafted_fund()
    client = a_client_for(an_auditor())
    client.get("/funds/")
    with django_assert_num_queries(5):
        shown = client.get("/funds/")
    assert shown.content.decode().count("Keeper of the fund") == count


@pytest.mark.parametrize("count", [1, 3])
def test_pool_and_books_ask_as_often_for_one_as_for_three(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    joint = a_fund_in_force()
    for _one in range(count):
        a_pooled_project(joint)
    client = a_client_for(joint.authorities[1])
    client.get("/funds/")
    with django_assert_num_queries(10):
        assert client.get(f"/funds/{joint.fund.pk}/pool/").content.count(b'class="row-title"') == count
    with django_assert_num_queries(8):
        assert client.get(f"/funds/{joint.fund.pk}/entries/").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_fund_asks_as_often_for_one_project_as_for_three(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    joint = a_paid_fund()
    for _one in range(count):
        a_supported_project(joint)
    client = a_client_for(joint.keeper)
    client.get("/funds/")
    with django_assert_num_queries(20):
        assert client.get(f"/funds/{joint.fund.pk}/").status_code == 200


def test_a_fund_is_there_for_its_people_and_an_account_for_its_own_party() -> None:
    joint = a_fund_by_shares()
    support = a_supported_project(joint, asked=100_000)
    pay_support(support=support, amount=Decimal(50_000), day=PAID.date(), proof="slip 77", by=joint.cashier, at=PAID)
    fund, own, other = (f"/funds/{joint.fund.pk}/", *(f"/funds/parties/{one.pk}/" for one in joint.parties[:2]))
    seen = {
        who: [a_client_for(user).get(path).status_code for path in (fund, own, other)]
        for who, user in {
            "keeper": joint.keeper,
            "own": joint.authorities[0],
            "finance": joint.finances[0],
            "stranger": an_authority(),
            "auditor": an_auditor(),
        }.items()
    }
    assert seen == {
        "keeper": [200, 200, 200],
        "own": [200, 200, 404],
        "finance": [200, 200, 404],
        "stranger": [404, 404, 404],
        "auditor": [200, 200, 200],
    }
    page = a_client_for(joint.authorities[0]).get(fund).content.decode()
    assert 'data-chart="sankey"' in page
    assert "3.00" in page  # 100,000 of the fund and 200,000 of others
    assert '<td data-label="Value">40,000.00</td>' in page


def test_the_excel_file_of_a_party_holds_its_own_money_and_adds_up() -> None:
    joint = a_fund_by_shares()
    support = a_supported_project(joint, asked=100_000)
    pay_support(support=support, amount=Decimal("50000.01"), day=PAID.date(), proof="s", by=joint.cashier, at=PAID)
    party = joint.parties[2]
    answer = a_client_for(joint.authorities[2]).get(f"/funds/parties/{party.pk}/?format=xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    assert [sheet.title for sheet in book] == ["1 In all", "2 By year", "3 By project", "4 By region", "5 Entries"]
    in_all = {str(row[0]): row[1] for row in book["1 In all"].iter_rows(min_row=2, values_only=True)}
    money = money_by_party([joint.fund.pk])[party.pk]
    assert Decimal(str(in_all["Paid out"])) == money.paid == Decimal("10000.00")
    assert Decimal(str(in_all["Left"])) == money.left
    entries = list(book["5 Entries"].iter_rows(min_row=2, values_only=True))
    assert [row[2] for row in entries] == [
        "paid to a project",
        "committed to a project",
        "paid in",
        "promised by the agreement",
        "promised by the agreement",
    ]
