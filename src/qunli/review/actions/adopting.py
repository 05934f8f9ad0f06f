"""Adopting an assignment: only now experts are asked onto the panel, each for the proposals assigned to them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, lock, take_step, write_journal
from qunli.core.states import Refused, Words, listed, strung
from qunli.directory.models import Expert
from qunli.directory.states import ExpertGrade
from qunli.duties.actions import meet_duties
from qunli.people.models import User
from qunli.review.actions.assignments import DECIDE, supersede_assignment
from qunli.review.actions.bench import ask_expert, leave_seat
from qunli.review.actions.panels import PanelNotOpen, note_conflicts, open_panel
from qunli.review.bridge import Breach, Broken, Field, breaches_of, field_of, rules_of
from qunli.review.models import AssignedPair, Assignment, Candidate, Panel, Seat, Share
from qunli.review.permits import LIVE_SEATS
from qunli.review.queries.bench import MEMBER_RANKS
from qunli.review.queries.conflicts import find_conflicts
from qunli.review.queries.pool import Pair, begun_pairs
from qunli.review.queries.terms import number_term
from qunli.review.states import (
    ASSIGNMENT_LIFECYCLE,
    AssignmentState,
    PanelState,
    SeatOrigin,
    SeatRank,
)

GRADES = (ExpertGrade.ACADEMICIAN, ExpertGrade.SENIOR, ExpertGrade.OTHER)
WORDS: dict[Breach, Words] = {
    Breach.CONFLICT: _("a fact stands against the pair, or it was ruled out"),
    Breach.GONE: _("the expert cannot be asked any more"),
    Breach.DEMAND: _("the number of judges is not the one asked for"),
    Breach.LOAD: _("more proposals than allowed"),
    Breach.LEAST_LOAD: _("fewer proposals than asked for"),
    Breach.INSTITUTION: _("two judges of one institution"),
    Breach.REGION: _("all judges of one region"),
    Breach.OUTSIDER: _("no judge from outside the region of the lead"),
    Breach.SENIORS: _("too few judges with a senior title"),
}


class AssignmentStale(Refused):
    """What was proposed would break a rule today; nobody was appointed."""

    def __init__(self, broken: Collection[Broken], said: Words) -> None:
        super().__init__(
            _("This assignment does not hold any more: %(faults)s.") % {"faults": said},
            remedy=_("Solve it again: the new facts are then taken in."),
        )
        self.broken = tuple(broken)


@action(_("Assignment adopted"))
def adopt_assignment(*, assignment: Assignment, by: User, at: datetime) -> Assignment:
    """Divide the panel by a proposed assignment: experts are asked, each for the proposals assigned to them.

    Under the panel's lock everything is checked once more as it stands today: facts against pairs, who can still be
    asked, loads and diversity, and that no begun score sheet is taken away. Raises `AssignmentStale` otherwise. Members
    without a share give their seats up; other assignments of the panel are superseded.
    """
    panel = open_panel(assignment.panel, by=by)
    held = lock(Assignment.objects.all(), assignment.pk)
    if panel.state != PanelState.FORMING and not panel.is_divided:
        raise PanelNotOpen(
            _("Every member of this panel judges every proposal: it is divided only while it is being formed.")
        )
    was, now = take_step(held, lifecycle=ASSIGNMENT_LIFECYCLE, step="adopt")
    pairs = set(AssignedPair.objects.filter(assignment=held).values_list("proposal_id", "expert_id"))
    field = field_of(panel, on=timezone.localdate(at))
    _require_sound(held, field, pairs)
    _supersede_others(held, by=by, at=at)
    held.adopted_at = at
    held.save(update_fields=["state", "adopted_at"])
    panel.is_divided, panel.members_wanted = True, held.wanted["demand"]
    panel.save(update_fields=["is_divided", "members_wanted"])
    seats = _seat_everybody(panel, field, pairs, by=by, at=at)
    _divide(held, seats, pairs, at=at)
    _note_facts(field, seats, at=at)
    meet_duties(about=held, key=DECIDE, at=at)
    facts = {"assignment": held.pk, "pairs": len(pairs), "experts": sorted(seats)}
    write_journal(on=held, by=by, at=at, was=was, now=now, facts=facts)
    write_journal(on=panel, by=by, at=at, facts=facts)
    return held


def _require_sound(assignment: Assignment, field: Field, pairs: set[Pair]) -> None:
    rules = rules_of(field, assignment)
    broken = breaches_of(pairs, rules)
    lost = begun_pairs(field.panel) - set(field.barred) - pairs
    if broken or lost:
        raise AssignmentStale(broken, strung([*_said(field, broken), *_said_lost(field, lost)]))


def _said(field: Field, broken: Iterable[Broken]) -> Iterable[str]:
    numbers = {one.pk: one.number for one in field.proposals}
    names = {one.pk: str(one) for one in field.experts}
    gone = [one.expert for one in broken if one.expert is not None and one.expert not in names]
    names |= {one.pk: str(one) for one in Expert.objects.filter(pk__in=gone).select_related("party")}
    for one in broken:
        about = [numbers.get(one.proposal or 0, ""), names.get(one.expert or 0, "")]
        yield f"{' – '.join(part for part in about if part)}: {WORDS[one.breach]}"


def _said_lost(field: Field, lost: set[Pair]) -> Iterable[str]:
    numbers = {one.pk: one.number for one in field.proposals}
    if lost:
        proposals = listed(sorted({numbers[proposal] for proposal, _expert in lost if proposal in numbers}))
        yield str(_("a score sheet is begun already: %(proposals)s") % {"proposals": proposals})


def _supersede_others(held: Assignment, *, by: User, at: datetime) -> None:
    over = (AssignmentState.SUPERSEDED, AssignmentState.FAILED)
    for one in (
        Assignment.objects.filter(panel=held.panel_id).exclude(pk=held.pk).exclude(state__in=over).order_by("id")
    ):
        supersede_assignment(assignment=one, by=by, at=at)


def _seat_everybody(panel: Panel, field: Field, pairs: set[Pair], *, by: User, at: datetime) -> dict[int, Seat]:
    """Ask whoever has a share and no seat, move reserves up, let members without a share go; see to the head."""
    sitting = Seat.objects.filter(panel=panel, state__in=LIVE_SEATS).select_related("expert__party")
    wanted = {expert for _proposal, expert in pairs}
    live = {seat.expert_id: seat for seat in sitting.order_by("id")}
    for seat in live.values():
        if seat.rank in MEMBER_RANKS and seat.expert_id not in wanted:
            leave_seat(seat=seat, step="remove", reason=gettext("no share in the assignment"), by=by, at=at)
    signed = dict(
        Candidate.objects.filter(panel=panel, commitment_signed_at__isnull=False).values_list(
            "expert_id", "commitment_signed_at"
        )
    )
    seats: dict[int, Seat] = {}
    for expert in field.experts:
        if expert.pk in wanted:
            seats[expert.pk] = _seated(panel, expert, live.get(expert.pk), signed.get(expert.pk), at=at)
    _see_to_the_head(panel, seats)
    return seats


def _seated(panel: Panel, expert: Expert, seat: Seat | None, signed_at: datetime | None, *, at: datetime) -> Seat:
    if seat is None:
        seat = ask_expert(panel=panel, expert=expert, rank=SeatRank.MEMBER, origin=SeatOrigin.ASSIGNED, at=at)
    elif seat.rank == SeatRank.RESERVE:
        seat.rank, seat.origin = SeatRank.MEMBER, SeatOrigin.ASSIGNED
        seat.save(update_fields=["rank", "origin"])
    if seat.commitment_signed_at is None and signed_at is not None:
        seat.commitment_signed_at = signed_at  # the same promise, given before the wishes
        seat.save(update_fields=["commitment_signed_at"])
    return seat


def _see_to_the_head(panel: Panel, seats: dict[int, Seat]) -> None:
    """Let the highest grade be the head where the panel has none: of equal ones who came first."""
    if Seat.objects.filter(panel=panel, rank=SeatRank.HEAD, state__in=LIVE_SEATS).exists():
        return
    seat = min(seats.values(), key=lambda one: (GRADES.index(ExpertGrade(one.expert.grade)), one.position))
    seat.rank = SeatRank.HEAD
    seat.save(update_fields=["rank"])


def _divide(assignment: Assignment, seats: dict[int, Seat], pairs: set[Pair], *, at: datetime) -> None:
    """Give each seat its shares; one that stands already keeps its day."""
    wanted = {(seats[expert].pk, proposal) for proposal, expert in pairs}
    standing: dict[tuple[int, int], Share] = {
        (one.seat_id, one.proposal_id): one for one in Share.objects.filter(seat__panel=assignment.panel_id)
    }
    Share.objects.filter(pk__in=[one.pk for pair, one in standing.items() if pair not in wanted]).delete()
    Share.objects.bulk_create(
        Share(seat_id=seat, proposal_id=proposal, assignment=assignment, since=at)
        for seat, proposal in sorted(wanted - standing.keys())
    )


def _note_facts(field: Field, seats: dict[int, Seat], *, at: datetime) -> None:
    """Record the facts against those who sit now; the recusal follows, as for one seated by hand."""
    sitting = [one for one in field.experts if one.pk in seats]
    years = number_term(field.panel.call, "conflict_window_years")
    found = find_conflicts(sitting, field.proposals, on=timezone.localdate(at), years=years)
    note_conflicts(field.panel, found, at=at)
