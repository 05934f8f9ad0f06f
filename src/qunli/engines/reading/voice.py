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

import numpy as np
from numpy.typing import NDArray

from qunli.engines.reading.pairs import PairTable
from qunli.engines.reading.voice_weights import BIAS, WEIGHTS

__all__ = ["FEWEST_HAN", "turns_in", "voices_of", "words_voice_of"]

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
_NEXT: Final = {(turn.split(" ")[0], turn.split(" ")[1]): weight for turn, weight in _TURNS.items() if " " in turn}
_PAIRS: Final = PairTable(
    {spelling: weight for turn, weight in _TURNS.items() if len(turn) == 2 for spelling in _spellings(turn)}  # noqa: PLR2004 -- a pair
)


def voices_of(codes: NDArray[np.uint16], starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return for each of many Chinese texts how much more it speaks as sellers and pages do than as papers report.

    0 is even. ``codes`` are the characters of all texts, one behind the other, simplified, half-width and in small
    letters; each text has its start and its length, which is never 0. Of a long text every other pair is weighed.
    """
    weights = _PAIRS.of(codes)
    at_even_place = np.arange(len(codes)) % 2 == 0
    added = [np.concatenate(([0], np.cumsum(weights * chosen))) for chosen in (at_even_place, ~at_even_place)]
    at_even_places, at_odd_places = (one[starts + lengths - 1] - one[starts] for one in added)
    starts_odd = starts % 2 == 1
    even = np.where(starts_odd, at_odd_places, at_even_places)
    odd = np.where(starts_odd, at_even_places, at_odd_places)
    short = lengths // 2 < ENOUGH
    met = even + np.where(short, odd, 0)
    many = lengths // 2 + np.where(short, (lengths - 1) // 2, 0)
    voices: NDArray[np.float64] = BIAS + met / (SCALE * np.sqrt(np.maximum(many, 1)))
    return voices


def words_voice_of(text: str) -> float:
    """Return the same of one text that is not Chinese, by its words and each with the next."""
    words = _TURN.findall(text)
    met = sum(map(_TURNS.__getitem__, filter(_TURNS.__contains__, words)))
    met += sum(map(_NEXT.__getitem__, filter(_NEXT.__contains__, pairwise(words))))
    return BIAS + met / (SCALE * sqrt(2 * len(words) - 1 if words else 1))
