"""Finds for each need the capabilities that answer it best, and says why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Final, Protocol

from qunli.engines.matching.conditions import conflict_of, fits, said_of, wanted_tags
from qunli.engines.matching.dictionary import Dictionary, installed_dictionary
from qunli.engines.matching.glossary import Glossary
from qunli.engines.matching.index import Hit, MatchIndex, Snapshot
from qunli.engines.matching.passages import passages
from qunli.engines.matching.records import Capability, Need
from qunli.engines.matching.results import Excluded, Match, Matched
from qunli.engines.matching.scoring import Scorer, Term
from qunli.engines.matching.wants import Through, Want, translated_wants, wants_of

__all__ = ["TOP", "Matcher", "Meaning", "Near", "Options"]

TOP: Final = 10
_LARGE: Final = 50_000
_CANDIDATES: Final = 200
_CANDIDATES_OF_LARGE: Final = 50
_POSTINGS: Final = 40_000
"""So many postings, rarest terms first, are read to find candidates; all terms are read to score them."""
_MOST_TERMS: Final = 400
_FEW: Final = 100
"""In a large index words are looked up in the other language where more than one text of so many is in it."""
_WIDER: Final = 4


class Near(Protocol):
    """How near texts are to a need in meaning (`meaning.Nearness`)."""

    @property
    def cosines(self) -> Mapping[str, float]:
        """The cosine of each text by its id."""
        ...

    @property
    def nearest(self) -> Sequence[str]:
        """The ids, the nearest first."""
        ...


@dataclass(frozen=True, slots=True)
class Meaning:
    """What meaning adds: at cosine 1 `weight` times the best score that words give to any text of the need."""

    nearness: Callable[[str], Near]
    weight: float


@dataclass(frozen=True, slots=True)
class Options:
    """How to match: how many matches a need, the cluster's glossary, the dictionary, passages a match."""

    top: int = TOP
    glossary: Glossary | None = None
    across_languages: bool = True
    dictionary: Dictionary | None = None
    quotes: int = 2
    meaning: Meaning | None = None


class Matcher:
    """Matches needs against an index.

    `across_languages` looks up a need's Chinese words in English where the index holds English texts, and the other
    way round; without a dictionary of one's own the installed one is taken.
    """

    def __init__(self, index: MatchIndex, options: Options = Options()) -> None:
        self.index = index
        self.options = options

    def match(self, need: Need) -> Matched:
        """Return the best capabilities of one need, the best first; equal ones in the order of their ids."""
        snapshot = self.index.snapshot
        if not snapshot.texts:
            return Matched(need.id, ())
        wants = wants_of(need, self.options.glossary)
        chinese = _is_chinese(wants)
        others = snapshot.latin if chinese else snapshot.texts - snapshot.latin
        if self.options.across_languages and others > (snapshot.texts / _FEW if snapshot.texts > _LARGE else 0):
            wants += self._translated(need, back=not chinese)
        scorer = Scorer(wants, snapshot.collection())
        ranked, excluded = self._ranked(need, scorer, snapshot, chinese=chinese)
        return Matched(need.id, tuple(self._match(need, scorer, one) for one in ranked), tuple(excluded))

    def match_all(self, needs: Iterable[Need]) -> Iterator[Matched]:
        """Match needs one after the other."""
        return map(self.match, needs)

    def _translated(self, need: Need, *, back: bool) -> list[Want]:
        dictionary = self.options.dictionary or installed_dictionary()
        return translated_wants(need, dictionary, back=back) if dictionary else []

    def _ranked(
        self, need: Need, scorer: Scorer, snapshot: Snapshot, *, chinese: bool
    ) -> tuple[list[_Ranked], list[Excluded]]:
        """Look further and further down until there are enough that may be offered, or no more."""
        weighed = _weighed(scorer, snapshot)
        meaning = self.options.meaning
        near = meaning.nearness(" ".join((need.title, *need.keywords, need.text)).strip()) if meaning else None
        if not weighed and near is None:
            return [], []
        top = self.options.top
        limit = max(_CANDIDATES_OF_LARGE, 5 * top) if snapshot.texts > _LARGE else max(_CANDIDATES, 5 * top)
        groups = list(wanted_tags(need.require))
        while True:
            hits = snapshot.search(weighed, limit, groups=groups) if weighed else []
            found = [_scored(hit, scorer, chinese=chinese) for hit in hits]
            if meaning and near:
                found = _with_meaning(found, near, meaning.weight, snapshot, limit)
            ranked = sorted((one for one in found if one.score > 0), key=lambda one: (-one.score, one.hit.key))
            kept, excluded = self._offered(need, ranked)
            if len(kept) >= top or (len(hits) < limit and (near is None or limit >= snapshot.texts)):
                return kept, excluded
            limit *= _WIDER

    def _offered(self, need: Need, ranked: Iterable[_Ranked]) -> tuple[list[_Ranked], list[Excluded]]:
        """Take the best that may be offered; name those above the last of them that a conflict takes out."""
        kept: list[_Ranked] = []
        excluded: list[Excluded] = []
        for one in ranked:
            if len(kept) == self.options.top:
                break
            capability = one.capability()
            if any(fit.met is not True for fit in fits(need.require, capability, required=True)):
                continue
            conflict = conflict_of(need, capability)
            if conflict is None:
                kept.append(one)
            else:
                excluded.append(Excluded(capability.id, conflict))
        return kept, excluded

    def _match(self, need: Need, scorer: Scorer, one: _Ranked) -> Match:
        capability = one.capability()
        terms = scorer.terms(one.hit.text, one.shares)
        if one.meaning:
            terms = tuple(sorted((*terms, Term("", one.meaning, Through.MEANING)), key=lambda term: -term.share))
        asked = (*fits(need.require, capability, required=True), *fits(need.prefer, capability, required=False))
        told = {fit.about for fit in asked}
        return Match(
            capability.id,
            one.score,
            terms,
            passages(capability.text, scorer, most=self.options.quotes) if self.options.quotes else (),
            (*asked, *(fit for fit in said_of(capability) if fit.about not in told)),
            capability.kind,
            capability.title,
        )


def _is_chinese(wants: Iterable[Want]) -> bool:
    """Tell whether a need speaks more Chinese than anything else."""
    own = [want for want in wants if want.through == Through.ITSELF]
    return sum(len(want.label) == 1 for want in own if want.place) > sum(not want.place for want in own)


@dataclass(slots=True)
class _Ranked:
    """A hit with its shares; its record is read once, and only where it may be shown."""

    hit: Hit
    shares: list[tuple[int, float]]
    score: float
    meaning: float = 0.0
    _capability: Capability | None = None

    def capability(self) -> Capability:
        if self._capability is None:
            self._capability = self.hit.capability()
        return self._capability


def _scored(hit: Hit, scorer: Scorer, *, chinese: bool) -> _Ranked:
    shares = scorer.shares(hit.text, hit.length, translate=hit.latin == chinese)
    return _Ranked(hit, shares, fsum(share for _, share in shares))


def _with_meaning(found: list[_Ranked], near: Near, weight: float, snapshot: Snapshot, limit: int) -> list[_Ranked]:
    """Add the share of meaning, and the nearest texts that no word found."""
    known = {one.hit.key for one in found}
    more = snapshot.named(key for key in near.nearest[:limit] if key not in known)
    whole = [*found, *(_Ranked(hit, [], 0.0) for hit in more)]
    best = max((one.score for one in found), default=0.0) or 1.0
    for one in whole:
        one.meaning = weight * best * max(0.0, near.cosines.get(one.hit.key, 0.0))
        one.score += one.meaning
    return whole


def _weighed(scorer: Scorer, snapshot: Snapshot) -> list[tuple[str, float]]:
    """Return the indexed terms by which candidates are found, the rarest first, as many as the budget allows."""
    weights: dict[str, float] = {}
    for want in scorer.wants:
        for form in want.forms:
            for piece in form.pieces():
                weights[piece] = max(weights.get(piece, 0.0), want.weight * form.weight)
    rarest = sorted((snapshot.holding(term), term) for term in weights)
    chosen: list[tuple[str, float]] = []
    read = 0
    for holding, term in rarest:
        if not holding:
            continue
        if chosen and (read + holding > _POSTINGS or len(chosen) >= _MOST_TERMS):
            break
        read += holding
        chosen.append((term, weights[term]))
    return chosen
