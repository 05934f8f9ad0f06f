"""What a need asks of a text: each want is one word of the need with every form that answers it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import log
from typing import Final

from qunli.engines.matching.analysis import FUNCTION_WORDS, analyzed, is_han
from qunli.engines.matching.dictionary import Dictionary
from qunli.engines.matching.glossary import Glossary
from qunli.engines.matching.records import Capability, Need

__all__ = ["Form", "Through", "Want", "analyzed_record", "translated_wants", "wants_of"]

TITLE_COUNTS: Final = 2
"""A word of the title or of the keywords counts so many times one of the text."""

# A word of n Han characters is n characters and n - 1 pairs; a word in letters is one term. Found on half of the
# development collections, kept because the other half and three others agreed.
CHARACTER: Final = 0.7
PAIR: Final = 1.0
WORD: Final = 2.0
GLOSSED_CHARACTER: Final = 1.0


class Through:
    """How a want was found: by the word itself, the cluster's glossary, or the dictionary."""

    ITSELF: Final = ""
    GLOSSARY: Final = "glossary"
    DICTIONARY: Final = "dictionary"
    MEANING: Final = "meaning"


@dataclass(frozen=True, slots=True)
class Form:
    """What is counted in an analyzed text: a Han substring, or a word or words between spaces."""

    needle: str
    weight: float = 1.0

    @property
    def han(self) -> bool:
        """Tell whether the form is a substring of Han runs."""
        return " " not in self.needle and is_han(self.needle)

    def pieces(self) -> tuple[str, ...]:
        """Return the indexed terms that a text with this form certainly holds."""
        pieces: list[str] = []
        for run in self.needle.split():
            pairs = [run[place : place + 2] for place in range(len(run) - 1)]
            pieces += pairs if is_han(run) and len(run) > 1 else [run]
        return tuple(dict.fromkeys(pieces))


@dataclass(frozen=True, slots=True)
class Want:
    """One thing asked for: how much it counts, the forms that answer it, and where it stands in the need.

    `place` is the run and the first and last character in it; it joins characters and pairs into the words shown.
    """

    label: str
    weight: float
    forms: tuple[Form, ...]
    through: str = Through.ITSELF
    place: tuple[int, int, int] | None = None


def analyzed_record(record: Need | Capability) -> str:
    """Return the analyzed text of a record, its title and keywords as many times as they count."""
    heads = [part for part in (record.title, *record.keywords) if part.strip()]
    if not heads:
        return analyzed(record.text)
    return " ".join(filter(None, map(analyzed, heads * TITLE_COUNTS + [record.text])))


def wants_of(need: Need, glossary: Glossary | None = None) -> list[Want]:
    """Return what the need asks for: its own words, and what the glossary has for them."""
    text = _said(need)
    return [*_own(text.split()), *(_synonyms(text, glossary) if glossary else ())]


def translated_wants(need: Need, dictionary: Dictionary, *, back: bool) -> list[Want]:
    """Return what the need asks for in the other language: its Chinese words in English, or with `back` the reverse."""
    runs = _said(need).split()
    return list(_translated(runs, dictionary) if back else _glossed(runs, dictionary))


def _said(need: Need) -> str:
    heads = [part for part in (need.title, *need.keywords) if part.strip()]
    return " ".join(filter(None, map(analyzed, [*heads, need.text])))


def _own(runs: list[str]) -> Iterator[Want]:
    """Yield the need's own characters, pairs and words, each once; one said n times counts 1 + ln n."""
    counted: Counter[str] = Counter()
    first: dict[str, tuple[int, int, int]] = {}
    for number, run in enumerate(runs):
        for start, end in _terms(run):
            term = run[start:end]
            counted[term] += 1
            first.setdefault(term, (number, start, end))
    for term, times in counted.items():
        if term not in FUNCTION_WORDS:
            place = first[term] if is_han(term) else None
            yield Want(term, _weight(term) * (1 + log(times)), (Form(term),), place=place)


def _terms(run: str) -> Iterator[tuple[int, int]]:
    if not is_han(run):
        yield 0, len(run)
        return
    for start in range(len(run)):
        yield start, start + 1
        if start + 1 < len(run):
            yield start, start + 2


def _weight(term: str) -> float:
    if not is_han(term):
        return WORD
    return CHARACTER if len(term) == 1 else PAIR


def _synonyms(text: str, glossary: Glossary) -> Iterator[Want]:
    for named, others, weight in glossary.others(text):
        yield Want(named, WORD * weight, tuple(Form(other) for other in others), Through.GLOSSARY)


def _glossed(runs: list[str], dictionary: Dictionary) -> Iterator[Want]:
    """Yield for each Chinese word one want with the words of all its glosses; those of a long gloss count less."""
    for word, times in Counter(word for run in runs if is_han(run) for word in dictionary.segments(run)).items():
        forms: dict[str, float] = {}
        for gloss in dictionary.glosses(word):
            for part in gloss:
                forms[part] = max(forms.get(part, 0.0), 1 / len(gloss))
        if forms:
            weight = (WORD if len(word) > 1 else GLOSSED_CHARACTER) * (1 + log(times))
            made = tuple(Form(form, share) for form, share in forms.items())
            yield Want(word, weight, made, Through.DICTIONARY)


def _translated(runs: list[str], dictionary: Dictionary) -> Iterator[Want]:
    """Yield for each English phrase one want with the Chinese words for it."""
    stems = [run for run in runs if not is_han(run) and run not in FUNCTION_WORDS]
    counted: Counter[str] = Counter()
    words: dict[str, tuple[str, ...]] = {}
    for phrase, found in dictionary.phrases(stems):
        counted[" ".join(phrase)] += 1
        words[" ".join(phrase)] = found
    for label, times in counted.items():
        forms = tuple(Form(word) for word in words[label])
        yield Want(label, WORD * len(label.split()) ** 0.5 * (1 + log(times)), forms, Through.DICTIONARY)
