"""Acts that join rooms: files that the portal hands out, the calendar, and confirming what was read."""

from qunli.portal.actions.confirming import (
    Settling,
    certify_from_claim,
    enter_named_body,
    settle_claims,
    take_back_settled,
)
from qunli.portal.actions.files import (
    WAITING_FOR_CALENDARS,
    hand_in_stamped,
    load_calendar_file,
    open_confidential_file,
)
from qunli.portal.actions.saving import CannotSave, end_saved_search, save_search, tell_of_new_finds

__all__ = [
    "WAITING_FOR_CALENDARS",
    "CannotSave",
    "Settling",
    "certify_from_claim",
    "end_saved_search",
    "enter_named_body",
    "hand_in_stamped",
    "load_calendar_file",
    "open_confidential_file",
    "save_search",
    "settle_claims",
    "take_back_settled",
    "tell_of_new_finds",
]
