"""The whole road over HTTP: each role by its own sign-in, by the links and forms of the pages that it is shown.

In English; the browser walks it in Chinese, so that both languages and both ways are walked in every run.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from qunli.people.models import User
from walking import awarding, bidding, calling, ending, needing, opening, reviewing, working
from walking.by_http import ByHttp
from walking.road import BEGINNING, Road, a_ground, languages_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(300, func_only=True)]


@pytest.fixture
def road(language: str) -> Iterator[Road]:
    with time_machine.travel(BEGINNING) as traveller:
        world = a_ground()
        User.objects.update(language=language)
        yield Road(world, traveller, meet=ByHttp, language=language)


@pytest.mark.parametrize("language", languages_of("en"))
def test_a_stated_need_is_followed_to_a_result_that_somebody_uses(road: Road, language: str) -> None:
    for stage in (needing, calling, bidding, opening, reviewing, awarding, working, ending):
        stage.walk(road)
