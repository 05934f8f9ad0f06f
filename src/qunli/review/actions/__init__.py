"""The review room's acts."""

from qunli.review.actions.adopting import AssignmentStale, adopt_assignment
from qunli.review.actions.assignments import (
    Hand,
    Wanted,
    ask_assignment,
    ask_repair,
    give_up_assignment,
    propose_assignment,
    set_aside_assignment,
    start_solving,
)
from qunli.review.actions.candidates import (
    BiddingClosed,
    drop_candidate,
    name_candidates,
    save_bids,
    sign_as_candidate,
)
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
    seat_expert,
    seat_panel,
    set_slots,
)
from qunli.review.actions.papers import make_expert_letter_paper, make_opinion_paper
from qunli.review.actions.scoring import give_sheet, save_sheet, start_scoring
from qunli.review.actions.seats import (
    accept_seat,
    declare_conflict,
    decline_seat,
    remove_seat,
    sign_commitment,
    sign_in,
)

__all__ = [
    "AssignmentStale",
    "BiddingClosed",
    "Conflicted",
    "DrawImpossible",
    "FeePlan",
    "Hand",
    "PanelDraft",
    "PanelShort",
    "Slot",
    "Wanted",
    "accept_seat",
    "adopt_assignment",
    "appoint_head",
    "ask_assignment",
    "ask_repair",
    "compute_fees",
    "conclude_panel",
    "declare_conflict",
    "decline_seat",
    "dissolve_panel",
    "draw_panel",
    "drop_candidate",
    "form_panel",
    "give_sheet",
    "give_up_assignment",
    "make_expert_letter_paper",
    "make_opinion_paper",
    "name_candidates",
    "open_round",
    "pay_fee",
    "propose_assignment",
    "remove_seat",
    "save_bids",
    "save_sheet",
    "seat_expert",
    "seat_panel",
    "set_aside_assignment",
    "set_slots",
    "sign_as_candidate",
    "sign_commitment",
    "sign_in",
    "sign_opinion",
    "start_scoring",
    "start_solving",
    "verify_draw",
    "write_opinion",
]
