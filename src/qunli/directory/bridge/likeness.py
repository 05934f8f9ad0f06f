"""Which organizations look alike, found without holding each against each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from qunli.engines.notation.names import name_key, name_likeness

ENOUGH: Final = 0.85
SAME_NAME: Final = "same_name"
SAME_NAME_TWO_CODES: Final = "same_name_two_codes"
SIMILAR_NAME: Final = "similar_name"
_COMMON_AT_LEAST: Final = 60
_COMMON_SHARE: Final = 20


@dataclass(frozen=True, slots=True)
class Pair:
    """Two organizations that look alike, the smaller id first."""

    one: int
    other: int
    score: Decimal
    reason: str


def likely_pairs(named: Sequence[tuple[int, str, str]]) -> list[Pair]:
    """Return the pairs among (id, name, code) that look like one organization.

    Two different codes are two legal bodies: such a pair is offered only where the whole key of the name is the
    same, because then one of the codes may be wrong. Character pairs that very many names share point to nobody.
    """
    keys = [name_key(name) for _id, name, _code in named]
    grams = [{key[place : place + 2] for place in range(len(key) - 1)} or {key} for key in keys]
    places: dict[str, list[int]] = defaultdict(list)
    for place, held in enumerate(grams):
        for gram in held:
            places[gram].append(place)
    common = max(_COMMON_AT_LEAST, len(named) // _COMMON_SHARE)
    found: dict[tuple[int, int], Pair] = {}
    by_key: dict[str, list[int]] = defaultdict(list)
    for place, key in enumerate(keys):
        shared = Counter(
            other for gram in grams[place] if len(places[gram]) <= common for other in places[gram] if other < place
        )
        near = {other for other, count in shared.items() if 2 * count >= min(len(grams[place]), len(grams[other]))}
        for other in near | set(by_key[key]):
            pair = _pair(named[other], named[place], same_key=key == keys[other])
            if pair:
                found[pair.one, pair.other] = pair
        by_key[key].append(place)
    return sorted(found.values(), key=lambda pair: (-pair.score, pair.one, pair.other))


def _pair(first: tuple[int, str, str], second: tuple[int, str, str], *, same_key: bool) -> Pair | None:
    one, other = sorted((first[0], second[0]))
    codes = {first[2], second[2]} - {""}
    two_codes = len(codes) > 1
    if same_key:
        return Pair(one, other, Decimal(1), SAME_NAME_TWO_CODES if two_codes else SAME_NAME)
    score = name_likeness(first[1], second[1])
    if two_codes or score < ENOUGH:
        return None
    return Pair(one, other, Decimal(f"{score:.3f}"), SIMILAR_NAME)
