"""The whole road driven by chance, legal and illegal acts in any order: what must hold holds after every one.

QUNLI_LAW=long drives many more and longer roads than the suite has time for.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from copy import copy
from datetime import timedelta
from functools import partial
from typing import Final

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from making.road import (
    STRAYS,
    NothingThere,
    Pick,
    Road,
    a_road,
    broken_at_the_end,
    broken_laws,
    digest_of_everything,
    go_on,
)
from making.road.strays import acts_at
from qunli.calls.models import Proposal, ProposalVersion
from qunli.core.states import Refused

LONG: Final = os.environ.get("QUNLI_LAW") == "long"
BEGINNINGS: Final = (0, 4, 9, 13, 14, 17, 20, 26, 30, 33, 37, 41, 43, 44, 48, 50, 53, 58, 64, 70, 74)
"""Steps along the lawful road, a few in each of its stages."""
LASTS: Final = (60, 60 * 24, 60 * 24 * 4, 60 * 24 * 20, 60 * 24 * 200)
throws = st.integers(0, 2**32 - 1)


class LawOfTheRoad(RuleBasedStateMachine):
    """One call, begun at any point of its road, and whatever anybody may try."""

    start: Road

    def __init__(self) -> None:
        """Begin inside a savepoint that the end takes back."""
        super().__init__()
        self.road = copy(self.start)
        self.step = 0
        self.before: dict[str, tuple[int, int]] = {}
        self.savepoint = connection.savepoint() or ""

    @initialize(far=st.sampled_from(BEGINNINGS))
    def begin_somewhere(self, far: int) -> None:
        """Walk a part of the road as it is meant."""
        for _step in range(far):
            try:
                go_on(self.road)
            except NothingThere:
                break
        self.before = digest_of_everything()
        self.hold()

    @rule()
    def go_on(self) -> None:
        """Do what comes next."""
        self.attempt(lambda: go_on(self.road), single=False)  # may be several acts

    @rule(minutes=st.sampled_from(LASTS))
    def wait(self, minutes: int) -> None:
        """Let time pass."""
        self.road.at += timedelta(minutes=minutes)

    @rule(dice=throws)
    def a_busy_hour(self, dice: int) -> None:
        """Try several things that somebody might think of at this stage, by whoever and to whatever chance says."""
        pick = Pick(dice)
        for _time in range(6):
            act = pick.one(acts_at(self.road))
            self.attempt(partial(act, self.road, pick))

    @rule(act=st.sampled_from(sorted(STRAYS)), dice=throws)
    def try_anything(self, act: str, dice: int) -> None:
        """Try something at any stage."""
        self.attempt(lambda: STRAYS[act](self.road, Pick(dice)))

    def attempt(self, act: Callable[[], None], *, single: bool = True) -> None:
        """Try: a refusal leaves no trace at all, a success leaves every law standing."""
        try:
            act()
        except NothingThere:
            self.before = digest_of_everything()  # a stray of two acts may find nothing there for the second
            return
        except Refused as refused:
            if single:
                self.hold_untouched(refused)
                return
        with connection.cursor() as cursor:  # what the database checks at the end of a transaction
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        self.before = digest_of_everything()
        self.hold()

    def hold_untouched(self, refused: Refused) -> None:
        """Hold that a refused act left every table as it was."""
        now = digest_of_everything()
        assert {table for table in now if now[table] != self.before[table]} == set(), repr(refused)

    def hold(self) -> None:
        """Hold everything against the laws."""
        self.step += 1
        assert broken_laws(self.road, step=self.step) == []

    def teardown(self) -> None:
        """Look once more at everything, then forget it."""
        try:
            assert broken_at_the_end(self.road) == []
        finally:
            connection.savepoint_rollback(self.savepoint)


@pytest.mark.law
@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.timeout(4 * 3600 if LONG else 180, func_only=True)
def test_the_law_holds_on_every_road() -> None:
    LawOfTheRoad.start = a_road()
    run_state_machine_as_test(
        LawOfTheRoad,
        settings=settings(
            max_examples=300 if LONG else 14,
            derandomize=not LONG,  # the same roads for everybody, until somebody asks for others
            stateful_step_count=50 if LONG else 20,
            suppress_health_check=list(HealthCheck),
            # Shortening a story takes minutes: only where there is time for it.
            phases=[Phase.explicit, Phase.reuse, Phase.generate, *([Phase.shrink] if LONG else [])],
        ),
    )


@pytest.mark.django_db
def test_the_lawful_road_leads_from_the_call_to_the_transfer() -> None:
    road = a_road()
    for _step in range(79):
        go_on(road)
    with pytest.raises(NothingThere):
        go_on(road)
    project = road.project()
    assert project is not None
    assert (road.call.state, project.state) == ("ended", "concluded")
    assert [one.state for one in project.outcomes.get().transfers.all()] == ["concluded"]
    assert broken_laws(road, step=0) + broken_at_the_end(road) == []


@pytest.mark.django_db
def test_broken_laws_are_seen() -> None:
    road = a_road()
    for _step in range(74):
        go_on(road)
    project = road.project()
    assert project is not None
    project.task_books.update(content={"totals": {"poster": "1.00"}})
    type(project).objects.filter(pk=project.pk).update(state="revoked")
    Proposal.objects.filter(pk=road.proposals()[0].pk).update(state="withdrawn")
    found = " ".join([*broken_laws(road, step=0), *broken_at_the_end(road)])
    assert "handed out of" in found
    assert "the journal said concluded last" in found
    assert "reads sealed proposal" not in found
    before = digest_of_everything()
    ProposalVersion.objects.update(reason="another")
    now = digest_of_everything()
    assert {table for table in now if now[table] != before[table]} == {"calls_proposalversion"}
