"""Keeping documents, reading claims out of them, and a person's yes or no."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, lock, take_step, write_journal
from qunli.core.states import Doer, Refused, WrongInput
from qunli.evidence.models import Claim, Confirmation, Document
from qunli.evidence.permits import keeps_evidence, may_confirm_claims
from qunli.evidence.states import CLAIM_LIFECYCLE
from qunli.people.models import User
from qunli.people.permits import require


class KeptAlready(Refused):
    """The same text is kept already."""

    def __init__(self, document: Document) -> None:
        super().__init__(_("This text is kept already as %(number)s.") % {"number": document.number})
        self.document = document


@action(_("Document kept"))
def keep_document(
    *, title: str, source: str, text: str, by: Doer, at: datetime, source_date: date | None = None
) -> Document:
    """Keep a text as it came. Raises `KeptAlready` where the same text is there."""
    require(keeps_evidence(by))
    empty = {
        name: value for name, value in {"title": title, "source": source, "text": text}.items() if not value.strip()
    }
    if empty:
        raise WrongInput(dict.fromkeys(empty, _("This is needed.")))
    if "\x00" in text:
        raise WrongInput({"text": _("The text holds a NUL character: it was not read as text.")})
    digest = hashlib.sha256(text.encode()).hexdigest()
    # Two people keeping one text at once: the second waits for the unique digest and finds the first's.
    document, made = Document.objects.get_or_create(
        sha256=digest,
        defaults={
            "title": title.strip(),
            "source": source.strip(),
            "source_date": source_date,
            "text": text,
            "stated_at": at,
        },
    )
    if not made:
        raise KeptAlready(document)
    write_journal(on=document, by=by, at=at, facts={"sha256": digest, "characters": len(text)})
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
        document=document, start=start, end=end, quote=document.text[start:end], content=dict(content)
    )
    write_journal(on=claim, by=by, at=at, facts={"document": document.pk, "start": start, "end": end})
    return claim


@action(_("Claim confirmed"))
def confirm_claim(*, claim: Claim, by: Doer, at: datetime) -> Confirmation:
    """Say yes to a claim; what is created from it points to the confirmation."""
    if not isinstance(by, User):
        raise Refused(_("A person confirms a claim, not the system."))
    require(may_confirm_claims(by))
    held = lock(Claim.objects.all(), claim.pk)
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
    held.save(update_fields=["state"])
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"reason": reason.strip()})
    return held
