"""Every list about a cluster or a firm takes as many statements with one row as with three."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from making.evidence import a_claim
from making.indicators import a_figure, a_pack
from making.people import AT, a_client_for
from making.recognitions import NATIONAL, Office
from qunli.core.states import SYSTEM
from qunli.directory.actions import CertificationEntry, OrganizationEntry, add_certification, add_organization
from qunli.directory.states import OrganizationKind, Tier
from qunli.evidence.models import Claim
from qunli.indicators.actions import EventEntry, assess_subject, record_event_from_claim
from qunli.reports.actions import note_change, raise_yearly_reports
from qunli.reports.models import YearlyReport
from qunli.reports.states import ChangeKind

pytestmark = pytest.mark.django_db

PAGES = {
    "indicators:figures": 5,
    "indicators:events": 6,
    "indicators:assessments": 7,
    "indicators:ladder": 12,
    "evidence:claims": 5,
    "reports:recognition": 8,
    "reports:yearlyreport": 5,
}


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_of_what_is_known_take_few_statements(
    rows: int, settings: Any, tmp_path: Path, django_assert_num_queries: Any
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    office = Office()
    made = office.recognised(NATIONAL)
    entry = OrganizationEntry(name="上海力波汽车有限公司", kind=OrganizationKind.ENTERPRISE)
    firm = add_organization(form=entry, by=SYSTEM, at=AT)
    codes = ("cn-sme-cluster-2022", "sh-sme-cluster-2023", "yn-sme-cluster")
    for number in range(rows):
        a_figure(office.cluster, f"code{number}", "5")
        form = CertificationEntry(tier=list(Tier)[number], issuer="经信委", source="名单")
        add_certification(organization=firm, form=form, by=SYSTEM, at=AT)
        event = EventEntry(title=f"事件{number}", organizations=(firm,))
        claim = a_claim(f"{number}：56.48亿元")
        record_event_from_claim(claim=claim, cluster=office.cluster, entry=event, by=office.operator, at=AT)
        assess_subject(subject=office.cluster, pack=a_pack(codes[number]), by=SYSTEM, at=AT)
        note_change(
            recognition=made,
            kind=ChangeKind.OTHER,
            what="x",
            happened_on=date(2026, 2, 1 + number),
            by=office.operator,
            at=AT,
        )
        raise_yearly_reports(by=SYSTEM, at=datetime(2027 + number, 1, 5, tzinfo=AT.tzinfo))
    keys = {
        "indicators:ladder": [firm.pk],
        "evidence:claims": [],
        "reports:recognition": [made.pk],
        "reports:yearlyreport": [YearlyReport.objects.order_by("id")[0].pk],
    }
    client = a_client_for(office.operator)
    client.get("/duties/")

    for view, statements in PAGES.items():
        with django_assert_num_queries(statements, info=view):
            assert client.get(reverse(view, args=keys.get(view, [office.cluster.pk]))).status_code == 200
    assert Claim.objects.count() == 2 * rows
