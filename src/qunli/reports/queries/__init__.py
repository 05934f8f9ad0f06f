"""Reads of recognitions, yearly reports and changes."""

from qunli.reports.queries.recognitions import (
    STANDING,
    fixed,
    lapsed_on,
    recognition_of,
    recognitions_seen_by,
    reports_to_raise,
    running_recognitions,
    standing_words,
)

__all__ = [
    "STANDING",
    "fixed",
    "lapsed_on",
    "recognition_of",
    "recognitions_seen_by",
    "reports_to_raise",
    "running_recognitions",
    "standing_words",
]
