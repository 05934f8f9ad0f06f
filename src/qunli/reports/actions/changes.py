"""Changes that must be reported in time, or the recognition is lost."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.core.actions import action, write_journal
from qunli.core.states import Refused, Words, WrongInput
from qunli.duties.actions import Promise, meet_duties, raise_duty
from qunli.people.models import User
from qunli.people.states import Role
from qunli.reports.actions.steps import end_of, held_for, held_part, move_part, owe_a_look
from qunli.reports.models import Recognition, ReportableChange
from qunli.reports.queries import STANDING, fixed
from qunli.reports.states import ChangeKind

MONTHS = 12


class NotStanding(Refused):
    """Only a cluster that stands on a list reports its changes."""


@action(_("Reportable change noted"))
def note_change(
    *, recognition: Recognition, kind: ChangeKind | str, what: str, happened_on: date, by: User, at: datetime
) -> ReportableChange:
    """Note a change that must be reported: it is owed within the pack's months, where it names them."""
    held = held_for(recognition, "note_change", by)
    if held.state not in STANDING:
        raise NotStanding(_("This cluster does not stand on the list now: nothing must be reported."))
    faults: dict[str, Words] = {}
    if kind not in ChangeKind.values:
        faults["kind"] = _("Choose one of the kinds.")
    if not what.strip():
        faults["what"] = _("Say what has changed.")
    if happened_on > timezone.localdate(at):
        faults["happened_on"] = _("This day has not come yet.")
    if faults:
        raise WrongInput(faults)
    months = fixed(held.pack, "change_report_months")
    by_day = months_after(happened_on, months) if isinstance(months, int) else None
    made = ReportableChange.objects.create(
        recognition=held, kind=kind, what=what.strip(), happened_on=happened_on, report_by=by_day, stated_at=at
    )
    promise = Promise(
        key=_key(made),
        words=gettext_noop("Report a change of the recognised cluster %(recognition)s"),
        params={"recognition": held.number},
        due=end_of(by_day),
        undated_because="" if by_day else gettext_noop("the rule pack says “in time”, and names no number"),
        role=Role.OPERATOR,
        escalates_to=held.authority,
    )
    raise_duty(owner=held.applicant, promise=promise, about=held, at=at)
    write_journal(on=held, by=by, at=at, facts={"change": made.pk, "kind": str(kind)})
    return made


@action(_("Change reported to the authority"))
def report_change(*, change: ReportableChange, by: User, at: datetime) -> ReportableChange:
    """Report it; the authority owes a look at it."""
    held = held_part(change, "report", by)
    held.reported_at = at
    write_journal(by=by, at=at, **move_part(held, "report", "reported_at"))
    meet_duties(about=held.recognition, key=_key(held), at=at)
    owe_a_look(held, f"see {_key(held)}", gettext_noop("Look at a reported change of %(recognition)s"), {}, at=at)
    return held


@action(_("Reported change seen"))
def see_change(*, change: ReportableChange, by: User, at: datetime) -> ReportableChange:
    """Take note of it."""
    held = held_part(change, "see", by)
    write_journal(by=by, at=at, **move_part(held, "see"))
    meet_duties(about=held.recognition, key=f"see {_key(held)}", at=at)
    return held


def _key(change: ReportableChange) -> str:
    return f"change {change.pk}"


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of that month."""
    year, month = divmod(day.month - 1 + months, MONTHS)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError
