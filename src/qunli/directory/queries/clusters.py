"""Who is a member of what."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from qunli.directory.models import Cluster, Membership, Organization

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
