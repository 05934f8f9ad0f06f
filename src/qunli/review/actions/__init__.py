"""The review room's acts."""

from qunli.review.actions.draws import DrawImpossible, draw_panel, verify_draw
from qunli.review.actions.fees import FeePlan, compute_fees, pay_fee
from qunli.review.actions.opinions import conclude_panel, sign_opinion, write_opinion
from qunli.review.actions.panels import (
    Conflicted,
    PanelDraft,
    PanelShort,
    Slot,
    appoint_head,
    dissolve_panel,
    form_panel,
    open_round,
    remove_seat,
    seat_expert,
    seat_panel,
    set_slots,
)
from qunli.review.actions.papers import make_expert_letter_paper, make_opinion_paper
from qunli.review.actions.scoring import give_sheet, save_sheet, start_scoring
from qunli.review.actions.seats import accept_seat, declare_conflict, decline_seat, sign_commitment, sign_in

__all__ = [
    "Conflicted",
    "DrawImpossible",
    "FeePlan",
    "PanelDraft",
    "PanelShort",
    "Slot",
    "accept_seat",
    "appoint_head",
    "compute_fees",
    "conclude_panel",
    "declare_conflict",
    "decline_seat",
    "dissolve_panel",
    "draw_panel",
    "form_panel",
    "give_sheet",
    "make_expert_letter_paper",
    "make_opinion_paper",
    "open_round",
    "pay_fee",
    "remove_seat",
    "save_sheet",
    "seat_expert",
    "seat_panel",
    "set_slots",
    "sign_commitment",
    "sign_in",
    "sign_opinion",
    "start_scoring",
    "verify_draw",
    "write_opinion",
]
