"""Papers as Word files, laid out like an official document.

Page, margins, sizes and spacing follow GB/T 9704-2012 as remembered (not verified against the text): A4, margins
37 / 35 / 28 / 26 mm, title 22 pt centred, main addressee flush left with a colon, body 16 pt indented by two
characters on lines of 28.95 pt (22 a page), who issues and the day at the end on the right, page numbers between
dashes, odd ones right and even ones left. Version and check code stand in the footer above the page number.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import pgettext
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt

from qunli.core.bridge.columns import is_number, shares_of
from qunli.core.bridge.papers import Closing, Fields, Heading, Signatures, TableBlock, Text

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import Table
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

    from qunli.core.bridge.papers import Block, PaperContent

TITLE_FONT, BODY_FONT, HEAD_FONT, NUMBER_FONT = "方正小标宋简体", "仿宋", "黑体", "宋体"
TITLE_SIZE, BODY_SIZE, TABLE_SIZE, FOOT_SIZE = Pt(22), Pt(16), Pt(12), Pt(9)
PAGE_NUMBER_SIZE = Pt(14)
LEFT, CENTER, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
LINE = Pt(28.95)  # 22 lines on the 225 mm between the margins


def laid_out(content: PaperContent, *, foot: str, is_wide: bool) -> bytes:
    """Return the Word file of a paper, with a foot on every page; a wide one has its pages turned by a quarter."""
    document = Document()
    _page(document, is_wide=is_wide)
    _line(document, content.title, font=TITLE_FONT, size=TITLE_SIZE, centred=True)
    if content.document_number:
        _line(document, content.document_number, centred=True)
    if content.addressee:
        _line(document, "")
        _line(document, pgettext("after the main addressee", "%(name)s:") % {"name": content.addressee})
    for block in content.blocks:
        _write(document, block)
    _footer(document, foot)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _page(document: WordDocument, *, is_wide: bool) -> None:
    """Set the page; a wide one is the same page turned by a quarter."""
    section = document.sections[0]
    if is_wide:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        section.top_margin, section.bottom_margin = Mm(28), Mm(26)
        section.left_margin, section.right_margin = Mm(35), Mm(37)
        return
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)


def _write(document: WordDocument, block: Block) -> None:
    match block:
        case Heading(text):
            _line(document, text, font=HEAD_FONT).paragraph_format.keep_with_next = True
        case Text(text):
            for part in filter(None, map(str.strip, text.splitlines())):
                _line(document, part, indented=True)
        case Fields(rows):
            _table(document, rows, head=())
        case TableBlock(head, rows):
            _table(document, rows, head=head)
        case Signatures(lines):
            _signatures(document, lines)
        case Closing(issuer, day):
            _closing(document, issuer, day or _blank_day())


def _signatures(document: WordDocument, lines: Sequence[str]) -> None:
    for line in lines:
        look = _line(document, line).paragraph_format
        look.space_before, look.keep_together = Pt(24), True


def _closing(document: WordDocument, issuer: str, day: str) -> None:
    """Set who issues and the day on the right, two and four characters in; never at the head of a page of its own."""
    _line(document, "").paragraph_format.keep_with_next = True
    for text, characters in ((issuer, 2), (day, 4)):
        paragraph = _line(document, text)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        look = paragraph.paragraph_format
        look.right_indent, look.keep_with_next = Pt(BODY_SIZE.pt * characters), text == issuer


def _blank_day() -> str:
    return pgettext("a day to be filled in by hand", "(day) ____________")


def _table(document: WordDocument, rows: Sequence[Sequence[str]], *, head: Sequence[str]) -> None:
    if not rows and not head:
        return
    whole = [*([head] if head else []), *rows]
    table = document.add_table(rows=len(whole), cols=len(whole[0]))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    _room_in_cells(table)
    widths = _widths(document, whole, is_fields=not head)
    numbers = [bool(head) and is_number(column) for column in zip(*rows, strict=True)] or [False] * len(widths)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row, values in zip(table.rows, whole, strict=True):
        is_head = bool(head) and values is head
        _mark(row, "w:cantSplit")
        for place, (cell, value) in enumerate(zip(row.cells, values, strict=True)):
            cell.width, cell.vertical_alignment = widths[place], WD_CELL_VERTICAL_ALIGNMENT.CENTER
            paragraph = cell.paragraphs[0]
            is_label = is_head or (not head and place == 0)
            paragraph.alignment = CENTER if is_head else RIGHT if numbers[place] else LEFT
            _run(paragraph, value, font=HEAD_FONT if is_label else BODY_FONT, size=TABLE_SIZE)
    if head:
        _mark(table.rows[0], "w:tblHeader")
    document.add_paragraph()


def _widths(document: WordDocument, rows: Sequence[Sequence[str]], *, is_fields: bool) -> list[Emu]:
    """A label takes a quarter of the line; the columns of a table share it by what stands in them."""
    section = document.sections[0]
    edges = (section.left_margin, section.right_margin)
    line = (section.page_width or 0) - sum(edge or 0 for edge in edges)
    if is_fields:
        return [Emu(line // 4), Emu(line - line // 4)]
    return [Emu(int(line * share)) for share in shares_of(rows, line=line / TABLE_SIZE)]


def _room_in_cells(table: Table) -> None:
    """Keep a millimetre above and below what stands in a cell."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("top", "bottom"):
        part = OxmlElement(f"w:{side}")
        part.set(qn("w:w"), "57")
        part.set(qn("w:type"), "dxa")
        margins.append(part)
    properties = table._tbl.tblPr  # noqa: SLF001 - python-docx has no public way
    look = properties.find(qn("w:tblLook"))  # the standard fixes the order of the parts
    properties.append(margins) if look is None else look.addprevious(margins)


