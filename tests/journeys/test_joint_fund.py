"""A joint fund of four parties through a year, by its pages: signed, paid in, settled by all, paid, reported."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from making.directory import an_organization
from making.funds import PLACES, some_regions
from making.people import a_client_for, a_party, an_account
from qunli.core.models import Paper
from qunli.core.queries.journal import verify_journal
from qunli.funds.bridge.proving import prove_books
from qunli.funds.models import Entry, Fund, FundParty, JointList, Support
from qunli.people.states import Role

if TYPE_CHECKING:
    from django.test import Client

    from qunli.people.models import Party

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(60, func_only=True)]


def post(client: Client, path: str, **said: Any) -> str:
    """Send a form; what went wrong fails the test with the words of the page."""
    answer = client.post(path, said)
    page = answer.content.decode()
    assert answer.status_code == 302, re.sub(r"<[^>]+>|\s+", " ", page)[-1500:]
    return str(answer["Location"])


def agreement(offices: list[Any]) -> dict[str, Any]:
    """Write the agreement down: each promises ten million a year, of the first at most six are committed in 2025."""
    said: dict[str, Any] = {
        "rows": 4,
        "title": "长三角科技创新联合基金",
        "starts_on": "2025-01-01",
        "ends_on": "2027-12-31",
        "pay_rule": "shares",
        "carry_over": "50",
        "negative_costs": "基建\n招待费",
    }
    for number, ((code, name), office) in enumerate(zip(PLACES, offices, strict=True), 1):
        years = "2025 1000万 600万\n2026 1000万" if number == 1 else "2025：1000万\n2026 10000000.00"
        said |= {
            f"jurisdiction_{number}": name if number % 2 else code,
            f"office_{number}": office.pk,
            f"share_{number}": "1",
            f"money_for_{number}": "all",
            f"years_{number}": years,
        }
    return said


def someone(role: Role, party: Party) -> Client:
    """Sign somebody in who holds a role for an office."""
    return a_client_for(an_account(role=role, party=party))


def during(year: int, month: int, day: int) -> Any:
    """Let it be ten in the morning of a day in Shanghai."""
    return time_machine.travel(datetime(year, month, day, 2, tzinfo=UTC), tick=True)


def test_four_parties_through_a_year() -> None:
    some_regions()
    office, offices = a_party(name="秘书处"), [a_party(name=f"{name}科技厅") for _code, name in PLACES]
    keeper, cashier = someone(Role.AUTHORITY, office), someone(Role.FINANCE, office)
    heads = [someone(Role.AUTHORITY, one) for one in offices]
    with during(2025, 1, 12):
        page = post(keeper, "/funds/draft/", **agreement(offices))
        post(keeper, f"{page}programmes/add/", title="集成电路", ceiling="5000万")
        assert keeper.post(f"{page}change/", {"rows": 4, "version": 1}).status_code == 422
        for party, head in zip(FundParty.objects.order_by("position"), heads, strict=True):
            assert "10,000,000.00" in head.get(f"/funds/parties/{party.pk}/sign/").content.decode()
            post(head, f"/funds/parties/{party.pk}/sign/", version=1)
    fund, parties = Fund.objects.get(), list(FundParty.objects.order_by("position"))
    with during(2025, 3, 2):
        pay_in_and_pool(cashier, heads, parties, page)
    with during(2025, 4, 1):
        settle(keeper, heads, fund, page)
    with during(2025, 9, 1):
        pay_and_mend(cashier)
    with during(2026, 1, 8):
        post(cashier, f"{page}close/", year=2025)
        where = post(keeper, f"{page}report/", year=2025)
        assert f"/papers/{Paper.objects.get(about_kind='fund').pk}/" in keeper.get(where).content.decode()
    as_it_stands(fund, heads, parties)


def pay_in_and_pool(cashier: Client, heads: list[Client], parties: list[FundParty], page: str) -> None:
    """Note what each party paid in, and let each put a project of its region with the next one's into the pool."""
    bodies = [an_organization(f"{name}研究院", jurisdiction=code).name for code, name in PLACES]
    said: dict[str, Any] = {"year": 2025, "amount": "1000万", "day": "2025-03-01", "proof": "slip"}
    for party in parties:
        post(cashier, f"/funds/parties/{party.pk}/pay-in/", **said)
    too_many = cashier.post(f"/funds/parties/{parties[0].pk}/pay-in/", said)
    assert "has promised 10,000,000.00 yuan for 2025" in too_many.content.decode()
    for place, head in enumerate(heads):
        project = {"party": parties[place].pk, "title": f"项目{place}", "lead": bodies[place]}
        asked = {"asked_money": "400万", "other_money": "800万", "partners": bodies[(place + 1) % 4]}
        post(head, f"{page}pool/add/", **project, **asked, disciplines="材料\n电子")


