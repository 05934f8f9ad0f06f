"""Taking a step of a recognition: lock, permit, table, journal, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final, TypeVar

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, override

from qunli.core.actions import lock, take_step
from qunli.core.models import Record
from qunli.core.queries.calendar import working_day_after
from qunli.core.states import Doer, WrongInput
from qunli.directory.actions import note_recognition
from qunli.duties.actions import Promise, raise_duty
from qunli.engines.lifecycle import Lifecycle
from qunli.people.models import Party
from qunli.people.permits import require
from qunli.people.states import Role
from qunli.reports.models import Recognition, ReportableChange, YearlyReport
from qunli.reports.permits import may_take_step
from qunli.reports.queries import fixed, standing_words
from qunli.reports.states import RECOGNITION_LIFECYCLE, REPORTABLE_CHANGE_LIFECYCLE, YEARLY_REPORT_LIFECYCLE

Part = TypeVar("Part", YearlyReport, ReportableChange)
"""What hangs on a recognition and goes a road of its own."""

_ROADS: Final[Mapping[type[Record], tuple[Lifecycle, str, str]]] = {
    YearlyReport: (YEARLY_REPORT_LIFECYCLE, "yearly_report", "year"),
    ReportableChange: (REPORTABLE_CHANGE_LIFECYCLE, "change", "pk"),
}
"""The table of each, and how the journal names one."""

LONGEST_WORDS: Final = 300
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


def held_part(part: Part, step: str, by: Doer) -> Part:
    """Lock a yearly report or a change with its recognition, for a step that is somebody's to take."""
    rows = type(part).objects.select_related(
        "recognition__applicant", "recognition__authority", "recognition__cluster", "recognition__pack"
    )
    held = lock(rows, part.pk)
    require(may_take_step(by, held.recognition, step))
    return held


def move_part(held: Part, step: str, *fields: str) -> dict[str, Any]:
    """Move a locked part along its table and save the fields named; return what the journal says of the recognition."""
    lifecycle, name, column = _ROADS[type(held)]
    was, now = take_step(held, lifecycle=lifecycle, step=step)
    held.save(update_fields=["state", *fields])
    return {"on": held.recognition, "was": was, "now": now, "facts": {name: getattr(held, column)}}


def owe_a_look(part: Part, key: str, words: str, params: Mapping[str, str], *, at: datetime) -> None:
    """Let the authority owe a look at what was handed in or reported; no text names a day for it."""
    recognition = part.recognition
    promise = Promise(
        key=key,
        words=words,
        params={"recognition": recognition.number, **params},
        due=None,
        undated_because=NOT_FIXED,
        role=Role.AUTHORITY,
    )
    raise_duty(owner=recognition.authority, promise=promise, about=recognition, at=at)


def tell_directory(held: Recognition, *, by: Doer, at: datetime) -> None:
    """Write down in the directory on which lists the cluster stands now: the one place where others read it."""
    with override(settings.LANGUAGE_CODE):
        words = "；".join(standing_words(held.cluster))
    note_recognition(cluster=held.cluster, words=words[:LONGEST_WORDS], by=by, at=at)


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
