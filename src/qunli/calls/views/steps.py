"""What a reader can do with a proposal now, and by when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from qunli.calls.permits import may_edit, may_prepare, may_sign, may_stamp
from qunli.calls.states import CallState, LetterKind, ProposalState, StampKind
from qunli.core.queries.calendar import DaysLeft

if TYPE_CHECKING:
    from datetime import datetime

    from qunli.calls.models import Proposal
    from qunli.people.queries import Anyone

BEFORE_STAMP = {StampKind.OWN_UNIT: ProposalState.SUBMITTED, StampKind.RECOMMENDING_UNIT: ProposalState.STAMPED}


def deadlines_of(proposal: Proposal, *, now: datetime) -> list[dict[str, Any]]:
    """Return the road of one proposal: who has to act by when."""
    call, state = proposal.call, proposal.state
    handed_in = state not in (ProposalState.DRAFT, ProposalState.MISSED, ProposalState.WITHDRAWN)
    stamped = handed_in and state != ProposalState.SUBMITTED
    recommended = stamped and state != ProposalState.STAMPED
    stages = (
        (_("The team hands in before"), call.team_deadline, handed_in),
        (_("The own unit stamps before"), call.unit_deadline, stamped),
        (_("The recommending unit stamps before"), call.recommending_deadline, recommended),
    )
    days = DaysLeft(timezone.localtime(now).date())
    road: list[dict[str, Any]] = []
    for label, date, is_done in stages:
        if date is None:
            continue
        is_first_open = not is_done and all(one["done"] for one in road)
        open_state = "late" if date <= now else ("now" if is_first_open else "next")
        road.append(
            {
                "label": label,
                "date": date,
                "state": "done" if is_done else open_state,
                "done": is_done,
                "working_days": None if is_done else days.until(timezone.localtime(date).date()),
            }
        )
    return road


def steps_of(user: Anyone, proposal: Proposal, *, now: datetime) -> list[dict[str, Any]]:
    """Return the buttons of the page."""
    return [
        *_team_steps(user, proposal, now=now),
        *_stamp_steps(user, proposal, now=now),
        *_check_steps(user, proposal),
        _step(proposal, "make_application_paper", _("Print as Word"), "printer", {"post": True}),
    ]


def _team_steps(user: Anyone, proposal: Proposal, *, now: datetime) -> list[dict[str, Any]]:
    call, state = proposal.call, proposal.state
    in_time = call.state == CallState.PUBLISHED and call.team_deadline is not None and now < call.team_deadline
    draft = state == ProposalState.DRAFT and in_time
    handed_in = state in (ProposalState.SUBMITTED, ProposalState.STAMPED, ProposalState.RECOMMENDED)
    if not may_edit(user, proposal):
        return []
    open_call = call.state == CallState.PUBLISHED
    steps: tuple[tuple[bool, str, str, str, dict[str, bool]], ...] = (
        (draft, "change_proposal", _("Edit"), "edit", {}),
        (draft, "submit_proposal", _("Hand in"), "send", {"primary": True}),
        (state == ProposalState.CORRECTING, "correct_proposal", _("Hand in the correction"), "send", {"primary": True}),
        (handed_in and in_time, "take_back_proposal", _("Take back to edit"), "arrow-back-up", {}),
        ((handed_in or draft) and open_call, "withdraw_proposal", _("Withdraw"), "trash", {"danger": True}),
    )
    return [_step(proposal, name, label, icon, look) for shown, name, label, icon, look in steps if shown]


def _stamp_steps(user: Anyone, proposal: Proposal, *, now: datetime) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = []
    correcting = proposal.state == ProposalState.CORRECTING
    signed = set(proposal.letters.values_list("kind", flat=True))
    for letter in LetterKind:
        signable = proposal.state in (ProposalState.DRAFT, ProposalState.SUBMITTED)
        if (correcting or (signable and letter not in signed)) and may_sign(user, proposal, letter):
            label = _("Sign: %(letter)s") % {"letter": letter.label}
            steps.append(_step(proposal, "sign_letter", label, "signature", {}, letter.value))
    for kind, before in BEFORE_STAMP.items():
        ends = proposal.call.unit_deadline if kind is StampKind.OWN_UNIT else proposal.call.recommending_deadline
        due = proposal.state == before and ends is not None and now < ends
        if not may_stamp(user, proposal, kind):
            continue
        if due or correcting:
            steps.append(_step(proposal, "stamp_proposal", _("Stamp"), "rubber-stamp", {"primary": due}, kind.value))
        if proposal.state == before and proposal.call.state == CallState.PUBLISHED:
            steps.append(_step(proposal, "hand_back_proposal", _("Hand back"), "arrow-left", {}, kind.value))
    return steps


def _check_steps(user: Anyone, proposal: Proposal) -> list[dict[str, Any]]:
    if proposal.state == ProposalState.OPENED and may_prepare(user, proposal.call):
        return [_step(proposal, "check_form", _("Check the form"), "list-check", {"primary": True})]
    return []


def _step(
    proposal: Proposal, name: str, label: str, icon: str, look: dict[str, bool], kind: str = ""
) -> dict[str, Any]:
    args = [proposal.pk, kind] if kind else [proposal.pk]
    return {"label": label, "url": reverse(f"calls:{name}", args=args), "icon": icon, **look}
