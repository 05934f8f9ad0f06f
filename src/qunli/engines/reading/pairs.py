"""Pairs of neighbouring characters: as numbers, and looked up in a table for a whole text at once."""

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["CharacterTable", "PairTable", "codes_of", "pairs_in", "within_plane"]

_LAST: Final = 0xFFFF  # stands for all characters beyond it: none that is looked for is one of them


def pairs_in(text: str) -> tuple[list[int], list[int]]:
    """Return the pairs of neighbouring UTF-16 units as numbers: those at even places, then those at odd ones."""
    written = text.encode("utf-16-le", "surrogatepass")
    even, odd = len(written) & ~3, (len(written) - 2) & ~3
    return memoryview(written[:even]).cast("I").tolist(), memoryview(written[2 : 2 + max(odd, 0)]).cast("I").tolist()


def codes_of(text: str) -> NDArray[np.uint32]:
    """Return the code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def within_plane(codes: NDArray[np.uint32]) -> NDArray[np.uint16]:
    """Return code points as the tables take them."""
    return np.minimum(codes, _LAST).astype(np.uint16)


class CharacterTable:
    """A set of characters that is asked for many at once."""

    def __init__(self, characters: str) -> None:
        """Take the characters."""
        self._known = np.zeros(_LAST + 1, np.bool_)
        self._known[within_plane(codes_of(characters))] = True

    def of(self, codes: NDArray[np.uint16]) -> NDArray[np.bool_]:
        """Say of each character whether it is in the set."""
        return self._known[codes]


class PairTable:
    """What is known of pairs: a row for each character that is first in any, a column for each that is second."""

    def __init__(self, pairs: Mapping[str, int]) -> None:
        """Take a small number for each pair of characters."""
        firsts, seconds = (within_plane(codes_of("".join(pair[place] for pair in pairs))) for place in (0, 1))
        self._rows, self._columns = _numbered(firsts), _numbered(seconds)
        self._known = np.zeros((int(self._rows.max()) + 1, int(self._columns.max()) + 1), np.int16)
        self._known[self._rows[firsts], self._columns[seconds]] = list(pairs.values())

    def of(self, codes: NDArray[np.uint16]) -> NDArray[np.int16]:
        """Return what is known of each character with the next, 0 where nothing is and for the last one."""
        known = np.zeros(len(codes), np.int16)
        known[:-1] = self._known[self._rows[codes[:-1]], self._columns[codes[1:]]]
        return known


def _numbered(codes: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """Give each character that occurs a number from 1 on, all others 0."""
    numbers = np.zeros(_LAST + 1, np.uint16)
    distinct = np.unique(codes)
    numbers[distinct] = np.arange(1, len(distinct) + 1)
    return numbers
