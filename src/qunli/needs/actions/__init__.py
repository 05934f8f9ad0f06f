"""Every act on collections, needs, advice and the key-technology list."""

from qunli.needs.actions.advising import ask_advice, give_advice, take_advice, undo_advice, withdraw_advice
from qunli.needs.actions.collecting import (
    answer_with_nothing,
    change_collection,
    close_collection,
    draft_collection,
    open_collection,
    reopen_collection,
)
from qunli.needs.actions.entries import IndicatorEntry, NeedEntry
from qunli.needs.actions.importing import discard_needs, enter_needs, preview_needs
from qunli.needs.actions.listing import (
    change_item,
    check_item,
    finish_items,
    list_need,
    move_item,
    post_items,
    reopen_items,
    start_key_list,
    take_items,
    unlist_need,
    withdraw_check,
)
from qunli.needs.actions.screening import (
    accept_need,
    merge_needs,
    part_need,
    recommend_need,
    reconsider_need,
    return_need,
)
from qunli.needs.actions.stating import (
    attach_to_need,
    change_need,
    remove_from_need,
    state_need,
    submit_need,
    take_back_need,
)

__all__ = [
    "IndicatorEntry",
    "NeedEntry",
    "accept_need",
    "answer_with_nothing",
    "ask_advice",
    "attach_to_need",
    "change_collection",
    "change_item",
    "change_need",
    "check_item",
    "close_collection",
    "discard_needs",
    "draft_collection",
    "enter_needs",
    "finish_items",
    "give_advice",
    "list_need",
    "merge_needs",
    "move_item",
    "open_collection",
    "part_need",
    "post_items",
    "preview_needs",
    "recommend_need",
    "reconsider_need",
    "remove_from_need",
    "reopen_collection",
    "reopen_items",
    "return_need",
    "start_key_list",
    "state_need",
    "submit_need",
    "take_advice",
    "take_back_need",
    "take_items",
    "undo_advice",
    "unlist_need",
    "withdraw_advice",
    "withdraw_check",
]
