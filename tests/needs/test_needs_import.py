"""A sheet of needs as an office keeps it: read, shown, agreed to, entered as drafts all or nothing."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from making.needs import a_draft, a_member, a_town
from making.people import AT, an_operator
from qunli.core.models import JournalEntry, JournalLine, Message
from qunli.core.states import SYSTEM, NotPermitted
from qunli.directory.states import ImportState
from qunli.needs.actions import discard_needs, enter_needs, preview_needs
from qunli.needs.actions.importing import NeedsMovedOn, SheetHasFaults
from qunli.needs.bridge.sheet import VOCABULARY, indicator_of
from qunli.needs.models import Need, NeedsImport
from qunli.needs.states import NeedState

if TYPE_CHECKING:
    from making.needs import Town
    from qunli.people.models import User

pytestmark = pytest.mark.django_db

HEADER = ("序号", "核心指标", "单位名称", "需求名称", "拟投入（万元）", "完成时限", "是否保密", "技术领域", "需求描述")


def book(*rows: tuple[object, ...], merge: str = "") -> bytes:
    """Return an Excel file with a title row and one sheet of these rows."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "需求"
    sheet.append(["２０２６年技术需求征集表"])
    sheet.merge_cells("A1:I1")
    for row in rows:
        sheet.append(list(row))
    if merge:
        sheet.merge_cells(merge)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def preview(town: Town, content: bytes, *, by: Any = SYSTEM) -> NeedsImport:
    return preview_needs(cluster=town.cluster, file=ContentFile(content, "需求.xlsx"), by=by, at=AT)


def signed_in(user: User) -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(user)
    return client


def test_a_sheet_as_people_keep_it_becomes_drafts_of_their_organizations() -> None:
    town = a_town()
    content = book(
        HEADER,
        (
            1,
            "渗水量≤５ mL；\n外观：无划痕",
            town.organization.name,
            "低温密封",
            "４８０",
            "2026年12月31日",
            "否",
            "天窗",
            "渗水",
        ),
        (None, None, "合计", 1, None, None, None, None, None),
    )

    held = preview(town, content)
    assert (held.faults, len(held.rows), len(held.outcome["aside"])) == ([], 1, 2)
    done = enter_needs(needs_import=held, by=town.operator, at=AT)

    need = Need.objects.get()
    assert (need.organization, need.state, need.stated_by) == (town.organization, NeedState.DRAFT, town.operator)
    assert (need.title, need.problem, need.field) == ("低温密封", "渗水", town.field)
    assert (need.budget, need.wanted_by, need.is_confidential) == (Decimal(4_800_000), date(2026, 12, 31), False)
    assert [str(one) for one in need.indicators.order_by("position")] == ["渗水量 ≤ 5 mL", "外观 as described 无划痕"]
    assert (done.state, done.rows, done.outcome["added"]) == (ImportState.ENTERED, [], 1)
    told = Message.objects.get(party_id=town.organization.party_id)
    assert (told.params, told.about) == ({"count": 1}, need.ref)
    assert JournalLine.objects.filter(about_room="needs", about_id=need.pk).count() == 1


def test_a_member_is_known_by_its_name_in_the_other_script_and_without_its_company_form() -> None:
    town = a_town()
    other = a_member(town.cluster, name="上海伟巴斯特车顶有限公司")
    rows = (("上海偉巴斯特車頂有限公司", "甲"), ("上海伟巴斯特车顶", "乙"))

    held = preview(town, book(("单位名称", "需求名称"), *rows))

    assert (held.faults, [row["organization"] for row in held.rows]) == ([], [other.pk, other.pk])


def test_every_fault_is_named_by_its_cell_with_what_was_expected_and_nothing_enters() -> None:
    town = a_town()
    name = town.organization.name
    held = preview(
        town,
        book(
            HEADER,
            (1, "", "无此公司", "甲", "", "", "", "", ""),
            (2, "", name, "乙", "很多", "2026/13/1", "也许", "无此领域", ""),
            (3, "", name, "", "", "", "", "", "没有名称"),
            (4, "", "", "丙", "", "", "", "", ""),
            (5, "", name, "丁", "", "", "", "", ""),
            (6, "", name, " 丁 ", "", "", "", "", ""),
        ),
    )

    assert [(one["row"], one["key"], one["code"]) for one in held.faults] == [
        (3, "organization", "unknown_member"),
        (4, "budget", "not_money"),
        (4, "wanted_by", "not_a_date"),
        (4, "is_confidential", "not_a_choice"),
        (4, "field", "unknown_field"),
        (5, "title", "missing_value"),
        (6, "organization", "missing_value"),
        (8, "title", "same_need"),
    ]
    assert VOCABULARY.shown(held.faults)[0].sentence == (
        "需求 C3 (单位名称): The cluster has no member of this name or code. Found “无此公司”,"
        " expected the name or code of a member, as the directory has it."
    )
    with pytest.raises(SheetHasFaults):
        enter_needs(needs_import=held, by=town.operator, at=AT)
    assert Need.objects.count() == 0


