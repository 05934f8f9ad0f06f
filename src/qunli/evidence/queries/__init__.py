"""Documents and claims as somebody may read them."""

from qunli.evidence.queries.claims import (
    LONGEST_QUOTE,
    Quoted,
    around,
    claims_matching,
    claims_seen_by,
    claims_to_confirm,
    context_for,
    places_of,
    quoted,
)
from qunli.evidence.queries.documents import content_of, documents_matching, documents_seen_by, left_unread
from qunli.evidence.queries.passages import PART, ShownPassage, Stretch, shown_passages, stretches
from qunli.evidence.queries.wording import facts_of, number_in_words, period_of, said_by, value_of

__all__ = [
    "LONGEST_QUOTE",
    "PART",
    "Quoted",
    "ShownPassage",
    "Stretch",
    "around",
    "claims_matching",
    "claims_seen_by",
    "claims_to_confirm",
    "content_of",
    "context_for",
    "documents_matching",
    "documents_seen_by",
    "facts_of",
    "left_unread",
    "number_in_words",
    "period_of",
    "places_of",
    "quoted",
    "said_by",
    "shown_passages",
    "stretches",
    "value_of",
]
