"""The pages that say no: each says in the reader's language what to do now, and axe finds nothing serious on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import connection

from making.browsing import faults_of, sign_in
from walking.words import said

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Response
    from pytest import LogCaptureFixture  # noqa: PT013 -- for the type alone

    from qunli.cli.demo.world import World


@pytest.fixture
def reader(own_site: str, walked_road: World, chromium: Browser) -> Page:
    """Return a page in Chinese of somebody who keeps a budget."""
    page = chromium.new_context(locale="zh-CN", reduced_motion="reduce").new_page()
    sign_in(page, own_site, walked_road.users["p-finance"].email, walked_road.passwords["p-finance"])
    return page


def _in_chinese(text: str) -> str:
    return said(text).in_language("zh-hans")


def _is_told(page: Page, answer: Response | None, axe: str) -> tuple[int | None, str, list[str]]:
    status = None if answer is None else answer.status
    return status, page.locator("h1").inner_text(), faults_of(page, axe)


def test_pages_that_refuse_say_what_to_do(reader: Page, own_site: str, axe: str) -> None:
    told = {}
    for name, path in {"closed": "/accounts/", "absent": "/calls/987654/", "no address": "/nowhere/"}.items():
        answer = reader.goto(own_site + path)
        told[name] = _is_told(reader, answer, axe)
    assert told == {
        "closed": (403, _in_chinese("You may not do this"), []),
        "absent": (404, _in_chinese("This page does not exist"), []),
        "no address": (404, _in_chinese("This page does not exist"), []),
    }


def test_a_form_whose_cookie_has_gone_says_that_nothing_was_saved(reader: Page, own_site: str, axe: str) -> None:
    reader.goto(f"{own_site}/me/")
    reader.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
    with reader.expect_navigation() as arrived:
        reader.locator("main form[method=post] [type=submit]").first.click()
    answer = arrived.value
    assert _is_told(reader, answer, axe) == (403, _in_chinese("This page is out of date"), [])


def test_a_page_that_breaks_says_that_nothing_half_done_remains_and_tells_the_number_of_the_log(
    reader: Page, own_site: str, axe: str, caplog: LogCaptureFixture
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE publicity_publicnotice RENAME TO publicity_gone")
    answer = reader.goto(f"{own_site}/notices/")
    assert _is_told(reader, answer, axe) == (500, _in_chinese("Something went wrong on our side"), [])
    told = reader.locator("main").inner_text()
    assert f"fault {reader.locator('main code').inner_text()}, told to" in caplog.text
    assert [word for word in ("Traceback", "publicity", "relation") if word in told] == []
