"""Reads a mail: subject and body; text parts first, a page where there is no text; attachments by name only."""

from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser

from qunli.engines.reading.encoding import decode
from qunli.engines.reading.formats.html import read_html
from qunli.engines.reading.formats.opened import Opened, Unopened, UnopenedCause

__all__ = ["read_mail"]


def read_mail(content: bytes) -> Opened:
    """Return subject and body; what a mail quotes of earlier ones stays."""
    try:
        message = BytesParser(policy=policy.default).parsebytes(content)
        return _opened(message)
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise Unopened(UnopenedCause.BROKEN, type(error).__name__) from error


def _opened(message: EmailMessage) -> Opened:
    subject = str(message.get("subject") or "").replace("\r", " ").replace("\n", " ").strip()
    head = f"{subject}\n\n" if subject else ""
    parts = [part for part in message.walk() if not part.is_multipart() and not part.get_filename()]
    plain = [part for part in parts if part.get_content_type() == "text/plain"]
    pages = [part for part in parts if part.get_content_type() == "text/html"]
    if not plain and pages:
        return _page(pages[0], head)
    text = head
    guessed = broken = False
    for part in plain:
        decoded = decode(_payload(part), _charsets(part))
        text += decoded.text.replace("\r\n", "\n").rstrip("\n") + "\n"
        guessed, broken = guessed or decoded.guessed, broken or decoded.broken
    if not text.strip():
        raise Unopened(UnopenedCause.EMPTY)
    return Opened(text, "eml", guessed, broken)


def _page(part: EmailMessage, head: str) -> Opened:
    page = read_html(_payload(part))
    regions = tuple((start + len(head), end + len(head)) for start, end in page.regions)
    return Opened(head + page.text, "eml", page.guessed, page.broken, regions=regions)


def _payload(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _charsets(part: EmailMessage) -> list[str]:
    charset = part.get_content_charset()
    if not charset:
        return []
    return [{"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}.get(charset, charset)]
