"""Reads a web page: blocks as lines, table rows as lines of cells; remembers which stretches are furniture."""

import re
from typing import Final

from lxml import etree, html

from qunli.engines.reading.encoding import decode
from qunli.engines.reading.formats.elements import Element
from qunli.engines.reading.formats.opened import Opened, Unopened, UnopenedCause

__all__ = ["read_html"]

_CHARSET: Final = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w-]{2,20})""", re.IGNORECASE)
_HEAD: Final = 4096
_LEFT_OUT: Final = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "iframe",
        "object",
        "head",
        "select",
        "button",
        "textarea",
        "canvas",
    }
)
_FURNITURE: Final = frozenset({"nav", "footer", "aside", "menu"})
_BLOCKS: Final = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "nav",
        "aside",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "caption",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "figure",
        "figcaption",
        "form",
        "fieldset",
        "address",
        "hr",
        "br",
        "option",
        "menu",
        "title",
        "details",
        "summary",
        "body",
        "html",
    ]
)
_ROLES: Final = frozenset({"navigation", "contentinfo", "complementary", "banner", "search"})
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACES: Final = re.compile(r"[ \t\r\f\v\xa0]*\n?[ \t\r\f\v\xa0\n]*")
_ALIASES: Final = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}
_DEEPEST: Final = 400


def read_html(content: bytes) -> Opened:
    """Return the visible text of a page."""
    declared = [match.group(1).decode("ascii", "ignore").lower() for match in _CHARSET.finditer(content[:_HEAD])]
    decoded = decode(content, [_ALIASES.get(name, name) for name in declared])
    source = decoded.text.replace("\x00", "\ufffd")
    if not source.strip():
        raise Unopened(UnopenedCause.EMPTY)
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root: Element = html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)  # pyright: ignore[reportUnknownMemberType] -- half typed
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise Unopened(UnopenedCause.BROKEN, type(error).__name__) from error
    page = _Page()
    page.walk(root)
    return Opened("".join(page.pieces), decoded.encoding, decoded.guessed, decoded.broken, regions=tuple(page.regions))


class _Page:
    """Writes the text of a page and the stretches that belong to its frame."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.regions: list[tuple[int, int]] = []
        self.fresh = True
        self.cells = 0

    def write(self, text: str) -> None:
        """Write text, spaces and line breaks folded as a browser does."""
        folded = " ".join(text.split())
        if not folded:
            if text and not self.fresh and self.pieces and not self.pieces[-1].endswith(" "):
                self._put(" ")
            return
        if text[0].isspace() and not self.fresh:
            folded = " " + folded
        if text[-1].isspace():
            folded += " "
        self._put(folded)
        self.fresh = False

    def _put(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)

    def line(self) -> None:
        """Begin a new line, unless one has just begun."""
        if not self.fresh:
            self._put("\n")
            self.fresh = True

    def walk(self, root: Element) -> None:
        """Go through the page without recursion: pages nest deeper than Python does."""
        stack: list[tuple[Element, int]] = [(root, -1)]
        while stack:
            element, begun = stack.pop()
            if begun >= 0:
                self._leave(element, begun)
                continue
            if self._is_left_out(element) or len(stack) > _DEEPEST * 1000:
                self.write(element.tail or "")
                continue
            begun = self._enter(element)
            stack.append((element, begun))
            stack.extend((child, -1) for child in reversed(element))

    def _is_left_out(self, element: Element) -> bool:
        if element.tag in _LEFT_OUT:
            return True
        return bool(_HIDDEN.search(element.get("style", ""))) or element.get("hidden") is not None

    def _enter(self, element: Element) -> int:
        tag = str(element.tag)
        if tag in {"td", "th"}:
            self._cell()
        elif tag in _BLOCKS:
            self.line()
            self.cells = 0
        begun = self.length
        self.write(element.text or "")
        return begun

    def _cell(self) -> None:
        if self.cells:
            self._put(" | " if not self.fresh else "| ")
            self.fresh = False
        self.cells += 1

    def _leave(self, element: Element, begun: int) -> None:
        tag = str(element.tag)
        if tag in _BLOCKS:
            self.line()
        if (tag in _FURNITURE or element.get("role", "") in _ROLES) and self.length > begun:
            self.regions = [one for one in self.regions if one[0] < begun]
            self.regions.append((begun, self.length))
        self.write(element.tail or "")
