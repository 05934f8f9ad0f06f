"""Asking for and settling extensions, changes, terminations and revocations: four different acts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.core.actions import action, lock, take_step, tell, write_journal
from qunli.core.states import Refused, WrongInput, strung
from qunli.duties.actions import meet_duties
from qunli.people.models import User
from qunli.people.permits import require
from qunli.people.states import Role
from qunli.projects.actions.endings import Reckoning, _end_early
from qunli.projects.actions.holding import hold_project, owe
from qunli.projects.actions.task_books import _replace_task_book, fiscal_limit_of, owe_milestones
from qunli.projects.bridge.limits import Asked, check_limits
from qunli.projects.bridge.moves import Move, faults_of_moves, read_moves, records_of, shown, told, value_of, written
from qunli.projects.bridge.ratios import RuleCheck, unmet
from qunli.projects.models import ChangeRequest, Lane, Milestone, MilestoneIndicator, Payment, Project, StreamTotal
from qunli.projects.permits import may_act_as_authority, may_ask_change
from qunli.projects.states import (
    CHANGE_LIFECYCLE,
    FISCAL_STREAMS,
    PAYMENT_LIFECYCLE,
    ChangeKind,
    ChangeState,
    LaneState,
    MilestoneState,
    PaymentState,
    ProjectState,
    RuleState,
)

if TYPE_CHECKING:
    from django.db.models import Model

WITH_TASK_BOOK = (ChangeKind.EXTENSION, ChangeKind.CHANGE)


class LimitPassed(Refused):
    """The pack does not allow this extension or change."""

    def __init__(self, checks: Iterable[RuleCheck]) -> None:
        self.checks = tuple(checks)
        listed = strung(str(check.words) for check in self.checks)
        super().__init__(_("The rules of the call do not allow this: %(rules)s.") % {"rules": listed})


class MovedMeanwhile(Refused):
    """What a request wants to change is no longer as it was."""


@action(_("Change asked for"))
def ask_change(
    *, project: Project, kind: str, reason: str, by: User, at: datetime, moves: Iterable[Move] = ()
) -> ChangeRequest:
    """Ask for one of the four acts; an extension or change says what moves from what to what.

    The pack's limits are checked at once: one that is passed refuses the request (`LimitPassed`), one that has no
    number is kept with the request for a person to decide.
    """
    held = hold_project(project.pk)
    asked = ChangeKind(kind)
    require(may_ask_change(by, held, asked))
    _refuse_ended(held, asked)
    if Lane.objects.filter(project=held, state=LaneState.RUNNING).exists():
        raise Refused(
            _("%(project)s is in a race: stages and money are the scheme's, and the authority notes who leaves.")
            % {"project": held.number},
            remedy=_("See the page of the race."),
        )
    if not reason.strip():
        raise WrongInput({"reason": _("Give the reason.")})
    known = _told_moves(held, asked, tuple(moves))
    checks = check_limits(held.terms, _asked(held, asked, known, at))
    if unmet(checks):
        raise LimitPassed(unmet(checks))
    request = ChangeRequest.objects.create(
        project=held,
        kind=asked,
        reason=reason.strip(),
        details={"moves": written(known), "unknown": _unknown(checks)},
        stated_by=by,
        stated_at=at,
    )
    params: dict[str, str | int] = {"change": request.number, "project": held.number}
    words = gettext_noop("Settle %(change)s of %(project)s")
    owe(
        owner=held.authority, about=request, key="settle change", words=words, params=params, at=at, role=Role.AUTHORITY
    )
    write_journal(on=request, by=by, at=at, now=request.state, facts={"kind": asked.value, "project": held.number})
    return request


def _refuse_ended(project: Project, kind: ChangeKind) -> None:
    open_states = [ProjectState.RUNNING] if kind in WITH_TASK_BOOK else [ProjectState.PREPARING, ProjectState.RUNNING]
    if project.state not in open_states:
        raise Refused(_("%(project)s is not running.") % {"project": project.number})
    if project.changes.filter(state=ChangeState.ASKED).exists():
        raise Refused(_("Another request is open."), remedy=_("It is settled first."))


def _told_moves(project: Project, kind: ChangeKind, moves: tuple[Move, ...]) -> tuple[Move, ...]:
    if kind not in WITH_TASK_BOOK:
        return ()
    records = records_of(project, moves)
    faults = faults_of_moves(records, moves)
    if faults:
        raise WrongInput(faults)
    known = tuple(told(records, move) for move in moves)
    known = tuple(move for move in known if move.was != shown(value_of(move)))
    if not known:
        raise WrongInput({"moves": _("Nothing would change.")})
    _refuse_wrong_end(project, kind, known)
    return known


def _refuse_wrong_end(project: Project, kind: ChangeKind, moves: tuple[Move, ...]) -> None:
    """Only an extension moves the end, and only to later."""
    end = _new_end(moves)
    if kind == ChangeKind.CHANGE and end is not None:
        raise WrongInput({"ends_on": _("The end is moved by an extension.")})
    if kind == ChangeKind.EXTENSION and (end is None or project.ends_on is None or end <= project.ends_on):
        raise WrongInput({"ends_on": _("An extension ends later.")})


def _new_end(moves: tuple[Move, ...]) -> date | None:
    return next(
        (date.fromisoformat(move.now) for move in moves if (move.of, move.field) == ("project", "ends_on")), None
    )


def _asked(project: Project, kind: ChangeKind, moves: tuple[Move, ...], at: datetime) -> Asked:
    today = timezone.localdate(at)
    return Asked(
        kind=kind,
        on=today,
        ends_on=project.ends_on or today,
        new_ends_on=_new_end(moves),
        extensions=project.extensions,
    )


def _unknown(checks: Iterable[RuleCheck]) -> list[str]:
    return [check.term.key for check in checks if check.state == RuleState.UNKNOWN]


@action(_("Change settled"))
def settle_change(
    *,
    change: ChangeRequest,
    granted: bool,
    reason: str,
    by: User,
    at: datetime,
    reckoning: Reckoning | None = None,
) -> ChangeRequest:
    """Grant or refuse a request; nobody settles their own.

    A granted extension or change puts a new version of the task book in force. A granted termination or revocation
    ends the project, cancels what is unpaid and computes what is to be recovered (see `bridge.recovery`); `reckoning`
    says what the authority recognizes as spent, and by when the rest comes back.
    """
    project = hold_project(change.project_id)
    require(may_act_as_authority(by, project))
    held = lock(ChangeRequest.objects.select_related("stated_by"), change.pk)
    held.project = project
    _refuse_unreasoned(held, granted=granted, reason=reason, by=by)
    was, now = take_step(held, lifecycle=CHANGE_LIFECYCLE, step="grant" if granted else "refuse")
    held.settled_by, held.settled_at, held.settle_reason = by, at, reason.strip()
    held.save()
    meet_duties(about=held, key="settle change", at=at)
    if granted:
        _grant(held, reckoning or Reckoning(), by=by, at=at)
    tell(
        parties=[project.lead.party_id, project.poster.party_id, project.operator_id],
        occasion=f"change {held.pk} settled",
        words=gettext_noop("%(change)s of %(project)s was granted")
        if granted
        else gettext_noop("%(change)s of %(project)s was refused"),
        params={"change": held.number, "project": project.number},
        about=held,
        at=at,
    )
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"kind": held.kind, "project": project.number})
    return held


def _refuse_unreasoned(change: ChangeRequest, *, granted: bool, reason: str, by: User) -> None:
    if change.stated_by_id == by.pk:
        raise Refused(_("Nobody settles their own request."), remedy=_("Somebody else of the authority settles it."))
    if reason.strip():
        return
    if not granted or change.kind == ChangeKind.REVOCATION:
        raise WrongInput({"reason": _("Give the reason.")})
    if change.details.get("unknown"):
        raise WrongInput({"reason": _("The pack has no number for some limits: say why this is granted.")})


def _grant(change: ChangeRequest, reckoning: Reckoning, *, by: User, at: datetime) -> None:
    if change.kind not in WITH_TASK_BOOK:
        _end_early(change, reckoning, by=by, at=at)
        return
    project = change.project
    _apply(project, read_moves(change.details), by=by, at=at)
    if change.kind == ChangeKind.EXTENSION:
        project.extensions += 1
    project.save()
    _refuse_outside(project)
    _settle_totals(project)
    owe_milestones(project, at=at)
    _replace_task_book(project, asked_by=change.stated_by, asked_at=change.stated_at, by=by, at=at)


def _apply(project: Project, moves: tuple[Move, ...], *, by: User, at: datetime) -> None:
    records = records_of(project, moves)
    for move in moves:
        record = records.get((move.of, move.id))
        if record is None or shown(getattr(record, move.field)) != move.was:
            raise MovedMeanwhile(
                _("%(what)s has changed since this was asked for.") % {"what": move.label or project.number},
                remedy=_("Refuse the request and let it be asked for anew."),
            )
        setattr(record, move.field, value_of(move))
    for record in records.values():
        _save_moved(record, project, by=by, at=at)


def _save_moved(record: Model, project: Project, *, by: User, at: datetime) -> None:
    """Save a moved record; an instalment moved to nothing is cancelled."""
    match record:
        case Payment() if record.amount == 0:
            fresh = lock(Payment.objects.all(), record.pk)
            fresh.project = project
            was, now = take_step(fresh, lifecycle=PAYMENT_LIFECYCLE, step="cancel")
            fresh.save(update_fields=["state"])
            write_journal(on=fresh, by=by, at=at, was=was, now=now)
        case Milestone() | MilestoneIndicator() | Payment():
            record.save()
        case _:
            return  # the project itself is saved by whoever grants


def _refuse_outside(project: Project) -> None:
    """No open milestone lies behind the end."""
    ends_on = project.ends_on
    late = project.milestones.filter(due_on__gt=ends_on).exclude(
        state__in=[MilestoneState.DROPPED, MilestoneState.FAILED]
    )
    if late.exists():
        raise WrongInput({"moves": _("A milestone would lie behind the end of the project.")})


def _settle_totals(project: Project) -> None:
    """Set the stream totals to what the payments now come to; the fiscal money stays within what was granted."""
    sums: dict[str, Decimal] = {}
    living = project.payments.exclude(state=PaymentState.CANCELLED)
    for stream, amount in living.values_list("stream", "amount"):
        sums[stream] = sums.get(stream, Decimal(0)) + amount
    _refuse_above_grant(project, sums)
    for total in project.stream_totals.select_for_update().order_by("id"):
        total.total = sums.pop(total.stream, Decimal(0))
        total.save(update_fields=["total"])
    StreamTotal.objects.bulk_create(StreamTotal(project=project, stream=key, total=sums[key]) for key in sorted(sums))


def _refuse_above_grant(project: Project, sums: Mapping[str, Decimal]) -> None:
    limit = fiscal_limit_of(project)
    fiscal = sum((sums.get(stream, Decimal(0)) for stream in FISCAL_STREAMS), Decimal(0))
    if limit is not None and fiscal > limit:
        raise WrongInput(
            {
                "moves": _("The fiscal money would come to %(fiscal)s, granted are %(limit)s.")
                % {"fiscal": f"{fiscal:,.2f}", "limit": f"{limit:,.2f}"}
            }
        )
