"""The rows of the review room."""

from __future__ import annotations

from typing import Final

from qunli.config.routes.who import EXPERT, FINANCE, REVIEW_RUN, REVIEW_SEEN, Who

REVIEW_PAGES: Final[dict[str, Who]] = {
    "review:panels": REVIEW_SEEN,
    "review:panel": REVIEW_SEEN | EXPERT,  # an expert is led on to the desk
    "review:draw": REVIEW_SEEN,
    "review:candidates": REVIEW_SEEN,
    "review:name_candidates": REVIEW_RUN,
    "review:candidate": REVIEW_SEEN | EXPERT,
    "review:sign_as_candidate": EXPERT,
    "review:drop_candidate": REVIEW_RUN,
    "review:assignments": REVIEW_SEEN,
    "review:ask_assignment": REVIEW_RUN,
    "review:assignment": REVIEW_SEEN,
    "review:solve_again": REVIEW_RUN,
    "review:adopt_assignment": REVIEW_RUN,
    "review:set_aside_assignment": REVIEW_RUN,
    "review:assignment_instance": REVIEW_SEEN,
    "review:form_panel": REVIEW_RUN,
    "review:seat_expert": REVIEW_RUN,
    "review:draw_panel": REVIEW_RUN,
    "review:set_slots": REVIEW_RUN,
    "review:dissolve_panel": REVIEW_RUN,
    "review:panel_step": REVIEW_RUN,
    "review:appoint_head": REVIEW_RUN,
    "review:sign_in_at_door": REVIEW_RUN,
    "review:remove_seat": REVIEW_RUN,
    "review:compute_fees": REVIEW_RUN,
    "review:ranking": REVIEW_SEEN | EXPERT,
    "review:opinion": REVIEW_SEEN | EXPERT,
    "review:write_opinion": EXPERT,
    "review:sign_opinion": EXPERT,
    "review:pay_sheet": REVIEW_SEEN | FINANCE,
    "review:pay_fee": FINANCE,
    "review:unpaid_fees": FINANCE,
    "review:desk": EXPERT,
    "review:seat": REVIEW_SEEN | EXPERT,  # the office is led on to the panel
    "review:make_opinion_paper": REVIEW_SEEN | EXPERT,
    "review:make_expert_letter_paper": REVIEW_SEEN | EXPERT,
    "review:seat_step": EXPERT,
    "review:decline_seat": EXPERT,
    "review:sheet": EXPERT,
    "review:declare_conflict": EXPERT,
    "review:file": EXPERT,
    "api-1:panels": REVIEW_SEEN,
    "api-1:panel": REVIEW_SEEN,
    "api-1:ranking": REVIEW_SEEN | EXPERT,
    "api-1:my-seats": EXPERT,
    **dict.fromkeys(
        ("api-1:candidates", "api-1:assignments", "api-1:assignment", "api-1:assignment_tables"), REVIEW_SEEN
    ),
    **dict.fromkeys(
        ("POST api-1:candidates", "api-1:drop_candidate", "POST api-1:assignments", "api-1:adopt_assignment"),
        REVIEW_RUN,
    ),
    "api-1:set_aside_assignment": REVIEW_RUN,
    **dict.fromkeys(("api-1:my-candidacies", "api-1:sign_my_candidacy", "api-1:my_wishes"), EXPERT),
}
