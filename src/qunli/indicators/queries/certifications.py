"""Certifications that run out, and duties whose tier was renewed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from qunli.directory.models import Certification, Organization
from qunli.directory.queries import memberships_on
from qunli.duties.models import Duty
from qunli.duties.states import DutyState

if TYPE_CHECKING:
    from django.db.models import QuerySet


def unasked_certifications(on: date, *, until: date) -> list[Certification]:
    """Return members' certifications that end between two days, are not renewed, and for which no duty is open."""
    member = memberships_on(on).filter(organization=OuterRef("organization"))
    rows = Certification.objects.filter(
        Exists(member), ~Exists(_renewals()), valid_to__gte=on, valid_to__lte=until
    ).select_related("organization__party")
    asked = set(_recheck_duties().values_list("key", flat=True))
    return [one for one in rows.order_by("id") if f"recheck {one.pk}" not in asked]


def ending_certifications(on: date, *, until: date) -> list[Certification]:
    """Return members' certifications that end between two days and are not renewed, the nearest first."""
    member = memberships_on(on).filter(organization=OuterRef("organization"))
    rows = Certification.objects.filter(Exists(member), ~Exists(_renewals()), valid_to__gte=on, valid_to__lte=until)
    return list(rows.select_related("organization").order_by("valid_to", "id"))


def renewed_duties() -> Iterator[tuple[Duty, Organization]]:
    """Return open duties whose certification was renewed, each with its organization."""
    duties = {int(duty.key.removeprefix("recheck ")): duty for duty in _recheck_duties()}
    renewed = Certification.objects.filter(Exists(_renewals()), pk__in=duties).select_related("organization")
    for one in renewed.order_by("id"):
        yield duties[one.pk], one.organization


def _recheck_duties() -> QuerySet[Duty]:
    return Duty.objects.filter(state=DutyState.OPEN, key__startswith="recheck ", about_kind="organization")


def _renewals() -> QuerySet[Certification]:
    """A later certification of the same tier, or one without an end that began later."""
    later = Q(valid_to__gt=OuterRef("valid_to")) | Q(valid_to=None, valid_from__gt=OuterRef("valid_from"))
    return Certification.objects.filter(later, organization=OuterRef("organization"), tier=OuterRef("tier"))
