"""Files of every format that is read, and files that are not what they say."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage

import docx
import openpyxl
import pytest

from qunli.engines.reading import DefectKind, PassageKind, Unopened, UnopenedCause, read_document

SENTENCE = "2024年，某某集群实现总产值56.48亿元，同比增长5%。"
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32")


def refused(name: str, content: bytes, *, text_only: bool = False) -> UnopenedCause:
    with pytest.raises(Unopened) as caught:
        read_document(name, content, text_only=text_only)
    return caught.value.cause


def a_pdf(text: str, *, locked: bool = False) -> bytes:
    """Write a PDF of one line in a font that every reader has for simplified Chinese."""
    show = f"BT /F1 12 Tf 9 60 Td <{text.encode('utf-16-be').hex()}> Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 900 90] /Resources << /Font << /F1 4 0 R >> >> /Contents 7 0 R>>",
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts [5 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 6 0 R /CIDSystemInfo 8 0 R >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 0 9 9] /Ascent 8 /Descent 0>>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(show), show),
        b"<< /Registry (Adobe) /Ordering (GB1) /Supplement 4 >>",
    ]
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    lock = b" /Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >> /ID [<00> <00>]" % (
        b"11" * 32,
        b"22" * 32,
    )
    out.write(b"xref\n0 9\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer\n<< /Size 9 /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF\n" % (lock if locked else b"", start))
    return out.getvalue()


def a_word_file() -> bytes:
    document = docx.Document()
    document.add_paragraph(SENTENCE)
    table = document.add_table(rows=2, cols=2)
    for place, text in enumerate(("企业名称", "产值（万元）", "东川轴承有限公司", "12600")):
        table.cell(place // 2, place % 2).text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def a_workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "2024年企业"
    for row in (("企业名称", "产值（万元）"), ("东川轴承有限公司", 12600), ("恒远传动科技有限公司", 5400)):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def a_zip(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_text_is_read_in_whatever_encoding(encoding: str) -> None:
    content = (SENTENCE * 3).encode(encoding)
    assert read_document("a.txt", content, text_only=True).reading.text == SENTENCE * 3


def test_traditional_text_in_big5_is_read() -> None:
    text = "臺中精密機械協會昨日公布，中部精密機械聚落的產值約一千億元，較前一年成長。"
    assert read_document("a.txt", text.encode("big5")).reading.text == text


def test_broken_bytes_are_reported_and_the_rest_is_read() -> None:
    document = read_document("a.txt", SENTENCE.encode() + b"\xff\xfe\n" + SENTENCE.encode() * 20)
    assert DefectKind.UNDECODABLE in {one.kind for one in document.reading.defects}
    assert len(document.reading.claims) >= 2


def test_nul_characters_stay_and_are_reported() -> None:
    document = read_document("a.txt", f"甲\x00乙。{SENTENCE}".encode())
    assert document.reading.text.startswith("甲\x00乙")
    assert [one.kind for one in document.reading.defects] == [DefectKind.NUL]


def test_a_page_gives_its_blocks_and_its_frame_is_set_aside() -> None:
    page = (
        '<html><head><meta charset="gbk"><title>题</title><style>p{}</style></head><body>'
        "<nav><a>首页</a><a>产业要闻与政策解读汇总</a></nav>"
        f"<p>{SENTENCE}</p><table><tr><th>企业名称</th><th>产值（万元）</th></tr>"
        "<tr><td>东川轴承有限公司</td><td>12600</td></tr></table>"
        "<script>var a = 1;</script><footer>某某公司版权</footer></body></html>"
    )
    reading = read_document("a.html", page.encode("gb18030")).reading
    assert reading.text.splitlines() == [
        "首页产业要闻与政策解读汇总",
        SENTENCE,
        "企业名称 | 产值（万元）",
        "东川轴承有限公司 | 12600",
        "某某公司版权",
    ]
    kept = "".join(reading.text[one.start : one.end] for one in reading.passages if one.keep)
    assert kept.splitlines() == reading.text.splitlines()[1:4]


def test_a_word_file_gives_paragraphs_and_tables() -> None:
    reading = read_document("a.docx", a_word_file()).reading
    assert reading.text.splitlines()[:3] == [SENTENCE, "| 企业名称 | 产值（万元） |", "| 东川轴承有限公司 | 12600 |"]
    assert [(one.subject, one.name, format(one.value[0], "f")) for one in reading.claims][-1] == (
        "东川轴承有限公司",
        "产值",
        "126000000",
    )


def test_a_workbook_gives_rows_with_the_year_of_its_sheet() -> None:
    reading = read_document("a.xlsx", a_workbook()).reading
    assert [one.kind for one in reading.passages if one.keep] == [PassageKind.LIST, PassageKind.TABLE]
    assert [(one.subject, format(one.value[0], "f"), one.unit, one.period) for one in reading.claims] == [
        ("东川轴承有限公司", "126000000", "元", "2024"),
        ("恒远传动科技有限公司", "54000000", "元", "2024"),
    ]


def test_a_pdf_gives_its_text() -> None:
    reading = read_document("a.pdf", a_pdf(SENTENCE)).reading
    assert reading.text.strip() == SENTENCE
    assert [format(one.value[0], "f") for one in reading.claims] == ["5648000000", "5"]


def test_a_mail_gives_subject_and_body() -> None:
    message = EmailMessage()
    message["Subject"] = "二季度汇总"
    message.set_content(SENTENCE, charset="gb18030")
    message.add_attachment(b"x", maintype="application", subtype="pdf", filename="a.pdf")
    assert read_document("a.eml", message.as_bytes()).reading.text == f"二季度汇总\n\n{SENTENCE}\n"


def test_what_cannot_be_read_says_why() -> None:
    bomb = a_zip("word/document.xml", b"<w>" + b" " * 60_000_000)
    assert [
        refused("a.txt", b"x" * (64 * 1024 * 1024 + 1)),
        refused("a.pdf", b"%PDF-1.7 nothing"),
        refused("a.pdf", a_pdf(SENTENCE, locked=True)),
        refused("a.docx", a_zip("word/document.xml", b"<w:document")),
        refused("a.docx", bomb),
        refused("a.png", b"\x89PNG\r\n"),
        refused("a.html", b"  "),
        refused("a.html", b"<p>a</p>", text_only=True),
    ] == [
        UnopenedCause.TOO_LARGE,
        UnopenedCause.BROKEN,
        UnopenedCause.ENCRYPTED,
        UnopenedCause.BROKEN,
        UnopenedCause.EXPANDS,
        UnopenedCause.UNKNOWN_FORMAT,
        UnopenedCause.EMPTY,
        UnopenedCause.NOT_PLAIN_TEXT,
    ]


@pytest.mark.slow
def test_ten_megabytes_without_a_line_break_are_read_in_bounded_time() -> None:
    reading = read_document("a.txt", ("甲乙丙丁" * 870_000).encode()).reading
    assert reading.passages[-1].end == len(reading.text)
