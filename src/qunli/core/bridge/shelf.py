"""The papers of a record as its page shows them: the newest of each kind, and whether it still says what stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import get_language, override

from qunli.core.bridge.papers import PaperContent
from qunli.core.models.files import Paper
from qunli.core.states import PaperKind


@dataclass(frozen=True, slots=True)
class PaperSource:
    """What a paper would say today, and the address that makes it anew; without an address nobody here may."""

    content: Callable[[Paper], PaperContent]
    make: Callable[[Paper], str] | None = None


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper in a list. `is_outdated`: the record has changed since, so that a new version would read otherwise."""

    paper: Paper
    is_newest: bool
    is_outdated: bool
    make: str


def paper_rows(papers: Iterable[Paper], sources: Mapping[PaperKind, PaperSource]) -> list[PaperRow]:
    """Hold the newest version of each paper against the record as it stands; `papers` come newest first.

    Compared are the contents in the language in which the paper was made.
    """
    seen: set[tuple[str, int, str]] = set()
    rows = []
    for paper in papers:
        kind = (paper.about_kind, paper.about_id, paper.template)
        source = sources.get(PaperKind(paper.template))
        is_newest = kind not in seen
        seen.add(kind)
        is_outdated = is_newest and source is not None and not _says_the_same(paper, source)
        make = source.make(paper) if is_outdated and source and source.make else ""
        rows.append(PaperRow(paper, is_newest, is_outdated, make))
    return rows


def _says_the_same(paper: Paper, source: PaperSource) -> bool:
    with override(paper.language or get_language()):
        return source.content(paper).fingerprint == paper.fingerprint
