"""Organizations that look alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qunli.directory.models import Likeness, Organization
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
