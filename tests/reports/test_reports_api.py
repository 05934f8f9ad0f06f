"""What an operator would automate of reports, answers, events and relations, over the API."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from making.directory import a_cluster, an_organization
from making.evidence import a_claim
from making.indicators import a_pack
from making.people import AT, a_party, an_account, an_api_client, an_operator
from making.recognitions import CITY, NATIONAL, Office
from qunli.core.states import SYSTEM, Refused
from qunli.directory.models import Relation
from qunli.evidence.models import Confirmation
from qunli.indicators.models import Answer, Event
from qunli.people.states import Role
from qunli.reports.actions import note_change, raise_yearly_reports
from qunli.reports.models import Recognition, YearlyReport
from qunli.reports.states import ChangeKind

pytestmark = pytest.mark.django_db

NEXT_YEAR = datetime.fromisoformat("2027-01-05T08:00+08:00")


@pytest.fixture
def office(settings: Any, tmp_path: Path) -> Office:
    settings.MEDIA_ROOT = str(tmp_path)
    return Office()


def posted(api: Any, path: str, body: dict[str, object]) -> tuple[int, Any]:
    answer = api.post(f"/api/v1{path}", body, content_type="application/json")
    return answer.status_code, answer.json()


def test_a_yearly_report_is_handed_in_back_and_taken(office: Office) -> None:
    made = office.recognised()
    raise_yearly_reports(by=SYSTEM, at=NEXT_YEAR)
    report = YearlyReport.objects.get()
    operator, authority = an_api_client(office.operator), an_api_client(office.authority)
    address = f"/yearly-reports/{report.pk}/steps"

    listed = operator.get(f"/api/v1/recognitions/{made.pk}/yearly-reports").json()["items"]
    assert [(one["year"], one["due_on"], one["state"]) for one in listed] == [(2026, "2027-04-30", "owed")]
    assert posted(operator, address, {"step": "hand_in", "words": " "})[0] == 422
    assert posted(operator, address, {"step": "hand_in", "words": "产值增长。"})[1]["state"] == "handed_in"
    assert posted(operator, address, {"step": "take"})[0] == 403
    assert posted(authority, address, {"step": "hand_back", "reason": "缺数据"})[1]["hand_back_reason"] == "缺数据"
    assert posted(operator, address, {"step": "hand_in", "words": "产值、研发均增长。"})[0] == 200
    assert posted(authority, address, {"step": "take"})[1]["state"] == "taken"
    assert posted(authority, address, {"step": "dance"})[0] == 422
    stranger = an_api_client(an_account(role=Role.RECOMMENDING_UNIT, party=a_party()))
    assert stranger.get(f"/api/v1/recognitions/{made.pk}/yearly-reports").status_code == 404


def test_a_change_is_noted_reported_and_seen_and_only_of_a_cluster_that_stands(office: Office) -> None:
    made = office.recognised()
    operator, authority = an_api_client(office.operator), an_api_client(office.authority)

    status, noted = posted(
        operator, f"/recognitions/{made.pk}/changes", {"kind": "area", "what": "扩大", "happened_on": "2026-02-01"}
    )
    assert (status, noted["state"]) == (201, "noted")
    assert posted(operator, f"/reportable-changes/{noted['id']}/steps", {"step": "report"})[1]["state"] == "reported"
    assert posted(authority, f"/reportable-changes/{noted['id']}/steps", {"step": "see"})[1]["state"] == "seen"
    assert len(operator.get(f"/api/v1/recognitions/{made.pk}/changes").json()["items"]) == 1

    other = office.applies(CITY)
    with pytest.raises(Refused):
        note_change(recognition=other, kind=ChangeKind.AREA, what="x", happened_on=AT.date(), by=office.operator, at=AT)


def test_an_application_is_begun(office: Office) -> None:
    a_pack(NATIONAL)
    body: dict[str, object] = {
        "pack": NATIONAL,
        "district_id": office.district_party.pk,
        "authority_id": office.authority_party.pk,
    }
    address = f"/clusters/{office.cluster.pk}/recognitions"

    assert posted(an_api_client(office.authority), address, body)[0] == 403
    assert posted(an_api_client(office.operator), address, body | {"district_id": office.authority_party.pk})[0] == 404
    assert posted(an_api_client(office.operator), address, body)[1]["state"] == "draft"
    assert Recognition.objects.get().district == office.district_party


def test_a_person_s_answers_are_given_and_listed() -> None:
    cluster, firm, operator = a_cluster(), an_organization("上海力波汽车有限公司"), an_operator()
    a_pack(NATIONAL)
    a_pack("cn-specialised-sme-2026")
    api = an_api_client(operator)
    answer: dict[str, object] = {
        "pack": "cn-specialised-sme-2026",
        "key": "provincial_rd_body",
        "value": True,
        "source": "2025年认定文件",
    }

    status, told = posted(api, f"/organizations/{firm.pk}/answers", answer)
    assert (status, told["value"], told["organization_id"]) == (201, True, firm.pk)
    assert posted(api, f"/organizations/{firm.pk}/answers", answer | {"key": "nothing"})[0] == 422
    assert posted(api, f"/clusters/{cluster.pk}/answers", answer)[0] == 422 or Answer.objects.count() == 2
    listed = api.get(f"/api/v1/organizations/{firm.pk}/answers").json()
    assert [(one["key"], one["source"]) for one in listed] == [("provincial_rd_body", "2025年认定文件")]
    member = an_api_client(an_account(role=Role.UNIT_ADMINISTRATOR, party=a_party()))
    assert member.get(f"/api/v1/organizations/{firm.pk}/answers").status_code == 403


def test_what_claims_tell_of_events_and_relations_is_recorded_with_their_confirmation() -> None:
    cluster, firm, other = a_cluster(), an_organization("上海力波汽车有限公司"), an_organization("合肥工业大学")
    first, second = a_claim(), a_claim("2024年，甲与乙签约。", words="签约")
    api = an_api_client(an_operator())
    event: dict[str, object] = {
        "cluster_id": cluster.pk,
        "title": "签约",
        "period": "2024",
        "organization_ids": [firm.pk],
    }

    assert posted(api, f"/claims/{first.pk}/event", event | {"organization_ids": [firm.pk, 10**9]})[0] == 422
    assert posted(api, f"/claims/{first.pk}/event", event | {"reach": "world"})[0] == 422
    assert posted(api, f"/claims/{first.pk}/event", event)[1]["claim_id"] == first.pk
    body: dict[str, object] = {"organization_id": firm.pk, "other_ids": [other.pk], "about": "联合研发"}
    status, told = posted(api, f"/claims/{second.pk}/relations", body)
    assert (status, [(one["kind"], one["about"]) for one in told]) == (201, [("partner", "联合研发")])
    assert posted(api, f"/claims/{second.pk}/relations", body)[0] == 409

    tie = Relation.objects.get()
    assert (Event.objects.get().confirmation.claim, tie.confirmation) == (
        first,
        Confirmation.objects.get(claim=second),
    )
