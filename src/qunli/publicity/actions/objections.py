"""Filing and settling objections."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.core.actions import action, attach_file, lock, take_step, write_journal
from qunli.core.states import Doer, Refused, WrongInput
from qunli.duties.actions import Promise, meet_duties, raise_duty
from qunli.people.models import User
from qunli.people.permits import require
from qunli.people.states import Role
from qunli.publicity.models import Objection, PublicNotice
from qunli.publicity.permits import may_settle_objection, takes_objections
from qunli.publicity.states import OBJECTION_LIFECYCLE

if TYPE_CHECKING:
    from django.core.files.base import File


class NoticeNotRunning(Refused):
    """Objections are taken from the first to the last day of a notice."""


@dataclass(frozen=True, slots=True)
class Objector:
    """Who objects, under real name; the details stay confidential."""

    name: str
    contact: str
    body: str = ""


@action(_("Objection filed"))
def file_objection(
    *,
    notice: PublicNotice,
    objector: Objector,
    statement: str,
    by: Doer,
    at: datetime,
    files: Sequence[File[bytes]] = (),
) -> Objection:
    """Take an objection from anybody, under real name, in writing, with evidence; return it with its receipt.

    Raises `WrongInput` where name, contact or statement is missing and `NoticeNotRunning` outside the days.
    """
    _check(objector, statement)
    held = lock(PublicNotice.objects.select_related("in_name_of"), notice.pk)
    if not takes_objections(held, today=timezone.localdate(at)):
        raise NoticeNotRunning(_("This notice does not take objections any more."))
    objection = Objection.objects.create(
        notice=held,
        name=objector.name.strip(),
        body=objector.body.strip(),
        contact=objector.contact.strip(),
        statement=statement.strip(),
        stated_at=at,
        receipt=secrets.token_hex(8).upper(),
    )
    for file in files:
        attach_file(to=objection, file=file, by=by, at=at, purpose="evidence", confidential=True)
    raise_duty(
        owner=held.in_name_of,
        promise=Promise(
            key="settle objection",
            words=gettext_noop("Settle objection %(objection)s to the notice %(notice)s"),
            params={"objection": objection.number, "notice": held.number},
            due=None,
            undated_because=gettext_noop("before the notice can end"),
            role=Role.AUTHORITY,
        ),
        about=objection,
        at=at,
    )
    write_journal(on=objection, by=by, at=at, facts={"notice": held.pk, "files": len(files)})
    return objection


@action(_("Objection upheld"))
def uphold_objection(*, objection: Objection, reason: str, by: User, at: datetime) -> Objection:
    """Uphold an objection with a reason; what follows is an act of the room whose record is on notice."""
    return _settle(objection, step="uphold", reason=reason, by=by, at=at)


@action(_("Objection dismissed"))
def dismiss_objection(*, objection: Objection, reason: str, by: User, at: datetime) -> Objection:
    """Dismiss an objection with a reason."""
    return _settle(objection, step="dismiss", reason=reason, by=by, at=at)


def _settle(objection: Objection, *, step: str, reason: str, by: User, at: datetime) -> Objection:
    held = lock(Objection.objects.select_related("notice"), objection.pk)
    require(may_settle_objection(by, held))
    if not reason.strip():
        raise WrongInput({"reason": _("Say why.")})
    was, now = take_step(held, lifecycle=OBJECTION_LIFECYCLE, step=step)
    held.reason, held.settled_by, held.settled_at = reason.strip(), by, at
    held.save(update_fields=["state", "reason", "settled_by", "settled_at"])
    meet_duties(about=held, key="settle objection", at=at)
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"notice": held.notice_id})
    return held


def _check(objector: Objector, statement: str) -> None:
    faults = {
        place: _("An objection is made under real name and in writing: fill this in.")
        for place, text in (("name", objector.name), ("contact", objector.contact), ("statement", statement))
        if not text.strip()
    }
    if faults:
        raise WrongInput(faults)
