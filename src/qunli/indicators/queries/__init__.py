"""Reads of figures, events, answers and assessments."""

from qunli.indicators.queries.asking import asked_as, asked_of_enterprises
from qunli.indicators.queries.assessments import (
    answers_of,
    assessments_now_and_before,
    assessments_of,
    assessments_seen_by,
    holders_by_tier,
    newest_assessments,
    packs_for,
    subject_fields,
)
from qunli.indicators.queries.events import events_of
from qunli.indicators.queries.figures import Told, figures_from, figures_of, figures_seen_by, told_figures

__all__ = [
    "Told",
    "answers_of",
    "asked_as",
    "asked_of_enterprises",
    "assessments_now_and_before",
    "assessments_of",
    "assessments_seen_by",
    "events_of",
    "figures_from",
    "figures_of",
    "figures_seen_by",
    "holders_by_tier",
    "newest_assessments",
    "packs_for",
    "subject_fields",
    "told_figures",
]
