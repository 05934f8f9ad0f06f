"""Forming, seating and dissolving panels."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.calls.models import Call, Proposal
from qunli.calls.states import CallState, ProposalState
from qunli.core.actions import action, lock, take_step, tell, write_journal
from qunli.core.states import Refused, WrongInput, listed
from qunli.directory.models import Expert
from qunli.directory.queries import credit_marks_against
from qunli.duties.actions import Promise, drop_duties, raise_duty
from qunli.people.models import User
from qunli.people.permits import require
from qunli.people.states import Role
from qunli.review.actions.bench import ask_expert, fill_from_reserves
from qunli.review.models import Conflict, FurtherRound, Panel, PanelProposal, Seat
from qunli.review.permits import may_run_panels
from qunli.review.queries.bench import MEMBER_RANKS, bench_of
from qunli.review.queries.conflicts import Found, find_conflicts
from qunli.review.queries.panels import current_round, proposals_before_a_panel, proposals_of
from qunli.review.queries.terms import number_term, rubric_of, term_of
from qunli.review.states import PANEL_LIFECYCLE, PanelState, SeatOrigin, SeatRank, SeatState


class PanelShort(Refused):
    """A proposal would be judged by fewer experts than it takes."""


class Conflicted(Refused):
    """An expert may judge none of the panel's proposals, or a credit mark stands against them."""


class PanelNotOpen(Refused):
    """The panel's state does not allow this any more."""


@dataclass(frozen=True, slots=True)
class PanelDraft:
    """What a panel is to be."""

    name: str
    members_wanted: int
    reserves_wanted: int = 0
    is_blind: bool = False
    meets_at: datetime | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """When a team defends its proposal."""

    proposal_id: int
    begins: datetime
    ends: datetime


@action(_("Panel formed"))
def form_panel(*, call: Call, proposals: Sequence[Proposal], draft: PanelDraft, by: User, at: datetime) -> Panel:
    """Form a panel for a group of admitted proposals, under the rubric as it stands for the call.

    Raises `WrongInput` for a group that is empty, not admitted, of another call, or before a panel already.
    """
    held = lock(Call.objects.all(), call.pk)
    require(may_run_panels(by, held))
    if held.state != CallState.IN_REVIEW:
        raise PanelNotOpen(_("Panels are formed after the form check is finished."))
    number = current_round(held)
    _check_draft(held, proposals, draft, number)
    panel = Panel.objects.create(
        call=held,
        name=draft.name.strip(),
        round=number,
        rubric=rubric_of(held),
        score_max=_highest_score(held),
        is_blind=draft.is_blind or bool(term_of(held, "review_blind")),
        members_wanted=draft.members_wanted,
        reserves_wanted=draft.reserves_wanted,
        meets_at=draft.meets_at,
        place=draft.place.strip(),
        stated_by=by,
        stated_at=at,
    )
    group = sorted(proposals, key=lambda one: one.pk)
    PanelProposal.objects.bulk_create(
        PanelProposal(panel=panel, proposal=one, position=place) for place, one in enumerate(group, start=1)
    )
    facts = {"call": held.pk, "proposals": [one.pk for one in group], "round": number, "members": draft.members_wanted}
    write_journal(on=panel, by=by, at=at, now=panel.state, facts=facts)
    return panel


@action(_("Expert seated by hand"))
def seat_expert(*, panel: Panel, expert: Expert, rank: SeatRank, by: User, at: datetime) -> Seat:
    """Ask an expert onto a panel by hand.

    Facts against some of the proposals are recorded, and keep the expert from those; with facts against all of them, or
    with a credit mark, `Conflicted` is raised.
    """
    held = open_panel(panel, by=by)
    if Seat.objects.filter(panel=held, expert=expert).exists():
        raise WrongInput({"expert": _("This expert has or had a seat on this panel.")})
    if credit_marked([expert], at=at):
        raise Conflicted(_("A credit mark stands against this expert."))
    found = conflicts_with_panel(held, [expert], at=at)
    against = {one.proposal_id for one in found}
    if len(against) == PanelProposal.objects.filter(panel=held).count():
        raise Conflicted(_("A conflict of interest keeps this expert from every proposal of this panel."))
    seat = ask_expert(panel=held, expert=expert, rank=rank, origin=SeatOrigin.BY_HAND, at=at)
    note_conflicts(held, found, at=at)
    facts = {"expert": expert.pk, "rank": rank.value, "recused_from": sorted(against)}
    write_journal(on=held, by=by, at=at, facts=facts)
    fill_from_reserves(panel=held, by=by, at=at)
    return seat


