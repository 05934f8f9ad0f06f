"""A recognition ends with its validity, the directory follows, and what a list asks is answered for when applying."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from making.indicators import a_figure, a_pack
from making.people import AT, a_client_for
from making.recognitions import CITY, NATIONAL, PLAN, Office
from qunli.core.models import JournalEntry, Message
from qunli.core.states import SYSTEM, WrongInput
from qunli.directory.actions import change_cluster
from qunli.directory.actions.entries import ClusterEntry
from qunli.duties.models import Duty
from qunli.duties.states import DutyState
from qunli.indicators.actions import AnswerEntry, give_answer
from qunli.reports.actions import (
    VetoStands,
    ask_recheck,
    lapse_recognitions,
    revoke_recognition,
    submit_application,
)
from qunli.reports.states import RecognitionState

pytestmark = pytest.mark.django_db

BEFORE = datetime.fromisoformat("2029-03-24T23:59+08:00")
AFTER = datetime.fromisoformat("2029-03-25T00:15+08:00")


@pytest.fixture
def office(settings: Any, tmp_path: Path) -> Office:
    settings.MEDIA_ROOT = str(tmp_path)
    return Office()


def test_a_recognition_lapses_the_day_after_its_last_one_and_only_once(office: Office) -> None:
    made = office.recognised()
    assert made.valid_to == date(2029, 3, 24)

    passes = [lapse_recognitions(by=SYSTEM, at=at) for at in (BEFORE, AFTER, AFTER)]

    made.refresh_from_db()
    office.cluster.refresh_from_db()
    assert (passes, made.state, office.cluster.recognition) == ([0, 1, 0], RecognitionState.LAPSED, "")
    assert not Duty.objects.filter(about_kind="recognition", about_id=made.pk, state=DutyState.OPEN).exists()
    told = Message.objects.filter(occasion=f"recognition {made.pk} lapsed 2029-03-24")
    assert {one.party_id for one in told} == {made.applicant_id, made.district_id, made.authority_id}
    page = a_client_for(office.operator).get(f"/reports/recognitions/{made.pk}/").content.decode()
    assert "Lapsed: its last day was" in page
    assert office.applies().pk != made.pk  # and may apply anew


def test_one_under_re_check_stands_until_that_is_decided(office: Office) -> None:
    made = office.recognised()
    ask_recheck(recognition=made, plan="规划指标已完成。", by=office.operator, at=AT)

    assert lapse_recognitions(by=SYSTEM, at=AFTER) == 0
    made.refresh_from_db()
    assert made.state == RecognitionState.RECHECK


def test_the_directory_says_on_which_lists_a_cluster_stands_and_nobody_types_over_it(office: Office) -> None:
    office.cluster.recognition = "听说已认定"
    office.cluster.save()
    made = office.recognised()
    cluster = office.cluster
    cluster.refresh_from_db()
    stands = "National SME characteristic-industry cluster, 2022 edition (沪经信〔2026〕9号, 2026-03-25 to 2029-03-24)"
    assert (cluster.recognition, cluster.recognition_is_kept) == (stands, True)
    noted = JournalEntry.objects.filter(about_kind="cluster", about_id=cluster.pk).order_by("-id")[0]
    assert noted.facts["before"] == "听说已认定"

    entry = ClusterEntry(name=cluster.name, jurisdiction=cluster.jurisdiction_id, recognition="手工改写")
    change_cluster(cluster=cluster, form=entry, by=office.operator, at=AT)
    cluster.refresh_from_db()
    assert cluster.recognition == stands
    city = office.recognised(CITY, document_number="沪2号")
    cluster.refresh_from_db()
    assert (cluster.recognition.count("；"), "沪2号" in cluster.recognition) == (1, True)

    revoke_recognition(recognition=made, ground="veto", reason="事故", by=office.authority, at=AT)
    cluster.refresh_from_db()
    assert (cluster.recognition.count("；"), "沪2号" in cluster.recognition) == (0, True)
    revoke_recognition(recognition=city, ground="veto", reason="事故", by=office.authority, at=AT)
    change_cluster(cluster=cluster, form=entry, by=office.operator, at=AT)
    cluster.refresh_from_db()
    assert (cluster.recognition, cluster.recognition_is_kept) == ("手工改写", False)


def test_what_is_unmet_is_answered_for_and_read_by_those_who_check(office: Office) -> None:
    a_figure(office.cluster, "sme_share", "0.30", unit="share")
    made = office.applies(NATIONAL)
    client = a_client_for(office.operator)
    submit = f"/reports/recognitions/{made.pk}/submit/"
    assert "The cluster has not been held against this list yet." in client.get(submit).content.decode()

    refused = client.post(submit, {"plan": PLAN, "why_short": ""})
    assert (refused.status_code, "Say why the cluster applies all the same." in refused.content.decode()) == (422, True)
    made.refresh_from_db()
    assert (made.state, made.assessment) == (RecognitionState.DRAFT, None)
    client.post(submit, {"plan": PLAN, "why_short": "西部地区，按通知放宽。"})

    made.refresh_from_db()
    assert made.assessment is not None
    assert (made.state, made.assessment.pack, made.assessment.verdict) == ("submitted", made.pack, "unmet")
    page = a_client_for(office.district).get(f"/reports/recognitions/{made.pk}/").content.decode()
    assert ("西部地区，按通知放宽。" in page, "Before the list when it applied" in page) == (True, True)


def test_a_veto_of_the_list_is_not_outweighed_by_a_reason(office: Office) -> None:
    pack = a_pack(NATIONAL)
    entry = AnswerEntry(key="major_accident", value=True, source="应急管理部门通报")
    give_answer(subject=office.cluster, pack=pack, entry=entry, by=office.operator, at=AT)
    made = office.applies(NATIONAL)

    with pytest.raises(VetoStands):
        submit_application(recognition=made, plan=PLAN, why_short="已整改", by=office.operator, at=AT)
    made.refresh_from_db()
    assert (made.state, made.assessment) == (RecognitionState.DRAFT, None)


def test_with_nothing_unmet_no_reason_is_asked_and_none_is_kept(office: Office) -> None:
    made = office.applies(NATIONAL)
    with pytest.raises(WrongInput):
        submit_application(recognition=made, plan=" ", by=office.operator, at=AT)
    submit_application(recognition=made, plan=PLAN, why_short="无", by=office.operator, at=AT + timedelta(hours=1))
    made.refresh_from_db()
    assert made.assessment is not None
    assert (made.why_short, made.assessment.verdict) == ("", "unknown")
