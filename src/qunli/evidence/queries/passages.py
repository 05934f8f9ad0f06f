"""A document cut at its passages and claims, as a page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from qunli.evidence.models import Claim, Document, Passage

PART: Final = 20_000
"""Characters of a long document that one page shows."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a document: plain, or the characters of claims."""

    text: str
    claims: tuple[Claim, ...] = ()
    begins: int = 0
    """The claim whose characters begin here: the place that a page can jump to."""


@dataclass(frozen=True, slots=True)
class ShownPassage:
    """A passage as a page shows it; without a passage where nobody has read the document yet."""

    passage: Passage | None
    stretches: tuple[Stretch, ...]

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing of it can be seen."""
        return not any(one.text.strip() for one in self.stretches)


def shown_passages(document: Document, claims: Sequence[Claim], first: int, last: int) -> list[ShownPassage]:
    """Return what stands between two places of a document, cut at its passages and claims; two statements at most."""
    first, last = max(first, 0), min(last, len(document.text))
    found = document.passages.filter(end__gt=first, start__lt=last).select_related("decided_by__party")
    passages = list(found.order_by("start"))
    spans: list[tuple[Passage | None, int, int]] = [
        (one, max(one.start, first), min(one.end, last)) for one in passages
    ]
    return [
        ShownPassage(passage, tuple(stretches(document.text, _within(claims, start, end), start, end)))
        for passage, start, end in spans or [(None, first, last)]
    ]


def stretches(text: str, claims: Sequence[Claim], first: int, last: int) -> list[Stretch]:
    """Cut a text between two places at the ends of claims, so that each character is shown once."""
    cut = [(max(one.start, first), min(one.end, last), one) for one in sorted(claims, key=_by_start)]
    edges = sorted({first, last} | {start for start, _end, _one in cut} | {end for _start, end, _one in cut})
    found: list[Stretch] = []
    begun: list[tuple[int, int, Claim]] = []
    following = 0
    for start, end in pairwise(edges):
        while following < len(cut) and cut[following][0] <= start:
            begun.append(cut[following])
            following += 1
        begun = [one for one in begun if one[1] > start]
        begins = next((one.pk for place, _last, one in reversed(begun) if place == start), 0)
        found.append(Stretch(text[start:end], tuple(one for _first, _last, one in begun), begins))
    return found


def _within(claims: Sequence[Claim], start: int, end: int) -> list[Claim]:
    return [one for one in claims if one.start < end and one.end > start]


def _by_start(claim: Claim) -> tuple[int, int]:
    return claim.start, -claim.end
