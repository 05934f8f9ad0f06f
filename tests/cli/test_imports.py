"""`qunli import` on files as they come: said in sentences, entered only when agreed to, and fast enough to wait for."""

from __future__ import annotations

import csv
import io
import json
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from making.directory import a_cluster, a_segment, a_uscc
from making.needs import a_town
from making.people import AT
from qunli.cli.arguments import parser
from qunli.cli.imports import import_needs, import_roster
from qunli.core.bridge.grids import UnreadableFile
from qunli.core.states import SYSTEM
from qunli.directory.actions import load_published_lists
from qunli.directory.models import Membership, Organization, RosterImport
from qunli.directory.states import ImportState
from qunli.needs.models import Need

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = pytest.mark.django_db

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEADER = ("企业名称", "统一社会信用代码", "联系人", "电话")


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def roster(file: Path, *words: str) -> int:
    return import_roster(parser().parse_args(["import", "roster", str(file), *words]))


def a_csv(folder: Path, rows: Sequence[Sequence[str]], *, encoding: str = "utf-8") -> Path:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    file = folder / "名册.csv"
    file.write_bytes(text.getvalue().encode(encoding))
    return file


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_a_csv_of_any_usual_encoding_enters_when_agreed_to(
    encoding: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a_cluster()
    file = a_csv(tmp_path, [HEADER, ("上海甲公司", a_uscc(1), "王工", "１３８０００００００１")], encoding=encoding)

    assert roster(file) == 0
    assert "Add --yes to enter" in capsys.readouterr().out
    assert Organization.objects.count() == 0

    assert roster(file, "--yes") == 0
    assert "Entered: 1 new, 0 changed, 0 as they were." in capsys.readouterr().out
    assert [one.name for one in Organization.objects.all()] == ["上海甲公司"]


def test_an_excel_file_with_titles_merged_cells_and_a_total_enters(tmp_path: Path) -> None:
    cluster = a_cluster()
    a_segment(cluster, "零部件")
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["梅陇镇汽车零部件产业集群成员名册（单位：万元）"])
    sheet.append(["填报日期：２０２６年３月"])
    sheet.append(["产业链环节", "单位名称", "社会信用代码", "营业收入", "加入日期"])
    sheet.append(["零部件", "上海甲公司", a_uscc(1), "１，２３４．５", "2025.3.1"])
    sheet.append([None, "上海乙公司", a_uscc(2), "0.8亿元", "2025年3月"])
    sheet.append([None, "上海丙公司", a_uscc(3), None, "二〇二五年三月二日"])
    sheet.append(["合计", None, None, 9234.5, None])
    sheet.merge_cells("A1:E1")
    sheet.merge_cells("A4:A6")
    book.save(tmp_path / "r.xlsx")

    code = roster(tmp_path / "r.xlsx", "--yes")

    assert code == 1  # 2025年3月 names no day
    sheet["E5"] = "2025年3月5日"
    book.save(tmp_path / "r.xlsx")
    assert roster(tmp_path / "r.xlsx", "--yes") == 0
    members = Membership.objects.order_by("organization__name").values_list("segments__name", flat=True)
    assert list(members) == ["零部件"] * 3


