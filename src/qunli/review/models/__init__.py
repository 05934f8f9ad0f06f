"""Records of the review room."""

from qunli.review.models.panels import Conflict, Draw, Panel, PanelProposal, Seat
from qunli.review.models.scores import ExpertFee, Opinion, ScoreSheet, Signature

__all__ = [
    "Conflict",
    "Draw",
    "ExpertFee",
    "Opinion",
    "Panel",
    "PanelProposal",
    "ScoreSheet",
    "Seat",
    "Signature",
]
