"""The browser of the tests runs, draws and keeps to this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_the_browser_draws_a_page(page: Page) -> None:
    page.set_content("<title>群力</title><h1>many hands</h1>")
    assert (page.title(), page.locator("h1").inner_text()) == ("群力", "many hands")
