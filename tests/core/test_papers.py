"""A paper is made from the records, versioned, and its stamped scan comes back."""

import io
from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile
from django.utils.translation import override
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from qunli.core.actions import StampedAlready, make_paper, return_stamped
from qunli.core.bridge import (
    Closing,
    Fields,
    Heading,
    PaperContent,
    PaperSource,
    Signatures,
    TableBlock,
    Text,
    paper_rows,
)
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
        addressee="上海市科学技术委员会",
        blocks=(
            Heading(text),
            Text("第一段\n\n第二段\x0b"),
            Fields((("编号", "XM2026-0001"),)),
            TableBlock(("里程碑", "金额"), (("样件", "100.00"),)),
            Signatures(("盖章：",)),
            Closing("上海市科学技术委员会", "2026年3月2日"),
        ),
    )


def test_a_paper_says_what_its_content_says_with_version_and_check_code() -> None:
    paper = make_paper(about=_about(), template=PaperKind.TASK_BOOK, content=_content(), by=SYSTEM, at=AT)
    document = Document(io.BytesIO(paper.file.read()))
    assert [line.text for line in document.paragraphs if line.text] == [
        "任务书",
        "沪科〔2026〕1号",
        "上海市科学技术委员会:",
        "一、总则",
        "第一段",
        "第二段",
        "盖章：",
        "上海市科学技术委员会",
        "2026年3月2日",
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


def test_the_page_is_an_official_one_with_numbers_between_dashes_on_both_sides() -> None:
    paper = make_paper(about=_about(), template=PaperKind.TASK_BOOK, content=_content(), by=SYSTEM, at=AT)
    document = Document(io.BytesIO(paper.file.read()))
    section = document.sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(one.mm) for one in (section.page_width, section.page_height) if one is not None] == [210, 297]
    assert [round(one.mm) for one in margins if one is not None] == [37, 35, 28, 26]
    sides = [footer.paragraphs[1].alignment for footer in (section.footer, section.even_page_footer)]
    assert sides == [WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT]
    for footer in (section.footer, section.even_page_footer):
        assert paper.check_code in footer.paragraphs[0].text
        assert footer.paragraphs[1].text == "—  —"
        assert ">PAGE<" in footer.paragraphs[1]._p.xml  # noqa: SLF001 - the field has no public reader
    titled = document.paragraphs[0]
    assert (titled.alignment, titled.runs[0].font.size) == (WD_ALIGN_PARAGRAPH.CENTER, Pt(22))
    body = next(line for line in document.paragraphs if line.text == "第一段")
    assert (body.paragraph_format.first_line_indent, body.runs[0].font.size) == (Pt(32), Pt(16))


def test_a_closing_without_a_day_leaves_it_to_be_filled_in() -> None:
    content = PaperContent("批复", (Closing("上海市科学技术委员会"),))
    paper = make_paper(about=_about(), template=PaperKind.APPROVAL_DRAFT, content=content, by=SYSTEM, at=AT)
    document = Document(io.BytesIO(paper.file.read()))
    assert [line.text for line in document.paragraphs if line.text][1:] == [
        "上海市科学技术委员会",
        "(day) ____________",
    ]


def test_a_paper_whose_record_changed_is_out_of_date_until_a_new_version_is_made() -> None:
    about = _about()
    make_paper(about=about, template=PaperKind.TASK_BOOK, content=_content(), by=SYSTEM, at=AT)
    said = ["一、总则"]
    sources = {PaperKind.TASK_BOOK: PaperSource(lambda _paper: _content(said[0]), lambda paper: f"/again/{paper.pk}/")}

    def shown() -> list[tuple[int, bool, bool, bool]]:
        rows = paper_rows(papers_of(about.ref), sources)
        return [(row.paper.version, row.is_newest, row.is_outdated, bool(row.make)) for row in rows]

    assert shown() == [(1, True, False, False)]
    said[0] = "二、分则"
    assert shown() == [(1, True, True, True)]
    make_paper(about=about, template=PaperKind.TASK_BOOK, content=_content(said[0]), by=SYSTEM, at=AT)
    assert shown() == [(2, True, False, False), (1, False, False, False)]


def test_a_paper_is_held_against_the_record_in_the_language_in_which_it_was_made() -> None:
    about = _about()

    def content() -> PaperContent:
        return PaperContent(str(PaperKind.GUIDE.label), ())

    with override("zh-hans"):
        make_paper(about=about, template=PaperKind.GUIDE, content=content(), by=SYSTEM, at=AT)
    with override("en"):
        rows = paper_rows(papers_of(about.ref), {PaperKind.GUIDE: PaperSource(lambda _paper: content())})
    assert [(row.paper.language, row.is_outdated) for row in rows] == [("zh-hans", False)]
