"""BM25 over wants: a text's score is the sum of its wants' shares, and the shares are kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import log
from typing import Final

from qunli.engines.matching.analysis import is_han
from qunli.engines.matching.wants import Form, Through, Want

__all__ = ["Collection", "Scorer", "Term", "inverse_frequency", "spelled_out"]

SATURATION: Final = 1.5
"""k1 of BM25."""
SMALL_TALK: Final = 100
"""So many characters or words are added to every length: beside a page, a title of twenty is not five times as telling
as a note of a hundred. It stands for b of BM25, which would have to change with the collection's average."""


@dataclass(frozen=True, slots=True)
class Collection:
    """What scoring knows of all texts: how many, their average length, and how many hold a term."""

    texts: int
    average: float
    holding: Callable[[str], int]

    def holding_form(self, form: Form) -> int:
        """Return how many texts may hold a form: at most those with its rarest piece."""
        return min(map(self.holding, form.pieces()), default=0)

    def holding_any(self, forms: Iterable[Form]) -> float:
        """Estimate how many texts hold any of the forms, as if they stood apart from each other."""
        without = 1.0
        for form in forms:
            without *= 1 - min(1.0, self.holding_form(form) / self.texts)
        return self.texts * (1 - without)


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the need that a text answers, and its share of the score; `found` are other words that stand for it."""

    term: str
    share: float
    through: str = Through.ITSELF
    found: tuple[str, ...] = ()


def inverse_frequency(texts: int, holding: float) -> float:
    """Return how telling a term is (Robertson and Sparck Jones, with 1 added so that it stays above 0)."""
    return log(1 + (texts - holding + 0.5) / (holding + 0.5))


class Scorer:
    """Scores texts against the wants that the collection knows anything of."""

    def __init__(self, wants: Sequence[Want], collection: Collection) -> None:
        self.collection = collection
        self.wants: list[Want] = []
        self.factors: list[float] = []
        for want in wants:
            if len(want.forms) == 1:
                holding: float = collection.holding_form(want.forms[0])
            else:
                holding = collection.holding_any(want.forms)
            if holding > 0:
                self.wants.append(want)
                self.factors.append(want.weight * inverse_frequency(collection.texts, holding) * (SATURATION + 1))
        self._sort_out()

    def _sort_out(self) -> None:
        """Sort the forms by how they are counted: single Han forms, words, and the rest one by one."""
        self._simple: list[tuple[int, str]] = []
        self._words: dict[str, list[tuple[int, float]]] = {}
        self._others: list[tuple[int, Form]] = []
        for number, want in enumerate(self.wants):
            for form in want.forms:
                if form.han and len(want.forms) == 1 and want.through == Through.ITSELF:
                    self._simple.append((number, form.needle))
                elif form.han or " " in form.needle:
                    self._others.append((number, form))
                else:
                    self._words.setdefault(form.needle, []).append((number, form.weight))
        self._translated = {number for number, want in enumerate(self.wants) if want.through == Through.DICTIONARY}

    def shares(self, text: str, length: int, *, translate: bool = True) -> list[tuple[int, float]]:
        """Return the number and the share of each want that an analyzed text of this length answers.

        A text that is in the need's own language is not to be found by translations: leave `translate` off for it.
        """
        collection = self.collection
        flat = SATURATION * (length + SMALL_TALK) / (collection.average + SMALL_TALK)
        factors, count = self.factors, text.count
        shares: list[tuple[int, float]] = []
        for number, needle in self._simple:
            times = count(needle)
            if times:
                shares.append((number, factors[number] * times / (times + flat)))
        if self._words or self._others:
            shares += [
                (number, factors[number] * often / (often + flat))
                for number, often in self._counted(text).items()
                if translate or number not in self._translated
            ]
        return shares

    def _counted(self, text: str) -> dict[int, float]:
        counted: dict[int, float] = {}
        words = Counter(text.split())
        for word in sorted(words.keys() & self._words.keys()):
            for number, weight in self._words[word]:
                counted[number] = counted.get(number, 0.0) + weight * words[word]
        for number, form in self._others:
            times = _times(form, text, words)
            if times:
                counted[number] = counted.get(number, 0.0) + form.weight * times
        return counted

    def terms(self, text: str, shares: Iterable[tuple[int, float]]) -> tuple[Term, ...]:
        """Return the shares as words, the largest first; they sum to the score."""
        words = Counter(text.split())
        told = [(self.wants[number], share, _found(self.wants[number], text, words)) for number, share in shares]
        return spelled_out(told)


def _times(form: Form, text: str, words: Counter[str]) -> int:
    needle = form.needle
    if " " in needle:
        return f" {text} ".count(f" {needle} ")
    return text.count(needle) if is_han(needle) else words.get(needle, 0)


def _found(want: Want, text: str, words: Counter[str]) -> tuple[str, ...]:
    if want.through == Through.ITSELF:
        return ()
    return tuple(form.needle for form in want.forms if _times(form, text, words))


def spelled_out(told: Iterable[tuple[Want, float, tuple[str, ...]]]) -> tuple[Term, ...]:
    """Join characters and pairs that overlap in the need into the words a person reads; no share is lost."""
    terms: dict[tuple[str, str], tuple[float, tuple[str, ...]]] = {}
    placed: list[tuple[tuple[int, int, int], str, float]] = []
    for want, share, found in told:
        if want.place is not None:
            placed.append((want.place, want.label, share))
        else:
            before, also = terms.get((want.label, want.through), (0.0, ()))
            terms[want.label, want.through] = (before + share, tuple(dict.fromkeys((*also, *found))))
    for label, share in _joined(placed):
        before, also = terms.get((label, Through.ITSELF), (0.0, ()))
        terms[label, Through.ITSELF] = (before + share, also)
    made = (Term(label, share, through, found) for (label, through), (share, found) in terms.items())
    return tuple(sorted(made, key=lambda term: (-term.share, term.term, term.through)))


def _joined(placed: list[tuple[tuple[int, int, int], str, float]]) -> list[tuple[str, float]]:
    """Join what overlaps, run by run; a character beside a word but in no pair with it stays alone."""
    joined: list[tuple[str, float]] = []
    ends = (-1, -1)  # run, end of what is being joined
    for (run, start, end), label, share in sorted(placed, key=lambda one: (one[0][0], one[0][1], -one[0][2])):
        if run == ends[0] and start < ends[1]:
            before, so_far = joined[-1]
            joined[-1] = (before + label[min(len(label), ends[1] - start) :], so_far + share)
            ends = (run, max(end, ends[1]))
        else:
            joined.append((label, share))
            ends = (run, end)
    return joined
