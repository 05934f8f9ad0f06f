"""Answers, packs that apply on a day, and assessments as they were made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from qunli.directory.models import Certification, Cluster, Organization
from qunli.directory.permits import follows_clusters
from qunli.directory.queries import memberships_on, organizations_of
from qunli.indicators.models import Answer, Assessment
from qunli.indicators.permits import ASSESSORS
from qunli.people.permits import standing_of
from qunli.people.states import Role
from qunli.rulebook.queries import newest_packs
from qunli.rulebook.states import PackKind

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from qunli.people.queries import Anyone
    from qunli.rulebook.models import RulePack

Subject = Cluster | Organization


def about(subject: Subject) -> Q:
    """Narrow records to those about a cluster, or about an organization."""
    return Q(cluster=subject) if isinstance(subject, Cluster) else Q(organization=subject)


def subject_fields(subject: Subject) -> dict[str, Any]:
    """Return the column that names a subject, for a record about it."""
    return {"cluster" if isinstance(subject, Cluster) else "organization": subject}


def answers_of(subjects: Iterable[Subject]) -> list[Answer]:
    """Return what people said of subjects of one kind: of each key and period the newest; one statement."""
    several = list(subjects)
    if not several:
        return []
    name = "cluster" if isinstance(several[0], Cluster) else "organization"
    rows = Answer.objects.filter(**{f"{name}__in": several}).select_related("stated_by__party")
    return list(
        rows.order_by(f"{name}_id", "key", "period", "-stated_at", "-id").distinct(f"{name}_id", "key", "period")
    )


def packs_for(kind: PackKind, *, on: date) -> list[RulePack]:
    """Return the newest version of each pack of a kind that is in force on a day, national ones first."""
    begun = Q(in_force_from=None) | Q(in_force_from__lte=on)
    rows = newest_packs(kind).filter(begun, Q(in_force_to=None) | Q(in_force_to__gte=on))
    return list(rows.order_by("jurisdiction_code", "code"))


def holders_by_tier(cluster: Cluster, *, on: date) -> dict[str, set[int]]:
    """Return which members hold each tier on a day; a certification without an end holds until one is known."""
    member = memberships_on(on).filter(cluster=cluster, organization=OuterRef("organization"))
    held = Certification.objects.filter(Exists(member), Q(valid_from=None) | Q(valid_from__lte=on))
    found: dict[str, set[int]] = defaultdict(set)
    for tier, organization in held.exclude(valid_to__lt=on).values_list("tier", "organization_id"):
        found[tier].add(organization)
    return dict(found)


def assessments_of(subject: Subject) -> QuerySet[Assessment]:
    """Return how a subject was assessed, the newest first."""
    return (
        Assessment.objects.filter(about(subject))
        .select_related("pack", "cluster", "organization", "stated_by__party")
        .order_by("-stated_at", "-id")
    )


def newest_assessments(subject: Subject) -> list[Assessment]:
    """Return the newest assessment of a subject by each pack and occasion."""
    rows = Assessment.objects.filter(about(subject)).select_related("pack", "stated_by__party")
    return list(rows.order_by("pack__code", "occasion", "-stated_at", "-id").distinct("pack__code", "occasion"))


def assessments_now_and_before(subject: Subject, *, day: date) -> tuple[list[Assessment], list[Assessment]]:
    """Return the newest assessment by each pack and occasion, and all until the end of a day, the newest first."""
    newest = Assessment.objects.filter(about(subject)).order_by("pack__code", "occasion", "-stated_at", "-id")
    newest_keys = newest.distinct("pack__code", "occasion").values("pk")
    rows = list(assessments_of(subject).filter(Q(pk__in=newest_keys) | Q(stated_at__date__lte=day)))
    now: dict[tuple[str, str], Assessment] = {}
    for one in rows:
        now.setdefault((one.pack.code, one.occasion), one)
    return [now[key] for key in sorted(now)], [one for one in rows if timezone.localdate(one.stated_at) <= day]


def assessments_seen_by(user: Anyone) -> QuerySet[Assessment]:
    """Return those of clusters to whoever reads them, those of an enterprise to the office and its own people."""
    rows = Assessment.objects.select_related("pack", "cluster", "organization", "stated_by__party")
    if standing_of(user).holds_any(*ASSESSORS, Role.AUDITOR):
        return rows
    seen = Q(organization__in=organizations_of(standing_of(user)))
    return rows.filter(seen | Q(cluster__isnull=False) if follows_clusters(user) else seen)
