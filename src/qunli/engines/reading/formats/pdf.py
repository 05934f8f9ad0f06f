"""Reads the text of a PDF, page by page; lines that a page breaks in the middle of a sentence are joined."""

import re
from io import StringIO
from typing import Final

import pypdfium2 as pdfium  # pyright: ignore[reportMissingTypeStubs] -- it brings its types in its source
import pypdfium2.raw as pdfium_raw  # pyright: ignore[reportMissingTypeStubs] -- as above

from qunli.engines.reading.formats.opened import Opened, Unopened, UnopenedCause

__all__ = ["joined_lines", "read_pdf"]

MOST_PAGES: Final = 3000
LONGEST: Final = 16_000_000
FULL_LINE: Final = 0.8
_ENDS: Final = re.compile(r"[。!?！？;；:：.”」』）)]\s*\Z")
_BEGINS: Final = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[.、]|第[一二三四五六七八九十\d]+[章节条]|[•●■◆-]\s)"
)
_HAN_END: Final = re.compile(r"[\u3000-\u9fff，、]\Z")


def read_pdf(content: bytes) -> Opened:
    """Return the text of all pages; a PDF of pictures has none and comes out empty."""
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        locked = getattr(error, "err_code", None) == pdfium_raw.FPDF_ERR_PASSWORD
        raise Unopened(UnopenedCause.ENCRYPTED if locked else UnopenedCause.BROKEN) from error
    out = StringIO()
    cut = len(document) > MOST_PAGES
    try:
        for number in range(min(len(document), MOST_PAGES)):
            out.write(joined_lines(_page(document, number)))
            out.write("\n")
            if out.tell() > LONGEST:
                cut = True
                break
    except pdfium.PdfiumError as error:
        raise Unopened(UnopenedCause.BROKEN) from error
    finally:
        document.close()
    return Opened(out.getvalue(), "pdf", cut=cut)


def _page(document: pdfium.PdfDocument, number: int) -> str:
    page = document[number]
    try:
        text_page = page.get_textpage()
        try:
            written: str = text_page.get_text_bounded()  # pyright: ignore[reportUnknownMemberType] -- half typed
            return written.replace("\r\n", "\n").replace("\r", "\n")
        finally:
            text_page.close()
    finally:
        page.close()


def joined_lines(page: str) -> str:
    r"""Join a line that fills the page's width and ends within a sentence to the next one.

    >>> joined_lines("集群完成工业总产值一百零八亿元，比上\n年增长。\n二、任务")
    '集群完成工业总产值一百零八亿元，比上年增长。\n二、任务\n'
    """
    lines = [line.rstrip() for line in page.split("\n")]
    widest = max((len(line) for line in lines), default=0)
    out: list[str] = []
    for line in lines:
        last = out[-1] if out else ""
        runs_on = len(last) >= FULL_LINE * widest and not _ENDS.search(last) and line and not _BEGINS.match(line)
        if last and runs_on and "  " not in last:
            out[-1] = last + ("" if _HAN_END.search(last) else " ") + line.lstrip()
        else:
            out.append(line)
    return "\n".join(out).rstrip("\n") + "\n"
