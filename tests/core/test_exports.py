"""A list goes out as Word and Excel as it is shown: text stays text, states are words, and a cut says so."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from docx import Document
from openpyxl import load_workbook

from qunli.core.tables import Column, Sheet, Table, word_list_of, word_of_sheets, workbook_of, workbook_of_sheets

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
FORMULA = '=HYPERLINK("http://example.org","pay")'


@dataclass
class Row:
    """A row as a list reads it."""

    name: str
    amount: Decimal
    day: date

    def get_state_display(self) -> str:
        """Say where it stands."""
        return "open"


ROWS: list[Any] = [Row(FORMULA, Decimal("1234.5"), date(2026, 3, 2)), Row("@SUM(A1)", Decimal(0), date(2026, 3, 3))]
TABLE: Table[Any] = Table(
    name="rows",
    title="Rows",
    columns=(
        Column("name", "Name", lambda row: row.name),
        Column("amount", "Amount", lambda row: row.amount, "money"),
        Column("day", "Day", lambda row: row.day, "day"),
        Column("state", "State", lambda row: row, "state"),
    ),
    order=("id",),
)


def test_a_word_list_says_what_the_list_says() -> None:
    document = Document(io.BytesIO(word_list_of(TABLE, ROWS, whole=2, at=AT)))
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [
        ["Name", "Amount", "Day", "State"],
        [FORMULA, "1,234.50", "2026-03-02", "open"],
        ["@SUM(A1)", "0.00", "2026-03-03", "open"],
    ]
    assert [line.text for line in document.paragraphs if line.text] == ["Rows"]
    assert document.sections[0].footer.paragraphs[0].text == "As of 2026-03-02 09:00"


def test_a_word_list_that_was_cut_says_so() -> None:
    document = Document(io.BytesIO(word_list_of(TABLE, ROWS, whole=7, at=AT)))
    assert document.paragraphs[-1].text == "The first 2 of 7 rows; the Excel file holds them all."


def test_a_cell_that_begins_like_a_formula_stays_text_in_excel() -> None:
    sheets = [Sheet("a/b", ("Name",), [[row.name] for row in ROWS])]
    for content in (workbook_of(TABLE, ROWS), workbook_of_sheets(sheets)):
        sheet = load_workbook(io.BytesIO(content)).worksheets[0]
        cells = [sheet.cell(line, 1) for line in (2, 3)]
        assert [(cell.value, cell.data_type) for cell in cells] == [(FORMULA, "s"), ("@SUM(A1)", "s")]


def test_a_state_is_written_in_words_in_excel_too() -> None:
    sheet = load_workbook(io.BytesIO(workbook_of(TABLE, ROWS))).worksheets[0]
    assert [sheet.cell(line, 4).value for line in (1, 2, 3)] == ["State", "open", "open"]


def test_several_tables_go_out_under_their_headings_and_an_empty_one_says_so() -> None:
    sheets = [Sheet("First", ("Name", "Paid"), [["a", True]]), Sheet("Second", ("Name",), [])]
    document = Document(io.BytesIO(word_of_sheets("File", sheets, at=AT)))
    assert [line.text for line in document.paragraphs if line.text] == ["File", "First", "Second", "Nothing."]
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [["Name", "Paid"], ["a", "✓"]]
    book = load_workbook(io.BytesIO(workbook_of_sheets(sheets)))
    assert book.sheetnames == ["1 First", "2 Second"]
