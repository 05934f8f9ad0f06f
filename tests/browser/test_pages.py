"""Every role walks from its first page to whatever that leads to; no page shuts anybody out or is hard to use."""

from __future__ import annotations

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
    ("opening", "p-operator"),
    ("review", "p-operator"),
    ("award", "p-authority"),
    ("award", "p-lead-hefei"),
)
"""Days on the road when pages stand open that its end no longer leads to, and who works on them."""

JUDGED: Final = set[str]()
"""Views that this process has looked at: most pages are the same whoever reads them."""


def _judge(page: Page, address: str, pages: dict[str, str], axe: str) -> list[str]:
    faults = []
    for view, path in pages.items():
        if view in JUDGED:
            continue
        JUDGED.add(view)
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


@pytest.mark.timeout(300, func_only=True)
@pytest.mark.parametrize("who", PEOPLE)
def test_every_page_that_somebody_meets_is_open_and_accessible(
    who: str, site: str, walked_road: World, chromium: Browser, axe: str
) -> None:
    pages, shut = walk_of(walked_road.users[who] if who else None)
    page = _enter(chromium, site, walked_road, who)
    heard = complaints_of(page)
    faults = _judge(page, site, pages, axe)
    page.context.close()
    assert (shut, faults, heard) == ([], [], [])
    assert len(pages) > 12


@pytest.mark.timeout(300, func_only=True)
@pytest.mark.parametrize(("site_on_the_way", "who"), MEETINGS, indirect=["site_on_the_way"])
def test_every_page_on_the_way_is_open_and_accessible(
    site_on_the_way: str, who: str, walked_road: World, chromium: Browser, axe: str
) -> None:
    pages, shut = walk_of(walked_road.users[who])
    page = _enter(chromium, site_on_the_way, walked_road, who)
    heard = complaints_of(page)
    faults = _judge(page, site_on_the_way, pages, axe)
    page.context.close()
    assert (shut, faults, heard) == ([], [], [])
