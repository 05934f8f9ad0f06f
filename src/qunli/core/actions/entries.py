"""Keeping the search: entries are written at the end of the act that changed their records, in its transaction."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any, Final, TypeVar

from django.db import connection, transaction
from django.db.models import CharField, Value

from qunli.core.models.search import SearchEntry
from qunli.core.queries.searching import (
    INNER,
    Searched,
    closed_term,
    kind_term,
    searched_kinds,
    searched_places,
    terms_of_texts,
)

Place = tuple[str, str]
Touched = Iterable[tuple[str, str, int]]
Ways = Mapping[Place, tuple[str, ...]]

T = TypeVar("T")

_LOCK: Final = 0x716C_7361
_AT_ONCE: Final = 500
_NAME: Final = 16
"""So many characters of a digest are of title and region: where they differ, what is named after it is written too."""

_WRITE: Final = """
INSERT INTO core_searchentry
    (kind, about_id, is_closed, terms, title_terms, field_id, region, dated, year, state, digest, moved_at)
SELECT kind, about_id, is_closed, array_to_tsvector(string_to_array(terms, ' ')),
    array_to_tsvector(string_to_array(title_terms, ' ')), field_id, region, dated,
    extract(year FROM dated)::smallint, state, digest, %s
FROM unnest(%s::text[], %s::bigint[], %s::boolean[], %s::text[], %s::text[], %s::bigint[], %s::text[], %s::date[],
    %s::text[], %s::text[])
    AS made (kind, about_id, is_closed, terms, title_terms, field_id, region, dated, state, digest)
ORDER BY kind, about_id
ON CONFLICT (kind, about_id) DO UPDATE SET
    is_closed = excluded.is_closed, terms = excluded.terms, title_terms = excluded.title_terms,
    field_id = excluded.field_id, region = excluded.region, dated = excluded.dated, year = excluded.year,
    state = excluded.state, digest = excluded.digest, moved_at = excluded.moved_at
"""


@dataclass(frozen=True, slots=True, order=True)
class Row:
    """An entry as it is written. `terms` and `title_terms` stand between spaces."""

    kind: str
    about_id: int
    is_closed: bool
    terms: str
    title_terms: str
    field: int | None
    region: str
    dated: Any  # a day, or none
    state: str
    digest: str


def write_entries(touched: Touched, *, at: datetime) -> None:
    """Bring the entries of what an act touched up to date, and of what follows it. Called inside an action.

    Rows are written in one order by everybody, so that two acts cannot block each other for ever.
    """
    places: dict[Place, set[int]] = defaultdict(set)
    for room, kind, key in touched:
        places[room, kind].add(key)
    wanted = _wanted(places)
    if not wanted:
        return
    _lock()
    fresh, gone, renamed = _compared(wanted)
    if renamed:
        more, lost, _again = _compared(_named_after(renamed, wanted))
        fresh, gone = fresh + more, gone + lost
    _write(sorted(fresh), at=at)
    _remove(gone)


def rebuild_entries(*, at: datetime) -> int:
    """Write every entry anew and remove those without a record; return how many there are.

    Nothing that an act writes meanwhile is lost: a batch waits for acts that are writing entries, and they for it.
    """
    count = 0
    for kind in searched_kinds():
        keys = kind.records().order_by("pk").values_list("pk", flat=True)
        for batch in _batches(list(keys)):
            with transaction.atomic():
                _lock(alone=True)
                fresh, _gone, _renamed = _compared({kind.kind: set(batch)})
                _write(sorted(fresh), at=at)
            count += len(batch)
        SearchEntry.objects.filter(kind=kind.kind).exclude(about_id__in=kind.records().values("pk")).delete()
    SearchEntry.objects.exclude(kind__in=[kind.kind for kind in searched_kinds()]).delete()
    return count


def entries_are_foreign() -> bool:
    """Tell whether there are none yet, or those of closed records were made with another secret key than the site's."""
    if not SearchEntry.objects.exists():
        return True
    for kind in searched_kinds():
        kept = SearchEntry.objects.filter(kind=kind.kind, is_closed=True).values_list("about_id", flat=True).first()
        if kept is not None:
            return bool(_compared({kind.kind: {kept}})[0])
    return False


def stale_entries() -> list[tuple[str, int]]:
    """Name every entry that a rebuild would change: none, as long as acts alone write."""
    found: list[tuple[str, int]] = []
    for kind in searched_kinds():
        known = set(SearchEntry.objects.filter(kind=kind.kind).values_list("about_id", flat=True))
        keys = set(kind.records().values_list("pk", flat=True))
        fresh, _gone, _renamed = _compared({kind.kind: keys})
        found += [(row.kind, row.about_id) for row in fresh]
        found += [(kind.kind, key) for key in known - keys]
    return sorted(found)


