"""Organizations that look alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count

from qunli.directory.models import Likeness, Merge, Organization
from qunli.directory.states import LikenessState

if TYPE_CHECKING:
    from django.db.models import QuerySet


def open_likenesses() -> QuerySet[Likeness]:
    """Return the pairs to be looked at; a pair waits while one of them is merged away."""
    return Likeness.objects.filter(
        state=LikenessState.SUGGESTED, one__merged_into=None, other__merged_into=None
    ).order_by("-score", "id")


def living_names() -> list[tuple[int, str, str]]:
    """Return id, name and code of every organization that was not merged away."""
    return list(Organization.objects.filter(merged_into=None).order_by("id").values_list("id", "name", "uscc"))


@dataclass(frozen=True, slots=True)
class Side:
    """One of two organizations, with what hangs on it."""

    organization: Organization
    memberships: int
    certifications: int
    relations: int


def compared(pairs: list[Likeness]) -> list[tuple[Likeness, Side, Side]]:
    """Set the organizations of pairs beside each other, with how much hangs on either; one statement."""
    ids = {pk for pair in pairs for pk in (pair.one_id, pair.other_id)}
    rows = (
        Organization.objects.filter(pk__in=ids)
        .select_related("jurisdiction", "industry")
        .annotate(
            member_count=Count("memberships", distinct=True),
            tier_count=Count("certifications", distinct=True),
            relation_count=Count("relations", distinct=True),
        )
    )
    sides = {row.pk: Side(row, row.member_count, row.tier_count, row.relation_count) for row in rows}
    return [(pair, sides[pair.one_id], sides[pair.other_id]) for pair in pairs]


def recent_merges(limit: int = 30) -> QuerySet[Merge]:
    """Return the latest merges that stand."""
    return Merge.objects.filter(undone_at=None).select_related("kept", "merged").order_by("-id")[:limit]


def kept_apart(limit: int = 30) -> QuerySet[Likeness]:
    """Return the latest pairs that somebody kept apart."""
    rows = Likeness.objects.filter(state=LikenessState.APART, one__merged_into=None, other__merged_into=None)
    return rows.select_related("one", "other").order_by("-id")[:limit]


def likenesses_in(state: str) -> QuerySet[Likeness]:
    """Return the pairs in a state, the likest first; a pair that waits or stands apart is of two living ones."""
    rows = Likeness.objects.filter(state=state).select_related("one", "other").order_by("-score", "id")
    return rows if state == LikenessState.MERGED else rows.filter(one__merged_into=None, other__merged_into=None)


def merges_of() -> QuerySet[Merge]:
    """Return every merge, the newest first, with those undone."""
    return Merge.objects.select_related("kept", "merged").order_by("-id")
