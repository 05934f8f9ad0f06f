"""What a search asks for, as an address says it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from qunli.core.queries.searching import asked_terms

LONGEST: Final = 200
NARROWING: Final = ("kind", "field", "region", "year", "state")
"""What a search is narrowed by, in the order in which it is offered."""
DEEPEST: Final = 500
"""The last page that is shown: who gets there narrows the search."""

NUMBER: Final = re.compile(r"\s*([A-Za-z]{1,2})(\d{4})-0*(\d{1,18})\s*\Z")
_CHOICE: Final = re.compile(r"[a-z_]{1,20}|[0-9]{1,18}")
_FIELD: Final = re.compile(r"[0-9]{1,18}")
_YEAR: Final = re.compile(r"[0-9]{4}")
_LARGEST: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Number:
    """A record's number, such as XQ2026-0001."""

    prefix: str
    year: str
    key: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words, and what they are narrowed by; an empty text narrows nothing."""

    words: str = ""
    kind: str = ""
    field: str = ""
    region: str = ""
    year: str = ""
    state: str = ""
    page: int = 1

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms that must all be there."""
        return asked_terms(self.words)

    @property
    def number(self) -> Number | None:
        """The number of a record, where the words are one."""
        found = NUMBER.match(self.words)
        if found is None or int(found[3]) > _LARGEST:
            return None
        return Number(found[1].upper(), found[2], int(found[3]))

    @property
    def narrowed(self) -> dict[str, str]:
        """What narrows the search."""
        return {name: value for name in NARROWING if (value := getattr(self, name))}

    @property
    def asks(self) -> bool:
        """Tell whether anything is asked: a word that can be looked up, or one narrowing."""
        return bool(self.terms or (self.narrowed and not self.words))

    @property
    def query(self) -> str:
        """The search as the query of an address."""
        page = {"page": str(self.page)} if self.page > 1 else {}
        words = {"q": self.words} if self.words else {}
        return urlencode(words | self.narrowed | page)

    def paged(self, page: int) -> Wanted:
        """Return another page of the same search."""
        return replace(self, page=page)

    def narrowed_by(self, name: str, value: str) -> Wanted:
        """Return the same search narrowed otherwise, from its first page; a kind's states are its own."""
        changed = {name: value, "page": 1} | ({"state": ""} if name == "kind" else {})
        return replace(self, **changed)  # type: ignore[arg-type]  # names of fields


def plain(text: str) -> str:
    """Return a text without what no database takes: NUL, and halves of characters."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "")


def wanted_from(query: Mapping[str, str]) -> Wanted:
    """Read a search from an address; what cannot be a choice narrows nothing."""
    words = plain(query.get("q", ""))[:LONGEST].strip()
    narrowed = {name: value for name in NARROWING if _CHOICE.fullmatch(value := query.get(name, ""))}
    for name, form in (("field", _FIELD), ("year", _YEAR)):
        if not form.fullmatch(narrowed.get(name, "")):
            narrowed.pop(name, None)
    page = query.get("page", "")
    number = min(max(int(page), 1), DEEPEST) if page.isascii() and page.isdigit() and len(page) < 10 else 1  # noqa: PLR2004 -- a number of sane length
    return Wanted(words=words, page=number, **narrowed)
