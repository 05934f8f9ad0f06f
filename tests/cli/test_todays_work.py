"""The demonstration's last stage: every role finds something to do, whatever the day."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from qunli.cli.demo import collecting, ground, today
from qunli.cli.demo.example import example_in
from qunli.cli.demo.summary import SIGN_INS
from qunli.cli.demo.world import World
from qunli.core.models import JournalEntry
from qunli.core.queries.refs import page_of
from qunli.duties.models import Duty
from qunli.portal.queries import queues_of
from qunli.publicity.models import PublicNotice
from qunli.publicity.states import NoticeState

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(240)]

CHINA = ZoneInfo("Asia/Shanghai")
WAITS = {
    "p-operator": {
        "Needs to screen": 2,
        "Questions to answer": 1,
        "Proposals to check for form": 2,
        "Panels to seat": 1,
        "Assignments to adopt": 1,
    },
    "p-authority": {
        "Decisions to take": 1,
        "Objections to settle": 1,
        "Milestones to judge": 1,
        "Requests for sight to answer": 1,
    },
    "p-recommend-meilong": {"Needs to recommend": 1, "Proposals to recommend": 1},
    "p-admin-hefei": {"Proposals to stamp": 1, "Proposals to correct": 1},
    "p-admin-suzhou": {"Invitations to join a team": 1},
    "p-editor-m001": {"Needs in draft": 1, "Payments to confirm": 1},
    "p-lead-hefei": {"Proposals to correct": 1},
    "e02": {"Panels that ask what you would like to judge": 1, "Panels in which you score": 1},
    "e05": {
        "Needs on which your advice is asked": 1,
        "Panels that ask what you would like to judge": 1,
        "Panels in which you score": 1,
    },
    "p-finance": {"Payments to confirm": 1},
    "p-finance-2": {"Payments to confirm": 1, "Payments to release": 1},
    "p-auditor": {"Records opened to you for a while": 1},
    "p-service": {"Panels that are scoring": 1},
    "p-administrator": {"Requests for sight to answer": 1},
}


DAYS: Final = (
    (datetime(2026, 11, 23, 10, 0, tzinfo=CHINA), "2026-11-27", dict[str, int]()),
    # the calendar of that year is not published
    (datetime(2027, 3, 10, 10, 0, tzinfo=CHINA), "to be fixed", {"Dates that wait for a calendar to be loaded": 7}),
)


def test_every_role_finds_work_in_a_year_with_a_calendar_and_without() -> None:
    beginning = World(example=example_in(None), seed=1, now=DAYS[0][0])
    ground.build(beginning)
    for day, last_day, more in DAYS:
        with transaction.atomic():
            world = deepcopy(beginning)
            world.now = day
            collecting.build(world)
            today.build(world)
            every_role_finds_work(world, day, last_day, more)
            transaction.set_rollback(True)


def every_role_finds_work(world: World, day: datetime, last_day: str, more: dict[str, int]) -> None:
    """Hold the queues of each role against what waits, and that one notice runs whose end is known or is waited for."""
    waits = {key: queues_of(world.users[key], at=day) for key in WAITS}
    assert {key: {str(queue.label): queue.count for queue in queues} for key, queues in waits.items()} == WAITS | {
        "p-administrator": WAITS["p-administrator"] | more
    }
    assert set(SIGN_INS) <= set(WAITS)
    alone = [queue.only for queues in waits.values() for queue in queues if queue.count == 1]
    assert [str(ref) for ref in alone if ref is None or not page_of(ref)] == []
    running = PublicNotice.objects.get(state=NoticeState.RUNNING)
    assert (running.last_day.isoformat() if running.last_day else "to be fixed") == last_day
    undated = Duty.objects.filter(about_room="publicity", due_at=None, undated_because__contains="calendar")
    assert undated.exists() == (last_day == "to be fixed")
    newest = JournalEntry.objects.latest("at")
    assert newest.at <= day