def test_faults_are_sentences_that_name_cell_column_and_what_was_expected(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a_cluster()
    file = a_csv(tmp_path, [HEADER, ("上海甲公司", a_uscc(1)[:-1] + "#", "", ""), ("上海乙公司", a_uscc(2), "", "")])

    assert roster(file, "--yes") == 1

    sentence, end = capsys.readouterr().out.splitlines()
    assert sentence == (
        "名册 B2 (统一社会信用代码): The code holds a character that codes do not have."
        f" Found “{a_uscc(1)[:-1]}#”, expected digits and capital letters other than I, O, S, V, Z."
    )
    assert end == "1 fault; nothing has entered."
    assert (Organization.objects.count(), RosterImport.objects.get().state) == (0, ImportState.DISCARDED)


def test_a_chinese_terminal_is_answered_in_chinese(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    a_cluster()
    file = a_csv(tmp_path, [HEADER, ("", a_uscc(1), "", "")])

    roster(file)

    assert "未录入任何内容" in capsys.readouterr().out


def test_a_program_reads_every_fault_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a_cluster()
    file = a_csv(tmp_path, [HEADER, ("上海甲公司", "123", "", "")])

    assert roster(file, "--json", "--yes") == 1

    heard = capsys.readouterr()
    told = json.loads(heard.out)
    assert (told["entered"], told["rows"], heard.err) == (False, 1, "")
    assert [(one["cell"], one["code"], one["found"]) for one in told["faults"]] == [("B2", "uscc_length", "123")]
    assert told["faults"][0]["message"].startswith("名册 B2 (统一社会信用代码): The code has the wrong length.")


def test_a_formula_whose_result_was_never_computed_is_a_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a_cluster()
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "名册"
    sheet.append(["企业名称", "职工人数"])
    sheet.append(["上海甲公司", "=1+1"])
    book.save(tmp_path / "r.xlsx")

    assert roster(tmp_path / "r.xlsx") == 1
    assert "名册 B2: The formula in the cell was never computed. Found “=1+1”, expected a value." in (
        capsys.readouterr().out
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (OLE + b" Workbook", "old Excel format"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"PK\x03\x04 broken", "damaged"),
        (b"x" * (10 * 2**20 + 1), "larger than 10 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(content: bytes, words: str, tmp_path: Path) -> None:
    a_cluster()
    file = tmp_path / "名册.xlsx"
    file.write_bytes(content)

    with pytest.raises(UnreadableFile, match=words):
        roster(file)
    assert RosterImport.objects.count() == 0


def test_an_old_excel_file_renamed_to_csv_is_known_by_its_content(tmp_path: Path) -> None:
    a_cluster()
    file = tmp_path / "名册.csv"
    file.write_bytes(OLE + b" Workbook")

    with pytest.raises(UnreadableFile, match=r"old Excel format"):
        roster(file)


def test_a_file_with_headers_only_says_that_nothing_could_enter(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a_cluster()

    assert roster(a_csv(tmp_path, [HEADER]), "--yes") == 1
    assert "holds no row that could enter" in capsys.readouterr().out


@pytest.mark.timeout(120)
@pytest.mark.slow
def test_a_long_roster_takes_at_most_four_thousandths_of_a_second_a_row(tmp_path: Path) -> None:
    a_cluster()
    load_published_lists(by=SYSTEM, at=AT)
    header = (*HEADER, "所在地", "行业")
    rows = [
        (f"上海第{number}零部件有限公司", a_uscc(number), "王工", f"138{number:08d}", "闵行区梅陇镇", "3670")
        for number in range(1_500)
    ]
    file = a_csv(tmp_path, [header, *rows])
    begun = time.process_time()

    assert roster(file, "--yes") == 0

    assert Organization.objects.count() == 1_500
    assert time.process_time() - begun < 1_500 * 0.004


@pytest.mark.shared
def test_the_known_codes_are_taken_and_refused_as_they_should_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a_cluster()
    with (Path(os.environ["QUNLI_SHARED"]) / "uscc_cases.csv").open(encoding="utf-8") as known:
        cases = list(csv.DictReader(known))
    rows = [(f"公司{place}", case["input"], "", "") for place, case in enumerate(cases)]

    roster(a_csv(tmp_path, [HEADER, *rows]), "--json")

    faults: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["faults"]
    refused = {one["row"] - 2 for one in faults if one["code"] != "duplicate_value"}
    assert refused == {place for place, case in enumerate(cases) if case["expected"] != "valid"}


def test_needs_are_read_at_the_terminal_and_entered_as_drafts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    town = a_town()
    file = a_csv(tmp_path, [("单位名称", "需求名称"), (town.organization.name, "低温密封")])
    options = parser().parse_args(["import", "needs", str(file), "--yes"])

    assert import_needs(options) == 0

    assert "Entered: 1 new" in capsys.readouterr().out
    need = Need.objects.get()
    assert (need.title, need.stated_by, need.organization) == ("低温密封", None, town.organization)
