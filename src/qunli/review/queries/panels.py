"""Panels and seats, by who may see them."""

from __future__ import annotations

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from qunli.calls.models import Call, Proposal
from qunli.calls.states import CallState, ProposalState
from qunli.directory.models import Expert
from qunli.people.permits import Anyone, standing_of
from qunli.people.states import Role
from qunli.review.models import (
    Conflict,
    ExpertFee,
    FurtherRound,
    Opinion,
    Panel,
    PanelProposal,
    ScoreSheet,
    Seat,
    Signature,
)
from qunli.review.permits import LIVE_SEATS
from qunli.review.states import PanelState, SeatRank


def panels_seen_by(user: Anyone) -> QuerySet[Panel]:
    """Panels of the calls that somebody runs or decides; auditors see all."""
    standing = standing_of(user)
    if standing.holds(Role.AUDITOR):
        return Panel.objects.all()
    return Panel.objects.filter(
        Q(call__operator__in=standing.parties(Role.OPERATOR, Role.SERVICE_BODY))
        | Q(call__authority__in=standing.parties(Role.AUTHORITY))
    )


def with_panels(panels: QuerySet[Panel]) -> QuerySet[Panel]:
    """Load what a list of panels shows: the call, and how many proposals and members."""
    members = Q(seats__rank__in=[SeatRank.HEAD, SeatRank.MEMBER], seats__state__in=LIVE_SEATS)
    return panels.select_related("call").annotate(
        proposal_count=Count("proposals", distinct=True), member_count=Count("seats", filter=members, distinct=True)
    )


def own_seats(user: Anyone) -> QuerySet[Seat]:
    """An expert's own seats, past ones included."""
    own = standing_of(user).own_party_id
    return Seat.objects.filter(expert__party=own).select_related("panel__call", "expert__party")


def seats_seen_by(user: Anyone) -> QuerySet[Seat]:
    """Own seats, and those of the panels that somebody sees."""
    own = standing_of(user).own_party_id
    return Seat.objects.filter(Q(expert__party=own) | Q(panel__in=panels_seen_by(user)))


def experts_to_seat(panel: Panel) -> QuerySet[Expert]:
    """Available experts who have never had a seat on this panel."""
    taken = Seat.objects.filter(panel=panel).values("expert_id")
    return (
        Expert.objects.filter(is_available=True)
        .exclude(pk__in=taken)
        .select_related("party", "jurisdiction")
        .order_by("sort_key", "id")
    )


def current_round(call: Call) -> int:
    """Return the number of the round of review that a call is in."""
    last = FurtherRound.objects.filter(call=call).aggregate(last=Max("round"))["last"]
    return last or 1


def proposals_of(panel: Panel) -> QuerySet[Proposal]:
    """The proposals of a panel's group, in its order."""
    rows = PanelProposal.objects.filter(panel=panel)
    return Proposal.objects.filter(pk__in=rows.values("proposal_id")).select_related("lead", "topic").order_by("id")


def proposals_before_a_panel(call: Call, number: int) -> set[int]:
    """Proposals that stand before a panel of this round already."""
    rows = PanelProposal.objects.filter(panel__call=call, panel__round=number).exclude(
        panel__state=PanelState.DISSOLVED
    )
    return set(rows.values_list("proposal_id", flat=True))


def calls_without_panel(user: Anyone) -> QuerySet[Call]:
    """Calls in review that somebody runs panels for, with admitted proposals before no panel of the present round."""
    prepared = standing_of(user).parties(Role.OPERATOR, Role.SERVICE_BODY)
    rounds = FurtherRound.objects.filter(call=OuterRef("pk")).order_by("-round").values("round")[:1]
    seated = PanelProposal.objects.filter(
        proposal=OuterRef("pk"), panel__round=OuterRef(OuterRef("this_round"))
    ).exclude(panel__state=PanelState.DISSOLVED)
    waiting = Proposal.objects.filter(call=OuterRef("pk"), state=ProposalState.ADMITTED).exclude(Exists(seated))
    calls = Call.objects.filter(state=CallState.IN_REVIEW, operator__in=prepared)
    numbered = calls.annotate(this_round=Coalesce(Subquery(rounds), Value(1)))
    return numbered.filter(Exists(waiting)).order_by("-id")


def conflicts_of(panel: Panel) -> list[Conflict]:
    """Every fact recorded on a panel, with expert and proposal."""
    rows = Conflict.objects.filter(panel=panel).select_related("expert__party", "proposal")
    return list(rows.order_by("proposal_id", "expert_id", "id"))


def own_sheets(seat: Seat) -> QuerySet[ScoreSheet]:
    """The sheets of one seat, drafts included: for its holder only."""
    return ScoreSheet.objects.filter(seat=seat).order_by("id")


def latest_opinion_of(panel: Panel) -> Opinion | None:
    """The present version of the opinion; None before there is one."""
    rows = Opinion.objects.filter(panel=panel).select_related("written_by__expert__party")
    return rows.order_by("-version").first()


def signatures_of(opinion: Opinion) -> list[Signature]:
    """Signatures under one version."""
    rows = Signature.objects.filter(opinion=opinion).select_related("seat__expert__party")
    return list(rows.order_by("signed_at", "id"))


def unpaid_fees() -> QuerySet[ExpertFee]:
    """The fees that finance has still to pay, with expert and panel."""
    return ExpertFee.objects.filter(paid_at=None).select_related("seat__expert__party", "seat__panel")


def fees_of(panel: Panel) -> QuerySet[ExpertFee]:
    """The fees of a panel, with the experts."""
    return (
        ExpertFee.objects.filter(seat__panel=panel)
        .select_related("seat__expert__party")
        .order_by("seat__position", "id")
    )
