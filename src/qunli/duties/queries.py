"""Which duties are open, whose, and how late."""

from contextlib import suppress
from datetime import date, datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from qunli.core.queries.calendar import DaysLeft, WorkingCalendar, YearNotPublished
from qunli.core.states import Ref
from qunli.duties.models import Duty
from qunli.duties.states import DutyState
from qunli.people.queries import Standing

REMINDED_BEFORE = timedelta(days=3)


def duties_of(standing: Standing) -> QuerySet[Duty]:
    """Open duties that somebody may meet: their own, and those of a party for which they hold the role asked for."""
    mine = Q(owner_id=standing.own_party_id)
    for role, party in standing.grants:
        mine |= Q(owner_id=party, role__in=("", role))
    return (
        Duty.objects.filter(mine, state=DutyState.OPEN)
        .select_related("owner")
        .order_by(F("due_at").asc(nulls_last=True), "id")
    )


def late(duties: QuerySet[Duty], *, at: datetime) -> QuerySet[Duty]:
    """Narrow to those whose date has passed."""
    return duties.filter(state=DutyState.OPEN, due_at__lt=at)


def working_days_left(duty: Duty, *, days: DaysLeft, at: datetime) -> int | None:
    """Count what is left of a duty: negative once its moment has passed, None where it cannot be known."""
    left = days.until(timezone.localdate(duty.due_at)) if duty.due_at else None
    return min(left, -1) if left is not None and duty.due_at and duty.due_at < at else left


def duties_about(ref: Ref) -> QuerySet[Duty]:
    """Open duties about one record."""
    return (
        Duty.objects.filter(about_room=ref.room, about_kind=ref.kind, about_id=ref.id, state=DutyState.OPEN)
        .select_related("owner")
        .order_by(F("due_at").asc(nulls_last=True), "id")
    )


def duties_to_remind(*, at: datetime) -> QuerySet[Duty]:
    """Open duties due within some days, of which nobody has been reminded yet."""
    return (
        Duty.objects.filter(
            state=DutyState.OPEN, due_at__gt=at, due_at__lte=at + REMINDED_BEFORE, reminded_at=None, raised_at__lt=at
        )
        .exclude(due_at__lte=F("raised_at") + REMINDED_BEFORE)
        .select_related("owner")
    )


def duties_to_date() -> dict[int, date]:
    """Open duties whose date waited for a calendar that is published now, each with its day."""
    waiting = Duty.objects.filter(state=DutyState.OPEN, due_at=None, counted_from__isnull=False)
    calendar, found = WorkingCalendar(), {}
    for pk, start, days in waiting.values_list("pk", "counted_from", "working_days"):
        with suppress(YearNotPublished):
            if start is not None and days is not None:  # the database pairs them
                found[pk] = calendar.after(start, days)
    return found


def duties_to_escalate(*, at: datetime) -> QuerySet[Duty]:
    """Open duties whose date has passed and that have not risen yet."""
    return Duty.objects.filter(state=DutyState.OPEN, due_at__lt=at, escalated_at=None).select_related("owner")
