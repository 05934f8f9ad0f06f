"""Reads that join floors: what waits for somebody, what the public reads, what a search finds."""

from qunli.portal.queries.guides import guide, guide_for, guides_for
from qunli.portal.queries.public import (
    FieldLine,
    calls_with_days_left,
    lines_of_fields,
    newest_cluster,
    newest_results,
    notices_with_days_left,
)
from qunli.portal.queries.queues import Queue, queues_of, rows_waiting
from qunli.portal.queries.search import Found, Results, Wanted, search_for, wanted_from
from qunli.portal.queries.today import Owed, address, next_step, owed_by

__all__ = [
    "FieldLine",
    "Found",
    "Owed",
    "Queue",
    "Results",
    "Wanted",
    "address",
    "calls_with_days_left",
    "guide",
    "guide_for",
    "guides_for",
    "lines_of_fields",
    "newest_cluster",
    "newest_results",
    "next_step",
    "notices_with_days_left",
    "owed_by",
    "queues_of",
    "rows_waiting",
    "search_for",
    "wanted_from",
]