def test_a_name_and_a_code_of_two_organizations_are_a_fault() -> None:
    town = a_town()
    other = a_member(town.cluster)
    other.uscc = "91310000607342023U"
    other.save()

    held = preview(town, book(("单位名称", "信用代码", "需求名称"), (town.organization.name, other.uscc, "甲")))

    assert [(one["row"], one["code"]) for one in held.faults] == [(3, "name_and_code_differ")]


def test_a_merged_name_counts_for_each_of_its_rows() -> None:
    town = a_town()
    name = town.organization.name

    held = preview(town, book(("单位名称", "需求名称"), (name, "甲"), (None, "乙"), merge="A3:A4"))

    assert (held.faults, [row["organization"] for row in held.rows]) == ([], [town.organization.pk] * 2)


def test_reading_a_sheet_twice_states_nothing_twice() -> None:
    town = a_town()
    present = a_draft(town)
    content = book(("单位名称", "需求名称"), (town.organization.name, present.title), (town.organization.name, "新的"))

    done = enter_needs(needs_import=preview(town, content), by=SYSTEM, at=AT)

    assert (done.outcome["added"], done.outcome["same"], Need.objects.count()) == (1, 1, 2)


def test_entering_is_refused_when_somebody_stated_the_same_need_since_the_preview() -> None:
    town = a_town()
    held = preview(town, book(("单位名称", "需求名称"), (town.organization.name, "天窗密封条低温失效")))
    a_draft(town)

    with pytest.raises(NeedsMovedOn):
        enter_needs(needs_import=held, by=SYSTEM, at=AT)
    assert Need.objects.count() == 1


def test_only_the_operator_of_the_cluster_imports_and_nothing_confidential_reaches_journal_or_messages() -> None:
    town = a_town()
    secret = "绝缘漆击穿"
    content = book(("单位名称", "需求名称", "需求描述", "保密"), (town.organization.name, secret, secret, "是"))
    for stranger in (town.engineer, town.authority, an_operator()):
        with pytest.raises(NotPermitted):
            preview(town, content, by=stranger)

    held = preview(town, content, by=town.operator)
    enter_needs(needs_import=held, by=town.operator, at=AT)

    kept = " ".join(
        [str(row) for row in JournalEntry.objects.values_list()] + [str(row) for row in Message.objects.values_list()]
    )
    assert secret not in kept
    assert secret not in str(NeedsImport.objects.values_list().get())


def test_discarding_forgets_the_rows() -> None:
    town = a_town()
    held = preview(town, book(("单位名称", "需求名称"), (town.organization.name, "甲")))

    gone = discard_needs(needs_import=held, by=town.operator, at=AT)

    assert (gone.state, gone.rows) == (ImportState.DISCARDED, [])


def test_the_operator_reads_agrees_and_sees_what_entered_on_pages() -> None:
    town = a_town()
    client = signed_in(town.operator)
    good = book(HEADER, (1, "渗水量≤5mL", town.organization.name, "低温密封", 480, "2026-12-31", "", "天窗", "渗水"))
    bad = book(HEADER, (1, "", "无此公司", "甲", "", "", "", "", ""))

    def send(content: bytes) -> str:
        file = SimpleUploadedFile("需求.xlsx", content)
        return str(client.post(reverse("needs:import_add"), {"file": file})["Location"])

    refused = client.get(send(bad)).content.decode()
    assert ("需求 C3" in refused, reverse("needs:import_enter", args=[NeedsImport.objects.get().pk]) in refused) == (
        True,
        False,
    )
    page = send(good)
    shown = client.get(page).content.decode()
    held = NeedsImport.objects.latest("pk")
    assert [
        words in shown for words in ("低温密封", "渗水量 &lt;= 5 mL", reverse("needs:import_enter", args=[held.pk]))
    ]
    client.post(reverse("needs:import_enter", args=[held.pk]))
    assert "1 need entered as a draft" in client.get(page).content.decode()
    assert signed_in(an_operator()).get(page).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_preview_takes_few_statements(count: int, django_assert_num_queries: Any) -> None:
    town = a_town()
    rows = [(town.organization.name, f"需求{number}") for number in range(count)]
    held = preview(town, book(("单位名称", "需求名称"), *rows))
    client = signed_in(town.operator)

    with django_assert_num_queries(8):
        page = client.get(reverse("needs:needsimport", args=[held.pk]))
    assert page.content.decode().count("cell-title") == count


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("响应时间 不超过 ２０ ms", ("响应时间", "<=", "20", "ms")),
        ("1. 良率：≥99.5%", None),
        ("耐久次数 at least 1,000,000 次", ("耐久次数", ">=", "1,000,000", "次")),
        ("通过国家强制检验", ("通过国家强制检验", "text", "通过国家强制检验", "")),
        ("外观：无划痕", ("外观", "text", "无划痕", "")),
    ],
)
def test_a_core_indicator_is_read_from_its_line(line: str, read: tuple[str, str, str, str] | None) -> None:
    found = indicator_of(line)

    wanted = read or ("1. 良率", ">=", "99.5", "%")
    assert (found["name"], found["comparator"], found["target"], found["unit"]) == wanted
