"""A firm's figures: confirmed like a cluster's, its own matter, and what its ladder is reckoned from."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse

from making.directory import a_cluster, a_member, an_organization
from making.evidence import a_claim, a_document
from making.indicators import LATER, a_figure, a_pack
from making.people import AT, a_client_for, a_party, an_account, an_api_client, an_auditor, an_operator
from qunli.core.models import JournalEntry
from qunli.core.states import SYSTEM
from qunli.directory.actions import merge_organizations
from qunli.evidence.actions import state_claim
from qunli.evidence.models import Confirmation
from qunli.indicators.actions import WrittenFigure, record_written_figure
from qunli.indicators.bridge import ladder_of
from qunli.indicators.models import Figure, Indicator
from qunli.indicators.queries import figures_of, figures_seen_by, told_figures
from qunli.people.states import Role

pytestmark = pytest.mark.django_db

PACK = "cn-specialised-sme-2022"


def test_a_figure_is_of_a_cluster_or_of_an_organization_and_the_database_holds_it() -> None:
    figure = a_figure(an_organization("上海力波汽车有限公司"), "revenue", "23000000", unit="CNY")

    for change in ({"cluster": a_cluster()}, {"organization": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Figure.objects.filter(pk=figure.pk).update(**change)
    with pytest.raises(ProtectedError):
        Confirmation.objects.filter(pk=figure.confirmation_id).delete()


def test_a_firm_s_ladder_says_by_how_much_it_is_short_of_what_its_figures_tell() -> None:
    a_pack(PACK)
    firm = a_member(a_cluster()).organization
    before = next(one for one in ladder_of(firm, on=LATER) if one.tier == "specialized")
    assert "revenue" in {lack.key for rule in before.open for lack in rule.missing}

    for code, value, unit in (
        ("revenue", "23000000", "CNY"),
        ("segment_years", "1", ""),
        ("rd_spending", "500000", "CNY"),
    ):
        a_figure(firm, code, value, unit=unit, period="2024")
        a_figure(firm, code, value, unit=unit, period="2025")

    rung = next(one for one in ladder_of(firm, on=LATER) if one.tier == "specialized")
    short = {rule.key: rule.shortfalls for rule in rung.short}
    assert short == {
        "segment": ("Years in the market segment 2025: 1 years short",),
        "rd": ("R&D spending 2025: 500,000 yuan short", "R&D spending / Revenue 2025: 0.83% short"),
    }
    assert "revenue" not in {lack.key for rule in rung.open for lack in rule.missing}


def test_what_is_above_an_upper_limit_is_too_much_and_not_short() -> None:
    a_pack("cn-technology-sme")
    firm = an_organization("上海力波汽车有限公司")
    a_figure(firm, "revenue", "235000000", unit="CNY", period="2025")

    rung = next(one for one in ladder_of(firm, on=LATER) if one.tier == "tech_sme")

    assert [rule.shortfalls for rule in rung.short] == [("Revenue 2025: 35,000,000 yuan too much",)]


def test_a_firm_s_figures_are_read_by_the_office_the_auditor_and_its_own_people_only() -> None:
    firm = an_organization("上海力波汽车有限公司")
    figure = a_figure(firm, "revenue", "23000000", unit="CNY")
    own = an_account(role=Role.UNIT_ADMINISTRATOR, party=firm.party)
    stranger = an_account(role=Role.UNIT_ADMINISTRATOR, party=a_party())
    pages = [
        reverse("indicators:figure", args=[figure.pk]),
        reverse("indicators:organization_figures", args=[firm.pk]),
    ]

    clients = {
        "operator": a_client_for(an_operator()),
        "auditor": a_client_for(an_auditor()),
        "own": a_client_for(own),
        "stranger": a_client_for(stranger),
        "public": Client(),
    }
    seen = {who: [client.get(page).status_code for page in pages] for who, client in clients.items()}
    assert seen == {
        "operator": [200, 200],
        "auditor": [200, 200],
        "own": [200, 200],
        "stranger": [404, 404],
        "public": [404, 302],
    }
    assert [list(figures_seen_by(user)) for user in (own, stranger)] == [[figure], []]
    from_claim = reverse("indicators:from_claim", args=[figure.confirmation.claim_id])
    assert (
        "23" not in clients["stranger"].get(from_claim).content.decode().partition("<main")[2].partition("</main>")[0]
    )
    answers = [an_api_client(who).get(f"/api/v1/organizations/{firm.pk}/figures") for who in (own, stranger)]
    assert [answer.status_code for answer in answers] == [200, 403]
    assert [(one["organization_id"], one["cluster_id"]) for one in answers[0].json()["items"]] == [(firm.pk, None)]
    told = JournalEntry.objects.filter(about_kind="figure", about_id=figure.pk)
    assert all("value" not in one.facts for one in told)


def test_of_a_confidential_document_not_even_the_quote_under_a_firm_s_figure_is_everybody_s() -> None:
    firm = an_organization("上海力波汽车有限公司")
    indicator = Indicator.objects.create(code="revenue", name="营业收入", name_en="Revenue", unit="CNY")
    claim = a_claim(is_confidential=True)
    written = WrittenFigure(subject=firm, indicator=indicator, value="2300万元", period="2024")
    figure = record_written_figure(claim=claim, written=written, by=an_operator(), at=AT)
    own = an_account(role=Role.UNIT_ADMINISTRATOR, party=firm.party)

    page = reverse("evidence:claim", args=[claim.pk])
    assert [client.get(page).status_code for client in (Client(), a_client_for(own), a_client_for(an_operator()))] == [
        404,
        404,
        200,
    ]
    shown = a_client_for(own).get(reverse("indicators:figure", args=[figure.pk])).content.decode()
    assert ("<mark>56.48亿元</mark>" in shown, page in shown, "企业超过100家" in shown) == (True, False, False)
    assert an_api_client(own).get("/api/v1/claims").json()["items"] == []


def test_a_name_under_which_the_packs_ask_gets_their_code_so_that_the_figure_answers_them() -> None:
    a_pack(PACK)
    firm, text = an_organization("上海力波汽车有限公司"), "2024年公司营业收入2300万元。"
    document = a_document(text)
    claim = state_claim(document=document, start=0, end=len(text), content={}, by=SYSTEM, at=AT)
    written = WrittenFigure(subject=firm, new_indicator="营业收入", value="2300万元", period="2024")

    figure = record_written_figure(claim=claim, written=written, by=an_operator(), at=AT)

    assert (figure.indicator.code, figure.indicator.unit, figure.value) == ("revenue", "CNY", Decimal(23_000_000))


def test_what_was_recorded_of_a_merged_firm_is_told_of_the_one_that_was_kept() -> None:
    kept, gone = an_organization("上海力波汽车有限公司"), an_organization("力波汽车")
    figure = a_figure(gone, "revenue", "23000000", unit="CNY")

    merge_organizations(kept=kept, merged=gone, by=an_operator(), at=AT)

    assert (list(figures_of(kept)), [one.latest for one in told_figures(kept)]) == ([figure], [figure])
    member = an_account(role=Role.UNIT_ADMINISTRATOR, party=kept.party)
    assert list(figures_seen_by(member)) == [figure]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_figures_of_a_firm_are_read_in_few_statements(rows: int, django_assert_num_queries: Any) -> None:
    firm = an_organization("上海力波汽车有限公司")
    for year in range(2022, 2022 + rows):
        a_figure(firm, "revenue", "23000000", unit="CNY", period=str(year))
    client = a_client_for(an_operator())
    client.get("/duties/")

    with django_assert_num_queries(6):
        page = client.get(reverse("indicators:organization_figures", args=[firm.pk])).content.decode()
    assert page.count("Says who?") == rows


def test_the_api_records_a_firm_s_figure_and_asks_whose_it_is() -> None:
    firm, cluster, operator = an_organization("上海力波汽车有限公司"), a_cluster(), an_operator()
    Indicator.objects.create(code="revenue", name="营业收入", name_en="Revenue", unit="CNY")
    address = f"/api/v1/claims/{a_claim().pk}/figure"
    body = {"indicator": "revenue", "value": "23000000", "period": "2024"}
    api = an_api_client(operator)

    both = api.post(
        address, body | {"cluster_id": cluster.pk, "organization_id": firm.pk}, content_type="application/json"
    )
    made = api.post(address, body | {"organization_id": firm.pk}, content_type="application/json")

    assert (both.status_code, made.status_code, made.json()["organization_id"]) == (422, 201, firm.pk)
    assert list(figures_of(firm)) == [Figure.objects.get()]