def pay_and_mend(cashier: Client) -> None:
    """Pay each project, end the first one early and recover half a million from it, and correct the last payment."""
    supports = list(Support.objects.order_by("id"))
    for number, support in enumerate(supports):
        said = {"amount": "1,000,000.01", "day": "2025-09-01", "proof": f"slip 1{number}"}
        post(cashier, f"/funds/projects/{support.pk}/pay/", **said)
    first = f"/funds/projects/{supports[0].pk}/"
    post(cashier, f"{first}claim/", amount="50万", note="终止")
    post(cashier, f"{first}recovered/", amount="50万", day="2025-09-01", proof="slip 20")
    post(cashier, f"{first}end/")
    wrong = Entry.objects.filter(kind="pay").order_by("-id")[0]
    post(cashier, f"/funds/entries/{wrong.pk}/correct/", reason="金额有误")
    assert "Corrected by" in cashier.get(f"/funds/entries/{wrong.pk}/").content.decode()


def settle(keeper: Client, heads: list[Client], fund: Fund, page: str) -> None:
    """Draft a list, have it sent back by one party, change it, and let all four approve the same version."""
    pool = list(fund.pool.order_by("id"))
    first = {f"amount_{one.pk}": "400万" for one in pool[:2]}
    programme = fund.programmes.get().pk
    post(keeper, f"{page}lists/draft/", title="首批", programme=programme, **first)
    drawn = JointList.objects.get()
    at = f"/funds/lists/{drawn.pk}/"
    post(keeper, f"{at}step/lay/")
    drawn.refresh_from_db()
    read, parties = drawn.fingerprint, list(fund.parties.order_by("position"))
    post(heads[0], f"{at}approve/{parties[0].pk}/", fingerprint=read)
    post(heads[3], f"{at}back/", reason="漏列本省项目")
    post(keeper, f"{at}change/", title="首批", **{f"amount_{one.pk}": "400万" for one in pool})
    post(keeper, f"{at}step/lay/")
    drawn.refresh_from_db()
    stale = heads[0].post(f"{at}approve/{parties[0].pk}/", {"fingerprint": read}, follow=True)
    assert "The list has changed since you read it." in stale.content.decode()
    for party, head in zip(parties, heads, strict=True):
        assert f"Approve for {party}" in head.get(at).content.decode()
        post(head, f"{at}approve/{party.pk}/", fingerprint=drawn.fingerprint)
    post(keeper, f"{at}step/commit/")
    assert Support.objects.count() == 4


def as_it_stands(fund: Fund, heads: list[Client], parties: list[FundParty]) -> None:
    """Hold the sums at the end against what was done, and each party's page against them."""
    proof = prove_books(Fund.objects.get(pk=fund.pk))
    assert proof.faults == []
    assert proof.sums == {
        "promised": "80000000.00",
        "paid_in": "40000000.00",
        "left": "20000000.00",
        "committed": "9999999.98",
        "paid": "2500000.03",
        "recoverable": "0.00",
        "returned": "7499999.99",
    }
    for party, head in zip(parties, heads, strict=True):
        own = head.get(f"/funds/parties/{party.pk}/").content.decode()
        assert "returned to a party" in own
        assert head.get(f"/funds/parties/{party.pk}/?format=xlsx").status_code == 200
    assert verify_journal().sound
