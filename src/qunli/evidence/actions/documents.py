"""Keeping documents as they came, and having them read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, attach_file, lock, queue_job, take_step, write_journal
from qunli.core.states import Doer, Refused, Words, WrongInput
from qunli.evidence.bridge.texts import LONGEST, digest_of, with_plain_line_ends
from qunli.evidence.models import Document
from qunli.evidence.permits import keeps_evidence
from qunli.evidence.states import DOCUMENT_LIFECYCLE, DocumentState
from qunli.people.models import User
from qunli.people.permits import require

if TYPE_CHECKING:
    from django.core.files.base import File

READ_DOCUMENT: Final = "evidence.read_document"
TEXT_FILES: Final = {
    "txt": ("text/plain", ".txt"),
    "text": ("text/plain", ".txt"),
    "log": ("text/plain", ".txt"),
    "md": ("text/plain", ".txt"),
    "markdown": ("text/plain", ".txt"),
    "csv": ("text/csv", ".csv"),
    "tsv": ("text/csv", ".csv"),
    "htm": ("text/html", ".html"),
    "html": ("text/html", ".html"),
    "xhtml": ("text/html", ".html"),
    "eml": ("message/rfc822", ".eml"),
}
"""What is kept beyond the files of other rooms: text in any encoding, pages and mails as they were saved."""


class KeptAlready(Refused):
    """The same text or file is kept already."""

    def __init__(self, document: Document) -> None:
        super().__init__(_("This text is kept already as %(number)s.") % {"number": document.number})
        self.document = document


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentEntry:
    """A document as entered: its text as it stands in the source, or the file that holds it, or both."""

    title: str
    source: str
    text: str = ""
    source_date: date | None = None
    is_confidential: bool = False
    is_synthetic: bool = False
    file: File[bytes] | None = None


@action(_("Document kept"))
def keep_document(*, entry: DocumentEntry, by: Doer, at: datetime) -> Document:
    """Keep a text or a file as it came, and queue its reading. Raises `KeptAlready` where the same is there."""
    require(keeps_evidence(by))
    text = with_plain_line_ends(entry.text) if entry.text.strip() else ""
    _check_document(entry, text)
    digest = digest_of(text) if text else _digest_of_file(entry.file)
    same = Document.objects.filter(text_sha256=digest).first() if text else None
    if same is not None:
        raise KeptAlready(same)
    # Two people keeping one text at once: the second waits for the unique digest and finds the first's.
    document, made = Document.objects.get_or_create(
        sha256=digest,
        defaults={
            "title": entry.title.strip(),
            "source": entry.source.strip(),
            "source_date": entry.source_date,
            "text": text,
            "text_sha256": digest if text else "",
            "is_confidential": entry.is_confidential,
            "is_synthetic": entry.is_synthetic,
            "kept_by": by if isinstance(by, User) else None,
            "stated_at": at,
        },
    )
    if not made:
        raise KeptAlready(document)
    write_journal(on=document, by=by, at=at, facts={"sha256": digest, "characters": len(text)})
    if entry.file is not None:
        attach_file(
            to=document,
            file=entry.file,
            by=by,
            at=at,
            purpose="original",
            confidential=entry.is_confidential,
            text_files=TEXT_FILES,
        )
    queue_job(READ_DOCUMENT, document=document.pk)
    return document


@action(_("Text supplied"))
def supply_text(*, document: Document, text: str, by: Doer, at: datetime) -> Document:
    """Put the text of a file that could not be read beside it, as somebody copied it, and queue its reading."""
    require(keeps_evidence(by))
    plain = with_plain_line_ends(text)
    if not plain.strip():
        raise WrongInput({"text": _("This is needed.")})
    _check_text(plain)
    held = lock(Document.objects.all(), document.pk)
    if held.text:
        raise Refused(_("This document has its text; it is never changed."))
    digest = digest_of(plain)
    same = Document.objects.filter(text_sha256=digest).first()
    if same is not None:
        raise KeptAlready(same)
    was, now = take_step(held, lifecycle=DOCUMENT_LIFECYCLE, step="try_again")
    held.text, held.text_sha256, held.unread_because = plain, digest, ""
    held.save(update_fields=["state", "text", "text_sha256", "unread_because"])
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"text_sha256": digest, "characters": len(plain)})
    queue_job(READ_DOCUMENT, document=held.pk)
    return held


@action(_("Read again"))
def try_again(*, document: Document, by: Doer, at: datetime) -> Document:
    """Queue the reading of a document that could not be read, or that nobody but a person has read yet."""
    require(keeps_evidence(by))
    held = lock(Document.objects.all(), document.pk)
    if held.state == DocumentState.READ and held.passages.exists():
        raise Refused(_("It has been read: keep or set aside its passages, or read a claim by hand."))
    was, now = take_step(held, lifecycle=DOCUMENT_LIFECYCLE, step="try_again")
    held.unread_because = ""
    held.save(update_fields=["state", "unread_because"])
    write_journal(on=held, by=by, at=at, was=was, now=now)
    queue_job(READ_DOCUMENT, document=held.pk)
    return held


def _digest_of_file(file: File[bytes] | None) -> str:
    whole = hashlib.sha256()
    if file is not None:
        file.seek(0)
        for chunk in file.chunks():
            whole.update(chunk)
    return whole.hexdigest()


def _check_document(entry: DocumentEntry, text: str) -> None:
    faults: dict[str, Words] = {
        name: _("This is needed.")
        for name, value in {"title": entry.title, "source": entry.source}.items()
        if not value.strip()
    }
    if not text and entry.file is None:
        faults["text"] = _("Paste the text, or choose a file.")
    if faults:
        raise WrongInput(faults)
    _check_text(text)


def _check_text(text: str) -> None:
    if "\x00" in text:
        raise WrongInput({"text": _("The text holds a NUL character: it was not read as text.")})
    if len(text) > LONGEST:
        words = _("The text is longer than %(limit)s characters: keep it in parts.") % {"limit": LONGEST}
        raise WrongInput({"text": words})
