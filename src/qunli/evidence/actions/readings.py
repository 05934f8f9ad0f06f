"""Writing down what the engine read: all of it or nothing, and only once, however often a job runs."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, lock, take_step, write_journal
from qunli.core.states import Doer, Refused
from qunli.evidence.bridge.reading import Read, same_claim
from qunli.evidence.bridge.texts import digest_of
from qunli.evidence.models import Claim, Defect, Document, Mention, Passage
from qunli.evidence.permits import keeps_evidence
from qunli.evidence.states import DOCUMENT_LIFECYCLE, ClaimState, DocumentState, PassageState, UnreadCause
from qunli.people.permits import require

if TYPE_CHECKING:
    from collections.abc import Iterable

BATCH: Final = 1000


class ReadAlready(Refused):
    """Another job was quicker, and nothing is left to do."""

    def __init__(self) -> None:
        super().__init__(_("This has been read already."))


@action(_("Document read"))
def record_reading(*, document: Document, read: Read, by: Doer, at: datetime) -> Document:
    """Write down the passages, claims, bodies and defects of a document that waits. Raises `ReadAlready`."""
    require(keeps_evidence(by))
    held = lock(Document.objects.all(), document.pk)
    if held.state != DocumentState.WAITING:
        raise ReadAlready
    digest = digest_of(read.text)
    if Document.objects.filter(text_sha256=digest).exclude(pk=held.pk).exists():
        return give_up_reading(document=held, cause=UnreadCause.KEPT_ALREADY, by=by, at=at)
    was, now = take_step(held, lifecycle=DOCUMENT_LIFECYCLE, step="read")
    if not held.text:
        held.text, held.text_sha256 = read.text, digest
    held.read_at = at
    held.save(update_fields=["state", "text", "text_sha256", "read_at"])
    Passage.objects.bulk_create(_of(held, read.passages), batch_size=BATCH)
    claims = _add_claims(held, read.claims, at=at)
    _add_the_rest(held, read.mentions, read.defects)
    facts = {"passages": len(read.passages), "claims": len(claims), "bodies": len(read.mentions), "text_sha256": digest}
    write_journal(on=held, by=by, at=at, was=was, now=now, facts=facts | {"claims_digest": _digest_of(claims)})
    return held


@action(_("Document not readable"))
def give_up_reading(*, document: Document, cause: UnreadCause, by: Doer, at: datetime) -> Document:
    """Write down why a document could not be read; a person supplies its text. Raises `ReadAlready`."""
    require(keeps_evidence(by))
    held = lock(Document.objects.all(), document.pk)
    if held.state != DocumentState.WAITING:
        raise ReadAlready
    was, now = take_step(held, lifecycle=DOCUMENT_LIFECYCLE, step="give_up")
    held.unread_because = cause
    held.save(update_fields=["state", "unread_because"])
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"cause": cause.value})
    return held


@action(_("Passage read"))
def record_passage_reading(*, passage: Passage, read: Read, by: Doer, at: datetime) -> Passage:
    """Write down what stands in a passage that a person wanted read; what is there already is not added again."""
    require(keeps_evidence(by))
    document = lock(Document.objects.all(), passage.document_id)
    held = lock(Passage.objects.all(), passage.pk)
    if held.state != PassageState.KEPT:
        raise ReadAlready
    inside = [one for one in read.claims if held.start <= one.start and one.end <= held.end]
    claims = _add_claims(document, inside, at=at)
    _add_the_rest(
        document,
        (one for one in read.mentions if held.start <= one.start and one.end <= held.end),
        (one for one in read.defects if held.start <= one.start and one.end <= held.end),
    )
    facts = {"passage": held.pk, "claims": len(claims), "claims_digest": _digest_of(claims)}
    write_journal(on=document, by=by, at=at, facts=facts)
    return held


def _of(document: Document, rows: Iterable[Passage]) -> list[Passage]:
    found = list(rows)
    for one in found:
        one.document = document
    return found


def _add_claims(document: Document, claims: Iterable[Claim], *, at: datetime) -> list[Claim]:
    """Add the claims that are not there; characters out of which a person read a claim are not read again."""
    held = list(document.claims.all())
    known = {same_claim(one) for one in held if one.stated_by_id is None}
    by_hand = [(one.start, one.end) for one in held if one.kind == "stated" and one.state != ClaimState.REJECTED]
    fresh = [
        one
        for one in claims
        if same_claim(one) not in known and not any(first <= one.start and one.end <= last for first, last in by_hand)
    ]
    for one in fresh:
        one.document, one.stated_at = document, at
    return Claim.objects.bulk_create(fresh, batch_size=BATCH)


def _add_the_rest(document: Document, mentions: Iterable[Mention], defects: Iterable[Defect]) -> None:
    named, wrong = list(mentions), list(defects)
    for body in named:
        body.document = document
    for fault in wrong:
        fault.document = document
    Mention.objects.bulk_create(named, batch_size=BATCH, ignore_conflicts=True)
    Defect.objects.bulk_create(wrong, batch_size=BATCH, ignore_conflicts=True)


def _digest_of(claims: Iterable[Claim]) -> str:
    """Return one digest over all claims that were added: the journal can tell whether one was slipped in later."""
    lines = [[one.start, one.end, one.kind, one.name, str(one.value), one.period] for one in claims]
    return hashlib.sha256(json.dumps(lines, ensure_ascii=False).encode()).hexdigest()
