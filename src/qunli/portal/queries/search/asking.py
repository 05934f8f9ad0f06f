"""One search over every room, in one statement that asks each room who may see its records.

Hits, counts and choices come out of the same rows, and those rows have passed the room's own rule: what somebody may
not see is in none of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.urls import reverse

from qunli.core.queries.refs import pages_of
from qunli.core.queries.searching import Searched, query_text, searched_kinds
from qunli.core.states import Words
from qunli.portal.queries.search.excerpts import Excerpt, excerpt_of
from qunli.portal.queries.search.facets import Cell, Facet, count_of, facets_of
from qunli.portal.queries.search.wanted import Wanted

if TYPE_CHECKING:
    from qunli.people.permits import Anyone

SHOWN: Final = 20
COLUMNS: Final = "e.id, e.kind, e.about_id, e.field_id, e.region, e.year, e.state, e.dated"

_WHOLE: Final = """
WITH hits AS MATERIALIZED ({branches}),
page AS (SELECT * FROM hits WHERE {narrowed} ORDER BY by_title DESC, dated DESC NULLS LAST, kind, about_id DESC
    LIMIT %s OFFSET %s)
SELECT kind, field_id, region, year, state, count(*), 0 FROM hits GROUP BY 1, 2, 3, 4, 5
UNION ALL
SELECT kind, about_id, '', NULL, '', 0,
    row_number() OVER (ORDER BY by_title DESC, dated DESC NULLS LAST, kind, about_id DESC) FROM page
"""
_ROOM_TO_WORK: Final = "SELECT set_config('work_mem', '64MB', true), set_config('jit', 'off', true)"
"""For this one statement: a common word's hits stay in memory, and nothing is compiled that runs for milliseconds."""
_NARROWED: Final = {
    "kind": "kind = %s",
    "field": "field_id = %s::bigint",
    "region": "region = %s",
    "year": "year = %s::smallint",
    "state": "state = %s",
}


@dataclass(frozen=True, slots=True)
class Found:
    """One record that was found."""

    kind: str
    title: Words
    label: str
    url: str
    note: str
    excerpt: Excerpt | None


@dataclass(frozen=True, slots=True)
class Results:
    """A page of what was found; `total` is of all pages, `facets` what it can be narrowed by."""

    wanted: Wanted
    total: int = 0
    found: tuple[Found, ...] = ()
    facets: tuple[Facet, ...] = ()

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return -(-self.total // SHOWN)


@dataclass(frozen=True, slots=True)
class _Statement:
    """A part of a statement with its values."""

    sql: str
    values: tuple[Any, ...]  # whatever PostgreSQL is given


def search_for(user: Anyone, wanted: Wanted, *, at: datetime) -> Results:
    """Search what somebody may see; a record's number leads to that record alone."""
    branches = list(_branches(user, wanted, at)) if wanted.asks else []
    if not branches:
        return Results(wanted)
    cells, keys = _asked(branches, wanted)
    total = count_of(cells, wanted)
    return Results(wanted, total, tuple(_shown(user, wanted, keys, at)), facets_of(cells, wanted))


def kinds_open_to(user: Anyone, *, at: datetime) -> list[Searched]:
    """Return the kinds of which somebody may see any record at all; no statement."""
    return [kind for kind in searched_kinds() if _sight(kind, user, at) is not None]


def _sight(kind: Searched, user: Anyone, at: datetime) -> _Statement | None:
    try:
        return _Statement(*kind.seen_by(user, at).order_by().values("pk").query.sql_with_params())
    except EmptyResultSet:
        return None


def visible_entries(user: Anyone, wanted: Wanted, *, at: datetime, most: int) -> list[int]:
    """Return the keys of entries that a search finds now, whatever its page; the newest where there are more."""
    branches = list(_branches(user, wanted, at)) if wanted.asks else []
    if not branches:
        return []
    narrowed, values = _narrowing(wanted)
    union = _union(branches)
    statement = f"WITH hits AS ({union.sql}) SELECT id FROM hits WHERE {narrowed} ORDER BY id DESC LIMIT %s"  # noqa: S608 -- written here; values are bound
    with connection.cursor() as cursor:
        cursor.execute(statement, [*union.values, *values, most])
        return [int(row[0]) for row in cursor.fetchall()]


def _asked(branches: list[_Statement], wanted: Wanted) -> tuple[list[Cell], list[tuple[str, int]]]:
    """Ask once: how many there are of each combination, and the keys of one page in their order."""
    narrowed, values = _narrowing(wanted)
    union = _union(branches)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ROOM_TO_WORK)
        cursor.execute(
            _WHOLE.format(branches=union.sql, narrowed=narrowed),
            [*union.values, *values, SHOWN, (wanted.page - 1) * SHOWN],
        )
        rows = cursor.fetchall()
    cells = [Cell(*row[:6]) for row in rows if not row[6]]
    keys = sorted((row[6], row[0], row[1]) for row in rows if row[6])
    return cells, [(kind, key) for _place, kind, key in keys]


