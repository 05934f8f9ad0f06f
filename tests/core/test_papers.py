"""A paper is made from the records, versioned, and its stamped scan comes back."""

import io
from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile
from docx import Document

from qunli.core.actions import StampedAlready, make_paper, return_stamped
from qunli.core.bridge import Fields, Heading, PaperContent, Signatures, TableBlock, Text
from qunli.core.models import CalendarYear, Paper
from qunli.core.queries.files import attachments_of, paper_of_code, papers_of
from qunli.core.states import SYSTEM, PaperKind

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def _about() -> CalendarYear:
    return CalendarYear.objects.create(year=2031, source="a notice", loaded_at=AT)


def _content(text: str = "一、总则") -> PaperContent:
    return PaperContent(
        title="任务书",
        document_number="沪科〔2026〕1号",
        blocks=(
            Heading(text),
            Text("第一段\n\n第二段\x0b"),
            Fields((("编号", "XM2026-0001"),)),
            TableBlock(("里程碑", "金额"), (("样件", "100.00"),)),
            Signatures(("盖章：",)),
        ),
    )


def test_a_paper_says_what_its_content_says_with_version_and_check_code() -> None:
    paper = make_paper(about=_about(), template=PaperKind.TASK_BOOK, content=_content(), by=SYSTEM, at=AT)
    document = Document(io.BytesIO(paper.file.read()))
    assert [line.text for line in document.paragraphs if line.text] == [
        "任务书",
        "沪科〔2026〕1号",
        "一、总则",
        "第一段",
        "第二段",
        "盖章：",
    ]
    assert [[cell.text for cell in row.cells] for table in document.tables for row in table.rows] == [
        ["编号", "XM2026-0001"],
        ["里程碑", "金额"],
        ["样件", "100.00"],
    ]
    foot = document.sections[0].footer.paragraphs[0].text
    assert paper.check_code in foot


def test_the_same_content_again_is_the_same_version_and_other_content_the_next() -> None:
    about = _about()
    first = make_paper(about=about, template=PaperKind.TASK_BOOK, content=_content(), by=SYSTEM, at=AT)
    again = make_paper(about=about, template=PaperKind.TASK_BOOK, content=_content(), by=SYSTEM, at=AT)
    second = make_paper(about=about, template=PaperKind.TASK_BOOK, content=_content("二、分则"), by=SYSTEM, at=AT)
    assert (again.pk, second.version) == (first.pk, 2)
    assert list(papers_of(about.ref)) == [second, first]


def test_the_stamped_scan_is_attached_to_the_version_that_was_printed() -> None:
    paper = make_paper(about=_about(), template=PaperKind.TASK_BOOK, content=_content(), by=SYSTEM, at=AT)
    returned = return_stamped(paper=paper, file=ContentFile(PDF, "scan.pdf"), by=SYSTEM, at=AT)
    assert list(attachments_of(paper.ref)) == [returned.stamped_scan]
    with pytest.raises(StampedAlready):
        return_stamped(paper=paper, file=ContentFile(PDF, "scan.pdf"), by=SYSTEM, at=AT)


def test_a_check_code_is_found_however_it_is_typed() -> None:
    paper = make_paper(about=_about(), template=PaperKind.TASK_BOOK, content=_content(), by=SYSTEM, at=AT)
    code = paper.check_code
    assert paper_of_code(f" {code[:5].lower()}-{code[5:]} ") == paper
    assert paper_of_code("nothing") is None
    assert Paper.objects.count() == 1
