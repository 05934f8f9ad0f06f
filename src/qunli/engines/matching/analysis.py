"""Turns text into what is compared: Han characters alone and in pairs, stems of words, numbers with their units.

An *analyzed* text is its runs in order, a space between two: `用 lfp 电池 500 500wh/kg`. Counting a pair of Han
characters in it is counting a substring; a word is a whole run.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import cache, lru_cache
from operator import add
from typing import Final

import tantivy

from qunli.engines.notation.script import to_simplified

__all__ = ["FUNCTION_WORDS", "HAN", "analyzed", "is_han", "run_tokens", "stem"]

HAN: Final = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f\U00030000-\U000323af"
LONGEST_WORD: Final = 64
_BLOCKS: Final = ((0x3007, 0x3008), (0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00))
_MOST_STEMS: Final = 200_000

FUNCTION_WORDS: Final = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "in",
        "on",
        "for",
        "and",
        "or",
        "with",
        "by",
        "at",
        "from",
        "as",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "it",
        "its",
        "this",
        "that",
        "these",
        "those",
        "which",
        "who",
        "whom",
        "whose",
        "what",
        "when",
        "where",
        "why",
        "how",
        "do",
        "does",
        "did",
        "has",
        "have",
        "had",
        "not",
        "no",
        "into",
        "than",
        "then",
        "there",
        "their",
        "his",
        "her",
        "he",
        "she",
        "they",
        "we",
        "you",
        "i",
        "so",
        "such",
        "can",
        "could",
        "will",
        "would",
        "may",
        "might",
        "shall",
        "should",
        "if",
        "but",
        "about",
        "also",
    ]
)
"""English words that say nothing of the matter."""

# A unit's scale brings what measures the same to one figure: 5 kW and 5000 W, 500万元 and 0.05亿元.
_UNITS: Final[dict[str, tuple[str, str]]] = {
    "nm": ("m", "1e-9"), "纳米": ("m", "1e-9"), "μm": ("m", "1e-6"), "um": ("m", "1e-6"), "微米": ("m", "1e-6"),
    "mm": ("m", "1e-3"), "毫米": ("m", "1e-3"), "cm": ("m", "1e-2"), "厘米": ("m", "1e-2"), "km": ("m", "1e3"),
    "公里": ("m", "1e3"), "千米": ("m", "1e3"), "米": ("m", "1"), "m": ("m", "1"),
    "mg": ("g", "1e-3"), "毫克": ("g", "1e-3"), "g": ("g", "1"), "克": ("g", "1"), "kg": ("g", "1e3"),
    "千克": ("g", "1e3"), "公斤": ("g", "1e3"), "t": ("g", "1e6"), "吨": ("g", "1e6"),
    "mW": ("W", "1e-3"), "W": ("W", "1"), "kW": ("W", "1e3"), "KW": ("W", "1e3"), "千瓦": ("W", "1e3"),
    "MW": ("W", "1e6"), "兆瓦": ("W", "1e6"), "GW": ("W", "1e9"), "吉瓦": ("W", "1e9"),
    "Wh": ("Wh", "1"), "瓦时": ("Wh", "1"), "kWh": ("Wh", "1e3"), "KWh": ("Wh", "1e3"), "千瓦时": ("Wh", "1e3"),
    "MWh": ("Wh", "1e6"), "兆瓦时": ("Wh", "1e6"), "GWh": ("Wh", "1e9"), "吉瓦时": ("Wh", "1e9"),
    "mAh": ("Ah", "1e-3"), "毫安时": ("Ah", "1e-3"), "Ah": ("Ah", "1"), "安时": ("Ah", "1"),
    "mV": ("V", "1e-3"), "V": ("V", "1"), "伏": ("V", "1"), "kV": ("V", "1e3"), "千伏": ("V", "1e3"),
    "mA": ("A", "1e-3"), "毫安": ("A", "1e-3"), "A": ("A", "1"), "安": ("A", "1"),
    "Hz": ("Hz", "1"), "kHz": ("Hz", "1e3"), "MHz": ("Hz", "1e6"), "GHz": ("Hz", "1e9"), "赫兹": ("Hz", "1"),
    "Pa": ("Pa", "1"), "kPa": ("Pa", "1e3"), "MPa": ("Pa", "1e6"), "兆帕": ("Pa", "1e6"), "GPa": ("Pa", "1e9"),
    "Wh/kg": ("Wh/kg", "1"), "瓦时/千克": ("Wh/kg", "1"), "W/kg": ("W/kg", "1"), "Wh/L": ("Wh/L", "1"),
    "mAh/g": ("mAh/g", "1"), "g/cm3": ("g/cm3", "1"), "km/h": ("km/h", "1"), "公里/小时": ("km/h", "1"),
    "m/s": ("m/s", "1"), "米/秒": ("m/s", "1"), "r/min": ("rpm", "1"), "rpm": ("rpm", "1"), "转/分": ("rpm", "1"),
    "mS/cm": ("mS/cm", "1"), "%": ("%", "1"), "‰": ("‰", "1"),
    "°C": ("°C", "1"), "摄氏度": ("°C", "1"), "度": ("度", "1"), "元": ("元", "1"), "万元": ("元", "1e4"),
    "亿元": ("元", "1e8"), "万美元": ("美元", "1e4"), "亿美元": ("美元", "1e8"), "美元": ("美元", "1"),
    "ms": ("s", "1e-3"), "毫秒": ("s", "1e-3"), "s": ("s", "1"), "秒": ("s", "1"), "h": ("h", "1"), "小时": ("h", "1"),
}  # fmt: skip
_HAN_CHARACTER: Final = re.compile(f"[{HAN}]")
_HAN_RUN: Final = re.compile(f"[{HAN}]+")
_NOT_HAN: Final = re.compile(rf"[^\W_{HAN}]")
_UNIT: Final = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=lambda unit: (-len(unit), unit)))
_RUN: Final = re.compile(
    rf"(?P<han>[{HAN}]+)"
    rf"|(?P<number>\d+(?:,\d{{3}})*(?:\.\d+)?)(?:[ \u00a0]?(?P<unit>{_UNIT})(?![A-Za-z0-9]))?(?![A-Za-z0-9])"
    rf"|(?P<word>[^\W_{HAN}]+)"
)


@cache
def _stemmer() -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw())
    return builder.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.stemmer("english")).build()


@lru_cache(maxsize=_MOST_STEMS)
def stem(word: str) -> str:
    """Return the stem of a word without case and accents.

    >>> stem("Batteries"), stem("Müller")
    ('batteri', 'muller')
    """
    plain = word
    if not word.isascii():
        apart = unicodedata.normalize("NFKD", word)
        plain = "".join(character for character in apart if not unicodedata.combining(character))
    stems = _stemmer().analyze(plain[:LONGEST_WORD].casefold())
    return (stems[0] if stems else "") or plain[:LONGEST_WORD].casefold()


def is_han(run: str) -> bool:
    """Tell whether a run of an analyzed text is of Han characters."""
    first = run[0]
    if "\u4e00" <= first <= "\u9fff":
        return True
    return first > "\u3000" and _HAN_CHARACTER.match(first) is not None


@cache
def _changed() -> frozenset[str]:
    """Return the characters that simplifying changes: text without any needs no conversion."""
    characters = [chr(code) for first, end in _BLOCKS for code in range(first, end)]
    simplified = to_simplified("\n".join(characters)).split("\n")
    return frozenset(one for one, other in zip(characters, simplified, strict=True) if one != other)


@cache
def _to_fold() -> re.Pattern[str]:
    """Return what finds a character that has to be folded; common marks part words whether folded or not."""
    kept = "\x00-\x7f\u2014\u2018-\u201d\u2026\u3001-\u3011\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f\u4e00-\u9fff"
    return re.compile(f"[^{kept}]|[{re.escape(''.join(sorted(_changed())))}]")


def _plain(text: str) -> str:
    if _to_fold().search(text) is None:
        return text
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    return text if _changed().isdisjoint(text) else to_simplified(text)


def _figure(number: str, unit: str) -> str:
    """Write a quantity in its unit's base, so that equal ones read alike."""
    base, scale = _UNITS[unit]
    value = (Decimal(number.replace(",", "")) * Decimal(scale)).normalize()
    return f"{value:f}{base}".casefold()


