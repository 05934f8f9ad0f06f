"""What the search is told of each kind of record, and the terms that it keeps.

Core knows no room, so the settings say which rooms have something to find (`SEARCHED`).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.utils.module_loading import import_string

from qunli.core.states import Words
from qunli.engines.notation import script

if TYPE_CHECKING:
    from django.db.models import QuerySet

LONGEST_TEXT: Final = 50_000
"""So many characters of a text are searched: a long document beyond them is found by its title."""
LONGEST_TERM: Final = 100
MARK: Final = "~"
"""Begins the term that names a record's kind; no word begins so."""
INNER: Final = "="
"""Begins a term that only those search by who see such records from inside."""
LATIN_ENDS: Final = "\u0250"
PREFIXED: Final = 2
"""From so many letters on a Latin word of a search is the beginning of a word."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one record tells the search.

    Words of `title` count before those of `body`; `inner` are words for those who see such records from inside;
    `also` are terms as they are, such as pinyin. `region` is a division code, `field` a field of technology.
    """

    title: tuple[str, ...]
    body: tuple[str, ...] = ()
    inner: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    is_closed: bool = False
    field: int | None = None
    region: str = ""
    dated: date | None = None
    state: str = ""


@dataclass(frozen=True, slots=True)
class Searched:
    """One kind of record that is found, as its room says.

    `records` are those with an entry, with all that is shown of them; `seen_by` narrows to what somebody may see at a
    time, and is asked inside every search. `follows` names what changes an entry when something else is acted upon, by
    (room, kind) of that and the lookups that lead there; `named_after` the same where only another record's name is
    meant. `texts` is what an excerpt is cut from; `inner_texts` the same for those of whom `sees_inside` holds.
    `public_page` is the page of those who may not open the record's own: a view, and the attribute that holds its key.
    """

    kind: str
    title: Words
    records: Callable[[], QuerySet[Any]]
    entry: Callable[[Any], Entry]
    seen_by: Callable[[Any, datetime], QuerySet[Any]]
    label: Callable[[Any], str]
    note: Callable[[Any], str]
    texts: Callable[[Any], Iterable[str]]
    inner_texts: Callable[[Any], Iterable[str]] = lambda _record: ()
    sees_inside: Callable[[Any], bool] = lambda _user: False
    may_close: bool = False
    follows: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    named_after: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    public_page: tuple[str, str] | None = None
    state_field: str = "state"

    @property
    def place(self) -> tuple[str, str]:
        """Room and kind as refs name them."""
        meta = self.records().model._meta  # noqa: SLF001 -- Django's documented interface
        return meta.app_label, meta.model_name or ""

    @property
    def number_prefix(self) -> str:
        """What the numbers of such records begin with; empty where they have none."""
        return str(self.records().model.NUMBER_PREFIX)

    def state_label(self, state: str) -> str:
        """Return a state of such records, or a kind where they have none, in the reader's words."""
        model = self.records().model
        return str(dict(model._meta.get_field(self.state_field).choices or ()).get(state, state))  # noqa: SLF001 -- as above


@cache
def searched_kinds() -> tuple[Searched, ...]:
    """Return all that is found, in the order of the page."""
    kinds: tuple[Searched, ...] = import_string(settings.SEARCHED)
    return kinds


@cache
def searched_places() -> dict[str, tuple[str, str]]:
    """Return room and model of each kind: every act asks for them."""
    return {kind.kind: kind.place for kind in searched_kinds()}


def closed_term(term: str) -> str:
    """Return the keyed digest under which a closed record's term is kept."""
    key = hashlib.sha256(b"qunli.core.search:" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, term.encode(), hashlib.sha256).hexdigest()[:20]


def kind_term(kind: str) -> str:
    """Return the term that every entry of a kind holds, so that the index alone tells the kinds apart."""
    return f"{MARK}{kind}"


def terms_of_texts(texts: Iterable[str]) -> dict[str, None]:
    """Return the terms of texts, each once."""
    terms: dict[str, None] = {}
    for text in texts:
        if text:
            terms |= dict.fromkeys(term[:LONGEST_TERM] for term in script.bigrams(text[:LONGEST_TEXT]))
    return terms


def asked_terms(words: str) -> tuple[str, ...]:
    """Return the terms of a search, all of which must be there."""
    return tuple(term[:LONGEST_TERM] for term in script.search_terms(words))


def query_text(terms: Iterable[str], kind: str = "", *, is_closed: bool = False, inside: bool = False) -> str:
    """Write the terms, and a kind, as PostgreSQL reads a `tsquery`; terms are letters and digits only.

    A Latin word stands for every word that it begins; of closed entries, which keep digests, for itself.
    """
    parts = [_quoted(closed_term(term)) for term in terms] if is_closed else [_open(term, inside) for term in terms]
    return " & ".join([*parts, _quoted(kind_term(kind))] if kind else parts)


def _open(term: str, inside: bool) -> str:  # noqa: FBT001 -- reads in one place
    ending = ":*" if len(term) >= PREFIXED and term[0] < LATIN_ENDS else ""
    plain = f"{_quoted(term)}{ending}"
    return f"({plain} | {_quoted(INNER + term)}{ending})" if inside else plain


def _quoted(term: str) -> str:
    return f"'{term}'"
