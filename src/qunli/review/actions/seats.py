"""What an expert does with a seat, and how one is taken away."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, override

from qunli.calls.models import Proposal
from qunli.core.actions import action, lock, take_step, tell, write_journal
from qunli.core.states import SYSTEM, Refused, WrongInput
from qunli.duties.actions import meet_duties
from qunli.people.models import User
from qunli.people.permits import require
from qunli.review.actions.assignments import ask_repair_where_short
from qunli.review.actions.bench import ANSWER, fill_from_reserves, leave_seat
from qunli.review.actions.panels import PanelNotOpen, open_panel
from qunli.review.models import Conflict, Panel, PanelProposal, Seat
from qunli.review.permits import LIVE_SEATS, holds_seat, may_run_panels
from qunli.review.queries.bench import bench_of
from qunli.review.states import COMMITMENT, SEAT_LIFECYCLE, ConflictKind, PanelState, SeatState

AT_WORK = (PanelState.FORMING, PanelState.SEATED, PanelState.SCORING)


class SeatNotReady(Refused):
    """The expert has a step to take before this one."""


@action(_("Seat accepted"))
def accept_seat(*, seat: Seat, by: User, at: datetime) -> Seat:
    """Accept a seat; the recusal commitment is signed next."""
    held = _own_seat(seat, by=by)
    was, now = take_step(held, lifecycle=SEAT_LIFECYCLE, step="accept")
    held.save(update_fields=["state"])
    meet_duties(about=held, key=ANSWER, at=at)
    write_journal(on=held.panel, by=by, at=at, was=was, now=now, facts={"seat": held.pk})
    return held


@action(_("Seat declined"))
def decline_seat(*, seat: Seat, reason: str, by: User, at: datetime) -> Seat:
    """Decline a seat, or give one up; a reserve moves up, a divided panel is repaired, and the operator is told."""
    held = _own_seat(seat, by=by)
    left = leave_seat(seat=held, step="decline", reason=reason.strip(), by=by, at=at)
    fill_from_reserves(panel=left.panel, by=by, at=at)
    ask_repair_where_short(panel=left.panel, by=SYSTEM, at=at)
    _tell_operator(left, gettext_noop("An expert has left panel %(panel)s."), at=at)
    return left


@action(_("Expert removed from the panel"))
def remove_seat(*, seat: Seat, reason: str, by: User, at: datetime) -> Seat:
    """Take an expert off a panel, with a reason; a reserve moves up, or a divided panel is repaired."""
    if not reason.strip():
        raise WrongInput({"reason": _("Say why.")})
    panel = open_panel(seat.panel, by=by)
    left = leave_seat(seat=seat, step="remove", reason=reason.strip(), by=by, at=at)
    fill_from_reserves(panel=panel, by=by, at=at)
    ask_repair_where_short(panel=panel, by=SYSTEM, at=at)
    return left


@action(_("Recusal commitment signed"))
def sign_commitment(*, seat: Seat, by: User, at: datetime) -> Seat:
    """Sign the promise to declare every conflict and to keep silent; the journal holds the digest of its words."""
    held = _own_seat(seat, by=by)
    if held.state != SeatState.SERVING:
        raise SeatNotReady(_("Accept the seat first."))
    if held.commitment_signed_at is not None:
        raise SeatNotReady(_("The commitment is signed already."))
    held.commitment_signed_at = at
    held.save(update_fields=["commitment_signed_at"])
    write_journal(on=held.panel, by=by, at=at, facts={"seat": held.pk, "words_sha256": digest_of_commitment()})
    return held


@action(_("Conflict of interest declared"))
def declare_conflict(*, seat: Seat, proposal: Proposal, fact: str, by: User, at: datetime) -> Seat:
    """Declare a conflict with a proposal; the recusal from it follows at once, and a reserve stands in.

    Once every proposal of the panel is lost to the expert, the whole seat is given up. A sheet already given no longer
    counts.
    """
    held = _own_seat(seat, by=by)
    if not PanelProposal.objects.filter(panel=held.panel, proposal=proposal).exists():
        raise WrongInput({"proposal": _("This proposal is not before this panel.")})
    _made, is_new = Conflict.objects.get_or_create(
        panel=held.panel,
        expert=held.expert,
        proposal=proposal,
        kind=ConflictKind.DECLARED,
        defaults={"fact": fact.strip()[:300], "found_at": at},
    )
    if not is_new:
        raise Refused(_("You have declared this already."))
    write_journal(on=held.panel, by=by, at=at, facts={"seat": held.pk, "recused_from": proposal.pk})
    bench = bench_of(held.panel)
    if all(bench.is_recused(held, row.proposal_id) for row in bench.proposals):
        held = leave_seat(seat=held, step="recuse", reason="", by=by, at=at)
    fill_from_reserves(panel=held.panel, by=by, at=at)
    ask_repair_where_short(panel=held.panel, by=SYSTEM, at=at)
    _tell_operator(held, gettext_noop("A conflict of interest was declared on panel %(panel)s."), at=at)
    return held


@action(_("Expert signed in"))
def sign_in(*, seat: Seat, by: User, at: datetime) -> Seat:
    """Note that an expert is there: signed in by themselves, or at the door by who runs the panel."""
    panel = lock(Panel.objects.select_related("call"), seat.panel_id)
    held = lock(Seat.objects.select_related("panel__call", "expert__party"), seat.pk)
    require(holds_seat(by, held) or may_run_panels(by, panel.call))
    if held.state != SeatState.SERVING or held.commitment_signed_at is None:
        raise SeatNotReady(_("The seat is accepted and the commitment signed before signing in."))
    if panel.state not in {PanelState.SEATED, PanelState.SCORING}:
        raise PanelNotOpen(_("This panel is %(state)s.") % {"state": panel.get_state_display()})
    if held.signed_in_at is not None:
        raise SeatNotReady(_("Signed in already."))
    held.signed_in_at = at
    held.save(update_fields=["signed_in_at"])
    write_journal(on=panel, by=by, at=at, facts={"seat": held.pk})
    return held


def _own_seat(seat: Seat, *, by: User) -> Seat:
    """Lock the panel, then the seat, and see that it is the expert's own and the panel at work."""
    panel = lock(Panel.objects.select_related("call"), seat.panel_id)
    held = lock(Seat.objects.select_related("panel__call", "expert__party"), seat.pk)
    require(holds_seat(by, held) or (held.state not in LIVE_SEATS and held.expert.party_id == by.party_id))
    if panel.state not in AT_WORK:
        raise PanelNotOpen(_("This panel is %(state)s.") % {"state": panel.get_state_display()})
    return held


def digest_of_commitment() -> str:
    """Return the fingerprint of the words that are signed."""
    with override("en"):  # the message ids, whatever language was read
        return hashlib.sha256("\n".join(str(line) for line in COMMITMENT).encode()).hexdigest()


def _tell_operator(seat: Seat, words: str, *, at: datetime) -> None:
    tell(
        parties=[seat.panel.call.operator_id],
        occasion=f"seat {seat.pk} {words[:40]} {at.isoformat()}",
        words=words,
        params={"panel": seat.panel.number},
        about=seat.panel,
        at=at,
    )
