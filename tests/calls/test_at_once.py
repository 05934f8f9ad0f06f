"""Twenty at once: exactly one succeeds, and the others are told why, on real transactions."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from making.calls import BIDDING, OPENING, a_complete_draft, a_recommended_proposal, refresh
from qunli.calls.actions import open_proposals, submit_proposal
from qunli.calls.models import ProposalVersion
from qunli.calls.states import CallState, ProposalState
from qunli.core.queries.journal import verify_journal
from qunli.core.states import Refused

pytestmark = [pytest.mark.usefixtures("real_transactions"), pytest.mark.slow, pytest.mark.timeout(60, func_only=True)]

TIMES = 20


def at_once(act: Callable[[], object]) -> tuple[int, list[str]]:
    """Do it twenty times at the same instant; return how often it succeeded, and the refusals."""
    start = Barrier(TIMES)

    def once(_place: int) -> str:
        try:
            start.wait(timeout=30)
            act()
        except Refused as refused:
            return type(refused).__name__
        else:
            return ""
        finally:
            connection.close()

    with ThreadPoolExecutor(TIMES) as pool:
        said = list(pool.map(once, range(TIMES)))
    return said.count(""), [name for name in said if name]


def test_twenty_submits_make_one_submission() -> None:
    made = a_complete_draft()
    proposal, editor = made.proposals[0], made.teams[0].editor
    done, refused = at_once(lambda: submit_proposal(proposal=proposal, by=editor, at=BIDDING))
    assert (done, refused) == (1, ["StepNotOpen"] * 19)
    assert ProposalVersion.objects.filter(proposal=proposal, reason="submitted").count() == 1
    assert verify_journal().sound


def test_twenty_openings_open_once() -> None:
    made = a_recommended_proposal()
    done, refused = at_once(lambda: open_proposals(call=made.call, by=made.office.authority, at=OPENING))
    assert (done, refused) == (1, ["StepNotOpen"] * 19)
    refresh(made.proposals)
    made.call.refresh_from_db()
    assert (made.call.state, made.proposals[0].state) == (CallState.OPENED, ProposalState.OPENED)
    assert verify_journal().sound


def test_submitting_and_opening_at_once_never_leaves_a_submission_in_an_opened_call() -> None:
    made = a_complete_draft()
    proposal, team = made.proposals[0], made.teams[0]
    acts: list[Callable[[], object]] = [
        lambda: open_proposals(call=made.call, by=made.office.authority, at=OPENING),
        lambda: submit_proposal(proposal=proposal, by=team.editor, at=BIDDING),
    ]
    turns = iter(acts * (TIMES // 2))

    def next_turn() -> object:
        return next(turns)()

    at_once(next_turn)
    refresh(made.proposals)
    assert proposal.state == ProposalState.MISSED
