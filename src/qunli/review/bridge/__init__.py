"""Where the review room meets what decides for it: one interface for drawing a panel."""

from qunli.review.bridge.draw import Candidate, DrawRequest, DrawResult, PanelPick, PassedOver, draw_by_lot, ticket_of

__all__ = ["Candidate", "DrawRequest", "DrawResult", "PanelPick", "PassedOver", "draw_by_lot", "ticket_of"]
