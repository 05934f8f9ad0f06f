"""Needs whose words overlap: what an operator looks at before two of the same are screened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import connection

from qunli.needs.models import Need
from qunli.needs.states import NeedState

if TYPE_CHECKING:
    from django.db.models import QuerySet

ALIKE: Final = 0.3
"""From which share of common bigrams two needs are shown side by side: our working value."""
LIVING: Final = (NeedState.SUBMITTED, NeedState.ACCEPTED)
NEWEST: Final = 60
"""So many of the newest needs are always compared, and tell which words are common."""
COMMON: Final = 1
"""A word that more of the newest needs say than this tells little: it leads to no candidate."""
MOST_WORDS: Final = 200
MOST_SAYING: Final = 200
MOST_CANDIDATES: Final = 15
"""Bounds of the search: words of one need, older needs that say one of them, older needs that are then compared."""

_ALIKE: Final = """
WITH newest AS (
    SELECT id, string_to_array(bigrams, ' ') AS words FROM needs_need
    WHERE cluster_id = %(cluster)s AND state = ANY(%(living)s) AND id <> %(need)s
    ORDER BY id DESC LIMIT %(newest)s
), said AS (
    SELECT word, count(*) AS times FROM newest CROSS JOIN unnest(words) AS word
    WHERE word = ANY(%(words)s::text[]) GROUP BY word
), telling AS (
    SELECT word FROM unnest(%(words)s::text[]) AS word LEFT JOIN said USING (word)
    WHERE coalesce(times, 0) <= %(common)s ORDER BY coalesce(times, 0), word LIMIT %(most_words)s
), older AS (
    SELECT saying.id FROM telling CROSS JOIN LATERAL (
        SELECT id FROM needs_need
        WHERE string_to_array(bigrams, ' ') @> ARRAY[word]
        AND cluster_id = %(cluster)s AND state = ANY(%(living)s) AND id <> %(need)s
        LIMIT %(most_saying)s
    ) AS saying GROUP BY saying.id ORDER BY count(*) DESC, saying.id LIMIT %(most_candidates)s
), compared AS (
    SELECT id, (
        SELECT count(*) FILTER (WHERE word = ANY(%(words)s::text[])) / greatest(least(count(*), %(many)s), 1)::float
        FROM unnest(string_to_array(bigrams, ' ')) AS word WHERE length(word) > 1
    ) AS share
    FROM needs_need WHERE id IN (SELECT id FROM newest UNION SELECT id FROM older)
)
SELECT id, share FROM compared WHERE share >= %(least)s ORDER BY share DESC, id
"""
"""The share of words in common with the newest needs, and with the older that say most words which few of those say."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """A need that resembles another, and by how much."""

    need: Need
    share: float

    @property
    def percent(self) -> int:
        """The share as people say it."""
        return round(self.share * 100)


def needs_like(need: Need, rows: QuerySet[Need], *, least: float = ALIKE, limit: int = 5) -> list[Likeness]:
    """Return needs of the same cluster whose words overlap, the likest first.

    The overlap is the share of common bigrams in the shorter text; single characters do not count. The newest needs
    are all compared; of the older ones those that share most of the words that few of the newest say.
    """
    shares = _shares(need, least)
    likest = list(shares)
    found = rows.in_bulk(likest[: 2 * limit])  # those of them that may be read
    if len(found) < limit < len(likest):
        found |= rows.in_bulk(likest[2 * limit :])
    return [Likeness(found[pk], share) for pk, share in shares.items() if pk in found][:limit]


def merge_targets(need: Need, rows: QuerySet[Need]) -> list[Need]:
    """The needs that another can be merged into: the likest first, then the newest."""
    like = [one.need for one in needs_like(need, rows, least=0.05, limit=10)]
    able = rows.filter(cluster=need.cluster, state__in=LIVING).exclude(pk=need.pk)
    return [*like, *able.exclude(pk__in=[one.pk for one in like]).order_by("-id")[:40]]


def _shares(need: Need, least: float) -> dict[int, float]:
    """Return the needs that share words with this one, the likest first, with their shares."""
    words = [word for word in need.bigrams.split() if len(word) > 1]
    asked: dict[str, float | list[str]] = {
        "words": words,
        "many": len(words),
        "need": need.pk,
        "cluster": need.cluster_id,
        "living": list(LIVING),
        "least": least,
        "newest": NEWEST,
        "common": COMMON,
        "most_words": MOST_WORDS,
        "most_saying": MOST_SAYING,
        "most_candidates": MOST_CANDIDATES,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE, asked)
        return dict(cursor.fetchall())
