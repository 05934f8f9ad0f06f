"""Scores, what they come to, how far they lie apart, and who may see them when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Any

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from qunli.calls.models import Call, Proposal
from qunli.core.states import Refused
from qunli.people.permits import Anyone
from qunli.review.models import Panel, PanelProposal, ScoreSheet
from qunli.review.permits import is_own_seat, may_look_at_panel
from qunli.review.queries.bench import Bench, bench_of
from qunli.review.states import PanelState, SheetState

THOUSANDTH = Decimal("0.001")
OUTLIER_BEYOND = Decimal("3.5")
FROM_MAD = Decimal("0.6745")
FROM_MEAN_DEVIATION = Decimal("1.253314")
FEWEST_FOR_OUTLIERS = 3


class ScoresHidden(Refused):
    """Scores are not shown before everybody has given theirs."""


@dataclass(frozen=True, slots=True)
class Line:
    """One expert's total, and how far it lies from the others in robust standard deviations."""

    seat_id: int
    total: Decimal
    z: Decimal
    is_outlier: bool


@dataclass(frozen=True, slots=True)
class Spread:
    """How the totals of one proposal lie."""

    low: Decimal
    middle: Decimal
    high: Decimal
    mad: Decimal


@dataclass(frozen=True, slots=True)
class RankedProposal:
    """A proposal's place: equal scores share a place, and the next place is left free."""

    rank: int
    proposal: Proposal
    score: Decimal
    spread: Spread
    lines: tuple[Line, ...]
    panel_id: int = 0

    @property
    def outliers(self) -> tuple[Line, ...]:
        """The totals that lie far from the others."""
        return tuple(line for line in self.lines if line.is_outlier)


def total_of(points: Mapping[str, Decimal], rubric: Sequence[Mapping[str, Any]]) -> Decimal:
    """Weigh the points by the rubric: sum of points × weight over the sum of weights, to a thousandth."""
    weights = {str(line["key"]): Decimal(str(line["weight"])) for line in rubric}
    whole = sum((points[key] * weight for key, weight in weights.items()), Decimal(0))
    return (whole / sum(weights.values())).quantize(THOUSANDTH, ROUND_HALF_UP)


def mean_of(totals: Sequence[Decimal]) -> Decimal:
    """Return the arithmetic mean, to a thousandth."""
    return (sum(totals, Decimal(0)) / len(totals)).quantize(THOUSANDTH, ROUND_HALF_UP)


def spread_of(totals: Sequence[Decimal]) -> Spread:
    """Return lowest, middle and highest total and the median absolute deviation."""
    middle = Decimal(median(totals))
    return Spread(min(totals), middle, max(totals), Decimal(median(abs(total - middle) for total in totals)))


def robust_scores(totals: Sequence[Decimal]) -> list[Decimal]:
    """Return z = 0.6745 × (total - median) / MAD for each total, to two places.

    Where MAD is 0 (half of the totals or more are equal), z = (total - median) / (1.253314 × mean absolute deviation);
    where that is 0 too, every z is 0. Fewer than three totals have no outliers: every z is 0.
    """
    spread = spread_of(totals)
    if len(totals) < FEWEST_FOR_OUTLIERS or spread.low == spread.high:
        return [Decimal(0) for _total in totals]
    if spread.mad:
        scale = spread.mad / FROM_MAD
    else:
        deviations = [abs(total - spread.middle) for total in totals]
        scale = sum(deviations, Decimal(0)) / len(totals) * FROM_MEAN_DEVIATION
    return [((total - spread.middle) / scale).quantize(Decimal("0.01"), ROUND_HALF_UP) for total in totals]


def places(scores: Sequence[Decimal]) -> list[int]:
    """Return the place of each score, the highest first; equals share a place (1, 2, 2, 4)."""
    return [1 + sum(other > score for other in scores) for score in scores]


def ranking(panel: Panel, *, bench: Bench | None = None) -> list[RankedProposal]:
    """Rank a panel's proposals by the mean of the totals that count; proposals without one are left out.

    A sheet counts when it is given and its seat still judges the proposal: a later recusal takes it out. This is
    arithmetic and asks nobody's leave; pages use `visible_ranking`.
    """
    sitting = bench or bench_of(panel)
    totals: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
    expected = sitting.expected
    sheets = ScoreSheet.objects.filter(seat__panel=panel, state=SheetState.GIVEN).order_by("seat__position", "seat_id")
    for seat, proposal, total in sheets.values_list("seat_id", "proposal_id", "total"):
        if (seat, proposal) in expected and total is not None:
            totals[proposal].append((seat, total))
    rows = [row for row in sitting.proposals if totals[row.proposal_id]]
    scores = [mean_of([total for _seat, total in totals[row.proposal_id]]) for row in rows]
    ranked = [
        _ranked(row, place, score, totals[row.proposal_id], panel.pk)
        for row, place, score in zip(rows, places(scores), scores, strict=True)
    ]
    return sorted(ranked, key=lambda one: (one.rank, one.proposal.pk))


