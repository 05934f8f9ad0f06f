"""Hands the ranking to the engine `assigning`, so that one popular capability is not offered to every need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec

from qunli.cli.terminal import CommandFailed, complain
from qunli.engines.matching import Match, Matched

__all__ = ["POOL", "offered"]

POOL = 50
"""So many matches of each need are looked at; whoever is not among them is not offered to it."""


def offered(found: Sequence[Matched], *, each: int, most: int | None) -> list[Matched]:
    """Keep for every need at most `each` of its matches, every capability at most `most` times, the total the best.

    What counts is a score beside the best of the same need, so that a long need does not outbid a short one. Where no
    `most` is given, it is the least with which the offers go round. A need gets fewer rather than somebody beyond it.
    """
    ids = list(dict.fromkeys(str(match.id) for matched in found for match in matched.matches))
    if not ids:
        return list(found)
    if find_spec("ortools") is None:
        message = "--assign needs the extra `solvers`: pip install 'qunli[matching,solvers]'."
        raise CommandFailed(message)
    wanted = sum(min(each, len(matched.matches)) for matched in found)
    pairs = _solved(found, ids, each, most or -(-wanted // len(ids)))
    return [replace(one, matches=_kept(one.matches, pairs, place, ids)) for place, one in enumerate(found)]


def _solved(found: Sequence[Matched], ids: Sequence[str], each: int, most: int) -> set[tuple[int, int]]:
    """Solve it with `each` stand-ins that are worth nothing and that every need may take: so it always goes out."""
    from qunli.engines.assigning import assign, read_instance  # noqa: PLC0415 -- heavy, and an extra

    column = {key: place for place, key in enumerate(ids)}
    width = len(ids) + each
    worth = [[0.0] * width for _ in found]
    forbidden = [[True] * len(ids) + [False] * each for _ in found]
    for place, matched in enumerate(found):
        best = max((match.score for match in matched.matches), default=1.0)
        for match in matched.matches:
            worth[place][column[str(match.id)]] = match.score / best
            forbidden[place][column[str(match.id)]] = False
    loads = [min(most, len(found))] * len(ids) + [len(found)] * each
    result = assign(read_instance({"S": worth, "coi": forbidden, "demand": each, "load_max": loads}))
    if result.gap:
        complain(f"The offers are within {result.gap:g} of the best there may be.")
    return {(int(need), int(expert)) for need, expert in result.pairs}


def _kept(matches: Sequence[Match], pairs: set[tuple[int, int]], place: int, ids: Sequence[str]) -> tuple[Match, ...]:
    column = {key: at for at, key in enumerate(ids)}
    return tuple(match for match in matches if (place, column[str(match.id)]) in pairs)
