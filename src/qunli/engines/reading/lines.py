"""A line with what is counted in it, and whether it is a sentence."""

import re
from typing import Final

from qunli.engines.reading.characters import classes_of
from qunli.engines.reading.cues import Cues, cues_of
from qunli.engines.reading.voice import pairs_in, voice_of

__all__ = [
    "FUNCTION_SHARE",
    "QUANTITY",
    "SENTENCE_HAN",
    "WORD",
    "Line",
    "is_ended",
    "is_english",
    "is_repeating",
    "is_sentence",
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

_FUNCTION_WORDS: Final = re.compile(
    r"\b(?:the|of|and|to|in|a|an|is|are|was|were|for|on|with|that|by|as|at|from|has|have|its|it|be|been|will|this|which|or|than|more|but|also|after|between)\b"
)
WORD: Final = re.compile(r"[a-z][a-z'’-]*")
QUANTITY: Final = re.compile(
    r"\d[\d,.]*\s*(?:万|亿|千|百)*\s*(?:余|多)?\s*(?:元|家|项|个|件|人|名|%|吨|台|套|户|亩|平方|公里|所|种|条|份|次|场|座|辆|张|篇|门|幢|倍|美元)"
)
_CLAUSES: Final = re.compile(r"[,;:。!?]\s*")
_END_MARKS: Final = frozenset("。!?;:.")
_CLOSING: Final = "'\"”’」』)"


class Line:
    """A line with what is counted in it once."""

    __slots__ = ("_cues", "classes", "han", "latin", "pairs", "text", "voice")

    pairs: tuple[list[int], list[int]]

    def __init__(self, text: str) -> None:
        self.text = text
        self.classes = classes = classes_of(text)
        count = classes.count
        self.han = count("h") + count("f") + count("r")
        self.latin = count("a")
        self.voice = 0.0
        self._cues: Cues | None = None

    def listen(self) -> None:
        """Weigh its voice."""
        self.pairs = pairs_in(self.text)
        self.voice = voice_of(self.text, self.han, self.pairs)

    @property
    def cues(self) -> Cues:
        """Return the turns of phrase it holds, looked for when first asked."""
        if self._cues is None:
            (self._cues,) = cues_of(self.text, [(0, len(self.text))])
        return self._cues


def is_repeating(line: Line) -> bool:
    return line.han >= LONG_ENOUGH and _repetition(line.pairs) < REPEATED


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


def is_english(words: list[str]) -> bool:
    return len(_FUNCTION_WORDS.findall(" ".join(words))) / len(words) >= ENGLISH_FUNCTION_SHARE


def is_ended(text: str) -> bool:
    return text.rstrip(_CLOSING)[-1:] in _END_MARKS


def is_sentence(line: Line) -> bool:
    if line.han >= SENTENCE_HAN:
        if "p" not in line.classes and "c" not in line.classes:
            return False
        if line.classes.count("f") / line.han >= FUNCTION_SHARE or _in_clauses(line.text):
            return True
        return bool(QUANTITY.search(line.text)) and is_ended(line.text)
    if line.han >= SHORT_SENTENCE_HAN and line.text.endswith("。"):
        return QUANTITY.search(line.text) is not None
    if line.han or line.latin < 2 * SENTENCE_WORDS:
        return False
    words = WORD.findall(line.text)
    return len(words) >= SENTENCE_WORDS and is_english(words)


def _in_clauses(text: str) -> bool:
    """Say whether a text is written in clauses: commas between stretches of some length, and an end."""
    clauses = [clause for clause in _CLAUSES.split(text) if clause]
    long = sum(1 for clause in clauses if len(clause) >= CLAUSE)
    return len(clauses) >= 3 and long >= len(clauses) / 2 and is_ended(text)  # noqa: PLR2004 -- two commas
