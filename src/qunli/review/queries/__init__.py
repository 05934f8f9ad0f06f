"""The review room's reads."""

from qunli.review.queries.bench import Bench, bench_of, judges_of, signers_of
from qunli.review.queries.conflicts import Found, find_conflicts
from qunli.review.queries.panels import (
    current_round,
    experts_to_seat,
    own_seats,
    panels_seen_by,
    proposals_of,
    seats_seen_by,
    with_panels,
)
from qunli.review.queries.scores import (
    Line,
    RankedProposal,
    ScoresHidden,
    Spread,
    all_given,
    progress_of,
    ranking,
    robust_scores,
    sheets_seen_by,
    spread_of,
    standing_of_proposals,
    total_of,
    visible_ranking,
)
from qunli.review.queries.terms import number_term, rubric_of, term_of

__all__ = [
    "Bench",
    "Found",
    "Line",
    "RankedProposal",
    "ScoresHidden",
    "Spread",
    "all_given",
    "bench_of",
    "current_round",
    "experts_to_seat",
    "find_conflicts",
    "judges_of",
    "number_term",
    "own_seats",
    "panels_seen_by",
    "progress_of",
    "proposals_of",
    "ranking",
    "robust_scores",
    "rubric_of",
    "seats_seen_by",
    "sheets_seen_by",
    "signers_of",
    "spread_of",
    "standing_of_proposals",
    "term_of",
    "total_of",
    "visible_ranking",
    "with_panels",
]
