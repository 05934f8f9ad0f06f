"""Every role walks from its first page to whatever that leads to; no page shuts anybody out or is hard to use.

Which links are offered is asked of every page, over HTTP. How a page is for those who cannot see it well, read it on a
phone, in the dark or aloud is asked of a share of the pages in every run, always the same; with QUNLI_PAGES=all of all.
"""

from __future__ import annotations

import os
from random import Random
from typing import TYPE_CHECKING, Final

import pytest

from making.browsing import complaints_of, faults_of, sign_in, untranslated, walk_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from qunli.cli.demo.world import World

PEOPLE: Final = (
    "", "e02", "p-finance", "p-recommend-meilong", "p-lead-hefei", "p-editor-m001", "p-admin-hefei", "p-administrator",
    "p-auditor", "p-authority", "p-service", "p-operator",
)  # fmt: skip
MEETINGS: Final = (
    ("review", "p-operator"),
    ("award", "p-lead-hefei"),
    ("needs", "p-editor-m001"),
    ("needs", "p-operator"),
    ("proposals", "p-lead-hefei"),
    ("proposals", "p-operator"),
    ("proposals", "p-recommend-meilong"),
    ("opening", "p-operator"),
    ("review", "e02"),
    ("award", "p-authority"),
    ("award", "p-operator"),
)
"""Days on the road when pages stand open that its end no longer leads to, and who works on them."""

ALL: Final = os.environ.get("QUNLI_PAGES") == "all"
SHARE: Final = 4
JUDGED: Final = set[str]()
"""Views that this process has looked at where all are: most pages are the same whoever reads them."""

pytestmark = [pytest.mark.timeout(1200 if ALL else 120, func_only=True)]


def _chosen(pages: dict[str, str], seed: str) -> dict[str, str]:
    if not ALL:
        return {view: pages[view] for view in Random(seed).sample(sorted(pages), SHARE)}  # noqa: S311 -- no secret
    fresh = {view: path for view, path in pages.items() if view not in JUDGED}
    JUDGED.update(fresh)
    return fresh


def _faults(page: Page, address: str, pages: dict[str, str], axe: str) -> list[str]:
    faults = []
    for path in pages.values():
        answer = page.goto(address + path)
        if answer is None or not answer.ok:
            faults.append(f"{path}: {answer and answer.status}")
            continue
        faults += [f"{path}: {fault}" for fault in faults_of(page, axe)]
        faults += [f"{path}: not translated: {words}" for words in untranslated(page)]
    return faults


def _enter(chromium: Browser, address: str, world: World, who: str) -> Page:
    page = chromium.new_context(locale="zh-CN", reduced_motion="reduce").new_page()
    if who:
        sign_in(page, address, world.users[who].email, world.passwords[who])
    page.context.add_cookies([{"name": "django_language", "value": "zh-hans", "url": address}])
    return page


def _judge(who: str, address: str, world: World, chromium: Browser, axe: str) -> tuple[int, list[str]]:
    pages, shut = walk_of(world.users[who] if who else None)
    page = _enter(chromium, address, world, who)
    heard = complaints_of(page)
    faults = _faults(page, address, _chosen(pages, f"{address.partition('//')[0]}{who}"), axe)
    page.context.close()
    return len(pages), [*shut, *faults, *heard]


@pytest.mark.parametrize("who", PEOPLE)
def test_every_page_that_somebody_meets_is_open_and_easy_to_use(
    who: str, site: str, walked_road: World, chromium: Browser, axe: str
) -> None:
    met, faults = _judge(who, site, walked_road, chromium, axe)
    assert faults == []
    assert met > 12


@pytest.mark.parametrize(("site_on_the_way", "who"), MEETINGS if ALL else MEETINGS[:2], indirect=["site_on_the_way"])
def test_every_page_on_the_way_is_open_and_easy_to_use(
    site_on_the_way: str, who: str, walked_road: World, chromium: Browser, axe: str
) -> None:
    _met, faults = _judge(who, site_on_the_way, walked_road, chromium, axe)
    assert faults == []
