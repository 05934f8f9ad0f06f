"""Preparing, checking, posting, ending and withdrawing notices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.core.actions import action, lock, take_step, write_journal
from qunli.core.models import Record
from qunli.core.models.record import about_fields
from qunli.core.queries.calendar import WorkingCalendar, YearNotPublished
from qunli.core.states import Doer, Refused
from qunli.duties.actions import Promise, drop_duties, meet_duties, raise_duty
from qunli.people.models import Party, User
from qunli.people.permits import require
from qunli.people.states import Role
from qunli.publicity.models import PublicNotice
from qunli.publicity.permits import may_check_notice, may_post_notice, may_prepare_notice
from qunli.publicity.queries import open_objections
from qunli.publicity.states import NOTICE_LIFECYCLE, NoticeState


class NoticeNotChecked(Refused):
    """A notice goes public only after the check before publication."""


class NoticeNotOver(Refused):
    """The last day of a notice has not passed, or is not known yet."""


class ObjectionsOpen(Refused):
    """A notice ends only when every objection is settled."""


@dataclass(frozen=True, slots=True)
class NoticeDraft:
    """What a notice says, and for how many working days: title, text, rows of a table with their head first."""

    title: str
    text: str
    contact: str
    working_days: int
    counts_first_day: bool
    rows: Sequence[Sequence[str]] = ()


@action(_("Public notice prepared"))
def prepare_notice(
    *,
    about: Record,
    draft: NoticeDraft,
    in_name_of: Party,
    by: User,
    at: datetime,
) -> PublicNotice:
    """Prepare a notice about a record."""
    require(may_prepare_notice(by))
    prepared = PublicNotice.objects.create(
        **about_fields(about.ref),
        title=draft.title,
        text=draft.text,
        rows=[list(row) for row in draft.rows],
        contact=draft.contact,
        working_days=draft.working_days,
        counts_first_day=draft.counts_first_day,
        in_name_of=in_name_of,
        posted_by=by,
        stated_at=at,
    )
    write_journal(on=prepared, by=by, at=at, facts={"about": str(about.ref), "working_days": draft.working_days})
    return prepared


@action(_("Public notice checked before publication"))
def check_notice(*, notice: PublicNotice, by: User, at: datetime) -> PublicNotice:
    """Note that somebody else than the preparer has read the notice for secrets and confidential matter."""
    held = lock(PublicNotice.objects.all(), notice.pk)
    require(may_check_notice(by, held), _("Somebody else than who prepared the notice checks it."))
    if held.state != NoticeState.PREPARED:
        raise Refused(_("Only a notice in preparation can be checked."))
    held.checked_by, held.checked_at = by, at
    held.save(update_fields=["checked_by", "checked_at"])
    write_journal(on=held, by=by, at=at)
    return held


@action(_("Public notice posted"))
def post_notice(*, notice: PublicNotice, by: User, at: datetime) -> PublicNotice:
    """Post a checked notice today; its last day follows from the working-day calendar, or stays empty with a duty."""
    held = lock(PublicNotice.objects.select_related("in_name_of"), notice.pk)
    require(may_post_notice(by, held))
    if held.checked_at is None:
        raise NoticeNotChecked(
            _("This notice has not been checked before publication."), remedy=_("Let it be checked.")
        )
    was, now = take_step(held, lifecycle=NOTICE_LIFECYCLE, step="post")
    held.first_day = timezone.localdate(at)
    held.last_day = _last_day(held)
    held.save(update_fields=["state", "first_day", "last_day"])
    _owe_the_end(held, at=at)
    write_journal(
        on=held, by=by, at=at, was=was, now=now, facts={"first_day": held.first_day, "last_day": held.last_day}
    )
    return held


@action(_("Last day of a public notice fixed"))
def date_notice(*, notice: PublicNotice, by: Doer, at: datetime) -> PublicNotice:
    """Fix the last day of a running notice once its year's calendar is published; raises `YearNotPublished`."""
    held = lock(PublicNotice.objects.select_related("in_name_of"), notice.pk)
    if held.state != NoticeState.RUNNING or held.last_day is not None or held.first_day is None:
        raise Refused(_("This notice needs no date."))
    held.last_day = WorkingCalendar().after(held.first_day, held.working_days, counts_first=held.counts_first_day)
    held.save(update_fields=["last_day"])
    _owe_the_end(held, at=at)
    write_journal(on=held, by=by, at=at, facts={"last_day": held.last_day})
    return held


@action(_("Public notice ended"))
def end_notice(*, notice: PublicNotice, by: User, at: datetime) -> PublicNotice:
    """End a notice after its last day, with every objection settled."""
    held = lock(PublicNotice.objects.all(), notice.pk)
    require(may_post_notice(by, held))
    was, now = take_step(held, lifecycle=NOTICE_LIFECYCLE, step="end")
    if held.last_day is None:
        raise NoticeNotOver(
            _("The end of this notice is not known: the calendar of that year is not published."),
            remedy=_("An administrator can load the year once it is."),
        )
    if timezone.localdate(at) <= held.last_day:
        raise NoticeNotOver(_("This notice runs to the end of %(day)s.") % {"day": held.last_day.isoformat()})
    if open_objections(held).exists():
        raise ObjectionsOpen(_("Objections are open."), remedy=_("Uphold or dismiss each with a reason first."))
    held.save(update_fields=["state"])
    meet_duties(about=held, key="end notice", at=at)
    write_journal(on=held, by=by, at=at, was=was, now=now)
    return held


@action(_("Public notice withdrawn"))
def withdraw_notice(*, notice: PublicNotice, by: User, at: datetime) -> PublicNotice:
    """Withdraw a notice; one that had been public stays readable with that mark."""
    held = lock(PublicNotice.objects.all(), notice.pk)
    require(may_post_notice(by, held))
    was, now = take_step(held, lifecycle=NOTICE_LIFECYCLE, step="withdraw")
    held.save(update_fields=["state"])
    drop_duties(about=held, at=at)
    write_journal(on=held, by=by, at=at, was=was, now=now)
    return held


def _last_day(notice: PublicNotice) -> date | None:
    if notice.first_day is None:
        return None
    try:
        return WorkingCalendar().after(notice.first_day, notice.working_days, counts_first=notice.counts_first_day)
    except YearNotPublished:
        return None


def _owe_the_end(notice: PublicNotice, *, at: datetime) -> None:
    """Owe the settling of the notice on the first moment after its last day, or its dating where that is not known."""
    due = None
    if notice.last_day is not None:
        due = timezone.make_aware(datetime.combine(notice.last_day + timedelta(days=1), time()))
    raise_duty(
        owner=notice.in_name_of,
        promise=Promise(
            key="end notice",
            words=gettext_noop("End the public notice %(notice)s once its days are over"),
            params={"notice": notice.number},
            due=due,
            undated_because="" if due else gettext_noop("the working-day calendar of that year is not published"),
            role=Role.AUTHORITY,
        ),
        about=notice,
        at=at,
    )
