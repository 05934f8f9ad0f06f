"""What comes of matching, and how it is written as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qunli.engines.matching.conditions import Fit
from qunli.engines.matching.passages import Passage
from qunli.engines.matching.records import Key
from qunli.engines.matching.scoring import Term

__all__ = ["Excluded", "Match", "Matched", "as_json"]


@dataclass(frozen=True, slots=True)
class Match:
    """A capability that answers a need; `score` is the sum of the terms' shares."""

    id: Key
    score: float
    terms: tuple[Term, ...]
    passages: tuple[Passage, ...]
    fits: tuple[Fit, ...]
    kind: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Excluded:
    """A capability that would have been offered, and the conflict that forbids it."""

    id: Key
    conflict: str


@dataclass(frozen=True, slots=True)
class Matched:
    """A need with its best capabilities, the best first, and those that a conflict took out."""

    id: Key
    matches: tuple[Match, ...]
    excluded: tuple[Excluded, ...] = ()


def as_json(matched: Matched) -> dict[str, Any]:
    """Return the object that `qunli match --json` writes for a need."""
    made: dict[str, Any] = {"id": matched.id, "matches": [_match(one) for one in matched.matches]}
    if matched.excluded:
        made["excluded"] = [{"id": one.id, "conflict": one.conflict} for one in matched.excluded]
    return made


def _match(match: Match) -> dict[str, Any]:
    reasons: dict[str, Any] = {
        "terms": [_term(term) for term in match.terms],
        "passages": [{"start": one.start, "end": one.end, "quote": one.quote} for one in match.passages],
    }
    for fit in match.fits:
        reasons.setdefault(fit.about, []).append(_fit(fit))
    shown = {"kind": match.kind, "title": match.title}
    return {
        "id": match.id,
        "score": match.score,
        **{key: value for key, value in shown.items() if value},
        "reasons": reasons,
    }


def _term(term: Term) -> Mapping[str, Any]:
    made: dict[str, Any] = {"term": term.term, "share": term.share}
    if term.through:
        made |= {"through": term.through, "found": list(term.found)}
    return made


def _fit(fit: Fit) -> Mapping[str, Any]:
    return {"wanted": list(fit.wanted), "found": list(fit.found), "met": fit.met, "required": fit.required}
