"""The road in the browser, each person with a sign-in of their own; the pages carry it in both languages."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from making.browsing import sign_in
from making.calls import a_complete_draft, a_published_call
from making.projects import a_cast, a_running_project

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from qunli.people.models import User

PASSWORD = "open sesame 7"


@contextmanager
def _signed_in(chromium: Browser, address: str, user: User, language: str, *, scripts: bool = True) -> Iterator[Page]:
    user.set_password(PASSWORD)
    user.language = language
    user.save()
    context = chromium.new_context(locale=language, java_script_enabled=scripts)
    page = context.new_page()
    sign_in(page, address, user.email, PASSWORD)
    assert page.locator("html").get_attribute("lang") == language
    yield page
    context.close()


def _agree(page: Page, address: str) -> None:
    """Open a page that asks, and agree."""
    page.goto(address)
    page.click("main form.confirm [type=submit]")
    page.wait_for_url(lambda url: url != address)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_proposal_is_handed_in_stamped_and_recommended(language: str, own_site: str, chromium: Browser) -> None:
    now = timezone.now()
    made = a_complete_draft(
        a_published_call(
            team_deadline=now + timedelta(days=3),
            unit_deadline=now + timedelta(days=5),
            recommending_deadline=now + timedelta(days=7),
        )
    )
    proposal, team = made.proposals[0], made.teams[0]
    pages = f"{own_site}/calls/proposals/{proposal.pk}"
    with _signed_in(chromium, own_site, team.editor, language) as page:
        _agree(page, f"{pages}/hand-in/")
        assert page.url == f"{pages}/receipt/"
    with _signed_in(chromium, own_site, team.administrator, language) as page:
        _agree(page, f"{pages}/sign/unit/")
        _agree(page, f"{pages}/stamp/own_unit/")
    with _signed_in(chromium, own_site, made.office.recommender, language, scripts=False) as page:
        _agree(page, f"{pages}/stamp/recommending_unit/")
    with _signed_in(chromium, own_site, made.office.operator, language) as page:
        sealed = page.goto(f"{pages}/")
    proposal.refresh_from_db()
    assert (proposal.state, sealed and sealed.status) == ("recommended", 404)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_payment_is_confirmed_and_released_by_two_people(language: str, own_site: str, chromium: Browser) -> None:
    cast = a_cast()
    payment = a_running_project(cast).payments.get(state="due")
    address = f"{own_site}/projects/payments/{payment.pk}/"
    with _signed_in(chromium, own_site, cast.authority, language) as page:
        page.goto(address)
        page.click("form[action$='/confirm/'] button")
        page.wait_for_load_state()
        assert page.locator("form[action$='/release/']").count() == 0
    with _signed_in(chromium, own_site, cast.finance, language, scripts=False) as page:
        page.goto(address)
        page.click("form[action$='/release/'] button")
        page.wait_for_load_state()
    payment.refresh_from_db()
    assert (payment.state, payment.confirmed_by, payment.released_by) == ("released", cast.authority, cast.finance)
