"""Raising, meeting, dropping and moving duties. Called inside the acts of other rooms, which journal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.core.actions import action, mark_read, take_step, tell, write_batch
from qunli.core.models import Record
from qunli.core.models.record import about_fields
from qunli.core.states import Doer, Ref
from qunli.duties.models import Duty
from qunli.duties.queries import duties_to_date, duties_to_escalate, duties_to_remind
from qunli.duties.states import DUTY_LIFECYCLE, DutyState
from qunli.people.models import Party, User
from qunli.people.queries import parties_holding, standing_of
from qunli.people.states import Role

LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Promise:
    """What is owed: a message id with placeholders, by when, and who is told if it is late.

    `due` None asks for `undated_because`; where it waits for a calendar, for `counted_from` and `working_days` too.
    """

    key: str
    words: str
    due: datetime | None
    params: Mapping[str, object] = field(default_factory=dict)
    role: Role | None = None
    undated_because: str = ""
    escalates_to: Party | None = None
    counted_from: date | None = None
    working_days: int | None = None


def raise_duty(*, owner: Party, promise: Promise, about: Record, at: datetime) -> Duty:
    """Raise a duty once; an open one with the same key about the same record is moved to the new date instead."""
    _forget_reminders_of_another_date(owner=owner, key=promise.key, about=about, due=promise.due)
    duty, made = Duty.objects.update_or_create(
        owner=owner,
        key=promise.key,
        about_room=about.ref.room,
        about_kind=about.ref.kind,
        about_id=about.pk,
        state=DutyState.OPEN,
        defaults={
            "words": promise.words,
            "params": dict(promise.params),
            "due_at": promise.due,
            "undated_because": promise.undated_because,
            "role": promise.role or "",
            "escalates_to": promise.escalates_to,
            "counted_from": promise.counted_from,
            "working_days": promise.working_days,
        },
        create_defaults={
            **about_fields(about.ref),
            "words": promise.words,
            "params": dict(promise.params),
            "due_at": promise.due,
            "undated_because": promise.undated_because,
            "role": promise.role or "",
            "escalates_to": promise.escalates_to,
            "counted_from": promise.counted_from,
            "working_days": promise.working_days,
            "raised_at": at,
        },
    )
    if made:
        tell(
            parties=[owner.pk],
            occasion=f"duty {duty.pk}",
            words=promise.words,
            params=promise.params,
            about=about,
            at=at,
        )
    return duty


def move_duties(*, room: str, kind: str, ids: Iterable[int], key: str, due: datetime) -> int:
    """Move the open duties with this key about records of one kind to another date; reminders begin anew."""
    rows = Duty.objects.filter(
        about_room=room, about_kind=kind, about_id__in=list(ids), key=key, state=DutyState.OPEN
    ).exclude(due_at=due)
    return rows.update(due_at=due, undated_because="", reminded_at=None, escalated_at=None)


def meet_duties(*, about: Record, key: str, at: datetime, owner: Party | None = None) -> int:
    """Close the open duties with this key about a record as met; returns how many."""
    return _close(about=about, key=key, at=at, owner=owner, step="meet")


def drop_duties(*, about: Record, at: datetime, key: str = "", owner: Party | None = None) -> int:
    """Close the open duties about a record as no longer owed; returns how many."""
    return _close(about=about, key=key, at=at, owner=owner, step="drop")


@action(_("Duties reminded of"))
def remind_and_escalate(*, by: Doer, at: datetime) -> int:
    """Tell who owes what is due soon, and who answers for what is late; each duty once, however often this runs.

    Two passes at once wait for each other row by row, and the second finds nothing left.
    """
    soon = duties_to_remind(at=at).select_for_update(of=("self",))
    late_ones = duties_to_escalate(at=at).select_for_update(of=("self",))
    lines = [_remind(duty, at=at) for duty in soon.order_by("id")]
    operators = list(parties_holding(Role.OPERATOR).order_by("id").values_list("id", flat=True))
    lines += [_escalate(duty, operators, at=at) for duty in late_ones.order_by("id")]
    day = timezone.localtime(at).date()
    write_batch(on=Ref("duties", "pass", day.toordinal(), day.isoformat()), by=by, at=at, lines=lines)
    return len(lines)


@action(_("Duties dated"))
def date_duties(*, by: Doer, at: datetime) -> int:
    """Give each duty that waited for a calendar its date, as far as that is published now; returns how many."""
    days, lines = duties_to_date(), []
    waiting = Duty.objects.filter(pk__in=days, state=DutyState.OPEN, due_at=None).select_related("owner")
    for duty in waiting.select_for_update(of=("self",)).order_by("id"):
        duty.due_at, duty.undated_because = _end_of(days[duty.pk]), ""
        duty.save(update_fields=["due_at", "undated_because"])
        _tell_again(duty, "dated", gettext_noop("Now due on %(day)s: %(what)s"), [duty.owner_id], at=at)
        lines.append((duty.ref, "dated"))
    today = timezone.localtime(at).date()
    write_batch(on=Ref("duties", "pass", today.toordinal(), today.isoformat()), by=by, at=at, lines=lines)
    return len(lines)


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)) - timedelta(seconds=1)


def read_messages(*, user: User, upto: int, at: datetime) -> int:
    """Note that somebody has seen what was told up to an id; no act: nobody else's business changes by it."""
    return mark_read(parties=standing_of(user).all_parties, upto=min(upto, LARGEST), at=at)


