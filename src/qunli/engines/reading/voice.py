"""Weighs how a text speaks: as papers report, or as pages and sellers speak to their readers.

A linear model over pairs of characters (over words where a text is not Chinese), learned from sentences
of both kinds on the same topics, so that what tells them apart is the manner and not the topic.
`tools/voice.py` learns it anew.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from math import sqrt
from typing import Final

from qunli.engines.reading.voice_weights import BIAS, WEIGHTS

__all__ = ["pairs_in", "turns_in", "voice_of"]

SPACE: Final = "\u2423"  # stands for a space in the list of weights
SCALE: Final = 100
FEWEST_HAN: Final = 6
ENOUGH: Final = 64  # pairs: of a longer text every other one says as much
_TURN: Final = re.compile(r"[a-z]+(?:'[a-z]+)?|[^\sa-z\d]")


def turns_in(text: str) -> list[str]:
    """Return the words of a text in small letters, and each with the next.

    >>> turns_in("click here!")
    ['click', 'here', '!', 'click here', 'here !']
    """
    words = _TURN.findall(text)
    return words + [" ".join(pair) for pair in pairwise(words)]


def pairs_in(text: str) -> tuple[list[int], list[int]]:
    """Return the pairs of neighbouring UTF-16 units as numbers: those at even places, then those at odd ones."""
    written = text.encode("utf-16-le", "surrogatepass")
    even, odd = len(written) & ~3, (len(written) - 2) & ~3
    return memoryview(written[:even]).cast("I").tolist(), memoryview(written[2 : 2 + max(odd, 0)]).cast("I").tolist()


def _learned() -> Iterator[tuple[str, int]]:
    for line in WEIGHTS.split("\n"):
        weight, *turns = line.split(" ")
        for turn in turns:
            yield turn.replace(SPACE, " "), int(weight)


def _spellings(turn: str) -> Iterator[str]:
    """Return a pair with each digit in place of 0, which stands for all of them."""
    if "0" not in turn:
        yield turn
        return
    for digit in "0123456789":
        yield turn.replace("0", digit)


_TURNS: Final = dict(_learned())
_PAIRS: Final = {
    pairs_in(spelling)[0][0]: weight
    for turn, weight in _TURNS.items()
    if len(turn) == 2  # noqa: PLR2004 -- a pair
    for spelling in _spellings(turn)
}


def voice_of(text: str, han: int, pairs: tuple[list[int], list[int]]) -> float:
    """Return how much more a text speaks as sellers and pages do than as papers report; 0 is even.

    ``text`` is simplified, half-width and in small letters; ``han`` says how many Chinese characters it has.
    """
    if han >= FEWEST_HAN or han * 4 >= len(text):
        even, odd = pairs
        met = sum(map(_PAIRS.__getitem__, filter(_PAIRS.__contains__, even)))
        many = len(even)
        if many < ENOUGH:
            met += sum(map(_PAIRS.__getitem__, filter(_PAIRS.__contains__, odd)))
            many += len(odd)
    else:
        turns = turns_in(text)
        met = sum(_TURNS.get(turn, 0) for turn in turns)
        many = len(turns)
    return BIAS + met / (SCALE * sqrt(many or 1))
