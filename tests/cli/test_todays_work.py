"""The demonstration's last stage: every role finds something to do, whatever the day."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from qunli.cli.demo import collecting, ground, today
from qunli.cli.demo.example import example_in
from qunli.cli.demo.world import World
from qunli.core.models import JournalEntry
from qunli.duties.models import Duty
from qunli.duties.states import DutyState
from qunli.portal.queries import queues_of
from qunli.publicity.models import PublicNotice

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(120)]

CHINA = ZoneInfo("Asia/Shanghai")
FOUND = {}


def the_work_of(day: datetime) -> World:
    """Build what the last stage stands on, and the stage itself."""
    world = World(example=example_in(None), seed=1, now=day)
    for build in (ground.build, collecting.build, today.build):
        build(world)
    return world


def queues(world: World) -> dict[str, dict[str, int]]:
    """Return what waits for each account that the demonstration prints."""
    from qunli.cli.demo.summary import SIGN_INS
    return {
        key: {str(queue.label): queue.count for queue in queues_of(world.users[key], at=world.now)} for key in SIGN_INS
    }


def test_every_role_finds_work_in_a_year_whose_calendar_is_published() -> None:
    world = the_work_of(datetime(2026, 11, 23, 10, 0, tzinfo=CHINA))
    import pprint
    pprint.pprint(queues(world))
    for key in world.users:
        u = world.users[key]
    from qunli.duties.queries import duties_of
    from qunli.people.permits import standing_of
    from qunli.cli.demo.summary import SIGN_INS
    for key in SIGN_INS:
        print(key, [(d.text, d.about_label, str(d.due_at)[:10], d.undated_because) for d in duties_of(standing_of(world.users[key]))][:8])
    assert 0
