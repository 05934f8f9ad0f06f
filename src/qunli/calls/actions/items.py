"""Moving items of the key-technology list with the call that holds them."""

from datetime import datetime

from qunli.calls.models import Call
from qunli.core.states import Doer
from qunli.needs.actions import post_items, reopen_items
from qunli.needs.models import ListItem
from qunli.needs.states import ItemState


def items_of(call: Call) -> list[ListItem]:
    """Return the items that the call's topics stand for."""
    return list(ListItem.objects.filter(pk__in=call.topics.values("item")).order_by("pk"))


def post_items_of(call: Call, *, by: Doer, at: datetime) -> None:
    """Note that the call has posted its items."""
    post_items(items=items_of(call), by=by, at=at)


def reopen_posted_items_of(call: Call, *, by: Doer, at: datetime) -> None:
    """Open those items again that nobody has taken yet."""
    posted = [item for item in items_of(call) if item.state == ItemState.POSTED]
    if posted:
        reopen_items(items=posted, by=by, at=at)
