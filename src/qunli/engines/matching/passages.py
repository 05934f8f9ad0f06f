"""The sentences of a text that answer a need best, quoted to the character."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from qunli.engines.matching.analysis import analyzed
from qunli.engines.matching.scoring import Scorer

__all__ = ["Passage", "passages"]

SHORT: Final = 120
"""A text of so many characters is its own passage."""
LONGEST: Final = 240
_END: Final = re.compile(r"[^。！？；!?;\n]*(?:[。！？；!?;\n]+|$)|")
_ENGLISH_END: Final = re.compile(r"(?<=[a-z0-9)]{2}\.)\s+(?=[A-Z])")
_READ: Final = 20_000
"""Passages are looked for in so many characters of a text."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the text as it was given: `quote` is `text[start:end]`."""

    start: int
    end: int
    quote: str


def passages(text: str, scorer: Scorer, *, most: int = 2) -> tuple[Passage, ...]:
    """Return the stretches that answer most, in the order of the text."""
    if len(text) <= SHORT:
        kept = text.strip()
        start = text.find(kept)
        return (Passage(start, start + len(kept), kept),) if kept else ()
    ranked = sorted(_scored(text[:_READ], scorer), key=lambda one: (-one[0], one[1]))
    best = [(start, end) for score, start, end in ranked[:most] if score > 0]
    return tuple(Passage(start, end, text[start:end]) for start, end in sorted(best))


def _scored(text: str, scorer: Scorer) -> Iterator[tuple[float, int, int]]:
    for start, end in _stretches(text):
        sentence = analyzed(text[start:end])
        length = Counter(sentence)[" "] + 1
        yield sum(share for _, share in scorer.shares(sentence, length)), start, end


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    for found in _END.finditer(text):
        begin = found.start()
        cuts = [begin, *(begin + cut.end() for cut in _ENGLISH_END.finditer(found[0])), found.end()]
        for first, last in itertools.pairwise(cuts):
            for start in range(first, last, LONGEST):
                yield from _trimmed(text, start, min(last, start + LONGEST))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    stretch = text[start:end]
    if stretch.strip():
        yield start + len(stretch) - len(stretch.lstrip()), start + len(stretch.rstrip())
