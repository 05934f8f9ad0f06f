"""Who might answer what is open, and an invitation to the best of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from qunli.calls.actions import invite_matched, record_matches
from qunli.calls.bridge import matches_of, matching_is_installed
from qunli.calls.queries.matches import differs, items_to_match, matches_for_call
from qunli.core.states import SYSTEM

if TYPE_CHECKING:
    from datetime import datetime

    from qunli.calls.models import Call
    from qunli.people.models import User


def match_open(*, at: datetime) -> None:
    """Match what is open and posted, as the queue does in the night; nothing where the engine is not installed."""
    if not matching_is_installed():
        return
    for item, found in matches_of(items_to_match(), on=timezone.localdate(at)):
        if differs(item, found):
            record_matches(item=item, found=found, by=SYSTEM, at=at)


def invite_best(*, call: Call, by: User, at: datetime) -> None:
    """Invite the organization that fits the call best, if any does."""
    offered = [one.match for one in matches_for_call(call) if not one.match.conflict]
    if offered:
        invite_matched(match=min(offered, key=lambda match: match.place), call=call, by=by, at=at)
