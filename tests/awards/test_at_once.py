"""Of many who do the same one-time act at the same moment, one does it."""

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connections

from making.awards import AFTER, a_recommended_decision, put_on_notice
from making.people import AT
from qunli.awards.actions import approve, decide
from qunli.awards.models import Decision
from qunli.core.queries.journal import verify_journal
from qunli.core.states import Refused
from qunli.publicity.actions import end_notice

TIMES = 20
ONE = ["done", *["refused"] * (TIMES - 1)]


def at_once(act: Callable[[], object]) -> list[str]:
    """Let so many threads act at the same moment; say how each ended."""
    outcomes: list[str] = []
    start = threading.Barrier(TIMES)

    def run() -> None:
        try:
            start.wait()
            act()
            outcomes.append("done")
        except Refused:
            outcomes.append("refused")
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=run) for _number in range(TIMES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.mark.process
@pytest.mark.usefixtures("real_transactions")
def test_of_twenty_who_decide_and_approve_at_once_one_does_each() -> None:
    world, decision = a_recommended_decision(teams=2)

    def deciding() -> object:
        return decide(decision=decision, meeting_record="1", met_on=date(2026, 3, 2), by=world.authority, at=AT)

    assert at_once(deciding) == ONE
    notice = put_on_notice(world, Decision.objects.get()).notice
    assert notice is not None
    end_notice(notice=notice, by=world.authority, at=AFTER)

    def approving() -> object:
        return approve(decision=decision, document_number="46", by=world.authority, at=AFTER)

    assert at_once(approving) == ONE
    assert verify_journal().sound