def _narrowing(wanted: Wanted) -> tuple[str, list[str]]:
    narrowed = wanted.narrowed
    return " AND ".join(["TRUE", *(_NARROWED[name] for name in narrowed)]), list(narrowed.values())


def _union(branches: Iterable[_Statement]) -> _Statement:
    kept = list(branches)
    return _Statement(" UNION ALL ".join(one.sql for one in kept), tuple(value for one in kept for value in one.values))


def _branches(user: Anyone, wanted: Wanted, at: datetime) -> Iterator[_Statement]:
    number = wanted.number
    terms = [f"{number.prefix}{number.year}".lower()] if number else wanted.terms
    for kind in searched_kinds():
        if number and number.prefix != kind.number_prefix:
            continue
        seen = _sight(kind, user, at)
        if seen is not None:
            yield _branch(kind, seen, terms, _Asker(kind.sees_inside(user), number.key if number else None))


@dataclass(frozen=True, slots=True)
class _Asker:
    """How a kind is asked for: from inside or not, for one record alone."""

    inside: bool
    key: int | None


def _branch(kind: Searched, seen: _Statement, terms: Sequence[str], asker: _Asker) -> _Statement:
    """Find one kind's entries by the indices, open and closed ones, and keep those that its room shows."""
    sides = [_side(kind, terms, asker, is_closed=False)]
    if kind.may_close:
        sides.append(_side(kind, terms, asker, is_closed=True))
    either = _union(sides)
    return _Statement(
        f"SELECT * FROM ({either.sql}) AS f WHERE f.about_id IN ({seen.sql})",  # noqa: S608 -- written here; values are bound
        (*either.values, *seen.values),
    )


def _side(kind: Searched, terms: Sequence[str], asker: _Asker, *, is_closed: bool) -> _Statement:
    query = query_text(terms, kind.kind, is_closed=is_closed, inside=asker.inside)
    conditions = ["e.is_closed" if is_closed else "NOT e.is_closed", "e.terms @@ %s::tsquery"]
    values: list[Any] = [query_text(terms, is_closed=is_closed)] if terms else []
    values.append(query)
    if asker.key is not None:
        conditions.append("e.about_id = %s")
        values.append(asker.key)
    by_title = "e.title_terms @@ %s::tsquery" if terms else "FALSE"
    return _Statement(
        f"SELECT {COLUMNS}, {by_title} AS by_title FROM core_searchentry e WHERE {' AND '.join(conditions)}",  # noqa: S608 -- as above
        tuple(values),
    )


def _shown(user: Anyone, wanted: Wanted, keys: list[tuple[str, int]], at: datetime) -> Iterator[Found]:
    """Load the records of a page through their rooms' sight once more, and say what is shown of each."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for kind, key in keys:
        by_kind[kind].append(key)
    kinds = {kind.kind: kind for kind in searched_kinds() if kind.kind in by_kind}
    records = {
        (name, record.pk): record
        for name, kind in kinds.items()
        for record in kind.records()
        .filter(pk__in=by_kind[name])
        .filter(pk__in=kind.seen_by(user, at).order_by().values("pk"))
    }
    pages = pages_of([record.ref for record in records.values()], user)
    for place in keys:
        record = records.get(place)
        if record is not None:
            name, found = place[0], kinds[place[0]]
            url = pages.get(record.ref, "") or _public_page(found, record)
            excerpt = _excerpt(found, record, user, wanted)
            yield Found(name, found.title, found.label(record), url, found.note(record), excerpt)


def _public_page(kind: Searched, record: Any) -> str:  # noqa: ANN401 -- of any room
    if kind.public_page is None:
        return ""
    view, key = kind.public_page
    return reverse(view, args=[getattr(record, key)])


def _excerpt(kind: Searched, record: Any, user: Anyone, wanted: Wanted) -> Excerpt | None:  # noqa: ANN401 -- as above
    texts = [*kind.texts(record), *(kind.inner_texts(record) if kind.sees_inside(user) else ())]
    return excerpt_of(texts, wanted.words, wanted.terms)
