"""Among whom an assignment chooses: candidates and members of a panel, their institutions, regions and wishes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from qunli.directory.models import Expert, ExpertPost
from qunli.directory.queries import credit_marks_against, living_ids
from qunli.people.permits import Anyone, standing_of
from qunli.review.models import Assignment, Bid, Candidate, Panel, ScoreSheet, Seat
from qunli.review.permits import LIVE_SEATS
from qunli.review.queries.bench import MEMBER_RANKS
from qunli.review.queries.panels import panels_seen_by
from qunli.review.states import AssignmentState, BidChoice, SeatRank

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

Pair = tuple[int, int]
"""A proposal's key and an expert's key."""

REGION_DIGITS = 2  # of a GB/T 2260 code: the province


@dataclass(frozen=True, slots=True)
class Pool:
    """Who may be chosen, and who is left out and why (a reason that `review/reason.html` has words for)."""

    experts: tuple[Expert, ...]
    left_out: tuple[tuple[Expert, str], ...]


def pool_of(panel: Panel, *, on: date) -> Pool:
    """Sort the candidates and sitting members of a panel into who may be chosen on a day and who may not.

    Once a panel is divided its reserves are chosen among too.
    """
    ranks = SeatRank.values if panel.is_divided else MEMBER_RANKS
    live = Seat.objects.filter(panel=panel, state__in=LIVE_SEATS, rank__in=ranks).values("expert_id")
    named = Candidate.objects.filter(panel=panel, left_at=None).values("expert_id")
    rows = Expert.objects.filter(Q(pk__in=live) | Q(pk__in=named)).select_related("party", "jurisdiction")
    experts = list(rows.order_by("sort_key", "id"))
    states = dict(Seat.objects.filter(panel=panel).values_list("expert_id", "state"))
    marks = credit_marks_against([one.party_id for one in experts], on=on)
    marked = set(marks.values_list("party_id", flat=True))
    reasons = [_reason_against(one, states, marked) for one in experts]
    return Pool(
        experts=tuple(one for one, reason in zip(experts, reasons, strict=True) if not reason),
        left_out=tuple((one, reason) for one, reason in zip(experts, reasons, strict=True) if reason),
    )


def _reason_against(one: Expert, states: dict[int, str], marked: set[int]) -> str:
    if one.party_id in marked:
        return "credit_mark"
    if one.pk in states and states[one.pk] not in LIVE_SEATS:
        return "has_a_seat"
    return "" if one.is_available or one.pk in states else "not_available"


def employers_of(experts: Iterable[Expert], *, on: date) -> dict[int, set[int]]:
    """Return where each expert works on a day: organizations as they are today, merged ones under the kept one."""
    posts = ExpertPost.objects.filter(Q(until=None) | Q(until__gte=on), expert__in=[one.pk for one in experts])
    pairs = list(posts.values_list("expert_id", "organization_id"))
    today = living_ids(organization for _expert, organization in pairs)
    held: dict[int, set[int]] = defaultdict(set)
    for expert, organization in pairs:
        held[expert].add(today[organization])
    return held


def institutions_of(employers: dict[int, set[int]]) -> dict[int, str]:
    """Name one institution for each expert: the least of all that hang together by people who work for two.

    So nobody shares an employer with anybody of another institution; the rule is stricter, never looser.
    """
    above: dict[int, int] = {}

    def top(one: int) -> int:
        while above.get(one, one) != one:
            one = above[one]
        return one

    for held in employers.values():
        least = min(map(top, held))
        for one in held:
            above[top(one)] = least
    return {expert: str(top(min(held))) for expert, held in employers.items() if held}


def region_of(code: str | None) -> str:
    """Return the province of a place's code; nothing where the place is not known."""
    return (code or "")[:REGION_DIGITS]


def bids_of(panel: Panel) -> dict[Pair, str]:
    """Return what candidates said, by proposal and expert."""
    rows = Bid.objects.filter(candidate__panel=panel)
    return {(proposal, expert): choice for proposal, expert, choice in rows.values_list(
        "proposal_id", "candidate__expert_id", "choice"
    )}  # fmt: skip


