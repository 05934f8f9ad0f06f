"""Documents and claims as somebody may read them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Final

from django.db.models import Count, Q

from qunli.engines.notation.width import fold_width
from qunli.evidence.models import Claim, Document
from qunli.evidence.permits import may_read_document, may_read_documents, reads_confidential_evidence
from qunli.evidence.states import ClaimState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from qunli.people.queries import Anyone

CONTEXT: Final = 120
LONGEST_QUOTE: Final = 2_000
MOST_PLACES: Final = 30


@dataclass(frozen=True, slots=True)
class Quoted:
    """The exact characters of a claim, and a little of the text around them."""

    before: str
    quote: str
    after: str
    cut_before: bool
    cut_after: bool


def documents_seen_by(user: Anyone) -> QuerySet[Document]:
    """Return the documents somebody may read whole, with how many claims wait and are confirmed."""
    if not may_read_documents(user):
        return Document.objects.none()
    waiting = Count("claims", filter=Q(claims__state=ClaimState.WAITING))
    confirmed = Count("claims", filter=Q(claims__state=ClaimState.CONFIRMED))
    rows = Document.objects.defer("text").annotate(waiting=waiting, confirmed=confirmed)
    return rows if reads_confidential_evidence(user) else rows.filter(is_confidential=False)


def documents_matching(rows: QuerySet[Document], query: str) -> QuerySet[Document]:
    """Narrow by title, source or the text itself."""
    return rows.filter(Q(title__icontains=query) | Q(source__icontains=query) | Q(text__icontains=query))


def claims_seen_by(user: Anyone) -> QuerySet[Claim]:
    """Return the claims somebody may read: to the public the confirmed ones, on which figures stand."""
    claims = Claim.objects.select_related("document", "confirmation__by__party")
    if not may_read_documents(user):
        return claims.filter(state=ClaimState.CONFIRMED)
    if reads_confidential_evidence(user):
        return claims
    return claims.filter(Q(state=ClaimState.CONFIRMED) | Q(document__is_confidential=False))


def claims_matching(rows: QuerySet[Claim], query: str) -> QuerySet[Claim]:
    """Narrow by the quote or the document's title."""
    return rows.filter(Q(quote__icontains=query) | Q(document__title__icontains=query))


def context_for(user: Anyone, document: Document) -> int:
    """Return how many characters around a quote somebody sees: of a confidential document none."""
    return 0 if document.is_confidential and not may_read_document(user, document) else CONTEXT


def places_of(document: Document, quote: str) -> list[tuple[int, int]]:
    """Return where a quote stands in a document, however its width and its line breaks were copied."""
    signs = [sign for sign in fold_width(quote) if not sign.isspace()]
    if not signs or len(quote) > LONGEST_QUOTE:
        return []
    pattern = re.compile(r"\s*".join(re.escape(sign) for sign in signs))
    found = pattern.finditer(fold_width(document.text))
    return [match.span() for match in islice(found, MOST_PLACES)]


def around(document: Document, start: int, end: int, context: int = CONTEXT) -> Quoted:
    """Return characters of a document with the text around them."""
    return quoted(Claim(document=document, start=start, end=end), context)


def quoted(claim: Claim, context: int = CONTEXT) -> Quoted:
    """Return a claim's characters with the text around them."""
    text = claim.document.text
    first, last = max(claim.start - context, 0), min(claim.end + context, len(text))
    return Quoted(
        before=text[first : claim.start],
        quote=text[claim.start : claim.end],
        after=text[claim.end : last],
        cut_before=first > 0,
        cut_after=last < len(text),
    )


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a document: plain, or the characters of claims."""

    text: str
    claims: tuple[Claim, ...] = ()


def stretches(document: Document, claims: list[Claim]) -> list[Stretch]:
    """Cut a document at the ends of its claims, so that each character is shown once."""
    edges = sorted({0, len(document.text)} | {one.start for one in claims} | {one.end for one in claims})
    return [
        Stretch(document.text[first:last], tuple(one for one in claims if one.start <= first and last <= one.end))
        for first, last in pairwise(edges)
    ]
