"""What an enterprise holds until when, what it could apply for, what is missing, and what it owes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from making.directory import a_cluster, a_member, an_organization
from making.indicators import a_pack
from making.people import AT, a_client_for, an_api_client, an_operator
from qunli.core.models import Message
from qunli.core.states import SYSTEM
from qunli.directory.actions import CertificationEntry, add_certification
from qunli.directory.models import Organization
from qunli.directory.states import Tier
from qunli.duties.models import Duty
from qunli.duties.states import DutyState
from qunli.indicators.actions import AnswerEntry, follow_certifications, give_answer
from qunli.indicators.bridge import Rung, ladder_of
from qunli.indicators.states import RuleVerdict

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 1)
TIER_PACKS = (
    "cn-technology-sme",
    "cn-innovative-sme",
    "cn-high-tech-enterprise-2016",
    "cn-specialised-sme-2022",
    "cn-specialised-sme-2026",
    "cn-little-giant-2022",
    "cn-little-giant-2026",
)


def certify(organization: Organization, tier: Tier, until: date | None = None, since: date | None = None) -> None:
    form = CertificationEntry(tier=tier, issuer="经信委", source="名单", valid_from=since, valid_to=until)
    add_certification(organization=organization, form=form, by=SYSTEM, at=AT)


def rungs(organization: Organization, on: date = TODAY) -> dict[Tier, Rung]:
    return {one.tier: one for one in ladder_of(organization, on=on)}


@pytest.fixture
def tier_packs(db: None) -> None:
    for code in TIER_PACKS:
        a_pack(code)


@pytest.mark.usefixtures("tier_packs")
def test_the_text_that_is_in_force_on_the_day_and_for_the_occasion_applies() -> None:
    holder = an_organization()
    certify(holder, Tier.LITTLE_GIANT, until=date(2027, 6, 30))
    found = {
        (on.isoformat(), tier): one.pack.code if one.pack else ""
        for on in (date(2026, 3, 1), TODAY, date(2027, 2, 1))
        for tier, one in rungs(holder, on).items()
        if tier in {Tier.SPECIALIZED, Tier.LITTLE_GIANT}
    }
    assert found == {
        ("2026-03-01", Tier.SPECIALIZED): "cn-specialised-sme-2022",
        ("2026-03-01", Tier.LITTLE_GIANT): "cn-little-giant-2022",
        ("2026-06-01", Tier.SPECIALIZED): "cn-specialised-sme-2026",
        ("2026-06-01", Tier.LITTLE_GIANT): "cn-little-giant-2022",  # a re-check of 2026
        ("2027-02-01", Tier.SPECIALIZED): "cn-specialised-sme-2026",
        ("2027-02-01", Tier.LITTLE_GIANT): "cn-little-giant-2026",
    }
    assert rungs(an_organization())[Tier.LITTLE_GIANT].pack is not None


@pytest.mark.usefixtures("tier_packs")
def test_a_tier_that_is_held_answers_what_the_next_one_asks_and_what_is_short_says_by_how_much() -> None:
    firm = an_organization(founded_on=date(2018, 5, 1))
    certify(firm, Tier.INNOVATIVE_SME, until=date(2028, 1, 1))
    pack = a_pack("cn-specialised-sme-2026")
    for key, value, period in (
        ("revenue", "1400万元", "2025"),
        ("main_revenue", "1200万元", "2025"),
        ("debt_ratio", "80%", ""),
        ("segment_years", "3", ""),
    ):
        entry = AnswerEntry(key=key, value=value, period=period, source="审计报告")
        give_answer(subject=firm, pack=pack, entry=entry, by=SYSTEM, at=AT)

    found = rungs(firm)

    rung = found[Tier.SPECIALIZED]
    assert {one.key: one.verdict for one in rung.rules} == {
        "base_tier": RuleVerdict.MET,
        "segment": RuleVerdict.MET,
        "revenue": RuleVerdict.UNKNOWN,  # new equity could still do
        "main_share": RuleVerdict.MET,
        "debt": RuleVerdict.MET,
        "rd": RuleVerdict.UNKNOWN,
        "ip": RuleVerdict.UNKNOWN,
        "market": RuleVerdict.PERSON,
        "platform_score": RuleVerdict.UNKNOWN,
    }
    assert (rung.could_apply, found[Tier.INNOVATIVE_SME].is_held) == (True, True)
    equity = AnswerEntry(key="equity_new_2y", value="0", source="财务")
    give_answer(subject=firm, pack=pack, entry=equity, by=SYSTEM, at=AT)
    short = rungs(firm)[Tier.SPECIALIZED]
    assert (short.could_apply, [one.shortfalls for one in short.short]) == (
        False,
        [("Revenue 2025: 1,000,000 yuan short", "New equity of two years: 20,000,000 yuan short")],
    )
    assert found[Tier.HIGH_TECH].met[0].key == "registered"  # known from the day it was founded


@pytest.mark.usefixtures("tier_packs")
def test_a_tier_that_ran_out_is_no_longer_held() -> None:
    firm = an_organization()
    certify(firm, Tier.HIGH_TECH, until=date(2026, 5, 31))
    rung = rungs(firm)[Tier.HIGH_TECH]
    assert (rung.is_held, rung.certification is not None, rung.occasion) == (False, True, "new")


def test_who_holds_a_tier_owes_its_re_check_once_until_it_is_renewed() -> None:
    cluster = a_cluster()
    near, far = a_member(cluster, "近").organization, a_member(cluster, "远").organization
    stranger = an_organization("外")
    certify(near, Tier.LITTLE_GIANT, until=AT.date() + timedelta(days=100), since=date(2023, 6, 1))
    certify(far, Tier.LITTLE_GIANT, until=AT.date() + timedelta(days=400))
    certify(stranger, Tier.LITTLE_GIANT, until=AT.date() + timedelta(days=100))

    assert [follow_certifications(by=SYSTEM, at=AT) for _twice in range(2)] == [1, 0]
    duty = Duty.objects.get()
    assert (duty.owner, duty.due_at is not None, duty.state) == (near.party, True, DutyState.OPEN)
    with translation.override("zh-hans"):
        assert "专精特新“小巨人”" in Message.objects.get(party_id=near.party_id).text

    certify(near, Tier.LITTLE_GIANT, until=AT.date() + timedelta(days=1200), since=date(2026, 6, 1))
    assert follow_certifications(by=SYSTEM, at=AT) == 1
    duty.refresh_from_db()
    assert (duty.state, Duty.objects.count()) == (DutyState.MET, 1)


@pytest.mark.usefixtures("tier_packs")
def test_the_ladder_is_a_page_and_over_the_api(django_assert_num_queries: Any) -> None:
    firm = a_member(a_cluster()).organization
    now = timezone.now()
    certify(firm, Tier.LITTLE_GIANT, until=now.date() + timedelta(days=100))
    certify(firm, Tier.SPECIALIZED)
    follow_certifications(by=SYSTEM, at=now)
    operator = an_operator()
    client = a_client_for(operator)
    client.get("/duties/")
    with django_assert_num_queries(12):
        page = client.get(f"/indicators/organizations/{firm.pk}/ladder/").content.decode()
    for words in ("little giant", "Re-checks that are due", "no end is known", "rules of which nobody can say yet"):
        assert words in page
    told = an_api_client(operator).get(f"/api/v1/organizations/{firm.pk}/ladder").json()
    assert [(one["tier"], one["held"]) for one in told if one["held"]] == [
        ("specialized", True),
        ("little_giant", True),
    ]
