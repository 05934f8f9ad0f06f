"""What the room hands to its papers, and to the engine `matching`."""

from qunli.calls.bridge.matching import MatchingMissing, matches_of, matching_is_installed
from qunli.calls.bridge.papers import (
    application_of,
    commitment_letter_of,
    guide_of,
    recommendation_summary_of,
    unit_summary_of,
)
from qunli.calls.queries.matches import FoundMatch

__all__ = [
    "FoundMatch",
    "MatchingMissing",
    "application_of",
    "commitment_letter_of",
    "guide_of",
    "matches_of",
    "matching_is_installed",
    "recommendation_summary_of",
    "unit_summary_of",
]
