"""A subject is held against a pack as things are known: met, unmet, unknown or for a person, and nothing is guessed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction
from docx import Document

from making.directory import a_cluster, a_member, an_organization
from making.indicators import a_figure, a_pack, meilong_figures
from making.people import AT, a_client_for, a_party, an_account, an_api_client, an_auditor, an_authority, an_operator
from qunli.core.models import JournalEntry
from qunli.core.states import SYSTEM, NotPermitted, WrongInput
from qunli.directory.actions import CertificationEntry, add_certification
from qunli.directory.states import Tier
from qunli.indicators.actions import AnswerEntry, assess_subject, give_answer
from qunli.indicators.bridge import run_again
from qunli.indicators.models import Answer, Assessment
from qunli.indicators.states import Bound, Occasion
from qunli.people.states import Role

if TYPE_CHECKING:
    from qunli.directory.models import Cluster, Organization

pytestmark = pytest.mark.django_db

NATIONAL, CITY = "cn-sme-cluster-2022", "sh-sme-cluster-2023"


def verdicts(kept: Assessment) -> dict[str, str]:
    return {one["key"]: one["verdict"] for one in kept.result["rules"]}


def a_certified_member(cluster: Cluster, tier: Tier, name: str = "", **entry: Any) -> Organization:
    organization = a_member(cluster, name).organization
    certify(organization, tier, **entry)
    return organization


def certify(organization: Organization, tier: Tier, **entry: Any) -> None:
    whole: dict[str, Any] = {"tier": tier, "issuer": "经信委", "source": "名单", **entry}
    add_certification(organization=organization, form=CertificationEntry(**whole), by=SYSTEM, at=AT)


def test_meilong_before_the_national_standard_is_unknown_and_nothing_of_it_is_unmet() -> None:
    cluster = a_cluster()
    meilong_figures(cluster)

    kept = assess_subject(subject=cluster, pack=a_pack(NATIONAL), by=an_operator(), at=AT)

    assert (kept.verdict, kept.year) == ("unknown", 2024)
    assert verdicts(kept) == {
        "output_each_year": "unknown",  # 2024 alone is told
        "sme_share": "unknown",  # more than half does not prove seventy percent
        "leading_industry": "unknown",
        "growth": "met",
        "tiers": "met",
        "supply_chain": "for a person",
        "sme_rd_growth": "unknown",
        "platform": "unknown",
        "area": "unknown",
        "no_accident": "unknown",
        "green": "unknown",
        "pillar": "for a person",
    }
    output = next(one for one in kept.result["rules"] if one["key"] == "output_each_year")
    assert output["missing"] == [{"key": "output", "period": "2022"}, {"key": "output", "period": "2023"}]


def test_meilong_before_shanghais_standard_misses_growth_of_exactly_five_percent() -> None:
    cluster = a_cluster()
    meilong_figures(cluster)

    kept = assess_subject(subject=cluster, pack=a_pack(CITY), by=an_operator(), at=AT)

    assert (kept.verdict, verdicts(kept)) == (
        "unmet",
        {
            "output": "unknown",
            "sme_share": "unknown",
            "tiers": "met",
            "sme_rd_growth": "unmet",
            "standards": "met",
            "platform": "unknown",
            "operating_body": "unknown",
            "service_body": "unknown",
            "three_year_plan": "for a person",
        },
    )
    growth = next(one for one in kept.result["rules"] if one["key"] == "sme_rd_growth")["comparisons"][0]
    assert (growth["by"], kept.sources[growth["figures"][0]["source"]]["what"]) == ("0", "figure")


def test_a_kept_assessment_runs_again_to_the_same_verdicts_whatever_was_learned_since() -> None:
    cluster = a_cluster()
    meilong_figures(cluster)
    pack = a_pack(NATIONAL)
    kept = assess_subject(subject=cluster, pack=pack, by=an_operator(), at=AT)

    a_figure(cluster, "total_output", "3900000000", unit="CNY", period="2023")
    later = assess_subject(subject=cluster, pack=pack, by=an_operator(), at=AT + timedelta(days=1))
    kept.refresh_from_db()

    assert run_again(kept) == kept.result
    assert (verdicts(kept)["output_each_year"], verdicts(later)["output_each_year"]) == ("unknown", "unmet")
    page = a_client_for(an_operator()).get(f"/indicators/assessments/{later.pk}/").content.decode()
    assert "unknown → " in page
    assert "100,000,000 yuan short" in page


def test_members_are_counted_once_and_their_number_is_a_least_one() -> None:
    cluster = a_cluster()
    both = a_certified_member(cluster, Tier.SPECIALIZED)
    certify(both, Tier.HIGH_TECH)
    for number in range(8):
        a_certified_member(cluster, Tier.HIGH_TECH, f"高企{number}")
    pack = a_pack(NATIONAL)

    nine = assess_subject(subject=cluster, pack=pack, by=an_operator(), at=AT)
    a_certified_member(cluster, Tier.INNOVATIVE_SME)
    ten = assess_subject(subject=cluster, pack=pack, by=an_operator(), at=AT)

    assert [verdicts(one)["tiers"] for one in (nine, ten)] == ["unknown", "met"]
    assert nine.facts["tiered_enterprises"] == {"": [{"value": 9, "bound": "at least", "source": "s1"}]}


def test_an_answer_is_taken_up_by_the_next_run_and_the_newest_one_counts() -> None:
    cluster, operator = a_cluster(), an_operator()
    pack = a_pack(CITY)

    def after(*, value: bool, at: datetime) -> str:
        entry = AnswerEntry(key="operating_body", value=value, source="机构设立文件")
        give_answer(subject=cluster, pack=pack, entry=entry, by=operator, at=at)
        return verdicts(assess_subject(subject=cluster, pack=pack, by=operator, at=at))["operating_body"]

    assert [after(value=False, at=AT), after(value=True, at=AT + timedelta(hours=1))] == ["unmet", "met"]
    assert Answer.objects.count() == 2
    entry = JournalEntry.objects.filter(act="indicators.give_answer").order_by("-id").first()
    assert entry is not None
    assert sorted(entry.facts) == ["answer", "key", "period"]


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ({"key": "platform_penetration", "value": "12"}, "value"),
        ({"key": "standards", "value": "51家"}, "value"),
        ({"key": "operating_body", "value": "perhaps"}, "value"),
        ({"key": "operating_body", "value": True, "source": " "}, "source"),
        ({"key": "standards", "value": "51", "period": "lately"}, "period"),
        ({"key": "colour", "value": "red"}, "key"),
    ],
)
def test_an_answer_that_cannot_be_read_is_refused_at_its_place(entry: dict[str, Any], fault: str) -> None:
    with pytest.raises(WrongInput) as wrong:
        give_answer(
            subject=a_cluster(),
            pack=a_pack(CITY),
            entry=AnswerEntry(**{"source": "年报", **entry}),
            by=an_operator(),
            at=AT,
        )
    assert list(wrong.value.faults) == [fault]


def test_sources_that_differ_leave_it_to_a_person_and_a_bound_is_kept() -> None:
    cluster = a_cluster()
    a_figure(cluster, "rd_growth", "0.04", unit="rate", period="2025")
    a_figure(cluster, "rd_growth", "0.06", unit="rate", period="2025", scope="规上")
    a_figure(cluster, "standards_3y", "2", unit="standards", bound=Bound.MORE_THAN, period="2025")

    kept = assess_subject(subject=cluster, pack=a_pack(CITY), by=an_operator(), at=AT)

    assert (verdicts(kept)["sme_rd_growth"], verdicts(kept)["standards"]) == ("for a person", "met")


def test_only_the_office_holds_a_cluster_and_an_editor_only_the_own_enterprise() -> None:
    cluster, pack, tier = a_cluster(), a_pack(CITY), a_pack("cn-innovative-sme")
    own, other = an_organization(), an_organization()
    editor = an_account(role=Role.MEMBER_EDITOR, party=own.party)
    for who, subject, held in ((an_auditor(), cluster, pack), (editor, cluster, pack), (editor, other, tier)):
        with pytest.raises(NotPermitted):
            assess_subject(subject=subject, pack=held, by=who, at=AT)
    assert assess_subject(subject=own, pack=tier, by=editor, at=AT).organization == own


def test_an_enterprises_assessment_is_read_by_its_own_people_and_the_office_alone() -> None:
    own, other = an_organization(), an_organization()
    tier = a_pack("cn-innovative-sme")
    kept = assess_subject(subject=own, pack=tier, by=SYSTEM, at=AT)
    district = an_account(role=Role.RECOMMENDING_UNIT, party=a_party())
    readers = {
        "own": an_account(role=Role.MEMBER_EDITOR, party=own.party),
        "other": an_account(role=Role.MEMBER_EDITOR, party=other.party),
        "authority": an_authority(),
        "district": district,
    }
    page = f"/indicators/assessments/{kept.pk}/"
    assert {name: a_client_for(user).get(page).status_code for name, user in readers.items()} == {
        "own": 200,
        "other": 404,
        "authority": 200,
        "district": 404,
    }
    ladder = f"/indicators/organizations/{own.pk}/ladder/"
    assert [a_client_for(readers[name]).get(ladder).status_code for name in ("own", "other")] == [200, 404]
    seen = an_api_client(readers["other"]).get("/api/v1/assessments").json()
    assert seen == {"items": [], "count": 0}


def test_the_database_takes_an_assessment_of_exactly_one_subject() -> None:
    kept = assess_subject(subject=a_cluster(), pack=a_pack(CITY), by=an_operator(), at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.filter(pk=kept.pk).update(organization=an_organization())


def test_a_verdict_is_read_answered_and_run_again_on_pages() -> None:
    cluster, operator = a_cluster(), an_operator()
    meilong_figures(cluster)
    pack = a_pack(CITY)
    client = a_client_for(operator)
    sent = client.post(f"/indicators/clusters/{cluster.pk}/assess/", {"pack": pack.pk, "occasion": "new"})
    first = Assessment.objects.get()
    assert sent["Location"] == f"/indicators/assessments/{first.pk}/"
    page = client.get(sent["Location"]).content.decode()
    for words in ("exactly on the limit", "Says who?", "scope not stated", "number was not found", "it says the same"):
        assert words in page
    given = client.post(
        f"{sent['Location']}answer/?key=platform_penetration",
        {"value": "12.5%", "bound": "exact", "period": "", "source": "区里的调查"},
    )
    assert given["Location"] == sent["Location"]
    again = client.post(f"{sent['Location']}again/")
    latest = Assessment.objects.order_by("-pk")[0]
    assert again["Location"] == f"/indicators/assessments/{latest.pk}/"
    assert verdicts(latest)["platform"] == "met"
    word = client.get(f"{again['Location']}?format=docx")
    text = "\n".join(
        cell.text for table in Document(BytesIO(word.content)).tables for row in table.rows for cell in row.cells
    )
    assert "exactly on the limit" in text
    assert "区里的调查" in text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_standards_is_read_in_as_many_queries_with_one_assessment_as_with_three(
    rows: int, django_assert_num_queries: Any
) -> None:
    cluster, operator = a_cluster(), an_operator()
    for code in (NATIONAL, CITY, "yn-sme-cluster")[:rows]:
        assess_subject(subject=cluster, pack=a_pack(code), by=operator, at=AT)
    client = a_client_for(operator)
    client.get("/duties/")
    with django_assert_num_queries(7):
        assert client.get(f"/indicators/clusters/{cluster.pk}/assessments/").status_code == 200


def test_the_api_holds_a_cluster_and_tells_what_it_stands_on() -> None:
    cluster = a_cluster()
    meilong_figures(cluster)
    a_pack(CITY)
    client = an_api_client(an_operator())
    made = client.post(
        f"/api/v1/clusters/{cluster.pk}/assessments", {"pack": CITY}, content_type="application/json"
    ).json()
    assert (made["verdict"], made["pack"], made["sources"]["s1"]["what"]) == ("unmet", CITY, "figure")
    assert client.get(f"/api/v1/assessments/{made['id']}").json() == made
    wrong = client.post(
        f"/api/v1/clusters/{cluster.pk}/assessments", {"pack": "nowhere"}, content_type="application/json"
    )
    assert wrong.status_code == 409


def test_a_re_check_may_ask_less_than_a_new_application() -> None:
    own = an_organization(founded_on=date(2015, 1, 1))
    pack = a_pack("cn-little-giant-2026")
    keys = [
        set(verdicts(assess_subject(subject=own, pack=pack, occasion=one, by=SYSTEM, at=AT)))
        for one in (Occasion.NEW, Occasion.RECHECK)
    ]
    assert (keys[0] - keys[1], keys[1] - keys[0]) == ({"growth", "score_new"}, {"score_recheck"})
