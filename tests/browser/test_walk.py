"""The road walked in a real browser, in both languages, each person with a window and a sign-in of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import pytest
import time_machine
from django.conf import LazySettings

from qunli.people.models import User
from walking import awarding, bidding, calling, ending, needing, opening, reviewing, working
from walking.by_chromium import ByChromium
from walking.by_http import ByHttp
from walking.road import BEGINNING, Road, a_ground

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from walking.person import Account, Person

YEARS: Final = 3 * 366 * 24 * 3600
"""Seconds for which a sign-in holds: the road is longer than a year."""
pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800, func_only=True)]


@pytest.fixture
def road(language: str, empty_site: str, chromium: Browser, settings: LazySettings) -> Iterator[Road]:
    """Let the walk begin: those who repeat what others did come over HTTP, to the same pages."""
    settings.SESSION_COOKIE_AGE = YEARS
    windows: list[ByChromium] = []

    def meet(account: Account | None, language: str) -> Person:
        windows.append(ByChromium(account, language, browser=chromium, site=empty_site))
        return windows[-1]

    with time_machine.travel(BEGINNING) as traveller:
        world = a_ground()
        User.objects.update(language=language)
        yield Road(world, traveller, meet, language, meet_hurried=ByHttp)
    for window in windows:
        window.goes_home()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_stated_need_is_followed_to_a_result_that_somebody_uses_by_clicks(road: Road, language: str) -> None:
    for stage in (needing, calling, bidding, opening, reviewing, awarding, working, ending):
        stage.walk(road)
