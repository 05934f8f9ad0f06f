"""Chinese script: traditional and simplified, a key to sort by, terms to search by."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Final, Protocol, cast

from opencc import OpenCC

__all__ = ["bigrams", "search_terms", "sort_key", "to_simplified", "to_traditional"]

_STANDS_FOR_UNREADABLE: Final = "\N{REPLACEMENT CHARACTER}"
# OpenCC stops at NUL and cannot encode a lone surrogate: every other code point was tried.
_UNREADABLE: Final = re.compile("[\x00\ud800-\udfff]")
_HAN_CLASS: Final = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f\U00030000-\U000323af"
_HAN: Final = re.compile(f"[{_HAN_CLASS}]+")
_RUN: Final = re.compile(rf"(?P<han>[{_HAN_CLASS}]+)|[^\W_{_HAN_CLASS}]+")
_DIGITS: Final = re.compile(r"[0-9]+")
_NUMBER_WIDTH: Final = 12


class _Converter(Protocol):
    """What is used of OpenCC, which brings no types."""

    def convert(self, text: str) -> str: ...


@cache
def _converter(table: str) -> _Converter:
    return cast("_Converter", OpenCC(table))


def _convert(table: str, text: str) -> str:
    return _converter(table).convert(text)


def _readable(text: str) -> str:
    return _UNREADABLE.sub(_STANDS_FOR_UNREADABLE, text)


def to_simplified(text: str) -> str:
    r"""Return the text in simplified characters, one for one, so that offsets survive.

    NUL and lone surrogates become U+FFFD; words are never rewritten. Should a phrase of the
    table change the length, the text is converted character by character instead.

    >>> to_simplified("臺灣\x00研發"), to_simplified("汽車設計")
    ('台湾\ufffd研发', '汽车设计')
    """
    readable = _readable(text)
    simplified = _convert("tw2s", readable)
    singly = (_convert("tw2s", character) for character in readable)
    simplified = simplified if len(simplified) == len(text) else "".join(singly)
    assert len(simplified) == len(text)  # noqa: S101 -- every stored offset relies on it
    return simplified


def to_traditional(text: str) -> str:
    """Return the text in traditional characters as Taiwan writes them, for deriving zh-Hant.

    Characters only (``s2tw``): ``s2twp`` would also swap words, 项目 to 專案 and 权限 to 許可權,
    and the pages would no longer speak the one vocabulary. Place names in ``%(name)s`` form
    survive, being Latin.

    >>> to_traditional("项目发布后%(days)s天")
    '項目發佈後%(days)s天'
    """
    return _convert("s2tw", _readable(text))


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", to_simplified(text)).casefold()


def _readings(run: str) -> list[str]:
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 -- its tables take long to load, and few processes sort

    return lazy_pinyin(run, style=Style.TONE3, neutral_tone_with_five=True)


def _pinyin_key(run: str) -> str:
    readings = _readings(run)
    if len(readings) != len(run):  # rare characters without a reading come out as one piece
        readings = ["".join(_readings(character)) for character in run]
    return "".join(f" {reading}{character}" for reading, character in zip(readings, run, strict=True))


@lru_cache(maxsize=256)
def sort_key(text: str) -> str:
    """Return a key that sorts by pinyin, tone and character, and numbers by their value.

    Store it in a column compared by code point (collation "C").

    >>> sorted(["浙江", "安徽", "上海", "江苏"], key=sort_key)
    ['安徽', '江苏', '上海', '浙江']
    >>> sorted(["第10组", "第2组"], key=sort_key)
    ['第2组', '第10组']
    """
    folded = _DIGITS.sub(lambda run: run.group().zfill(_NUMBER_WIDTH), _fold(text).strip())
    return _HAN.sub(lambda run: _pinyin_key(run.group()), folded).strip()


def bigrams(text: str) -> tuple[str, ...]:
    """Return what a search column holds: Han characters alone and in pairs, other words whole.

    Each term once, in the order of appearance, in simplified and folded form.

    >>> bigrams("汽車 ABC")
    ('汽', '汽车', '车', 'abc')
    """
    terms: dict[str, None] = {}
    for run in _RUN.finditer(_fold(text)):
        word = run.group()
        if run.lastgroup is None:
            terms[word] = None
            continue
        for place, character in enumerate(word):
            terms[character] = None
            if place + 1 < len(word):
                terms[word[place : place + 2]] = None
    return tuple(terms)


def search_terms(query: str) -> tuple[str, ...]:
    """Return the terms of a query that must all be in the search column.

    Pairs where a run of Han characters has two or more, else the single character.

    >>> search_terms("汽車零部件 s")
    ('汽车', '车零', '零部', '部件', 's')
    """
    terms: dict[str, None] = {}
    for run in _RUN.finditer(_fold(query)):
        word = run.group()
        if run.lastgroup is None or len(word) == 1:
            terms[word] = None
        else:
            terms.update(dict.fromkeys(word[place : place + 2] for place in range(len(word) - 1)))
    return tuple(terms)