@action(_("Head of the panel appointed"))
def appoint_head(*, seat: Seat, by: User, at: datetime) -> Seat:
    """Make a sitting member the head; the head before becomes a member."""
    panel = open_panel(seat.panel, by=by)
    held = lock(Seat.objects.all(), seat.pk)
    if held.state not in {SeatState.ASKED, SeatState.SERVING} or held.rank not in MEMBER_RANKS:
        raise WrongInput({"seat": _("Only a sitting member can be the head.")})
    Seat.objects.filter(panel=panel, rank=SeatRank.HEAD, state__in=[SeatState.ASKED, SeatState.SERVING]).update(
        rank=SeatRank.MEMBER
    )
    held.rank = SeatRank.HEAD
    held.save(update_fields=["rank"])
    write_journal(on=panel, by=by, at=at, facts={"head": held.pk})
    return held


@action(_("Panel seated"))
def seat_panel(*, panel: Panel, by: User, at: datetime) -> Panel:
    """Close the forming: the panel has a head and enough judges for each proposal. Experts are told."""
    held = open_panel(panel, by=by)
    was, now = take_step(held, lifecycle=PANEL_LIFECYCLE, step="seat")
    bench = bench_of(held)
    require_full(held)
    if not any(seat.rank == SeatRank.HEAD for seat in bench.members):
        raise PanelShort(_("The panel has no head."), remedy=_("Appoint one of its members."))
    held.save(update_fields=["state"])
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"members": len(bench.members)})
    tell(
        parties=[seat.expert.party_id for seat in bench.members],
        occasion=f"panel {held.pk} seated",
        words=gettext_noop("Panel %(panel)s is complete."),
        params={"panel": held.number},
        about=held,
        at=at,
    )
    return held


@action(_("Defence slots set"))
def set_slots(*, panel: Panel, slots: Sequence[Slot], by: User, at: datetime) -> Panel:
    """Give each team its time; slots of one panel do not overlap. The teams' leads are told."""
    held = open_panel(panel, by=by)
    _check_slots(held, slots)
    rows = {row.proposal_id: row for row in PanelProposal.objects.filter(panel=held).select_related("proposal__lead")}
    for slot in slots:
        row = rows[slot.proposal_id]
        row.slot_from, row.slot_to = slot.begins, slot.ends
        row.save(update_fields=["slot_from", "slot_to"])
        begins = f"{timezone.localtime(slot.begins):%Y-%m-%d %H:%M}"
        tell(
            parties=[row.proposal.lead.party_id],
            occasion=f"slot {row.pk} {begins}",
            words=gettext_noop("The defence of proposal %(proposal)s is at %(time)s."),
            params={"proposal": row.proposal.number, "time": begins},
            about=row.proposal,
            at=at,
        )
    write_journal(on=held, by=by, at=at, facts={"slots": {str(slot.proposal_id): slot.begins for slot in slots}})
    return held


@action(_("Panel dissolved"))
def dissolve_panel(*, panel: Panel, reason: str, by: User, at: datetime) -> Panel:
    """Dissolve a panel before its end; its proposals can be put before another."""
    if not reason.strip():
        raise WrongInput({"reason": _("Say why.")})
    held = lock(Panel.objects.select_related("call"), panel.pk)
    require(may_run_panels(by, held.call))
    was, now = take_step(held, lifecycle=PANEL_LIFECYCLE, step="dissolve")
    held.save(update_fields=["state"])
    drop_duties(about=held, at=at)
    for seat in bench_of(held).live_seats:
        drop_duties(about=seat, at=at)
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"reason": reason.strip()})
    return held


@action(_("Further round of review opened"))
def open_round(*, call: Call, reason: str, by: User, at: datetime) -> FurtherRound:
    """Let the call's proposals be reviewed once more. Called when a decision is sent back, which checks the permit."""
    held = lock(Call.objects.all(), call.pk)
    further = FurtherRound.objects.create(
        call=held, round=current_round(held) + 1, reason=reason, stated_by=by, stated_at=at
    )
    raise_duty(
        owner=held.operator,
        promise=Promise(
            key=f"review round {further.round}",
            words=gettext_noop("Form a panel for round %(round)s of the review of call %(call)s"),
            params={"round": further.round, "call": held.number},
            due=None,
            undated_because=gettext_noop("the rules set no date"),
            role=Role.OPERATOR,
        ),
        about=held,
        at=at,
    )
    write_journal(on=held, by=by, at=at, facts={"round": further.round})
    return further


