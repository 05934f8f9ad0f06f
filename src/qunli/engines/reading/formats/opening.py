"""Tells the format of a file by its content, then its name, and reads it within bounds."""

from collections.abc import Callable
from typing import Final

from qunli.engines.reading.encoding import decode
from qunli.engines.reading.formats.archive import member_names
from qunli.engines.reading.formats.excel import read_excel
from qunli.engines.reading.formats.html import read_html
from qunli.engines.reading.formats.mail import read_mail
from qunli.engines.reading.formats.opened import Opened, Unopened, UnopenedCause
from qunli.engines.reading.formats.pdf import read_pdf
from qunli.engines.reading.formats.word import read_word

__all__ = ["LARGEST", "Opened", "Unopened", "UnopenedCause", "format_of", "open_document"]

LARGEST: Final = 64 * 1024 * 1024
PLAIN: Final = frozenset({"txt", "md", "csv"})

_ENDINGS: Final = {
    "txt": "txt", "text": "txt", "log": "txt", "md": "md", "markdown": "md", "csv": "csv", "tsv": "csv",
    "htm": "html", "html": "html", "xhtml": "html", "eml": "eml", "pdf": "pdf", "docx": "docx", "xlsx": "xlsx",
}  # fmt: skip
_HEAD: Final = 2048
_NOT_TEXT: Final = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"MZ", b"\x7fELF",
)  # fmt: skip
_OLE: Final = b"\xd0\xcf\x11\xe0"  # what Office wraps a locked file in
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_ZIPPED: Final = frozenset({"docx", "xlsx"})
_HTML: Final = (b"<!doctype html", b"<html", b"<head", b"<body")


def format_of(name: str, content: bytes) -> str:
    """Return the format by the file's first bytes, else by its ending; nothing where neither is known."""
    head = content[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"%PDF-"):
        return "pdf"
    ending = _ENDINGS.get(name.rpartition(".")[2].lower(), "") if "." in name else ""
    if head.startswith(b"PK\x03\x04"):
        return _of_archive(content, ending)
    if head.startswith(_NOT_TEXT):
        return ending if head.startswith(_OLE) and ending in _ZIPPED else ""
    if ending in {"", "txt", "html"} and any(mark in head[:512].lower() for mark in _HTML):
        return "html" if ending != "txt" else "txt"
    return ending or ("txt" if not name.rpartition(".")[1] else "")


def _of_archive(content: bytes, ending: str) -> str:
    names = member_names(content)
    if not names and ending in _ZIPPED:
        return ending  # its reader says that it is damaged
    if "word/document.xml" in names:
        return "docx"
    return "xlsx" if any(name.startswith("xl/") for name in names) else ""


def open_document(name: str, content: bytes, *, text_only: bool = False) -> Opened:
    """Return the text of a file; raises `Unopened` with the reason where there is none.

    ``text_only`` returns a plain file as it was decoded, a byte-order mark dropped and nothing else
    touched, and refuses the other formats.
    """
    if len(content) > LARGEST:
        raise Unopened(UnopenedCause.TOO_LARGE)
    kind = format_of(name, content)
    if text_only and kind not in PLAIN:
        raise Unopened(UnopenedCause.NOT_PLAIN_TEXT, kind)
    if kind in PLAIN:
        decoded = decode(content)
        return Opened(decoded.text, decoded.encoding, decoded.guessed, decoded.broken)
    if kind in _ZIPPED and content.startswith(_OLE) and _ENCRYPTED in content:
        raise Unopened(UnopenedCause.ENCRYPTED)
    reader = _READERS.get(kind)
    if reader is None:
        raise Unopened(UnopenedCause.UNKNOWN_FORMAT, name.rpartition(".")[2][:20])
    if not content.strip():
        raise Unopened(UnopenedCause.EMPTY)
    return reader(content)


_READERS: Final[dict[str, Callable[[bytes], Opened]]] = {
    "html": read_html,
    "eml": read_mail,
    "pdf": read_pdf,
    "docx": read_word,
    "xlsx": read_excel,
}
