"""Links names that a document uses to organizations of the directory: by code, by name, or by likeness with a score."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Final

from qunli.directory.models import Organization
from qunli.directory.queries import known_names
from qunli.engines.notation.names import name_key

_LIKELIEST: Final = 8
_APART: Final = 0.02
_LIKEST: Final = 0.99
_CODE: Final = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])")
_BEHIND: Final = 40
"""So many signs behind a name may hold its code."""


@dataclass(frozen=True, slots=True)
class Linked:
    """The organization that a name most likely means; of a `score` below 1 a person decides."""

    organization: Organization
    score: float

    @property
    def is_sure(self) -> bool:
        """Tell whether code or name are the same, so that nothing is guessed."""
        return self.score == 1

    @property
    def per_cent(self) -> int:
        """The score as people read it."""
        return int(self.score * 100)


class Linker:
    """Knows every name of the directory: two statements for any number of names.

    The engine scores; here only the few names that share enough pairs of signs are handed to it, so that a name is
    not held against each of ten thousand.
    """

    def __init__(self) -> None:
        self._known = known_names()
        self._by_key: dict[str, int] = {}
        self._by_code = {one.uscc: one.organization for one in self._known if one.uscc}
        self._places: dict[str, set[int]] = defaultdict(set)
        for place, one in enumerate(self._known):
            self._by_key.setdefault(one.key, one.organization)
            for pair in _pairs(one.key):
                self._places[pair].add(place)

    def link(self, names: list[tuple[str, str]]) -> dict[str, Linked]:
        """Return for each name, given with the signs behind it, what it means; names that mean nobody are left out."""
        scored = {name: found for name, behind in names if (found := self._scored(name, behind))}
        rows = Organization.objects.in_bulk({pk for pk, _score in scored.values()})
        return {name: Linked(rows[pk], score) for name, (pk, score) in scored.items()}

    def _scored(self, name: str, behind: str) -> tuple[int, float] | None:
        key = name_key(name)
        if not key:
            return None
        by_code = next((self._by_code[code] for code in _CODE.findall(behind.upper()) if code in self._by_code), None)
        if by_code or key in self._by_key:
            return by_code or self._by_key[key], 1.0
        return self._likeliest(name, key)

    def _likeliest(self, name: str, key: str) -> tuple[int, float] | None:
        from qunli.engines.reading.organizations import linked  # noqa: PLC0415 - slow to load, and seldom needed

        pairs = _pairs(key)
        shared = Counter(place for pair in pairs for place in self._places.get(pair, ()))
        near = [place for place, count in shared.most_common(_LIKELIEST) if 2 * count >= min(len(pairs), 4)]
        best: dict[int, float] = {}
        for one in (self._known[place] for place in near):
            found = linked("", 0, name, [(one.name, "")])
            if found is not None:
                best[one.organization] = max(found.score, best.get(one.organization, 0))
        ranked = sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))
        # A short form that fits two organizations alike names neither of them.
        if not ranked or (len(ranked) > 1 and ranked[0][1] - ranked[1][1] < _APART):
            return None
        return ranked[0][0], min(ranked[0][1], _LIKEST)


def behind(text: str, end: int) -> str:
    """Return the signs behind a name, where its code may stand."""
    return text[end : end + _BEHIND]


def _pairs(key: str) -> set[str]:
    return {key[place : place + 2] for place in range(len(key) - 1)} or {key}
