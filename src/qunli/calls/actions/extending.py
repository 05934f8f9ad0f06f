"""Extending the deadlines of a call that is open: only later, only before they pass, in public and with a reason."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.calls.actions.publishing import raise_opening_duty
from qunli.calls.models import Call, DeadlineExtension, Partner
from qunli.calls.permits import may_extend_deadlines
from qunli.calls.queries import term_number
from qunli.calls.states import CallState, Consent, ProposalState
from qunli.core.actions import action, lock, tell, write_journal
from qunli.core.states import Refused, StepNotOpen, Words, WrongInput
from qunli.directory.models import Membership
from qunli.duties.actions import move_duties
from qunli.people.models import User
from qunli.people.permits import require

SIDES: Final = ("team", "unit", "recommending")
MOVED: Final = (
    ("team", "proposal", "submit proposal"),
    ("team", "proposal", "answer as partner"),
    ("team", "question", "answer question"),
    ("unit", "proposal", "stamp own_unit"),
    ("recommending", "proposal", "stamp recommending_unit"),
)
"""Which duties hang on which deadline."""


class ExtendedOften(Refused):
    """The terms of the call allow no further extension."""


@dataclass(frozen=True, slots=True)
class NewDeadlines:
    """The deadlines as they are to be; one that is left out stays."""

    team: datetime | None = None
    unit: datetime | None = None
    recommending: datetime | None = None


@action(_("Deadlines of the call extended"))
def extend_deadlines(*, call: Call, to: NewDeadlines, reason: str, by: User, at: datetime) -> DeadlineExtension:
    """Move deadlines that have not passed to later ones. Everybody whom they bind is told, and their duties move.

    The call is locked, so that no proposal is handed in and no opening happens in between. Raises `WrongInput` with
    every fault at its deadline, and `ExtendedOften` where the terms set a limit.
    """
    held = lock(Call.objects.select_related("operator", "authority"), call.pk)
    require(may_extend_deadlines(by, held), _("The terms of this call do not let you extend its deadlines."))
    if held.state != CallState.PUBLISHED or held.opened_at is not None:
        raise StepNotOpen(record=held.number, state=held.get_state_display(), step=_("Extend the deadlines"))
    most = term_number(held, "deadline_extensions_max")
    if most is not None and held.extensions.count() >= most:
        raise ExtendedOften(_("The terms of this call allow %(most)s extensions.") % {"most": most})
    _refuse_faults(held, to, reason, at=at)
    extension = DeadlineExtension(call=held, reason=reason.strip(), stated_by=by, stated_at=at)
    for side in SIDES:
        was = getattr(held, f"{side}_deadline")
        now = getattr(to, side) or was
        setattr(extension, f"{side}_was", was)
        setattr(extension, f"{side}_now", now)
        setattr(held, f"{side}_deadline", now)
    extension.save(force_insert=True)
    held.save(update_fields=[f"{side}_deadline" for side in SIDES])
    _move_duties(held, at=at)
    _tell(held, extension, at=at)
    facts = {f"{side}_{when}": getattr(extension, f"{side}_{when}") for side in SIDES for when in ("was", "now")}
    write_journal(on=held, by=by, at=at, facts={"extension": extension.pk, **facts})
    return extension


def _refuse_faults(call: Call, to: NewDeadlines, reason: str, *, at: datetime) -> None:
    faults: dict[str, Words] = {}
    dates = {side: getattr(to, side) or getattr(call, f"{side}_deadline") for side in SIDES}
    for side in SIDES:
        fault = _fault_of(getattr(call, f"{side}_deadline"), getattr(to, side), at=at)
        if fault:
            faults[side] = fault
    known = [(side, date) for side, date in dates.items() if date is not None]
    for (_first, before), (side, after) in itertools.pairwise(known):
        if after < before:
            faults.setdefault(side, _("This deadline would lie before the one before it: extend it as well."))
    if all(dates[side] == getattr(call, f"{side}_deadline") for side in SIDES) and not faults:
        faults["team"] = _("No deadline would move.")
    if not reason.strip():
        faults["reason"] = _("Say why: the reason becomes public beside the new date.")
    if faults:
        raise WrongInput(faults)


def _fault_of(was: datetime | None, now: datetime | None, *, at: datetime) -> Words:
    if now is None or now == was:
        return ""
    if was is None:
        return _("This call has no such deadline.")
    if at >= was:
        return _("This deadline has passed: it cannot be extended any more.")
    return _("A published deadline only moves to a later one.") if now < was else ""


def _move_duties(call: Call, *, at: datetime) -> None:
    ids = {
        "proposal": list(call.proposals.values_list("pk", flat=True)),
        "question": list(call.questions.values_list("pk", flat=True)),
    }
    for side, kind, key in MOVED:
        due = getattr(call, f"{side}_deadline")
        if due is not None:
            move_duties(room="calls", kind=kind, ids=ids[kind], key=key, due=due)
    raise_opening_duty(call, at=at)


def _tell(call: Call, extension: DeadlineExtension, *, at: datetime) -> None:
    """Tell the cluster's members, every team at work (asked partners too), their stampers, and who runs the call."""
    today = timezone.localtime(at).date()
    members = Membership.objects.filter(Q(until=None) | Q(until__gte=today), cluster=call.cluster_id)
    alive = call.proposals.exclude(state=ProposalState.WITHDRAWN)
    partners = Partner.objects.filter(proposal__in=alive).exclude(consent=Consent.REFUSED)
    parties = {
        call.operator_id,
        call.authority_id,
        *members.values_list("organization__party", flat=True),
        *alive.values_list("lead__party", flat=True),
        *alive.exclude(leader_party=None).values_list("leader_party", flat=True),
        *alive.exclude(recommending_unit=None)
        .exclude(state=ProposalState.DRAFT)
        .values_list("recommending_unit", flat=True),
        *partners.values_list("organization__party", flat=True),
    }
    last = max(date for date in (call.team_deadline, call.unit_deadline, call.recommending_deadline) if date)
    tell(
        parties=sorted(parties),
        occasion=f"call {call.pk} extended {extension.pk}",
        words=gettext_noop("The deadlines of the call %(call)s were extended, the last one to %(time)s: %(reason)s"),
        params={
            "call": call.title,
            "time": f"{timezone.localtime(last):%Y-%m-%d %H:%M}",
            "reason": extension.reason,
        },
        about=call,
        at=at,
    )
