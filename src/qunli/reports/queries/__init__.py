"""Reads of recognitions, yearly reports and changes."""

from qunli.reports.queries.recognitions import (
    STANDING,
    fixed,
    recognition_of,
    recognitions_seen_by,
    reports_to_raise,
    running_recognitions,
)

__all__ = ["STANDING", "fixed", "recognition_of", "recognitions_seen_by", "reports_to_raise", "running_recognitions"]
