"""What ties organizations together: parents they share and relations they declared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from qunli.directory.models import Organization, Relation
from qunli.directory.states import RelationKind

SHARED_PARENT: Final = "shared_parent"
_GENERATIONS: Final = 6


@dataclass(frozen=True, slots=True)
class Tie:
    """One tie of an organization: to whom, of what kind (a `RelationKind` or `SHARED_PARENT`), from when to when."""

    other: int
    kind: str
    since: date | None = None
    until: date | None = None


def families_of(organizations: Iterable[int]) -> dict[int, frozenset[Tie]]:
    """Return each organization's ties: relations either way, ancestors, and whoever shares an ancestor.

    Ended relations are included with their dates, because a window of years may reach back to them.
    """
    asked = set(organizations)
    today = living_ids(asked)
    wanted = asked | set(today.values())
    direct = Relation.objects.filter(Q(organization__in=wanted) | Q(other__in=wanted))
    ties: dict[int, set[Tie]] = defaultdict(set)
    for one, other, kind, since, until in direct.values_list("organization", "other", "kind", "since", "until"):
        ties[one].add(Tie(other, kind, since, until))
        ties[other].add(Tie(one, kind, since, until))
    ancestors = _ancestors_of(wanted)
    children = _children_of({parent for parents in ancestors.values() for parent in parents})
    for one in wanted:
        for parent in ancestors[one]:
            ties[one].add(Tie(parent, RelationKind.PARENT))
            ties[one] |= {Tie(child, SHARED_PARENT) for child in children[parent] if child != one}
    return {one: frozenset(ties[one] | ties[today[one]]) for one in asked}


def living_ids(organizations: Iterable[int]) -> dict[int, int]:
    """Return for each organization the one it is today: itself, or the one that was kept when it was merged.

    What other rooms keep names an organization as it was then; whoever compares two of them compares what they are.
    """
    asked = set(organizations)
    merged: dict[int, int] = {}
    frontier = asked
    while frontier:
        rows = Organization.objects.filter(pk__in=frontier, merged_into__isnull=False)
        found = {pk: kept for pk, kept in rows.values_list("pk", "merged_into") if kept is not None}
        merged |= found
        frontier = set(found.values()) - set(merged)

    def last(one: int) -> int:
        return last(merged[one]) if one in merged else one

    return {one: last(one) for one in asked}


def one_with(organizations: Iterable[int]) -> set[int]:
    """Return organizations and all that were merged into them, whenever."""
    known = set(organizations)
    fresh = known
    while fresh:
        fresh = set(Organization.objects.filter(merged_into__in=fresh).values_list("pk", flat=True)) - known
        known |= fresh
    return known


def is_one_of(organization: int, others: Iterable[int]) -> bool:
    """Tell whether an organization is one of the others, or was merged with one of them."""
    known = set(others)
    if organization in known or not known:
        return organization in known
    today = living_ids({organization, *known})
    return today[organization] in {today[one] for one in known}


def related_ids(organizations: Iterable[int]) -> frozenset[int]:
    """Return everybody tied to any of the organizations, themselves excluded."""
    wanted = set(organizations)
    return frozenset(tie.other for ties in families_of(wanted).values() for tie in ties) - wanted


def _ancestors_of(wanted: set[int]) -> dict[int, set[int]]:
    above: dict[int, set[int]] = {one: set() for one in wanted}
    frontier = set(wanted)
    parents: dict[int, set[int]] = defaultdict(set)
    for _generation in range(_GENERATIONS):
        found = _parent_pairs().filter(other__in=frontier).values_list("organization", "other")
        fresh = {(parent, child) for parent, child in found if parent not in parents[child]}
        if not fresh:
            break
        for parent, child in fresh:
            parents[child].add(parent)
        frontier = {parent for parent, _child in fresh}
    for one in wanted:
        stack = list(parents[one])
        while stack:
            parent = stack.pop()
            if parent not in above[one] and parent != one:
                above[one].add(parent)
                stack += parents[parent]
    return above


def _children_of(parents: set[int]) -> dict[int, set[int]]:
    children: dict[int, set[int]] = defaultdict(set)
    frontier, roots = set(parents), {one: {one} for one in parents}
    for _generation in range(_GENERATIONS):
        pairs = list(_parent_pairs().filter(organization__in=frontier).values_list("organization", "other"))
        below: dict[int, set[int]] = defaultdict(set)
        for parent, child in pairs:
            below[child] |= {root for root in roots.get(parent, ()) if child not in children[root]}
        for child, its_roots in below.items():
            for root in its_roots:
                children[root].add(child)
        roots = {child: its_roots for child, its_roots in below.items() if its_roots}
        frontier = set(roots)
        if not frontier:
            break
    return children


def _parent_pairs() -> QuerySet[Relation]:
    return Relation.objects.filter(kind=RelationKind.PARENT, until=None)
