"""Claims as somebody may read them, and the characters that they stand on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from django.db.models import Exists, Q

from qunli.engines.notation.width import fold_width
from qunli.evidence.models import Claim, Document
from qunli.evidence.permits import keepers_besides, may_read_document, sees_unconfirmed_claims
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


def claims_seen_by(user: Anyone) -> QuerySet[Claim]:
    """Return the claims somebody may read: to all but those who confirm and look, the confirmed ones that are open."""
    claims = Claim.objects.select_related("document", "confirmation__by__party")
    if sees_unconfirmed_claims(user):
        return claims
    return claims.filter(state=ClaimState.CONFIRMED, confirmation__is_closed=False)


def claims_to_confirm(user: Anyone) -> QuerySet[Claim]:
    """Return the claims that wait for somebody's yes or no, in the order of reading.

    What somebody read by hand is left to others, wherever there are others: as `may_confirm_claim` says.
    """
    if not sees_unconfirmed_claims(user):
        return Claim.objects.none()
    others = Exists(keepers_besides(user.pk or 0))
    waiting = Claim.objects.filter(state=ClaimState.WAITING).exclude(Q(stated_by=user.pk) & Q(others))
    return waiting.order_by("document_id", "start", "id")


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
