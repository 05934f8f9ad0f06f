"""Records of the review room."""

from qunli.review.models.assignments import AssignedPair, Assignment, Bid, Candidate, Share
from qunli.review.models.panels import Conflict, Draw, FurtherRound, Panel, PanelProposal, Seat, StandIn
from qunli.review.models.scores import ExpertFee, Opinion, ScoreSheet, Signature

__all__ = [
    "AssignedPair",
    "Assignment",
    "Bid",
    "Candidate",
    "Conflict",
    "Draw",
    "ExpertFee",
    "FurtherRound",
    "Opinion",
    "Panel",
    "PanelProposal",
    "ScoreSheet",
    "Seat",
    "Share",
    "Signature",
    "StandIn",
]
