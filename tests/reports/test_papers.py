"""The leader's one page and the yearly report are kept papers: versioned, with a check code, and stamped in the end."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from making.directory import a_cluster
from making.indicators import a_figure, a_pack, meilong_figures
from making.papers import lines_of
from making.people import AT, a_client_for, a_party, an_account, an_auditor, an_operator
from making.recognitions import Office
from qunli.core.models import Paper
from qunli.core.states import SYSTEM, NotPermitted
from qunli.indicators.actions import assess_subject
from qunli.people.states import Role
from qunli.reports.actions import (
    TakenAsItIs,
    hand_in_yearly_report,
    make_leaders_page,
    make_yearly_paper,
    raise_yearly_reports,
    take_yearly_report,
)
from qunli.reports.models import YearlyReport

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db

NEXT_YEAR = datetime.fromisoformat("2027-01-05T08:00+08:00")
PDF = b"%PDF-1.4\n%scan\n"


@pytest.fixture(autouse=True)
def _files_of_their_own(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def test_the_leaders_page_is_kept_with_version_and_code_and_says_when_it_is_out_of_date() -> None:
    cluster = a_cluster()
    meilong_figures(cluster)
    assess_subject(subject=cluster, pack=a_pack("cn-sme-cluster-2022"), by=SYSTEM, at=AT)
    client = a_client_for(an_operator(party=cluster.operator))
    dossier = f"/reports/clusters/{cluster.pk}/"

    client.post(f"{dossier}page/")
    client.post(f"{dossier}page/")

    first = Paper.objects.get()
    assert (first.template, first.version, len(first.check_code)) == ("leaders_page", 1, 10)
    said = "\n".join(lines_of(first))
    assert "National SME characteristic-industry cluster, 2022 edition: met 2, unknown 8, for a person 2." in said
    assert "out of date" not in client.get(dossier).content.decode()
    in_chinese = client.get(dossier, headers={"accept-language": "zh-hans"}).content.decode()
    assert ("梅陇" in in_chinese or cluster.name in in_chinese, "已过时" in in_chinese) == (True, False)
    a_figure(cluster, "total_output", "5900000000", unit="CNY", period="2025")
    assert "out of date: the record has changed since" in client.get(dossier).content.decode()
    client.post(f"{dossier}page/")
    assert sorted(Paper.objects.values_list("version", flat=True)) == [1, 2]


def test_a_stamped_scan_comes_back_and_only_who_reads_the_dossier_reads_its_papers() -> None:
    cluster = a_cluster()
    operator = an_operator(party=cluster.operator)
    meilong_figures(cluster)
    paper = make_leaders_page(cluster=cluster, by=operator, at=AT)
    stamped = f"/papers/{paper.pk}/stamped/"

    a_client_for(operator).post(stamped, {"file": SimpleUploadedFile("scan.pdf", PDF)})

    paper.refresh_from_db()
    assert paper.stamped_scan is not None
    member = an_account(role=Role.UNIT_ADMINISTRATOR, party=a_party())
    for path in (f"/papers/{paper.pk}/", f"/files/{paper.stamped_scan_id}/"):
        clients = (a_client_for(an_auditor()), a_client_for(member), Client())
        assert [client.get(path).status_code for client in clients] == [200, 404, 404], path
    for other in (member, an_operator()):
        with pytest.raises(NotPermitted):
            make_leaders_page(cluster=cluster, by=other, at=AT)


def test_a_yearly_report_s_paper_is_the_one_that_was_handed_in() -> None:
    office = Office()
    made = office.recognised()
    a_figure(made.cluster, "total_output", "5648000000", unit="CNY", period="2026")
    raise_yearly_reports(by=SYSTEM, at=NEXT_YEAR)
    report = YearlyReport.objects.get()
    page = f"/reports/yearly/{report.pk}/"
    operator, authority = a_client_for(office.operator), a_client_for(office.authority)
    assert "No paper has been made of this record yet." in operator.get(page).content.decode()

    hand_in_yearly_report(report=report, words="产值增长。", next_year="再增长。", by=office.operator, at=NEXT_YEAR)
    paper = Paper.objects.get()
    assert {"产值增长。", "再增长。"} <= set(lines_of(paper))
    a_figure(made.cluster, "total_output", "9900000000", unit="CNY", period="2026")
    shown = authority.get(page).content.decode()
    assert ("out of date" in shown, "Hand back" in shown) == (True, True)

    take_yearly_report(report=report, by=office.authority, at=NEXT_YEAR)
    with pytest.raises(TakenAsItIs):
        make_yearly_paper(report=report, by=office.operator, at=NEXT_YEAR)
    shown = operator.get(page).content.decode()
    assert ("out of date" in shown, paper.check_code in shown) == (False, True)
    assert Paper.objects.get() == paper


def test_a_report_is_not_there_for_a_district_that_did_not_check_the_cluster() -> None:
    office = Office()
    office.recognised()
    raise_yearly_reports(by=SYSTEM, at=NEXT_YEAR)
    page = f"/reports/yearly/{YearlyReport.objects.get().pk}/"
    stranger = an_account(role=Role.RECOMMENDING_UNIT, party=a_party(name="别区经委"))
    found = [a_client_for(user).get(page).status_code for user in (office.district, stranger)]
    assert found == [200, 404]
    assert a_client_for(office.authority).post(f"{page}paper/")["Location"] == page
    assert a_client_for(stranger).post(f"{page}paper/").status_code == 403
