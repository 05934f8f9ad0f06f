"""Where the review room meets what decides for it: drawing a panel by lot, and assigning experts to proposals."""

from qunli.review.bridge.checking import Breach, Broken, Rules, breaches_of
from qunli.review.bridge.draw import Candidate, DrawRequest, DrawResult, PanelPick, PassedOver, draw_by_lot, ticket_of
from qunli.review.bridge.gathering import Field, barred_counts, field_of, question_of, rules_of
from qunli.review.bridge.solving import Solved, missing_for, solve_apart, whole_tables

__all__ = [
    "Breach",
    "Broken",
    "Candidate",
    "DrawRequest",
    "DrawResult",
    "Field",
    "PanelPick",
    "PassedOver",
    "Rules",
    "Solved",
    "barred_counts",
    "breaches_of",
    "draw_by_lot",
    "field_of",
    "missing_for",
    "question_of",
    "rules_of",
    "solve_apart",
    "ticket_of",
    "whole_tables",
]