def _mark(row: Any, name: str) -> None:  # noqa: ANN401 - python-docx names no type for it
    """Repeat a head on each page (`tblHeader`), or keep a row on one (`cantSplit`)."""
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 - python-docx has no public way


def _line(
    document: WordDocument,
    text: str,
    *,
    font: str = BODY_FONT,
    size: Pt = BODY_SIZE,
    centred: bool = False,
    indented: bool = False,
) -> Paragraph:
    paragraph = document.add_paragraph()
    look = paragraph.paragraph_format
    look.line_spacing, look.space_after = LINE, Pt(0)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        look.space_after = Pt(14)
    if indented:
        look.first_line_indent = Pt(BODY_SIZE.pt * 2)
    _run(paragraph, text, font=font, size=size)
    return paragraph


def _run(paragraph: Paragraph, text: str, *, font: str, size: Pt) -> Run:
    run = paragraph.add_run(_plain(text))
    run.font.size = size
    run.font.name = "Times New Roman"
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)  # noqa: SLF001 - as above
    return run


def _footer(document: WordDocument, text: str) -> None:
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        foot = footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(foot, text, font=BODY_FONT, size=FOOT_SIZE)
        number = footer.add_paragraph()
        number.alignment = side
        indent = Pt(PAGE_NUMBER_SIZE.pt)
        number.paragraph_format.left_indent = number.paragraph_format.right_indent = indent
        _run(number, "— ", font=NUMBER_FONT, size=PAGE_NUMBER_SIZE)
        _page_number(number)
        _run(number, " —", font=NUMBER_FONT, size=PAGE_NUMBER_SIZE)


def _page_number(paragraph: Paragraph) -> None:
    """Add the field that Word replaces by the number of the page."""
    run = _run(paragraph, "", font=NUMBER_FONT, size=PAGE_NUMBER_SIZE)
    for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = words
        run._element.append(part)  # noqa: SLF001 - python-docx has no public way


def _plain(text: str) -> str:
    """Drop what XML cannot hold."""
    return "".join(sign for sign in text if sign in "\t\n" or sign >= " ")
