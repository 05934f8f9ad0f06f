"""Reads a text: passages, organizations, claims and defects, in one call."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from qunli.engines.notation.script import to_simplified
from qunli.engines.notation.width import fold_width
from qunli.engines.reading.claims import figures_in, sentences_of
from qunli.engines.reading.defects import find_defects
from qunli.engines.reading.organizations import Known, find_organizations
from qunli.engines.reading.passages import Region, find_passages
from qunli.engines.reading.results import Claim, Dropped, Organization, Passage, PassageKind, Reading
from qunli.engines.reading.rows import rows_in
from qunli.engines.reading.statements import statements_in
from qunli.engines.reading.subjects import Subjects

__all__ = ["read_text"]

_CAPTION: Final = 120


def read_text(
    text: str, known: Sequence[Known] = (), regions: Sequence[Region] = (), kept: Sequence[Region] = ()
) -> Reading:
    """Read one text.

    ``known`` holds the organizations that the caller keeps: name, and code or nothing. ``regions``
    are the stretches that a page marks as navigation, footer or script. ``kept`` are stretches that
    a person wants read, whatever the engine makes of them: a passage within one is not set aside.

    >>> reading = read_text("2024年，某某集群实现总产值56.48億元。")
    >>> [(claim.name, str(claim.value[0]), claim.unit, claim.period) for claim in reading.claims]
    [('总产值', '5648000000', '元', '2024')]
    """
    simplified = to_simplified(text)
    copy = fold_width(simplified)
    passages = _with_kept(find_passages(text, copy, regions), kept)
    spans = [(one.start, one.end) for one in passages if one.keep]
    organizations = find_organizations(copy, text, spans, known)
    subjects = Subjects(copy, organizations, spans)
    named = _Named(organizations)
    claims = [claim for one in passages if one.keep for claim in _claims(copy, text, one, named, subjects)]
    claims.sort(key=lambda claim: (claim.start, claim.end))
    return Reading(text, passages, tuple(claims), tuple(organizations), tuple(find_defects(text, simplified, spans)))


def _with_kept(passages: tuple[Passage, ...], kept: Sequence[Region]) -> tuple[Passage, ...]:
    return tuple(
        replace(one, keep=True, reason=Dropped.KEPT)
        if any(start <= one.start and one.end <= end for start, end in kept)
        else one
        for one in passages
    )


class _Named:
    """The organizations of a text, asked for by stretches of it."""

    def __init__(self, organizations: Sequence[Organization]) -> None:
        self._all = organizations
        self._starts = [one.start for one in organizations]

    def within(self, start: int, end: int) -> Sequence[Organization]:
        return self._all[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


def _claims(copy: str, text: str, passage: Passage, named: _Named, subjects: Subjects) -> Iterator[Claim]:
    span = (passage.start, passage.end)
    if passage.kind is PassageKind.TABLE:
        above = copy[max(0, passage.start - _CAPTION) : passage.start].rstrip()
        yield from rows_in(copy, text, span, above[max(above.rfind("\n"), above.rfind("\r")) + 1 :])
        return
    yield from figures_in(copy, text, span, subjects)
    for sentence in sentences_of(copy, *span):
        yield from statements_in(copy, text, sentence, named.within(*sentence), subjects)
