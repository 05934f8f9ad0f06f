"""Where the words of a search stand in a text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from qunli.engines.notation import script

BEFORE: Final = 30
AFTER: Final = 90
"""So many characters are shown before and after the first word that was found."""
LONGEST: Final = 50_000


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A piece of a text, in parts of which some are words of the search."""

    parts: tuple[tuple[str, bool], ...]
    starts_later: bool
    ends_earlier: bool


def excerpt_of(texts: Iterable[str], words: str, terms: Iterable[str]) -> Excerpt | None:
    """Cut out the place where the search's words stand together, or its first term does; none where no term is.

    >>> excerpt_of(["汽車天窗在低溫下滲水"], "天窗", ["天窗"]).parts
    (('汽車', False), ('天窗', True), ('在低溫下滲水', False))
    """
    asked = [*sorted((_folded(word) for word in words.split()), key=len, reverse=True), *terms]
    for text in texts:
        short = " ".join(text[:LONGEST].split())
        folded = _folded(short)
        if len(folded) != len(short):  # a letter whose small form is longer: offsets would lie
            continue
        place = next((at for word in asked if word and (at := folded.find(word)) >= 0), -1)
        if place >= 0:
            return _cut(short, folded, place, [word for word in asked if word])
    return None


def _cut(text: str, folded: str, place: int, words: list[str]) -> Excerpt:
    start, end = max(0, place - BEFORE), min(len(text), place + AFTER)
    marked = [False] * (end - start)
    for word in words:
        at = folded.find(word, start, end)
        while at >= 0:
            marked[at - start : at - start + len(word)] = [True] * len(word)
            at = folded.find(word, at + 1, end)
    parts: list[tuple[str, bool]] = []
    begun = 0
    for here in range(1, len(marked) + 1):
        if here == len(marked) or marked[here] != marked[begun]:
            parts.append((text[start + begun : start + here], marked[begun]))
            begun = here
    return Excerpt(tuple(parts), start > 0, end < len(text))


def _folded(text: str) -> str:
    return script.to_simplified(text).lower()
