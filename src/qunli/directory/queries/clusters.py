"""Who is a member of what."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, OuterRef, Q

from qunli.directory.models import Cluster, Membership, Organization, Segment

if TYPE_CHECKING:
    from django.db.models import QuerySet


def memberships_on(day: date) -> QuerySet[Membership]:
    """Return the memberships that hold on a day, of organizations that were not merged away."""
    begun = Membership.objects.filter(since__lte=day, organization__merged_into=None)
    return begun.filter(Q(until=None) | Q(until__gte=day))


def public_members(cluster: Cluster, *, on: date) -> QuerySet[Organization]:
    """Return the organizations that anybody may see as members of a cluster."""
    here = memberships_on(on).filter(cluster=cluster, organization=OuterRef("pk"))
    return Organization.objects.filter(Exists(here))


def cluster_counts(rows: QuerySet[Cluster], *, on: date) -> QuerySet[Cluster]:
    """Bring along how many members each cluster has on a day."""
    held = Q(memberships__since__lte=on, memberships__organization__merged_into=None)
    held &= Q(memberships__until=None) | Q(memberships__until__gte=on)
    counted = Count("memberships__organization", filter=held, distinct=True)
    return rows.select_related("jurisdiction", "operator").annotate(members=counted).order_by("id")


def member_segments(cluster: Cluster, *, on: date) -> QuerySet[Segment]:
    """Return a cluster's segments along the chain, each with how many members are in it on a day."""
    held = Q(memberships__since__lte=on, memberships__organization__merged_into=None)
    held &= Q(memberships__until=None) | Q(memberships__until__gte=on)
    counted = Count("memberships", filter=held, distinct=True)
    return Segment.objects.filter(cluster=cluster).annotate(members=counted).order_by(F("position").asc(), "id")
