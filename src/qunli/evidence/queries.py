"""Documents and claims as somebody may read them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from qunli.evidence.models import Claim, Document
from qunli.evidence.permits import may_read_documents
from qunli.evidence.states import ClaimState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from qunli.people.queries import Anyone

CONTEXT = 120


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
    return Document.objects.defer("text").annotate(waiting=waiting, confirmed=confirmed)


def claims_seen_by(user: Anyone) -> QuerySet[Claim]:
    """Return the claims somebody may read: to the public the confirmed ones, on which figures stand."""
    claims = Claim.objects.select_related("document", "confirmation__by__party")
    return claims if may_read_documents(user) else claims.filter(state=ClaimState.CONFIRMED)


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
