"""Needs whose words overlap: what an operator looks at before two of the same are screened."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import connection

from qunli.needs.models import Need
from qunli.needs.states import NeedState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

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
"""Bounds of the search: words of one need, older needs that say one of them, needs that are then compared."""

_SAYING: Final = """
SELECT said.id FROM unnest(%s::text[]) AS word CROSS JOIN LATERAL (
    SELECT need.id FROM needs_need AS need
    WHERE string_to_array(need.bigrams, ' ') @> ARRAY[word]
    AND need.cluster_id = %s AND need.state = ANY(%s) AND need.id <> %s
    LIMIT %s
) AS said GROUP BY said.id ORDER BY count(*) DESC, said.id LIMIT %s
"""
"""The needs that say most of some words, by the index over the words of each need."""


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
    mine = _pairs(need.bigrams)
    able = Need.objects.filter(cluster=need.cluster_id, state__in=LIVING).exclude(pk=need.pk)
    newest = {pk: _pairs(said) for pk, said in able.order_by("-id").values_list("pk", "bigrams")[:NEWEST]}
    chosen = _likest({pk: _overlap(mine, said) for pk, said in newest.items()}, least, MOST_CANDIDATES)
    if len(newest) == NEWEST:
        chosen += _saying(_telling(mine, newest.values()), need)
    found = rows.in_bulk(chosen) if chosen else {}  # those of them that may be read
    shares = {pk: _overlap(mine, _pairs(one.bigrams)) for pk, one in found.items()}
    return [Likeness(found[pk], shares[pk]) for pk in _likest(shares, least, limit)]


def merge_targets(need: Need, rows: QuerySet[Need]) -> list[Need]:
    """The needs that another can be merged into: the likest first, then the newest."""
    like = [one.need for one in needs_like(need, rows, least=0.05, limit=10)]
    able = rows.filter(cluster=need.cluster, state__in=LIVING).exclude(pk=need.pk)
    return [*like, *able.exclude(pk__in=[one.pk for one in like]).order_by("-id")[:40]]


def _saying(words: Sequence[str], need: Need) -> list[int]:
    with connection.cursor() as cursor:
        bounds = (MOST_SAYING, MOST_CANDIDATES)
        cursor.execute(_SAYING, [list(words), need.cluster_id, list(LIVING), need.pk, *bounds])
        return [row[0] for row in cursor.fetchall()]


def _telling(mine: frozenset[str], newest: Iterable[frozenset[str]]) -> list[str]:
    """Return the words of a text that few others say, the rarest first."""
    said = Counter(word for words in newest for word in mine & words)
    return sorted((word for word in mine if said[word] <= COMMON), key=lambda word: (said[word], word))[:MOST_WORDS]


def _pairs(words: str) -> frozenset[str]:
    return frozenset(word for word in words.split() if len(word) > 1)


def _overlap(mine: frozenset[str], theirs: frozenset[str]) -> float:
    return len(mine & theirs) / (min(len(mine), len(theirs)) or 1)


def _likest(shares: Mapping[int, float], least: float, limit: int) -> list[int]:
    """Return those that reach a share, the highest first."""
    return sorted((pk for pk, share in shares.items() if share >= least), key=lambda pk: (-shares[pk], pk))[:limit]
