"""What happened in a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F

from qunli.directory.models import Cluster
from qunli.indicators.models import Event

if TYPE_CHECKING:
    from django.db.models import QuerySet


def events_of(cluster: Cluster) -> QuerySet[Event]:
    """Return a cluster's events with their sources, the newest first; those without a time at the end."""
    return (
        Event.objects.filter(cluster=cluster)
        .select_related("cluster", "confirmation__claim__document", "confirmation__by__party")
        .defer("confirmation__claim__document__text")
        .prefetch_related("organizations")
        .order_by(F("period").desc(nulls_last=True), "-id")
    )