def row_of(kind: Searched, record: Any) -> Row:  # noqa: ANN401 -- a record of any room
    """Return what is kept of one record."""
    entry = kind.entry(record)
    title = terms_of_texts(entry.title) | dict.fromkeys(entry.also)
    inner = (f"{INNER}{term}" for term in terms_of_texts(entry.inner))
    whole = title | terms_of_texts(entry.body) | dict.fromkeys(inner)
    if entry.is_closed:
        title, whole = dict.fromkeys(map(closed_term, title)), dict.fromkeys(map(closed_term, whole))
    whole[kind_term(kind.kind)] = None
    region = f"{entry.region[:2]}0000" if entry.region else ""
    told = (entry.is_closed, entry.field, region, entry.dated, entry.state)
    named, terms = " ".join(sorted(title)), " ".join(sorted(whole))
    digest = _digest(f"{named} {region}")[:_NAME] + _digest(f"{terms} {told}")[:40]
    return Row(kind.kind, record.pk, entry.is_closed, terms, named, *told[1:], digest)


def _wanted(places: dict[Place, set[int]]) -> dict[str, set[int]]:
    """Return what is to be looked at: what was touched, and what follows it."""
    found = _led_to(places, lambda kind: kind.follows)
    for kind, place in searched_places().items():
        if place in places:
            found[kind] |= places[place]
    return found


def _named_after(renamed: dict[Place, set[int]], known: dict[str, set[int]]) -> dict[str, set[int]]:
    found = _led_to(renamed, lambda kind: kind.named_after)
    return {kind: keys - known.get(kind, set()) for kind, keys in found.items()}


def _led_to(places: dict[Place, set[int]], ways: Callable[[Searched], Ways]) -> dict[str, set[int]]:
    """Return the records of each kind that ways lead to from some places, asked in one statement."""
    parts = [
        kind.records()
        .filter(**{f"{lookup}__in": sorted(places[place])})
        .order_by()
        .values_list(Value(kind.kind, CharField()), "pk")
        for kind in searched_kinds()
        for place, lookups in ways(kind).items()
        if place in places
        for lookup in lookups
    ]
    found: dict[str, set[int]] = defaultdict(set)
    for kind, key in parts[0].union(*parts[1:]) if len(parts) > 1 else chain(*parts):
        found[kind].add(key)
    return found


def _compared(wanted: dict[str, set[int]]) -> tuple[list[Row], list[tuple[str, int]], dict[Place, set[int]]]:
    """Return the rows that differ from what is kept, the entries whose record is gone, and what has a new name."""
    fresh: list[Row] = []
    gone: list[tuple[str, int]] = []
    renamed: dict[Place, set[int]] = defaultdict(set)
    for kind in searched_kinds():
        for keys in _batches(sorted(wanted.get(kind.kind, ()))):
            kept = dict(SearchEntry.objects.filter(kind=kind.kind, about_id__in=keys).values_list("about_id", "digest"))
            rows = list(_rows(kind, keys))
            for row in rows:
                if kept.get(row.about_id) != row.digest:
                    fresh.append(row)
                if row.about_id in kept and kept[row.about_id][:_NAME] != row.digest[:_NAME]:
                    renamed[searched_places()[kind.kind]].add(row.about_id)
            gone += [(kind.kind, key) for key in kept.keys() - {row.about_id for row in rows}]
    return fresh, gone, renamed


def _rows(kind: Searched, keys: Sequence[int]) -> Iterator[Row]:
    for record in kind.records().filter(pk__in=keys):
        yield row_of(kind, record)


def _write(rows: Sequence[Row], *, at: datetime) -> None:
    names = ("kind", "about_id", "is_closed", "terms", "title_terms", "field", "region", "dated", "state", "digest")
    with connection.cursor() as cursor:
        for some in _batches(rows):
            cursor.execute(_WRITE, [at, *([getattr(row, name) for row in some] for name in names)])


def _remove(gone: Iterable[tuple[str, int]]) -> None:
    for kind, key in sorted(gone):
        SearchEntry.objects.filter(kind=kind, about_id=key).delete()


def _lock(*, alone: bool = False) -> None:
    """Acts write entries beside each other, a rebuild alone."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock{'' if alone else '_shared'}(%s)", [_LOCK])


def _batches(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), _AT_ONCE):
        yield rows[start : start + _AT_ONCE]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