def _ranked(
    row: PanelProposal, place: int, score: Decimal, given: Sequence[tuple[int, Decimal]], panel_id: int
) -> RankedProposal:
    totals = [total for _seat, total in given]
    lines = tuple(
        Line(seat, total, z, abs(z) > OUTLIER_BEYOND)
        for (seat, total), z in zip(given, robust_scores(totals), strict=True)
    )
    return RankedProposal(place, row.proposal, score, spread_of(totals), lines, panel_id)


def progress_of(bench: Bench) -> tuple[int, int]:
    """Return how many score sheets are given and how many are due; says nothing of what is in them."""
    expected = bench.expected
    return len(_given(bench) & expected), len(expected)


def all_given(bench: Bench) -> bool:
    """Tell whether every score sheet that is due has been given."""
    expected = bench.expected
    return bool(expected) and expected <= _given(bench)


def _given(bench: Bench) -> set[tuple[int, int]]:
    sheets = ScoreSheet.objects.filter(seat__panel=bench.panel, state=SheetState.GIVEN)
    return set(sheets.values_list("seat_id", "proposal_id"))


def visible_ranking(user: Anyone, panel: Panel, *, bench: Bench | None = None) -> list[RankedProposal]:
    """Return the ranking for whoever may see it now; raises `ScoresHidden` before every sheet is given."""
    sitting = bench or bench_of(panel)
    own = any(is_own_seat(user, seat) for seat in sitting.serving)
    if not (own or may_look_at_panel(user, panel)):
        raise ScoresHidden(_("Scores are seen by the panel, the operator, the authority and the auditor."))
    if not all_given(sitting):
        given, due = progress_of(sitting)
        raise ScoresHidden(
            _("%(given)d of %(due)d score sheets are given: nobody sees scores before that.")
            % {"given": given, "due": due}
        )
    return ranking(panel, bench=sitting)


def sheets_seen_by(user: Anyone, panel: Panel, *, bench: Bench | None = None) -> QuerySet[ScoreSheet]:
    """Return the sheets that somebody may see now.

    An expert sees the own ones, and the others' of a proposal after giving the own for it. Everybody else who looks at
    the panel sees none before all are given. Drafts are seen by their writer only.
    """
    sitting = bench or bench_of(panel)
    sheets = ScoreSheet.objects.filter(seat__panel=panel).select_related("seat__expert__party", "proposal")
    mine = [seat for seat in sitting.seats if is_own_seat(user, seat)]
    if mine:
        return _as_expert(sheets, [seat.pk for seat in mine])
    if may_look_at_panel(user, panel) and all_given(sitting):
        return sheets.filter(state=SheetState.GIVEN)
    return sheets.none()


def _as_expert(sheets: QuerySet[ScoreSheet], seats: Sequence[int]) -> QuerySet[ScoreSheet]:
    own = sheets.filter(seat__in=seats)
    judged = ScoreSheet.objects.filter(seat__in=seats, state=SheetState.GIVEN).values("proposal_id")
    return own | sheets.filter(state=SheetState.GIVEN, proposal__in=judged)


def standing_of_proposals(call: Call) -> dict[int, list[RankedProposal]]:
    """Rank the proposals of each topic by the panels that concluded in its latest round: topic id -> ranked rows.

    Where several panels shared a topic their scores are put side by side; `panel_id` says which is whose.
    """
    latest = PanelProposal.objects.filter(proposal=OuterRef("proposal"), panel__state=PanelState.CONCLUDED)
    rounds = latest.values("proposal").annotate(last=Max("panel__round")).values("last")
    panels = list(
        Panel.objects.filter(call=call, state=PanelState.CONCLUDED).select_related("call").order_by("round", "id")
    )
    newest = dict(
        PanelProposal.objects.filter(panel__call=call, panel__state=PanelState.CONCLUDED)
        .annotate(last=Subquery(rounds))
        .values_list("proposal_id", "last")
    )
    judged = [
        (panel.round, row) for panel in panels for row in ranking(panel) if newest[row.proposal.pk] == panel.round
    ]
    return _by_topic(judged)


def _by_topic(judged: Iterable[tuple[int, RankedProposal]]) -> dict[int, list[RankedProposal]]:
    """Keep the latest round of each topic and place its proposals anew."""
    topics: dict[int, list[tuple[int, RankedProposal]]] = defaultdict(list)
    for number, row in judged:
        topics[row.proposal.topic_id].append((number, row))
    standing = {}
    for topic, rows in topics.items():
        last = max(number for number, _row in rows)
        kept = [row for number, row in rows if number == last]
        found = places([row.score for row in kept])
        placed = [
            RankedProposal(place, row.proposal, row.score, row.spread, row.lines, row.panel_id)
            for place, row in zip(found, kept, strict=True)
        ]
        standing[topic] = sorted(placed, key=lambda row: (row.rank, row.proposal.pk))
    return standing