def open_panel(panel: Panel, *, by: User) -> Panel:
    """Lock a panel that can still be changed by who runs it."""
    held = lock(Panel.objects.select_related("call"), panel.pk)
    require(may_run_panels(by, held.call))
    if held.state not in {PanelState.FORMING, PanelState.SEATED, PanelState.SCORING}:
        raise PanelNotOpen(_("This panel is %(state)s.") % {"state": held.get_state_display()})
    return held


def require_full(panel: Panel) -> None:
    """Refuse while a proposal has fewer judges than it takes."""
    bench = bench_of(panel)
    if bench.short:
        numbers = listed(row.proposal.number for row in bench.short)
        raise PanelShort(
            _("Fewer than %(fewest)d experts judge %(proposals)s.") % {"fewest": bench.fewest, "proposals": numbers},
            remedy=_("Seat or draw more experts."),
        )


def conflicts_with_panel(panel: Panel, experts: Sequence[Expert], *, at: datetime) -> list[Found]:
    """Find the facts against experts for the proposals of a panel, inside the call's window."""
    years = number_term(panel.call, "conflict_window_years")
    return find_conflicts(experts, list(proposals_of(panel)), on=timezone.localdate(at), years=years)


def note_conflicts(panel: Panel, found: Sequence[Found], *, at: datetime) -> None:
    """Record facts; the recusal follows from them."""
    Conflict.objects.bulk_create(
        (
            Conflict(
                panel=panel,
                expert_id=one.expert_id,
                proposal_id=one.proposal_id,
                kind=one.kind,
                fact=one.fact,
                found_at=at,
            )
            for one in found
        ),
        ignore_conflicts=True,
    )


def credit_marked(experts: Sequence[Expert], *, at: datetime) -> set[int]:
    """Return the parties among the experts against whom a credit mark stands on that day."""
    marks = credit_marks_against([one.party_id for one in experts], on=timezone.localdate(at))
    return set(marks.values_list("party_id", flat=True))


def _check_draft(call: Call, proposals: Sequence[Proposal], draft: PanelDraft, number: int) -> None:
    faults: dict[str, object] = {}
    if not draft.name.strip():
        faults["name"] = _("Give the panel a name.")
    if draft.members_wanted < 1:
        faults["members_wanted"] = _("A panel has at least one member.")
    fewest = number_term(call, "review_members_min")
    if fewest and draft.members_wanted < fewest:
        faults["members_wanted"] = _("The rules of this call ask for at least %(fewest)d members.") % {"fewest": fewest}
    if not rubric_of(call):
        faults["rubric"] = _("The terms of this call have no rubric.")
    fault = _fault_of_group(call, proposals, number)
    if fault:
        faults["proposals"] = fault
    if faults:
        raise WrongInput(faults)  # type: ignore[arg-type]  # words, lazy or not


def _highest_score(call: Call) -> int:
    """Return the top of the scale by the call's terms; nothing stands in for it where they leave it open."""
    highest = number_term(call, "score_max")
    if highest is None:
        raise WrongInput({"score_max": _("The terms of this call name no highest score.")})
    return highest


def _fault_of_group(call: Call, proposals: Sequence[Proposal], number: int) -> object:
    if not proposals:
        return _("Choose at least one proposal.")
    if any(one.call_id != call.pk or one.state != ProposalState.ADMITTED for one in proposals):
        return _("Only proposals of this call that were admitted in the form check can be reviewed.")
    taken = proposals_before_a_panel(call, number) & {one.pk for one in proposals}
    if taken:
        numbers = listed(one.number for one in proposals if one.pk in taken)
        return _("Already before a panel of this round: %(proposals)s.") % {"proposals": numbers}
    return ""


def _check_slots(panel: Panel, slots: Sequence[Slot]) -> None:
    known = set(PanelProposal.objects.filter(panel=panel).values_list("proposal_id", flat=True))
    ordered = sorted(slots, key=lambda slot: slot.begins)
    if any(slot.proposal_id not in known for slot in slots):
        raise WrongInput({"slots": _("A slot names a proposal that is not before this panel.")})
    if any(slot.ends <= slot.begins for slot in slots):
        raise WrongInput({"slots": _("A slot ends after it begins.")})
    if any(later.begins < earlier.ends for earlier, later in itertools.pairwise(ordered)):
        raise WrongInput({"slots": _("Two slots overlap.")})
