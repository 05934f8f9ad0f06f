"""Holds an assignment against the rules once more, in plain arithmetic, before anybody is appointed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum

Pair = tuple[int, int]
"""A proposal's key and an expert's key."""


class Breach(Enum):
    """What an assignment breaks."""

    CONFLICT = "conflict"
    GONE = "gone"
    DEMAND = "demand"
    LOAD = "load"
    LEAST_LOAD = "least_load"
    INSTITUTION = "institution"
    REGION = "region"
    OUTSIDER = "outsider"
    SENIORS = "seniors"


@dataclass(frozen=True, slots=True)
class Rules:
    """What is held against: an empty name of an institution or a region is not known, and no rule asks about it."""

    proposals: Collection[int]
    experts: Collection[int]
    demand: int
    load_max: int
    load_min: int = 0
    barred: AbstractSet[Pair] = frozenset()
    institution_of: Mapping[int, str] | None = None
    region_of: Mapping[int, str] | None = None
    home_of: Mapping[int, str] | None = None
    seniors: AbstractSet[int] = frozenset()
    seniors_least: int = 0


@dataclass(frozen=True, slots=True)
class Broken:
    """One breach: of which proposal, by which expert, as far as there is one."""

    breach: Breach
    proposal: int | None = None
    expert: int | None = None


def breaches_of(pairs: Collection[Pair], rules: Rules) -> list[Broken]:
    """Return everything that an assignment breaks; nothing means that it may be adopted."""
    judges: dict[int, list[int]] = defaultdict(list)
    for proposal, expert in pairs:
        judges[proposal].append(expert)
    return [
        *(Broken(Breach.CONFLICT, *pair) for pair in sorted(set(pairs) & rules.barred)),
        *_of_experts(pairs, rules),
        *(broken for proposal in sorted(rules.proposals) for broken in _of_panel(proposal, judges[proposal], rules)),
    ]


def _of_experts(pairs: Collection[Pair], rules: Rules) -> Iterable[Broken]:
    loads = Counter(expert for _proposal, expert in pairs)
    for expert in sorted(loads):
        if expert not in rules.experts:
            yield Broken(Breach.GONE, expert=expert)
        if loads[expert] > rules.load_max:
            yield Broken(Breach.LOAD, expert=expert)
    for expert in sorted(rules.experts):
        if loads[expert] < rules.load_min:
            yield Broken(Breach.LEAST_LOAD, expert=expert)


def _of_panel(proposal: int, judges: list[int], rules: Rules) -> Iterable[Broken]:
    if len(set(judges)) != len(judges) or len(judges) != rules.demand:
        yield Broken(Breach.DEMAND, proposal)
    institutions = _known(judges, rules.institution_of)
    if len(set(institutions)) != len(institutions):
        yield Broken(Breach.INSTITUTION, proposal)
    regions = _known(judges, rules.region_of)
    if rules.region_of is not None and len(judges) > 1 and len(regions) == len(judges) and len(set(regions)) == 1:
        yield Broken(Breach.REGION, proposal)
    home = (rules.home_of or {}).get(proposal, "")
    if home and judges and len(regions) == len(judges) and set(regions) == {home}:
        yield Broken(Breach.OUTSIDER, proposal)
    if len(rules.seniors & set(judges)) < min(rules.seniors_least, len(judges)):
        yield Broken(Breach.SENIORS, proposal)


def _known(judges: list[int], names: Mapping[int, str] | None) -> list[str]:
    return [name for one in judges if (name := (names or {}).get(one, ""))]
