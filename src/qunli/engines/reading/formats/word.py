"""Reads a Word file as a stream: paragraphs as lines, table rows as lines of cells."""

import zipfile
import zlib
from collections.abc import Iterator
from io import StringIO
from typing import IO, Final

from lxml import etree

from qunli.engines.reading.formats.archive import member, opened_archive
from qunli.engines.reading.formats.elements import Element
from qunli.engines.reading.formats.opened import Opened, Unopened, UnopenedCause

__all__ = ["read_word"]

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BREAKS: Final = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_READ: Final = frozenset({f"{_W}t", f"{_W}p", f"{_W}tc", f"{_W}tr", f"{_W}tbl", *_BREAKS})
_LEFT_OUT: Final = f"{_W}del"
LONGEST: Final = 16_000_000


def read_word(content: bytes) -> Opened:
    """Return the text of the body; what was deleted under tracked changes is left out."""
    with opened_archive(content) as archive, member(archive, "word/document.xml") as stream:
        try:
            return Opened(_text(stream), "docx")
        except (etree.XMLSyntaxError, zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError) as error:
            raise Unopened(UnopenedCause.BROKEN, type(error).__name__) from error


def _events(stream: IO[bytes]) -> Iterator[tuple[str, Element]]:
    yield from etree.iterparse(
        stream, events=("start", "end"), resolve_entities=False, no_network=True, huge_tree=False, recover=False
    )


class _Body:
    """Writes the text while the elements pass by."""

    def __init__(self) -> None:
        self.out = StringIO()
        self.cell: list[str] = []
        self.cells: list[str] = []
        self.depth = 0
        self.deleted = 0

    def text(self, written: str) -> None:
        """Take in a piece of a paragraph."""
        if self.deleted:
            return
        if self.depth:
            self.cell.append(written)
        else:
            self.out.write(written)

    def end(self, tag: str) -> None:
        """Close a paragraph, a cell or a row."""
        if tag == f"{_W}p":
            self.text(" " if self.depth else "\n")
        elif tag == f"{_W}tc" and self.depth == 1:
            self.cells.append(" ".join("".join(self.cell).split()))
            self.cell = []
        elif tag == f"{_W}tr" and self.depth == 1:
            self.out.write("| " + " | ".join(self.cells) + " |\n")
            self.cells = []
        elif tag == f"{_W}tbl":
            self.depth -= 1
            self.out.write("" if self.depth else "\n")


def _text(stream: IO[bytes]) -> str:
    body = _Body()
    for event, element in _events(stream):
        tag = element.tag
        if event == "start":
            body.depth += tag == f"{_W}tbl"
            body.deleted += tag == _LEFT_OUT
            continue
        body.deleted -= tag == _LEFT_OUT
        if tag == f"{_W}t":
            body.text(element.text or "")
        elif tag in _BREAKS:
            body.text(_BREAKS[tag])
        elif tag in _READ:
            body.end(str(tag))
            _forget(element)
        if body.out.tell() > LONGEST:
            raise Unopened(UnopenedCause.EXPANDS)
    return body.out.getvalue()


def _forget(element: Element) -> None:
    """Let go of what was read, so that a long document takes no more memory than a short one."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