def _remind(duty: Duty, *, at: datetime) -> tuple[Ref, str]:
    duty.reminded_at = at
    duty.save(update_fields=["reminded_at"])
    _tell_again(duty, "reminder", gettext_noop("Due on %(day)s: %(what)s"), [duty.owner_id], at=at)
    return duty.ref, "reminded"


def _escalate(duty: Duty, operators: list[int], *, at: datetime) -> tuple[Ref, str]:
    duty.escalated_at = at
    duty.save(update_fields=["escalated_at"])
    above = operators if duty.escalates_to_id is None else [duty.escalates_to_id]
    parties = [duty.owner_id, *above]
    _tell_again(duty, "late", gettext_noop("Late since %(day)s, owed by %(owner)s: %(what)s"), parties, at=at)
    return duty.ref, "escalated"


def _tell_again(duty: Duty, why: str, words: str, parties: list[int], *, at: datetime) -> None:
    due = timezone.localtime(duty.due_at).date().isoformat() if duty.due_at else ""
    tell(
        parties=parties,
        occasion=f"duty {duty.pk} {why} {due}",
        words=words,
        params={
            "day": {"day": due},
            "owner": duty.owner.name,
            "what": {"words": duty.words, "params": duty.params},
        },
        about=duty.about,
        at=at,
    )


def _forget_reminders_of_another_date(*, owner: Party, key: str, about: Record, due: datetime | None) -> None:
    ref = about.ref
    same = Duty.objects.filter(
        owner=owner, key=key, about_room=ref.room, about_kind=ref.kind, about_id=ref.id, state=DutyState.OPEN
    )
    moved = same.exclude(due_at=due) if due else same
    moved.update(reminded_at=None, escalated_at=None)


def _close(*, about: Record, key: str, at: datetime, owner: Party | None, step: str) -> int:
    open_ones = Duty.objects.select_for_update().filter(
        about_room=about.ref.room, about_kind=about.ref.kind, about_id=about.pk, state=DutyState.OPEN
    )
    if key:
        open_ones = open_ones.filter(key=key)
    if owner:
        open_ones = open_ones.filter(owner=owner)
    closed = 0
    for duty in open_ones.order_by("id"):
        take_step(duty, lifecycle=DUTY_LIFECYCLE, step=step)
        duty.closed_at = at
        duty.save(update_fields=["state", "closed_at"])
        closed += 1
    return closed
