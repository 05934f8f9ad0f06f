"""Taking a step of a recognition: lock, permit, table, journal, in one place."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.core.actions import lock, take_step
from qunli.core.queries.calendar import working_day_after
from qunli.core.states import Doer, WrongInput
from qunli.duties.actions import Promise, raise_duty
from qunli.people.models import Party
from qunli.people.permits import require
from qunli.people.states import Role
from qunli.reports.models import Recognition
from qunli.reports.permits import may_take_step
from qunli.reports.queries import fixed
from qunli.reports.states import RECOGNITION_LIFECYCLE

NOT_FIXED = gettext_noop("the rule pack names no day")


def held_for(recognition: Recognition, step: str, by: Doer) -> Recognition:
    """Lock a recognition for a step that is somebody's to take."""
    rows = Recognition.objects.select_related("cluster", "pack", "applicant", "district", "authority", "notice")
    held = lock(rows, recognition.pk)
    require(may_take_step(by, held, step))
    return held


def move(held: Recognition, step: str, fields: tuple[str, ...]) -> tuple[str, str, dict[str, object]]:
    """Move a locked recognition along its table and save the fields named; return what the journal is to say."""
    was, now = take_step(held, lifecycle=RECOGNITION_LIFECYCLE, step=step)
    held.save(update_fields=["state", *fields])
    return was, now, {name: getattr(held, name) for name in fields if name in {"valid_to", "recognised_on", "ground"}}


def told_why(words: str) -> str:
    """Return a reason; raises `WrongInput` for none."""
    if not words.strip():
        raise WrongInput({"reason": _("Say why.")})
    return words.strip()


def end_of(day: date | None) -> datetime | None:
    """Return the last moment of a day."""
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)) - timedelta(seconds=1)


def owe_check(held: Recognition, *, owner: Party, role: Role, words: str, at: datetime) -> None:
    """Let somebody owe the next check, within the pack's working days where it names them."""
    days = fixed(held.pack, "district_check_working_days")
    start = timezone.localdate(at)
    due = end_of(working_day_after(start, days)) if isinstance(days, int) else None
    promise = Promise(
        key="recognition check",
        words=words,
        params={"recognition": held.number},
        due=due,
        undated_because="" if due else NOT_FIXED,
        role=role,
    )
    raise_duty(owner=owner, promise=promise, about=held, at=at)
