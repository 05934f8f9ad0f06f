"""The dossier says what is known, measures what can be measured, and names what cannot."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from making.directory import a_cluster, a_member
from making.indicators import a_figure, a_pack, meilong_figures
from making.people import AT, a_client_for, an_api_client, an_auditor, an_operator
from qunli.core.states import SYSTEM
from qunli.directory.actions import CertificationEntry, add_certification
from qunli.directory.states import Tier
from qunli.indicators.actions import assess_subject
from qunli.indicators.states import Bound
from qunli.reports.bridge import TemplateRefused, dossier_of, filled_template
from qunli.reports.bridge.template import Filled

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)


def formulas(cluster: Any) -> list[str]:
    return [f"{one.words} {one.period}: {one.result.formula}" for one in dossier_of(cluster, on=TODAY).measured]


def test_growth_shares_and_compounding_show_their_formula_and_their_figures() -> None:
    cluster = a_cluster()
    for year, value in (("2022", "100"), ("2023", "110"), ("2024", "121")):
        a_figure(cluster, "total_output", value, unit="CNY", period=year)
    a_figure(cluster, "rd_spending", "7", unit="CNY", period="2024")
    assert formulas(cluster) == [
        "Growth: total_output 2023: 110 ÷ 100 − 1 = 10%",
        "Growth: total_output 2024: 121 ÷ 110 − 1 = 10%",
        "Growth a year, compounded: total_output 2022–2024: (121 ÷ 100)^(1/2) − 1 = 10%",
        "R&D spending to output 2024: 7 ÷ 121 ≈ 5.79%",
    ]
    line = dossier_of(cluster, on=TODAY).measured[0]
    assert [str(one.period) for one in line.figures] == ["2022", "2023"]


def test_other_scopes_differing_sources_and_bounds_are_not_measured_across() -> None:
    cluster = a_cluster()
    a_figure(cluster, "total_output", "100", unit="CNY", period="2023", scope="规上")
    a_figure(cluster, "total_output", "120", unit="CNY", period="2024", scope="全口径")
    a_figure(cluster, "firms", "80", period="2023", bound=Bound.MORE_THAN)
    a_figure(cluster, "firms", "90", period="2024", bound=Bound.MORE_THAN)
    a_figure(cluster, "rd_spending", "7", unit="CNY", period="2024", scope="重点企业")
    a_figure(cluster, "patents", "5", period="2023")
    a_figure(cluster, "patents", "6", period="2024")
    a_figure(cluster, "patents", "7", period="2024")
    found = dossier_of(cluster, on=TODAY)
    assert (found.measured, found.unmeasured) == (
        [],
        ["Growth: firms 2024: the sources state bounds that leave it open"],
    )


def test_tiers_are_counted_once_and_a_tier_that_ran_out_not_at_all() -> None:
    cluster = a_cluster()
    one, two, three = (a_member(cluster, name).organization for name in ("甲", "乙", "丙"))
    for organization, tier, until in (
        (one, Tier.HIGH_TECH, None),
        (one, Tier.LITTLE_GIANT, None),
        (two, Tier.HIGH_TECH, None),
        (three, Tier.HIGH_TECH, date(2026, 3, 1)),
    ):
        form = CertificationEntry(tier=tier, issuer="经信委", source="名单", valid_to=until)
        add_certification(organization=organization, form=form, by=SYSTEM, at=AT)
    found = dossier_of(cluster, on=TODAY)
    assert (found.members, found.tiers.formula, found.overlap_rows) == (
        3,
        "1 + 2 − 1 = 2",
        [("little giant", "high-tech enterprise", 1)],
    )


def test_the_dossier_is_read_on_one_page_and_over_the_api() -> None:
    cluster = a_cluster()
    meilong_figures(cluster)
    for code in ("cn-sme-cluster-2022", "sh-sme-cluster-2023"):
        assess_subject(subject=cluster, pack=a_pack(code), by=SYSTEM, at=AT)
    page = a_client_for(an_auditor()).get(f"/reports/clusters/{cluster.pk}/").content.decode()
    for words in (
        "The SMEs&#x27; R&amp;D spending grows by more than 5 percent",
        "Says who?",
        "8 ÷ 2 − 1 = 300%",
        "Before the rules",
    ):
        assert words in page
    told = an_api_client(an_operator()).get(f"/api/v1/clusters/{cluster.pk}/dossier").json()
    assert (told["tiers_once"], told["not_measured"]) == (0, [])


def test_the_ledger_goes_out() -> None:
    cluster = a_cluster()
    meilong_figures(cluster)
    a_member(cluster, "=SUM(A1)")
    assess_subject(subject=cluster, pack=a_pack("cn-sme-cluster-2022"), by=SYSTEM, at=AT)
    client = a_client_for(an_operator())
    book = openpyxl.load_workbook(BytesIO(client.get(f"/reports/clusters/{cluster.pk}/ledger/").content))
    figures, members = book.worksheets[0], book.worksheets[2]
    assert [cell.value for cell in figures[2]][1:3] == ["total_output", 5648000000]
    assert (members["A2"].value, members["A2"].data_type) == ("=SUM(A1)", "s")


def a_template(**cells: str) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.merge_cells("A1:C1")
    for place, text in cells.items():
        sheet[place] = text
    sheet["B2"].number_format = "0.00"
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def sheet_of(filled: Filled) -> Any:
    return openpyxl.load_workbook(BytesIO(filled.content)).active


def test_a_template_keeps_its_layout_and_what_nothing_answers_is_named() -> None:
    template = a_template(
        A1="{{ cluster }}的台账", B2="{{ output }}", B3="{{ nobody }}", A5="{{ rows: members }}", A9="合计"
    )
    rows: dict[str, list[list[object]]] = {"members": [["甲", "=1+1"], ["乙", 2]]}
    filled = filled_template(template, {"cluster": "梅陇", "output": 5648}, rows)
    sheet = sheet_of(filled)
    assert [sheet[place].value for place in ("A1", "B2", "B3", "A5", "B5", "A6", "B6", "A9")] == [
        "梅陇的台账", 5648, "{{ nobody }}", "甲", "=1+1", "乙", 2, "合计",
    ]  # fmt: skip
    assert (sheet["B2"].number_format, sheet["B5"].data_type, filled.unknown) == ("0.00", "s", ("nobody",))
    assert "A1:C1" in {str(one) for one in sheet.merged_cells.ranges}


def bomb() -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", compression=8) as packed:
        packed.writestr("xl/workbook.xml", b"0" * (60 * 1024 * 1024))
    return buffer.getvalue()


@pytest.mark.parametrize("file", [b"", b"PK\x03\x04 broken", b"name,value\n", bomb()])
def test_what_is_no_template_is_refused(file: bytes) -> None:
    with pytest.raises(TemplateRefused):
        filled_template(file, {}, {})


def test_a_template_is_filled_on_its_page_and_a_slip_is_named_first() -> None:
    cluster = a_cluster()
    meilong_figures(cluster)
    client = a_client_for(an_operator())
    address = f"/reports/clusters/{cluster.pk}/template/"

    def sent(**cells: str) -> Any:
        return client.post(address, {"template": SimpleUploadedFile("t.xlsx", a_template(**cells))})

    done = sent(B2="{{ total_output }}", B3="{{ little_giants.period }}")
    sheet = openpyxl.load_workbook(BytesIO(done.content)).active
    assert sheet is not None
    assert (sheet["B2"].value, sheet["B3"].value) == (5648000000, "2025")
    wrong = sent(B2="{{ outptu }}")
    assert wrong.status_code == 422
    assert "outptu" in wrong.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_dossier_is_read_in_as_many_queries_with_one_row_as_with_three(
    rows: int, django_assert_num_queries: Any
) -> None:
    cluster = a_cluster()
    for number in range(rows):
        a_figure(cluster, f"code{number}", "5")
        a_figure(cluster, f"code{number}", "6", period="2025")
        member = a_member(cluster, f"企业{number}").organization
        form = CertificationEntry(tier=Tier.HIGH_TECH, issuer="经信委", source="名单")
        add_certification(organization=member, form=form, by=SYSTEM, at=AT)
    for code in ("cn-sme-cluster-2022", "sh-sme-cluster-2023", "yn-sme-cluster")[:rows]:
        assess_subject(subject=cluster, pack=a_pack(code), by=SYSTEM, at=AT)
    client = a_client_for(an_auditor())
    client.get("/duties/")
    with django_assert_num_queries(14):
        assert client.get(f"/reports/clusters/{cluster.pk}/").status_code == 200
