"""Following certifications that run out: who holds one owes its re-check before its last day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.core.actions import action, write_batch
from qunli.core.states import Doer, Ref
from qunli.directory.models import Certification
from qunli.duties.actions import Promise, meet_duties, raise_duty
from qunli.indicators.queries.certifications import renewed_duties, unasked_certifications
from qunli.people.states import Role

AHEAD: Final = timedelta(days=180)
"""How long before its end a re-check is asked for: our working value, so that a yearly round is not missed."""


def duty_key(certification: Certification) -> str:
    """Name the duty of one certification."""
    return f"recheck {certification.pk}"


@action(_("Certifications followed"))
def follow_certifications(*, by: Doer, at: datetime) -> int:
    """Raise a duty for each certification that ends soon, and close those whose tier was renewed; returns how many."""
    today = timezone.localdate(at)
    lines: list[tuple[Ref, str]] = []
    for certification in unasked_certifications(today, until=today + AHEAD):
        organization = certification.organization
        raise_duty(owner=organization.party, promise=_promise(certification), about=organization, at=at)
        lines.append((organization.ref, duty_key(certification)))
    for duty, organization in renewed_duties():
        meet_duties(about=organization, key=duty.key, at=at)
        lines.append((organization.ref, f"{duty.key} renewed"))
    write_batch(on=Ref("indicators", "pass", today.toordinal(), today.isoformat()), by=by, at=at, lines=lines)
    return len(lines)


def _promise(certification: Certification) -> Promise:
    with translation.override("en"):  # the source: whoever reads it gets it in their own language
        tier = {"words": str(certification.get_tier_display()), "params": {}}
    return Promise(
        key=duty_key(certification),
        words=gettext_noop("Apply for the re-check of “%(tier)s” before it ends"),
        params={"tier": tier},
        due=_end_of(certification.valid_to),
        undated_because="" if certification.valid_to else gettext_noop("no end is known"),
        role=Role.UNIT_ADMINISTRATOR,
    )


def _end_of(day: date | None) -> datetime | None:
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)) - timedelta(seconds=1)