def standing_pairs(panel: Panel) -> dict[Pair, str]:
    """Return who judges what on a divided panel as it sits, with the state of each seat."""
    rows = Seat.objects.filter(panel=panel, state__in=LIVE_SEATS, rank__in=MEMBER_RANKS, shares__isnull=False)
    return {
        (proposal, expert): state
        for proposal, expert, state in rows.values_list("shares__proposal_id", "expert_id", "state")
    }


def begun_pairs(panel: Panel) -> set[Pair]:
    """Return the pairs whose score sheet has been begun: nobody takes that work away."""
    rows = ScoreSheet.objects.filter(seat__panel=panel, seat__state__in=LIVE_SEATS)
    return set(rows.values_list("proposal_id", "seat__expert_id"))


def candidates_of(panel: Panel) -> QuerySet[Candidate]:
    """Return who is considered for a panel, with how many wishes of each kind were said."""
    kinds = {f"{choice.value}_count": Count("bids", filter=Q(bids__choice=choice)) for choice in BidChoice}
    rows = Candidate.objects.filter(panel=panel).select_related("expert__party", "expert__jurisdiction")
    return rows.annotate(**kinds)


def own_candidacies(user: Anyone) -> QuerySet[Candidate]:
    """Return where somebody is asked what they would like to judge."""
    own = standing_of(user).own_party_id
    rows = Candidate.objects.filter(expert__party=own, left_at=None, bids_until__isnull=False)
    return rows.select_related("panel__call", "expert__party")


def candidates_seen_by(user: Anyone) -> QuerySet[Candidate]:
    """Return one's own candidacies, and those of the panels that somebody sees."""
    own = standing_of(user).own_party_id
    asked = Q(expert__party=own, left_at=None, bids_until__isnull=False)
    return Candidate.objects.filter(asked | Q(panel__in=panels_seen_by(user)))


def assignments_seen_by(user: Anyone) -> QuerySet[Assignment]:
    """Return the assignments of the panels that somebody sees; the tables are read only where they are asked for."""
    rows = Assignment.objects.filter(panel__in=panels_seen_by(user))
    return rows.select_related("panel__call", "asked_by__party", "previous").defer("tables")


def adopted_of(panel: Panel) -> Assignment | None:
    """Return the assignment by which a panel is divided; None where there is none."""
    return Assignment.objects.filter(panel=panel, state=AssignmentState.ADOPTED).first()


def assignments_left(*, before: datetime) -> QuerySet[Assignment]:
    """Return what has waited since before a moment to be solved."""
    waiting = [AssignmentState.ASKED, AssignmentState.SOLVING]
    return Assignment.objects.filter(state__in=waiting, stated_at__lt=before).order_by("stated_at", "id")


def experts_to_consider(panel: Panel) -> QuerySet[Expert]:
    """Return available experts who are neither considered for the panel nor sat on it."""
    named = Candidate.objects.filter(panel=panel, left_at=None).values("expert_id")
    sat = Seat.objects.filter(panel=panel).values("expert_id")
    rows = Expert.objects.filter(is_available=True).exclude(pk__in=named).exclude(pk__in=sat)
    return rows.select_related("party", "jurisdiction").order_by("sort_key", "id")


def names_of_experts(keys: Sequence[int]) -> dict[int, Expert]:
    """Load experts by their keys, with the person."""
    return {one.pk: one for one in Expert.objects.filter(pk__in=keys).select_related("party", "jurisdiction")}


def fields_to_consider(experts: QuerySet[Expert]) -> list[str]:
    """Return the fields that any of the experts names, in order."""
    return sorted({field for fields in experts.order_by().values_list("fields", flat=True) for field in fields})


def bids_said_by(candidate: Candidate) -> QuerySet[Bid]:
    """Return what a candidate said, with the proposals."""
    return Bid.objects.filter(candidate=candidate).select_related("proposal").order_by("proposal_id")


def assignments_of(panel: Panel) -> QuerySet[Assignment]:
    """Return the assignments of a panel, without their tables."""
    return Assignment.objects.filter(panel=panel).defer("tables")


def even_load_for(panel: Panel, many: int) -> int:
    """Return how many proposals an expert judges at least where so many share the work evenly, and one to spare."""
    places = panel.proposals.count() * panel.members_wanted
    return -(-places // max(many, 1)) + 1
