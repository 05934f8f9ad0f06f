"""Keeping documents, reading claims out of them, and a person's yes or no."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, attach_file, lock, take_step, write_journal
from qunli.core.states import Doer, Refused, Words, WrongInput
from qunli.evidence.bridge import LONGEST, text_of_file, with_plain_line_ends
from qunli.evidence.models import Claim, Confirmation, Document
from qunli.evidence.permits import keeps_evidence, may_confirm_claim, may_confirm_claims
from qunli.evidence.states import CLAIM_LIFECYCLE
from qunli.people.models import User
from qunli.people.permits import require

if TYPE_CHECKING:
    from django.core.files.base import File


class KeptAlready(Refused):
    """The same text is kept already."""

    def __init__(self, document: Document) -> None:
        super().__init__(_("This text is kept already as %(number)s.") % {"number": document.number})
        self.document = document


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentEntry:
    """A document as entered: its text as it stands in the source, and the file it came in where there is one."""

    title: str
    source: str
    text: str = ""
    source_date: date | None = None
    is_confidential: bool = False
    file: File[bytes] | None = None


@action(_("Document kept"))
def keep_document(*, entry: DocumentEntry, by: Doer, at: datetime) -> Document:
    """Keep a text as it came; without a text, the text of its file. Raises `KeptAlready` where the same is there."""
    require(keeps_evidence(by))
    text = with_plain_line_ends(entry.text)
    if not text.strip() and entry.file is not None:
        text = _text_in(entry.file)
    _check_document(entry, text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    # Two people keeping one text at once: the second waits for the unique digest and finds the first's.
    document, made = Document.objects.get_or_create(
        sha256=digest,
        defaults={
            "title": entry.title.strip(),
            "source": entry.source.strip(),
            "source_date": entry.source_date,
            "text": text,
            "is_confidential": entry.is_confidential,
            "kept_by": by if isinstance(by, User) else None,
            "stated_at": at,
        },
    )
    if not made:
        raise KeptAlready(document)
    write_journal(on=document, by=by, at=at, facts={"sha256": digest, "characters": len(text)})
    if entry.file is not None:
        attach_file(to=document, file=entry.file, by=by, at=at, purpose="original", confidential=entry.is_confidential)
    return document


@action(_("Claim read"))
def state_claim(
    *, document: Document, start: int, end: int, content: Mapping[str, object], by: Doer, at: datetime
) -> Claim:
    """State what the characters from `start` to before `end` say; the quote is taken from the document itself."""
    require(keeps_evidence(by))
    if not 0 <= start < end <= len(document.text):
        raise WrongInput({"start": _("These characters are not in the document.")})
    claim = Claim.objects.create(
        document=document,
        start=start,
        end=end,
        quote=document.text[start:end],
        content=dict(content),
        stated_by=by if isinstance(by, User) else None,
        stated_at=at,
    )
    write_journal(on=claim, by=by, at=at, facts={"document": document.pk, "start": start, "end": end})
    return claim


@action(_("Claim confirmed"))
def confirm_claim(*, claim: Claim, by: Doer, at: datetime) -> Confirmation:
    """Say yes to a claim; what is created from it points to the confirmation."""
    if not isinstance(by, User):
        raise Refused(_("A person confirms a claim, not the system."))
    held = lock(Claim.objects.all(), claim.pk)
    require(may_confirm_claims(by))
    require(may_confirm_claim(by, held), _("Somebody else confirms what you read out of the document."))
    was, now = take_step(held, lifecycle=CLAIM_LIFECYCLE, step="confirm")
    held.save(update_fields=["state"])
    confirmation = Confirmation.objects.create(claim=held, by=by, at=at)
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"confirmation": confirmation.pk})
    return confirmation


@action(_("Claim rejected"))
def reject_claim(*, claim: Claim, reason: str, by: Doer, at: datetime) -> Claim:
    """Say no to a claim, with the reason."""
    require(may_confirm_claims(by))
    if not reason.strip():
        raise WrongInput({"reason": _("This is needed.")})
    held = lock(Claim.objects.all(), claim.pk)
    was, now = take_step(held, lifecycle=CLAIM_LIFECYCLE, step="reject")
    held.rejected_by, held.rejected_at, held.reject_reason = by if isinstance(by, User) else None, at, reason.strip()
    held.save(update_fields=["state", "rejected_by", "rejected_at", "reject_reason"])
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"document": held.document_id})
    return held


def _text_in(file: File[bytes]) -> str:
    file.seek(0)
    return text_of_file(file.name or "", file.read())


def _check_document(entry: DocumentEntry, text: str) -> None:
    faults: dict[str, Words] = {
        name: _("This is needed.")
        for name, value in {"title": entry.title, "source": entry.source}.items()
        if not value.strip()
    }
    if not text.strip():
        faults["text"] = (
            _("The text of this file cannot be read by itself: paste it here, and the file is kept beside it.")
            if entry.file is not None
            else _("Paste the text, or choose a file.")
        )
    elif "\x00" in text:
        faults["text"] = _("The text holds a NUL character: it was not read as text.")
    elif len(text) > LONGEST:
        faults["text"] = _("The text is longer than %(limit)s characters: keep it in parts.") % {"limit": LONGEST}
    if faults:
        raise WrongInput(faults)
