"""Counts of tiers that overlap: how many hold each, how many hold any, each holder counted once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import combinations

__all__ = ["Counted", "Overlap", "count_once"]


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many hold both of two tiers."""

    one: str
    other: str
    holders: int


@dataclass(frozen=True, slots=True)
class Counted:
    """How many hold each tier, how many hold at least one, which tiers overlap, and the formula.

    `counted_again` is what a plain sum would count too often.
    """

    by_tier: Mapping[str, int]
    once: int
    counted_again: int
    overlaps: tuple[Overlap, ...]
    formula: str


def count_once(holders: Mapping[str, Collection[str]]) -> Counted:
    """Count the holders of several tiers, each holder once however many tiers it holds."""
    sets = {tier: frozenset(several) for tier, several in holders.items()}
    by_tier = {tier: len(several) for tier, several in sets.items()}
    once = len(frozenset[str]().union(*sets.values()))
    again = sum(by_tier.values()) - once
    overlaps = tuple(
        Overlap(one, other, len(sets[one] & sets[other]))
        for one, other in combinations(sets, 2)
        if sets[one] & sets[other]
    )
    added = " + ".join(str(count) for count in by_tier.values() if count) or "0"
    formula = f"{added} − {again} = {once}" if again else f"{added} = {once}"
    return Counted(by_tier, once, again, overlaps, formula)
