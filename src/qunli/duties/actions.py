"""Raising, meeting, dropping and moving duties. Called inside the acts of other rooms, which journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from qunli.core.actions import take_step, tell
from qunli.core.models import Record
from qunli.core.models.record import about_fields
from qunli.duties.models import Duty
from qunli.duties.states import DUTY_LIFECYCLE, DutyState
from qunli.people.models import Party
from qunli.people.states import Role


@dataclass(frozen=True, slots=True)
class Promise:
    """What is owed: a message id with placeholders, by when, and who is told if it is late.

    `due` None asks for `undated_because`.
    """

    key: str
    words: str
    due: datetime | None
    params: Mapping[str, str | int] = field(default_factory=dict)
    role: Role | None = None
    undated_because: str = ""
    escalates_to: Party | None = None


def raise_duty(*, owner: Party, promise: Promise, about: Record, at: datetime) -> Duty:
    """Raise a duty once; an open one with the same key about the same record is moved to the new date instead."""
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
        },
        create_defaults={
            **about_fields(about.ref),
            "words": promise.words,
            "params": dict(promise.params),
            "due_at": promise.due,
            "undated_because": promise.undated_because,
            "role": promise.role or "",
            "escalates_to": promise.escalates_to,
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


def meet_duties(*, about: Record, key: str, at: datetime, owner: Party | None = None) -> int:
    """Close the open duties with this key about a record as met; returns how many."""
    return _close(about=about, key=key, at=at, owner=owner, step="meet")


def drop_duties(*, about: Record, at: datetime, key: str = "", owner: Party | None = None) -> int:
    """Close the open duties about a record as no longer owed; returns how many."""
    return _close(about=about, key=key, at=at, owner=owner, step="drop")


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
