"""Papers as Word files, laid out like an official document.

Page, margins, sizes and spacing follow GB/T 9704 as remembered (not verified against the text): A4, margins
37 / 35 / 28 / 26 mm, title 22 pt centred, body 16 pt on 28 pt lines. Version and check code stand in the footer.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.text.paragraph import Paragraph

TITLE_FONT, BODY_FONT, HEAD_FONT = "方正小标宋简体", "仿宋", "黑体"
TITLE_SIZE, BODY_SIZE, TABLE_SIZE, FOOT_SIZE = Pt(22), Pt(16), Pt(12), Pt(9)
LINE = Pt(28)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a paper."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """Paragraphs, parted by line breaks."""

    text: str


@dataclass(frozen=True, slots=True)
class Fields:
    """Label and value, a row each."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table with its head."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign and stamp."""

    lines: tuple[str, ...]


Block = Heading | Text | Fields | TableBlock | Signatures


@dataclass(frozen=True, slots=True)
class PaperContent:
    """What a paper says: everything on it comes from the records at that time."""

    title: str
    blocks: tuple[Block, ...]
    document_number: str = ""
    addressee: str = ""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the content in canonical form: equal papers have equal fingerprints."""
        kinds = [type(block).__name__ for block in self.blocks]
        text = json.dumps([asdict(self), kinds], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def word_file(content: PaperContent, *, version: int, check_code: str) -> bytes:
    """Write a paper as a Word file that carries its version and check code on every page."""
    document = Document()
    _page(document)
    _line(document, content.title, font=TITLE_FONT, size=TITLE_SIZE, centred=True)
    if content.document_number:
        _line(document, content.document_number, centred=True)
    if content.addressee:
        _line(document, content.addressee)
    for block in content.blocks:
        _write(document, block)
    foot = _("Version %(version)s · check code %(code)s") % {"version": version, "code": check_code}
    _footer(document, foot)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _page(document: WordDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)


def _write(document: WordDocument, block: Block) -> None:
    match block:
        case Heading(text):
            _line(document, text, font=HEAD_FONT)
        case Text(text):
            for part in filter(None, map(str.strip, text.splitlines())):
                _line(document, part, indented=True)
        case Fields(rows):
            _table(document, rows, head=())
        case TableBlock(head, rows):
            _table(document, rows, head=head)
        case Signatures(lines):
            _signatures(document, lines)


def _signatures(document: WordDocument, lines: Sequence[str]) -> None:
    for line in lines:
        _line(document, line).paragraph_format.space_before = Pt(24)


def _table(document: WordDocument, rows: Sequence[Sequence[str]], *, head: Sequence[str]) -> None:
    if not rows and not head:
        return
    whole = [*([head] if head else []), *rows]
    table = document.add_table(rows=len(whole), cols=len(whole[0]))
    table.style = "Table Grid"
    for row, values in zip(table.rows, whole, strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            paragraph = cell.paragraphs[0]
            _run(paragraph, value, font=HEAD_FONT if head and values is head else BODY_FONT, size=TABLE_SIZE)
    if head:
        _repeat_head(table.rows[0])
    document.add_paragraph()


def _repeat_head(row: Any) -> None:  # noqa: ANN401 - python-docx names no type for it
    mark = OxmlElement("w:tblHeader")
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


def _run(paragraph: Paragraph, text: str, *, font: str, size: Pt) -> None:
    run = paragraph.add_run(_plain(text))
    run.font.size = size
    run.font.name = "Times New Roman"
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)  # noqa: SLF001 - as above


def _footer(document: WordDocument, text: str) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, text, font=BODY_FONT, size=FOOT_SIZE)


def _plain(text: str) -> str:
    """Drop what XML cannot hold."""
    return "".join(sign for sign in text if sign in "\t\n" or sign >= " ")
