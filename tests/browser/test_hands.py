"""A need is stated and a proposal handed in by hands without a mouse, and in a browser without scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

import pytest
import time_machine
from django.conf import LazySettings

from qunli.calls.states import ProposalState
from qunli.cli.demo import calling as demo_calling
from qunli.cli.demo import collecting
from qunli.needs.models import Need
from qunli.people.models import User
from walking import bidding, needing
from walking.by_chromium import ByChromium
from walking.by_http import ByHttp
from walking.by_keyboard import ByKeyboard
from walking.road import BEGINNING, Road, a_ground

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from walking.person import Account

LANGUAGE: Final = "zh-hans"
WAYS: Final[dict[str, Callable[..., ByChromium]]] = {
    "by_keyboard": ByKeyboard,
    "without_scripts": partial(ByChromium, scripts=False),
}
YEARS: Final = 3 * 366 * 24 * 3600
"""Seconds for which a sign-in holds: the road is longer than a year."""
pytestmark = [pytest.mark.timeout(900, func_only=True)]


@pytest.fixture
def road(way: str, empty_site: str, chromium: Browser, settings: LazySettings) -> Iterator[Road]:
    """Let a call be open, and whoever is met on the road work the pages this way."""
    settings.SESSION_COOKIE_AGE = YEARS
    windows: list[ByChromium] = []

    def meet(account: Account | None, language: str) -> ByChromium:
        windows.append(WAYS[way](account, language, browser=chromium, site=empty_site))
        return windows[-1]

    with time_machine.travel(BEGINNING) as traveller:
        world = a_ground()
        for stage in (collecting.build, demo_calling.publish):
            stage(world)
        User.objects.update(language=LANGUAGE)
        yield Road(world, traveller, meet, LANGUAGE, meet_hurried=ByHttp)
    for window in windows:
        window.goes_home()


@pytest.mark.parametrize("way", list(WAYS))
def test_a_need_is_stated_and_a_proposal_handed_in(road: Road, way: str) -> None:
    needing.a_need_of_ones_own_is_stated(road, needing.SEAL)
    told = road.told["proposal"][0]
    bidding.a_proposal_is_begun(road, told)
    bidding.partners_consent(road.hurried, told)
    bidding.it_is_handed_in(road, told)
    stated = Need.objects.filter(title=needing.OWN_TITLE).values_list("state", flat=True)
    assert (list(stated), bidding.proposal_of(told).state) == (["submitted"], ProposalState.SUBMITTED)
