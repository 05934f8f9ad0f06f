"""Drawing a panel by lot: values in, picks and reasons out.

The order of the draw is the order of tickets; a ticket is SHA-256 over the seed and the candidate's number, so anybody
can recompute it with a calculator for hashes, today and in ten years. Two strata are kept: nobody from an institution
that is on the panel already, and never all members from one region. An engine that weighs fields and workload may come
behind the same three types.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = ["Candidate", "DrawRequest", "DrawResult", "PanelPick", "PassedOver", "draw_by_lot", "ticket_of"]

MEMBER = "member"
RESERVE = "reserve"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An expert free of conflicts, with what the strata are about."""

    id: int
    region: str
    institutions: frozenset[int]


@dataclass(frozen=True, slots=True)
class DrawRequest:
    """Whom to draw from, how many, who sits already, and the seed."""

    candidates: tuple[Candidate, ...]
    members: int
    reserves: int
    seed: str
    seated: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class PanelPick:
    """One candidate drawn: for which rank, in which place, by which ticket."""

    id: int
    rank: str
    place: int
    ticket: str


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A candidate whose ticket came up before the draw was full, and the stratum that stood against it."""

    id: int
    reason: str


@dataclass(frozen=True, slots=True)
class DrawResult:
    """The picks in order, who was passed over, and how many could not be found."""

    picks: tuple[PanelPick, ...]
    passed_over: tuple[PassedOver, ...]
    members_short: int
    reserves_short: int
    one_region: bool


def ticket_of(seed: str, candidate_id: int) -> str:
    """SHA-256 over `seed:number` in UTF-8, as hexadecimal digits."""
    return hashlib.sha256(f"{seed}:{candidate_id}".encode()).hexdigest()


def draw_by_lot(request: DrawRequest) -> DrawResult:
    """Draw members, then reserves, in the order of their tickets, keeping the strata.

    Members are taken greedily. If they would all come from one region, the first ticket from another region is seated
    first and the rest drawn around it. `one_region` says that no such candidate was left.
    """
    order = sorted(request.candidates, key=lambda one: (ticket_of(request.seed, one.id), one.id))
    members = _members(order, request)
    taken = {one.id for one in members}
    on_panel = _institutions((*request.seated, *members))
    reserves = _greedy((one for one in order if one.id not in taken), request.reserves, on_panel)
    drawn = [(MEMBER, one) for one in members] + [(RESERVE, one) for one in reserves]
    picks = tuple(
        PanelPick(id=one.id, rank=rank, place=place, ticket=ticket_of(request.seed, one.id))
        for place, (rank, one) in enumerate(drawn, start=1)
    )
    return DrawResult(
        picks=picks,
        passed_over=_passed_over(order, members, reserves, request),
        members_short=request.members - len(members),
        reserves_short=request.reserves - len(reserves),
        one_region=_is_one_region((*request.seated, *members)),
    )


def _members(order: Sequence[Candidate], request: DrawRequest) -> list[Candidate]:
    sitting = _institutions(request.seated)
    first = _greedy(order, request.members, sitting)
    if not first or not _is_one_region((*request.seated, *first)):
        return first
    region = first[0].region
    for anchor in order:
        if anchor.region == region or anchor.institutions & sitting:
            continue
        others = (one for one in order if one is not anchor)
        around = [anchor, *_greedy(others, request.members - 1, sitting | anchor.institutions)]
        if len(around) == len(first) and not _is_one_region((*request.seated, *around)):
            kept = {one.id for one in around}
            return [one for one in order if one.id in kept]
    return first


def _greedy(order: Iterable[Candidate], wanted: int, sitting: frozenset[int]) -> list[Candidate]:
    taken: list[Candidate] = []
    for one in order:
        if len(taken) == wanted:
            break
        if one.institutions & sitting:
            continue
        taken.append(one)
        sitting |= one.institutions
    return taken


def _institutions(candidates: Iterable[Candidate]) -> frozenset[int]:
    return frozenset(number for one in candidates for number in one.institutions)


def _is_one_region(candidates: Sequence[Candidate]) -> bool:
    """A panel of one is from one region by nature and does not count."""
    return len(candidates) > 1 and len({one.region for one in candidates}) == 1


def _passed_over(
    order: Sequence[Candidate], members: Sequence[Candidate], reserves: Sequence[Candidate], request: DrawRequest
) -> tuple[PassedOver, ...]:
    """Say of each ticket before the last one drawn why it was not taken: for members first, then for reserves."""
    sitting = _institutions((*request.seated, *members))
    over = _over(order, members, sitting, is_short=len(members) < request.members)
    left = [one for one in order if one not in members]
    sitting |= _institutions(reserves)
    more = _over(left, reserves, sitting, is_short=len(reserves) < request.reserves)
    known = {one.id for one in over}
    return (*over, *(one for one in more if one.id not in known))


def _over(
    order: Sequence[Candidate], taken: Sequence[Candidate], sitting: frozenset[int], *, is_short: bool
) -> tuple[PassedOver, ...]:
    places = [place for place, one in enumerate(order) if one in taken]
    end = len(order) if is_short else max(places, default=0)
    return tuple(
        PassedOver(one.id, "institution" if one.institutions & sitting else "region")
        for one in order[:end]
        if one not in taken
    )
