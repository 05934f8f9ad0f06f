"""Counts many lines at once: the classes of their characters, and how they speak; says whether a line is a sentence.

The counting is done by numpy over all lines of a block together: a line by itself costs Python as much as a
hundred of its characters.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from qunli.engines.reading.characters import CLASSES, classes_in
from qunli.engines.reading.cues import Cues, cues_of, openings_in
from qunli.engines.reading.pairs import codes_of, pairs_in, within_plane
from qunli.engines.reading.voice import FEWEST_HAN, voices_of, words_voice_of

__all__ = [
    "FUNCTION_SHARE",
    "QUANTITY",
    "SENTENCE_HAN",
    "Line",
    "is_ended",
    "is_repeating",
    "is_sentence",
    "lines_of",
]

SENTENCE_HAN: Final = 12
SHORT_SENTENCE_HAN: Final = 6
SENTENCE_WORDS: Final = 7
FUNCTION_SHARE: Final = 0.03
ENGLISH_FUNCTION_SHARE: Final = 0.15
REPEATED: Final = 0.55
LONG_ENOUGH: Final = 40
WINDOW: Final = 120
CLAUSE: Final = 7

_FUNCTION_WORDS: Final = frozenset(
    re.findall(
        "[a-z]+",
        "the of and to in a an is are was were for on with that by as at from has have its it be been will this which "
        "or than more but also after between",
    )
)
_APART: Final = str.maketrans("-'’", "   ")  # what holds words together
_WORD: Final = re.compile(r"[a-z][a-z'’-]*")
QUANTITY: Final = re.compile(
    r"\d[\d,.]*\s*(?:万|亿|千|百)*\s*(?:余|多)?\s*(?:元|家|项|个|件|人|名|%|吨|台|套|户|亩|平方|公里|所|种|条|份|次|场|座|辆|张|篇|门|幢|倍|美元)"
)
_CLAUSES: Final = re.compile(r"[,;:。!?]\s*")
_END_MARKS: Final = frozenset("。!?;:.")
_CLOSING: Final = "'\"”’」』)"
_NO_CUES: Final[Cues] = {}


class Line:
    """A line with how many characters of each class it has, its voice, and where a turn of phrase may begin."""

    __slots__ = (
        "_cues",
        "_english",
        "_openings",
        "_quantity",
        "_words",
        "borders",
        "commas",
        "damaged",
        "digits",
        "ends",
        "han",
        "latin",
        "marked",
        "other_script",
        "rare",
        "small",
        "spaces",
        "symbols",
        "text",
        "voice",
    )

    def __init__(self, text: str, counts: Sequence[int], voice: float, openings: Sequence[int]) -> None:
        """Take a line, how many characters it has of each of `CLASSES`, and its voice as Chinese."""
        self.text = text
        (
            self.small,
            everyday,
            self.rare,
            self.latin,
            self.marked,
            self.digits,
            self.spaces,
            self.ends,
            self.commas,
            self.borders,
            self.damaged,
            self.other_script,
            self.symbols,
        ) = counts
        self.han = self.small + everyday + self.rare
        self.voice = voice
        self._openings = openings
        self._cues: Cues | None = None if openings else _NO_CUES
        self._quantity: bool | None = None if self.digits else False
        self._words: list[str] | None = None
        self._english: bool | None = None

    def listen(self) -> None:
        """Weigh its voice by its words where it is not Chinese."""
        if self.han < FEWEST_HAN and self.han * 4 < len(self.text):
            self.voice = words_voice_of(self.text)

    @property
    def is_a_label(self) -> bool:
        """Say whether it is a few everyday Chinese characters, no mark, no turn of phrase: no rule of form holds."""
        return self.han == len(self.text) < LONG_ENOUGH and not self.rare and not self._openings

    @property
    def cues(self) -> Cues:
        """Return the turns of phrase it holds, looked for when first asked."""
        if self._cues is None:
            self._cues = cues_of(self.text, self._openings)
        return self._cues

    @property
    def words(self) -> list[str]:
        """Return its words of Latin letters."""
        if self._words is None:
            self._words = _WORD.findall(self.text)
        return self._words

    @property
    def is_english(self) -> bool:
        """Say whether enough of its words, of which it must have some, are the small ones of English."""
        if self._english is None:
            parts = " ".join(self.words).translate(_APART).split()
            small = sum(map(_FUNCTION_WORDS.__contains__, parts))
            self._english = small >= ENGLISH_FUNCTION_SHARE * len(self.words)
        return self._english

    @property
    def has_quantity(self) -> bool:
        """Say whether it holds a number of something."""
        if self._quantity is None:
            self._quantity = QUANTITY.search(self.text) is not None
        return self._quantity


def lines_of(texts: Sequence[str]) -> Iterator[Line]:
    """Count all lines at once; none of them may be empty."""
    many = len(texts)
    lengths = np.fromiter(map(len, texts), np.int64, many)
    starts = np.cumsum(lengths) - lengths
    codes = codes_of("".join(texts))
    cells = np.repeat(np.arange(many) * len(CLASSES), lengths) + classes_in(codes)
    counts = np.bincount(cells, minlength=many * len(CLASSES)).reshape(many, len(CLASSES))
    near = within_plane(codes)
    return map(Line, texts, counts.tolist(), voices_of(near, starts, lengths).tolist(), _openings(near, starts))


def _openings(codes: NDArray[np.uint16], starts: NDArray[np.int64]) -> Iterator[list[int]]:
    """Return for each line the places, counted from its beginning, where a turn of phrase may begin."""
    places = openings_in(codes, starts)
    owners = np.searchsorted(starts, places, side="right") - 1
    local = (places - starts[owners]).tolist()
    begun = 0
    for many in np.bincount(owners, minlength=len(starts)).tolist():
        yield local[begun : begun + many]
        begun += many


def is_repeating(line: Line) -> bool:
    return line.han >= LONG_ENOUGH and _repetition(pairs_in(line.text)) < REPEATED


def _repetition(pairs: tuple[list[int], list[int]]) -> float:
    """Return the share of distinct pairs of characters; prose has nearly as many as pairs.

    A long text is taken in stretches, since pairs return the longer it goes on.
    """
    even, odd = pairs
    whole = len({*even, *odd}) / (len(even) + len(odd))
    if whole >= REPEATED or len(even) <= WINDOW // 2:
        return whole  # its stretches repeat themselves still less
    half = WINDOW // 2
    shares = [
        len({*even[start : start + half], *odd[start : start + half]})
        / (len(even[start : start + half]) + len(odd[start : start + half]))
        for start in range(0, max(1, len(even) - half // 2), half)
    ]
    return sum(shares) / len(shares)


def is_ended(text: str) -> bool:
    return text.rstrip(_CLOSING)[-1:] in _END_MARKS


def is_sentence(line: Line) -> bool:
    if line.han >= SENTENCE_HAN:
        if not line.ends and not line.commas:
            return False
        if line.small / line.han >= FUNCTION_SHARE or _in_clauses(line.text):
            return True
        return line.has_quantity and is_ended(line.text)
    if line.han >= SHORT_SENTENCE_HAN and line.text.endswith("。"):
        return line.has_quantity
    if line.han or line.latin < 2 * SENTENCE_WORDS:
        return False
    return len(line.words) >= SENTENCE_WORDS and line.is_english


def _in_clauses(text: str) -> bool:
    """Say whether a text is written in clauses: commas between stretches of some length, and an end."""
    clauses = [clause for clause in _CLAUSES.split(text) if clause]
    long = sum(1 for clause in clauses if len(clause) >= CLAUSE)
    return len(clauses) >= 3 and long >= len(clauses) / 2 and is_ended(text)  # noqa: PLR2004 -- two commas
