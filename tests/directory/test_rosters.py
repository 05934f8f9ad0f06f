"""A roster as an office keeps it: read, shown, agreed to, entered all or nothing."""

from __future__ import annotations

import importlib.util
import io
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from django.core.files.base import ContentFile

from making.directory import a_cluster, a_member, a_segment, a_uscc, an_organization
from making.people import AT, an_account
from qunli.core.models import JournalEntry, JournalLine
from qunli.core.states import SYSTEM, NotPermitted
from qunli.directory.actions import (
    DirectoryMovedOn,
    RosterHasFaults,
    change_organization,
    discard_roster,
    enter_roster,
    entry_of,
    load_published_lists,
    preview_roster,
)
from qunli.directory.models import Contact, Membership, Organization, RosterImport
from qunli.people.models import Party
from qunli.people.states import Role

if TYPE_CHECKING:
    from types import ModuleType

    from qunli.directory.models import Cluster

pytestmark = pytest.mark.django_db

MAKER = Path(__file__).resolve().parents[2] / "examples" / "meilong" / "make_roster.py"


def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_roster", MAKER)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def book(*rows: tuple[object, ...]) -> bytes:
    """Return an Excel file with one sheet of these rows."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "名册"
    for row in rows:
        sheet.append(list(row))
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def preview(cluster: Cluster, content: bytes, name: str = "roster.xlsx") -> RosterImport:
    return preview_roster(cluster=cluster, file=ContentFile(content, name), by=SYSTEM, at=AT)


def places(faults: list[dict[str, Any]]) -> list[tuple[str, int, str]]:
    return [(fault["sheet"], fault["row"], fault["header"]) for fault in faults]


def test_the_example_roster_shows_exactly_the_faults_that_were_put_into_it(tmp_path: Path) -> None:
    made = maker()
    load_published_lists(by=SYSTEM, at=AT)
    cluster = a_cluster()
    path = tmp_path / "roster.xlsx"
    made.write_roster(path)

    shown = preview(cluster, path.read_bytes())

    doubled = [fault for fault in shown.faults if fault["code"] == "duplicate_value"]
    wrong = [fault for fault in shown.faults if fault["code"] != "duplicate_value"]
    assert places(wrong) == [(sheet, row, header) for sheet, row, header, _what in made.FAULTS]
    assert [(fault["sheet"], fault["row"], fault["other"]) for fault in doubled] == [
        ("Newcomers", 4, "成员名单!D5"),
        ("成员名单", 9, "成员名单!D8"),
    ]
    assert Organization.objects.count() == 0


def test_a_clean_roster_enters_as_one_batch() -> None:
    cluster = a_cluster()
    parts = a_segment(cluster)
    content = book(
        ("梅陇镇企业名册",),
        ("企业名称", "统一社会信用代码", "产业链环节", "入群日期", "联系人", "电话", "资质"),
        ("上海示例甲有限公司", a_uscc(1), "零部件", "2025年3月1日", "周某", "021-1", "高新技术企业"),
        ("上海示例乙有限公司", None, "中游", "2025/4/2", None, None, "专精特新“小巨人”、高企"),
    )

    entered = enter_roster(roster_import=preview(cluster, content), by=SYSTEM, at=AT)

    assert entered.outcome["added"] == 2
    first, second = Organization.objects.order_by("id")
    assert (first.uscc, second.uscc) == (a_uscc(1), "")
    assert [one.since.isoformat() for one in Membership.objects.order_by("id")] == ["2025-03-01", "2025-04-02"]
    assert [list(one.segments.all()) for one in Membership.objects.order_by("id")] == [[parts], [parts]]
    assert [one.tier for one in second.certifications.order_by("id")] == ["little_giant", "high_tech"]
    assert Contact.objects.get().phone == "021-1"
    assert list(JournalLine.objects.filter(about_kind="organization").values_list("about_id", flat=True)) == [
        first.pk,
        second.pk,
    ]
    assert JournalEntry.objects.filter(act="directory.enter_roster", was="previewed", now="entered").count() == 1


def test_a_row_with_a_known_code_shows_old_and_new_and_changes_only_what_differs() -> None:
    cluster = a_cluster()
    member = a_member(cluster, "上海旧名有限公司", uscc=a_uscc(7), size_class="small")
    content = book(("企业名称", "信用代码", "规模"), ("上海新名有限公司", a_uscc(7), "小型"))

    shown = preview(cluster, content)

    assert shown.rows[0]["changes"] == {"name": ["上海旧名有限公司", "上海新名有限公司"]}
    assert shown.rows[0]["organization"] == member.organization_id
    enter_roster(roster_import=shown, by=SYSTEM, at=AT)
    changed = Organization.objects.get()
    assert (changed.name, changed.former_names) == ("上海新名有限公司", ["上海旧名有限公司"])
    assert Party.objects.get(pk=changed.party_id).name == "上海新名有限公司"
    assert Membership.objects.count() == 1


def test_entering_is_refused_while_there_are_faults_and_nothing_enters() -> None:
    cluster = a_cluster()
    shown = preview(cluster, book(("企业名称", "信用代码"), ("好企业", None), ("坏企业", "123")))

    with pytest.raises(RosterHasFaults):
        enter_roster(roster_import=shown, by=SYSTEM, at=AT)
    assert (Organization.objects.count(), Party.objects.filter(name="好企业").count()) == (0, 0)


def test_entering_is_refused_when_the_directory_changed_since_the_preview() -> None:
    cluster = a_cluster()
    organization = an_organization("企业", uscc=a_uscc(3))
    shown = preview(cluster, book(("企业名称", "信用代码", "规模"), ("企业", a_uscc(3), "大型")))
    form = entry_of(organization)
    change_organization(organization=organization, form=replace(form, size_class="small"), by=SYSTEM, at=AT)

    with pytest.raises(DirectoryMovedOn):
        enter_roster(roster_import=shown, by=SYSTEM, at=AT)
    organization.refresh_from_db()
    assert organization.size_class == "small"


def test_a_roster_is_entered_once() -> None:
    cluster = a_cluster()
    shown = preview(cluster, book(("企业名称", "规模"), ("企业", "大型")))
    enter_roster(roster_import=shown, by=SYSTEM, at=AT)

    with pytest.raises(Exception, match="Enter all"):
        enter_roster(roster_import=shown, by=SYSTEM, at=AT)
    assert Organization.objects.count() == 1


def test_discarding_forgets_the_rows() -> None:
    cluster = a_cluster()
    shown = discard_roster(
        roster_import=preview(cluster, book(("企业名称", "规模"), ("企业", "大型"))), by=SYSTEM, at=AT
    )

    assert (shown.state, shown.rows) == ("discarded", [])


def test_only_the_office_imports() -> None:
    cluster = a_cluster()
    file = ContentFile(book(("企业名称", "规模"), ("企业", "大型")), "roster.xlsx")

    with pytest.raises(NotPermitted):
        preview_roster(cluster=cluster, file=file, by=an_account(role=Role.UNIT_ADMINISTRATOR), at=AT)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_in_the_encodings_that_offices_use(encoding: str) -> None:
    cluster = a_cluster()
    text = "企业名称,职工人数\n上海示例甲有限公司,１２６\n"

    shown = preview(cluster, text.encode(encoding), "名册.csv")

    assert shown.faults == []
    assert shown.rows[0]["row"]["values"] == {"name": "上海示例甲有限公司", "staff": "126"}


def test_two_rows_that_mean_one_organization_are_a_fault() -> None:
    cluster = a_cluster()

    shown = preview(cluster, book(("企业名称", "规模"), ("企业", "大型"), ("企业", "小型")))

    assert [(one["code"], one["row"], one["other"]) for one in shown.faults] == [("same_organization", 3, "名册!2")]
