"""Every role walks from its first page to whatever that leads to; no page shuts anybody out or breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from making.browsing import complaints_of, faults_of, pages_beyond, sign_in, view_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from qunli.cli.demo.world import World

PEOPLE: Final = (
    "", "p-operator", "p-authority", "p-recommend-meilong", "p-admin-hefei", "p-editor-m001", "p-lead-hefei",
    "p-finance", "p-auditor", "p-service", "e02",
)  # fmt: skip
MOST_PAGES: Final = 8


def _walk(page: Page, address: str, axe: str, *, most: int = MOST_PAGES) -> tuple[list[str], list[str]]:
    """Walk breadth first, once to each view; return the views seen and the faults found."""
    waiting, seen, faults = {view_of("/"): "/"}, dict[str, str](), list[str]()
    while waiting and len(seen) < most:
        name = next(iter(waiting))
        seen[name] = path = waiting.pop(name)
        answer = page.goto(address + path)
        if answer is None or not answer.ok:
            faults.append(f"{path}: {answer and answer.status}")
            continue
        faults += [f"{path}: {fault}" for fault in faults_of(page, axe)]
        waiting |= {name: path for name, path in pages_beyond(page, address).items() if name not in seen}
    return list(seen), faults


@pytest.mark.parametrize("who", PEOPLE)
def test_every_page_is_accessible(who: str, site: str, walked_road: World, page: Page, axe: str) -> None:
    heard = complaints_of(page)
    if who:
        sign_in(page, site, walked_road.users[who].email, walked_road.passwords[who])
    seen, faults = _walk(page, site, axe)
    assert (faults, heard) == ([], [])
    assert len(seen) > 3


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_are_accessible_in_the_dark(
    language: str, site: str, walked_road: World, chromium: Browser, axe: str
) -> None:
    context = chromium.new_context(color_scheme="dark", locale=language)
    page = context.new_page()
    heard = complaints_of(page)
    sign_in(page, site, walked_road.users["p-operator"].email, walked_road.passwords["p-operator"])
    _seen, faults = _walk(page, site, axe, most=6)
    context.close()
    assert (faults, heard) == ([], [])