def analyzed(text: str) -> str:
    """Return the runs of the text, a space between two; Traditional reads as Simplified.

    >>> analyzed("電池能量密度 ≥ 500Wh/kg，LiFePO4 batteries")
    '电池能量密度 500 500wh/kg lifepo4 batteri'
    >>> analyzed("5 kW"), analyzed("5000W")
    ('5 5000w', '5000 5000w')
    """
    plain = _plain(text)
    if _NOT_HAN.search(plain) is None:
        return " ".join(_HAN_RUN.findall(plain))
    runs: list[str] = []
    for found in _RUN.finditer(plain):
        kind = found.lastgroup
        if kind == "han":
            runs.append(found[0])
        elif kind == "word":
            runs.append(stem(found[0]))
        else:
            runs.append(found["number"].replace(",", ""))
            if kind == "unit":
                runs.append(_figure(found["number"], found["unit"]))
                if is_han(found["unit"]):
                    runs.append(found["unit"].replace("/", " "))
    return " ".join(runs)


def run_tokens(text: str) -> tuple[str, int, int]:
    """Return the terms of an analyzed text, a space between two, and how many Han characters and words it has.

    >>> run_tokens("电池组 500")
    ('电 池 组 电池 池组 500', 3, 1)
    """
    terms: list[str] = []
    han = words = 0
    for run in text.split():
        if is_han(run):
            han += len(run)
            terms.extend(run)
            terms.extend(map(add, run, run[1:]))
        else:
            words += 1
            terms.append(run)
    return " ".join(terms), han, words
