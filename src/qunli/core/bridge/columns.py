"""How wide the columns of a table on paper are: by what stands in them, so that no number breaks in two."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

WORD: Final = re.compile(r"[!-~]+")
"""What must not break: a run of letters, digits and marks; Chinese may break after any character."""

NUMBER: Final = re.compile(r"[-−]?[\d,]+(?:\.\d+)?%?")
WIDEST: Final = 24.0
EDGES: Final = 1.2
LETTER: Final = 0.6


def shares_of(rows: Sequence[Sequence[str]], *, line: float) -> list[float]:
    """Return the share of each column in a line; all lengths are in the width of a Chinese character.

    A column gets what its longest word needs, then its part of the rest by how much more it would like.
    """
    columns = list(zip(*rows, strict=True))
    least = [max(map(_least, column)) + EDGES for column in columns]
    liked = [
        max(floor, *(min(_width(text), WIDEST) + EDGES for text in column))
        for floor, column in zip(least, columns, strict=True)
    ]
    if sum(least) >= line:
        return [one / sum(least) for one in least]
    rest, wish = line - sum(least), sum(liked) - sum(least)
    if wish <= rest:
        return [one / sum(liked) for one in liked]
    widths = [floor + rest * (like - floor) / wish for floor, like in zip(least, liked, strict=True)]
    return [one / line for one in widths]


def is_number(texts: Sequence[str]) -> bool:
    """Tell whether a column holds numbers and nothing else, to be aligned by their last digit."""
    written = [text for text in texts if text not in {"", "—"}]
    return bool(written) and all(NUMBER.fullmatch(text) for text in written)


def _width(text: str) -> float:
    return max((sum(LETTER if sign < "\u2e80" else 1.0 for sign in part) for part in text.splitlines()), default=0.0)


def _least(text: str) -> float:
    """A word, or four Chinese characters of a longer text."""
    return max((len(word) * LETTER for word in WORD.findall(text)), default=0.0) or min(_width(text), 4.0)
