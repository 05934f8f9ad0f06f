"""A cluster's recognition goes its road: district, authority, public notice, document; then reports and re-checks."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from making.indicators import a_pack
from making.people import AT, a_client_for, a_party, an_account, an_api_client, an_operator
from making.recognitions import CITY, NATIONAL, PLAN, Office
from qunli.core.models import JournalEntry
from qunli.core.states import SYSTEM, NotPermitted, Refused, StepNotOpen, WrongInput
from qunli.duties.models import Duty
from qunli.duties.states import DutyState
from qunli.people.states import Role
from qunli.publicity.actions import check_notice
from qunli.reports.actions import (
    NoticeMissing,
    RecognitionEntry,
    apply_for_recognition,
    ask_recheck,
    check_application,
    hand_back_yearly_report,
    hand_in_yearly_report,
    note_change,
    pass_recheck,
    post_recognition,
    prepare_publicity,
    raise_yearly_reports,
    recognise_cluster,
    recommend_cluster,
    refuse_application,
    report_change,
    return_application,
    revoke_recognition,
    see_change,
    submit_application,
    take_yearly_report,
)
from qunli.reports.models import Recognition, YearlyReport
from qunli.reports.states import ChangeKind, RecognitionState, RevocationGround

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db: None, settings: Any, tmp_path: Path) -> Office:
    settings.MEDIA_ROOT = str(tmp_path)
    return Office()


def owed(recognition: Recognition) -> dict[str, tuple[str, str]]:
    """What is owed on a recognition: by whom, by which day."""
    rows = Duty.objects.filter(about_kind="recognition", about_id=recognition.pk, state=DutyState.OPEN)
    return {
        one.key: (one.owner.name, one.due_at.date().isoformat() if one.due_at else "") for one in rows.order_by("id")
    }


def test_the_road_leads_to_a_recognition_with_its_report_and_its_re_check(office: Office) -> None:
    made = office.recognised()
    assert (made.state, made.valid_to, made.report_by) == (RecognitionState.RECOGNISED, date(2029, 3, 24), "04-30")
    assert owed(made) == {"recognition recheck": (office.cluster.operator.name, "2029-03-24")}

    assert [
        raise_yearly_reports(by=SYSTEM, at=datetime.fromisoformat(f"2027-01-0{day}T08:00+08:00")) for day in (1, 2)
    ] == [1, 0]
    assert owed(made)["yearly report 2026"] == (office.cluster.operator.name, "2027-04-30")
    moves = JournalEntry.objects.filter(about_kind="recognition", about_id=made.pk).exclude(now="").order_by("id")
    assert [one.now for one in moves] == [
        "draft", "submitted", "recommended", "checked", "on_notice", "recognised",
    ]  # fmt: skip


def test_each_step_is_owed_by_whom_it_waits_for(office: Office) -> None:
    made = office.applies()
    found = []
    submit_application(recognition=made, plan=PLAN, by=office.operator, at=AT)
    found.append(owed(made))
    return_application(recognition=made, reason="缺少规划附件", by=office.district, at=AT)
    found.append(owed(made))
    submit_application(recognition=made, plan=PLAN, by=office.operator, at=AT)
    recommend_cluster(recognition=made, opinion="属实", by=office.district, at=AT)
    found.append(owed(made))
    assert [next(iter(one.values()))[0] for one in found] == ["区经委", office.cluster.operator.name, "市经信委"]
    assert all(len(one) == 1 for one in found)


def test_what_the_pack_leaves_open_is_fixed_by_the_authority_or_stays_open(office: Office) -> None:
    made = office.recognised(CITY)
    assert (made.valid_to, made.report_by, owed(made)["recognition recheck"][1]) == (None, "", "")
    duty = Duty.objects.get(about_id=made.pk, about_kind="recognition", state=DutyState.OPEN)
    assert duty.undated_because == "the rule pack names no day"


def test_a_notice_of_a_list_that_names_no_days_asks_for_them(office: Office) -> None:
    made = office.applies(CITY)
    submit_application(recognition=made, plan=PLAN, by=office.operator, at=AT)
    recommend_cluster(recognition=made, opinion="属实", by=office.district, at=AT)
    check_application(recognition=made, by=office.authority, at=AT)
    with pytest.raises(WrongInput) as wrong:
        prepare_publicity(recognition=made, contact=" ", by=office.operator, at=AT)
    assert list(wrong.value.faults) == ["contact", "working_days"]
    with pytest.raises(NoticeMissing):
        post_recognition(recognition=made, by=office.authority, at=AT)


def test_nobody_is_recognised_before_the_notice_has_ended(office: Office) -> None:
    made = office.on_notice()
    entry = RecognitionEntry(document_number="1号", recognised_on=date(2026, 3, 25))
    with pytest.raises(NoticeMissing):
        recognise_cluster(recognition=made, entry=entry, by=office.authority, at=AT)


def test_each_step_is_taken_by_whom_it_belongs_to(office: Office) -> None:
    made = office.applies()
    with pytest.raises(NotPermitted):
        submit_application(recognition=made, plan=PLAN, by=office.district, at=AT)
    submit_application(recognition=made, plan=PLAN, by=office.operator, at=AT)
    for stranger in (office.operator, office.authority, an_account(role=Role.RECOMMENDING_UNIT, party=a_party())):
        with pytest.raises(NotPermitted):
            recommend_cluster(recognition=made, opinion="属实", by=stranger, at=AT)
    with pytest.raises(NotPermitted):
        apply_for_recognition(
            cluster=office.cluster,
            pack=a_pack(CITY),
            district=office.district_party,
            authority=office.authority_party,
            plan="",
            by=an_operator(),
            at=AT,
        )


def test_a_cluster_applies_once_at_a_time_and_anew_after_a_refusal(office: Office) -> None:
    first = office.applies()
    with pytest.raises(Refused):
        office.applies()
    with pytest.raises(IntegrityError), transaction.atomic():
        Recognition.objects.create(
            cluster=first.cluster, pack=first.pack, applicant=first.applicant, district=first.district,
            authority=first.authority, stated_at=AT,
        )  # fmt: skip
    submit_application(recognition=first, plan=PLAN, by=office.operator, at=AT)
    refused = refuse_application(recognition=first, reason="不属于本区", by=office.authority, at=AT)
    assert (refused.state, owed(refused)) == ("refused", {})
    assert office.applies().pk != first.pk


def test_a_re_check_goes_on_for_the_packs_years_and_a_failed_one_revokes(office: Office) -> None:
    made = office.recognised()
    ask_recheck(recognition=made, plan="规划指标已完成。", by=office.operator, at=AT)
    passed = pass_recheck(recognition=made, document_number="2号", by=office.authority, at=AT)
    assert (passed.state, passed.valid_to, owed(made)["recognition recheck"][1]) == (
        "recognised",
        date(2032, 3, 24),
        "2032-03-24",
    )
    ask_recheck(recognition=made, plan="再次申请。", by=office.operator, at=AT)
    with pytest.raises(WrongInput):
        revoke_recognition(recognition=made, ground="mood", reason="x", by=office.authority, at=AT)
    ground = RevocationGround.FAILED_RECHECK
    ended = revoke_recognition(recognition=made, ground=ground, reason="三年目标未完成", by=office.authority, at=AT)
    assert (ended.state, ended.ground, owed(ended)) == ("revoked", ground, {})
    with pytest.raises(StepNotOpen):
        ask_recheck(recognition=made, plan="x", by=office.operator, at=AT)


def test_a_yearly_report_is_handed_in_back_and_taken(office: Office) -> None:
    made = office.recognised()
    at = datetime.fromisoformat("2027-01-05T08:00+08:00")
    raise_yearly_reports(by=SYSTEM, at=at)
    report = YearlyReport.objects.get()
    with pytest.raises(WrongInput):
        hand_in_yearly_report(report=report, words=" ", next_year="", by=office.operator, at=at)
    hand_in_yearly_report(report=report, words="产值增长。", next_year="再增长。", by=office.operator, at=at)
    hand_back_yearly_report(report=report, reason="缺研发数据", by=office.authority, at=at)
    assert owed(made)["yearly report 2026"][1] == "2027-04-30"
    hand_in_yearly_report(report=report, words="产值、研发均增长。", next_year="", by=office.operator, at=at)
    taken = take_yearly_report(report=report, by=office.authority, at=at)
    assert (taken.state, sorted(owed(made))) == ("taken", ["recognition recheck"])


def test_a_change_is_owed_until_it_is_reported_and_seen(office: Office) -> None:
    made = office.recognised()
    noted = note_change(
        recognition=made, kind=ChangeKind.AREA, what="面积扩大", happened_on=date(2026, 2, 1), by=office.operator, at=AT
    )
    assert (noted.report_by, owed(made)[f"change {noted.pk}"][1]) == (None, "")  # the text says in time, no number
    report_change(change=noted, by=office.operator, at=AT)
    assert see_change(change=noted, by=office.authority, at=AT).state == "seen"
    assert sorted(owed(made)) == ["recognition recheck"]
    with pytest.raises(WrongInput):
        note_change(
            recognition=made, kind=ChangeKind.AREA, what="x", happened_on=date(2030, 1, 1), by=office.operator, at=AT
        )


def test_the_road_is_walked_on_pages(office: Office) -> None:
    a_pack(CITY)
    operator, district, authority = (a_client_for(one) for one in (office.operator, office.district, office.authority))
    form = {
        "pack": a_pack(CITY).pk,
        "district": office.district_party.pk,
        "authority": office.authority_party.pk,
        "plan": "",
    }
    sent = operator.post(f"/reports/clusters/{office.cluster.pk}/apply/", form)
    made = Recognition.objects.get()
    page = f"/reports/recognitions/{made.pk}/"
    assert sent["Location"] == page
    assert district.get(page).status_code == 404  # not sent yet
    assert operator.post(f"{page}submit/", {"plan": PLAN})["Location"] == page
    assert "Recommend to the authority" in district.get(page).content.decode()
    assert operator.get(f"{page}recommend/").status_code == 403
    district.post(f"{page}recommend/", {"opinion": "材料属实"})
    authority.post(f"{page}check/")
    assert "Prepare the notice" in authority.get(page).content.decode()
    operator.post(f"{page}prepare/", {"contact": "电话", "working_days": "5"})
    made.refresh_from_db()
    assert made.notice is not None
    check_notice(notice=made.notice, by=office.second, at=AT)
    authority.post(f"{page}post/")
    made.refresh_from_db()
    assert made.state == "on_notice"
    assert operator.get(f"{page}nonsense/").status_code == 404


def test_the_api_takes_steps_and_tells_where_it_stands(office: Office) -> None:
    made = office.applies()
    api = an_api_client(office.operator)
    address = f"/api/v1/recognitions/{made.pk}"
    told = api.post(f"{address}/steps", {"step": "submit", "plan": PLAN}, content_type="application/json").json()
    assert (told["state"], api.get(address).json()["state"]) == ("submitted", "submitted")
    wrong = api.post(f"{address}/steps", {"step": "dance"}, content_type="application/json")
    assert wrong.status_code == 422


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_is_read_in_as_many_queries_with_one_as_with_three(
    office: Office, rows: int, django_assert_num_queries: Any
) -> None:
    for code in (NATIONAL, CITY, "yn-sme-cluster")[:rows]:
        office.applies(code)
    client = a_client_for(office.operator)
    client.get("/duties/")
    with django_assert_num_queries(5):
        assert client.get("/reports/recognitions/").status_code == 200
