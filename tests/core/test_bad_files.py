"""A file that cannot be read gets its reason and what to do, quickly and in bounded memory."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from qunli.core.bridge.grids import UnreadableFile, grids_of
from qunli.directory.bridge.naming import pinyin_of
from qunli.engines.notation.sheets import Merge

WORKBOOK = "xl/workbook.xml"


def package(**parts: bytes) -> bytes:
    """Return a package with parts named like `xl__worksheets__sheet1`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(WORKBOOK, b"<workbook/>")
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/") + ".xml", content)
    return buffer.getvalue()


def reason(content: bytes, name: str = "名册.xlsx") -> str:
    with pytest.raises(UnreadableFile) as why:
        grids_of(name, content)
    return str(why.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"x" * (10 * 2**20 + 1), "larger than 10 MB"),
        (b"PK\x03\x04 not really", "damaged or no Excel file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Workbook", "old Excel format"),
        (b"\x00\x01\x02\x03", "neither Excel nor CSV"),
        (b"\xff\xfe\x00", "neither UTF-8, UTF-16 nor GBK"),
        (b'a,"b\n' + b"x" * 200_000, "cannot be read as CSV"),
    ],
)
def test_a_bad_file_gets_a_reason(content: bytes, words: str) -> None:
    assert words in reason(content)


def test_a_package_that_is_no_workbook_says_so() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr("word/document.xml", b"<document/>")

    assert "no Excel workbook" in reason(buffer.getvalue())


@pytest.mark.timeout(30)
def test_a_bomb_is_stopped_while_it_unpacks() -> None:
    assert "unpacks to more than" in reason(package(xl__bomb=b"\x00" * (130 * 2**20)))


def test_a_million_empty_rows_are_refused_before_they_are_parsed() -> None:
    assert "delete them" in reason(package(xl__worksheets__sheet1=b'<row r="1"/>' * 1_048_576))


def test_entities_are_refused() -> None:
    assert "entities" in reason(package(xl__worksheets__sheet1=b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'))


def test_a_formula_that_was_never_computed_is_a_fault_with_its_cell() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["B2"] = "企业名称", "=1+1"
    buffer = io.BytesIO()
    book.save(buffer)

    grids = grids_of("r.xlsx", buffer.getvalue())

    assert [(one.row, one.column, one.found, one.code) for one in grids.faults] == [
        (2, "B", "=1+1", "formula_without_value")
    ]


def test_merged_cells_come_along() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "上游"
    sheet.merge_cells("A1:A3")
    buffer = io.BytesIO()
    book.save(buffer)

    assert grids_of("r.xlsx", buffer.getvalue()).sheets[0].merged == (Merge(1, 1, 3, 1),)


def test_pinyin_is_kept_whole_and_as_first_letters() -> None:
    assert (pinyin_of("伟巴斯特"), pinyin_of("ZF")) == (("weibasite", "wbst"), ())
