"""Sorts characters into classes, so that a line can be judged by counting letters of a class string."""

import unicodedata
from typing import Final

import numpy as np
from numpy.typing import NDArray

from qunli.engines.reading.pairs import codes_of

__all__ = ["CLASSES", "COMMON_HAN", "FUNCTION_HAN", "class_counts", "classes_in"]

CLASSES: Final = "fhraldspctbkx"
"""The letters of the classes, in the order in which they are counted; `_class_of` says what each means."""

# The small words of Chinese prose, in both scripts: particles, prepositions, conjunctions, copulas, deictics.
FUNCTION_HAN: Final = frozenset(
    "的了在是和与與为為对對将將以及其于於之而也这這该該由并並被从從把或等个個有不就都很让讓使但若如据據按已还還更所则則因此"
)
# The few dozen characters that make up most of any Chinese text, in both scripts.
COMMON_HAN: Final = FUNCTION_HAN | frozenset(
    "一人大中上国國我来來年生时時出业業企新工作发發高市区區家产產全行成公司术術创創技展经經部主长長本理金实實现現"
    "下分月日设設项項目机機动動力进進合关關化学學服务務同共管"
)
_SENTENCE_END: Final = frozenset("。！？!?；;…．")
_COMMAS: Final = frozenset("，,、：:（）()“”‘’「」『』《》〈〉【】〔〕\"'")
_CELLS: Final = frozenset("|｜\t│┃")


def _level_one(encoding: str, rows: range, columns: tuple[int, ...]) -> frozenset[str]:
    made = bytes(value for row in rows for column in columns for value in (row, column))
    return frozenset(made.decode(encoding, "ignore"))


# The everyday characters: the first levels of GB 2312 and of Big5.
_EVERYDAY: Final = _level_one("gb2312", range(0xB0, 0xD8), tuple(range(0xA1, 0xFF))) | _level_one(
    "big5", range(0xA4, 0xC7), (*range(0x40, 0x7F), *range(0xA1, 0xFF))
)
_LETTER_RANGES: Final = (
    (0x3400, 0x9FFF, "h"), (0xF900, 0xFAFF, "h"), (0x20000, 0x323AF, "h"),
    (0x3040, 0x30FF, "k"), (0xAC00, 0xD7AF, "k"), (0xE000, 0xF8FF, "b"), (0xC0, 0x24F, "l"),
)  # fmt: skip


def _class_of(character: str) -> str:
    """Return the class of a character.

    f function word, h everyday Han, r rare Han, a Latin letter, l Latin letter with a mark, d digit,
    s space, p end of a sentence, c other punctuation of prose, t border of a cell, b damage,
    k another script, x anything else.
    """
    for known, name in ((FUNCTION_HAN, "f"), (_EVERYDAY, "h"), (_SENTENCE_END, "p"), (_COMMAS, "c"), (_CELLS, "t")):
        if character in known:
            return name
    if character.isspace():
        return "s"
    if character < "\x80":
        return "a" if character.isalpha() else "d" if character.isdigit() else "b" if character < " " else "x"
    return _class_of_wide(character)


def _class_of_wide(character: str) -> str:
    code = ord(character)
    for first, last, name in _LETTER_RANGES:
        if first <= code <= last:
            return "r" if name == "h" else name
    category = unicodedata.category(character)
    if category in {"Cc", "Cs", "Co", "Cn"} or character == "\ufffd":
        return "b"
    if character.isdecimal():
        return "d"
    if "\uff21" <= character <= "\uff5a":
        return "a"
    return "k" if category in {"Lo", "Lu", "Ll"} else "x"


_UNMET: Final = 255
_NUMBERS: Final = np.full(0x110000, _UNMET, np.uint8)
"""For each character the place of its class in `CLASSES`, entered the first time the character is met."""


def classes_in(codes: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """Return for each character the place of its class in `CLASSES`.

    >>> "".join(CLASSES[place] for place in classes_in(codes_of("产值5亿。")))
    'hhdhp'
    """
    classes = _NUMBERS[codes]
    unmet = classes == _UNMET
    if unmet.any():
        for code in np.unique(codes[unmet]).tolist():
            _NUMBERS[code] = CLASSES.index(_class_of(chr(code)))
        classes = _NUMBERS[codes]
    return classes


def class_counts(text: str) -> dict[str, int]:
    """Count the characters of each class.

    >>> {name: count for name, count in class_counts("产值5亿。").items() if count}
    {'h': 3, 'd': 1, 'p': 1}
    """
    return dict(zip(CLASSES, np.bincount(classes_in(codes_of(text)), minlength=len(CLASSES)).tolist(), strict=True))
