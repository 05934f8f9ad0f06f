"""Moving items of the key-technology list with the call."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, take_step, write_journal
from qunli.core.states import Doer
from qunli.needs.models import ListItem
from qunli.needs.states import ITEM_LIFECYCLE


@action(_("Items posted"))
def post_items(*, items: Sequence[ListItem], by: Doer, at: datetime) -> list[ListItem]:
    """Note that the items are in a published call."""
    return _move(items, "post", by=by, at=at)


@action(_("Items open again"))
def reopen_items(*, items: Sequence[ListItem], by: Doer, at: datetime) -> list[ListItem]:
    """Note that the items wait for another call."""
    return _move(items, "reopen", by=by, at=at)


def _move(items: Sequence[ListItem], step: str, *, by: Doer, at: datetime) -> list[ListItem]:
    moved = list(ListItem.objects.select_for_update().filter(pk__in=[item.pk for item in items]).order_by("pk"))
    for item in moved:
        was, now = take_step(item, lifecycle=ITEM_LIFECYCLE, step=step)
        item.save(update_fields=["state"])
        write_journal(on=item, by=by, at=at, was=was, now=now)
    return moved
