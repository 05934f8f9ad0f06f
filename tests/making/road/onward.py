"""The road as it is meant: whatever happened before, what comes next."""

from __future__ import annotations

from making.road.bidding import while_opened, while_published
from making.road.doing import after_the_award
from making.road.judging import while_in_review
from making.road.world import NothingThere, Road
from qunli.calls.states import CallState

STAGES = {
    CallState.PUBLISHED: while_published,
    CallState.OPENED: while_opened,
    CallState.IN_REVIEW: while_in_review,
    CallState.ENDED: after_the_award,
}


def go_on(road: Road) -> None:
    """Do the next lawful act. Raises `NothingThere` at the end of the road, `Refused` where strays blocked it."""
    stage = STAGES.get(CallState(road.call.state))
    if stage is None:
        raise NothingThere
    stage(road)
