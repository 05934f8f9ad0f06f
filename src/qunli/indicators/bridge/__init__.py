"""Values as people write them, what a pack may be told of a subject, and what the engine says of it."""

from qunli.indicators.bridge.assessing import Held, assessable, hold, run_again
from qunli.indicators.bridge.gathering import Known, known_of, plain
from qunli.indicators.bridge.ladder import Rung, ladder_of, pack_granting, valid_years
from qunli.indicators.bridge.proposing import RATIOS, proposed, read_value
from qunli.indicators.bridge.telling import ToldRule, number_said, scores_told, told_rules

__all__ = [
    "RATIOS",
    "Held",
    "Known",
    "Rung",
    "ToldRule",
    "assessable",
    "hold",
    "known_of",
    "ladder_of",
    "number_said",
    "pack_granting",
    "plain",
    "proposed",
    "read_value",
    "run_again",
    "scores_told",
    "told_rules",
    "valid_years",
]
