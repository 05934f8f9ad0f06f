"""Figures with their sources."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import F

from qunli.directory.models import Cluster
from qunli.indicators.models import Figure

if TYPE_CHECKING:
    from django.db.models import QuerySet


def figures_of(cluster: Cluster) -> QuerySet[Figure]:
    """Return a cluster's figures with what says so: by indicator, the latest first."""
    return (
        Figure.objects.filter(cluster=cluster)
        .select_related("indicator", "cluster", "confirmation__claim__document", "confirmation__by__party")
        .order_by(
            "indicator__position",
            "indicator_id",
            F("period").desc(nulls_last=True),
            F("as_of").desc(nulls_last=True),
            "-id",
        )
    )


def figures_from(claims: Iterable[int]) -> QuerySet[Figure]:
    """Return the figures that stand on any of the claims."""
    return Figure.objects.filter(confirmation__claim__in=list(claims)).select_related("indicator", "cluster")
