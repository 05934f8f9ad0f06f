"""Accounts in the browser: a second factor is set up and asked for, its app is lost, a password is forgotten."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Final

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.utils import timezone

from making.browsing import faults_of, untranslated
from walking.by_chromium import ByChromium
from walking.person import Account
from walking.words import said as _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser
    from time_machine import Traveller

    from qunli.cli.demo.world import World

WHO: Final = "p-finance"
NEW_PASSWORD: Final = "zwei Tannen im Nebel 8"
PERIOD: Final = 30
"""Seconds for which a code of an app holds."""

pytestmark = [pytest.mark.timeout(120, func_only=True)]


@pytest.fixture
def traveller() -> Iterator[Traveller]:
    """Let time go on when a test says so: a code that was used is not taken again."""
    with time_machine.travel(timezone.now()) as moving:
        yield moving


@pytest.fixture
def person(language: str, own_site: str, walked_road: World, chromium: Browser) -> Iterator[ByChromium]:
    """Let somebody with an account sit at a browser."""
    user = walked_road.users[WHO]
    account = Account(user.party.name, user.email, walked_road.passwords[WHO])
    type(user).objects.filter(pk=user.pk).update(language=language)
    someone = ByChromium(account, language, browser=chromium, site=own_site)
    yield someone
    someone.goes_home()


def _is_well(person: ByChromium, axe: str) -> None:
    """Hold that the open page is accessible, and said in the reader's language."""
    assert faults_of(person.page, axe) == [], person.address
    assert person.language == "en" or untranslated(person.page) == [], person.address


def _code_of(secret: str) -> str:
    """Return what an app shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD)))


def _gives_password(person: ByChromium, password: str, *, refused: bool = False) -> None:
    assert person.account is not None
    person.goes_to("/")
    person.follows_in_frame(_("Sign in"))
    words = _("The email address and/or password you specified are not correct.") if refused else ""
    person.sends({_("Email"): person.account.email, _("Password"): password}, _("Sign in"), refused=words)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_second_factor_is_asked_for_and_a_recovery_code_stands_in_for_a_lost_app_once(
    person: ByChromium, language: str, axe: str, traveller: Traveller
) -> None:
    assert person.account is not None
    person.comes()
    person.follows_in_frame(_("Second factor"))
    _is_well(person, axe)
    person.follows(_("Activate"))
    _is_well(person, axe)
    person.sends({_("Password"): person.account.password}, _("Confirm"))
    _is_well(person, axe)
    secret = person.page.get_by_label(person.read(_("Authenticator secret"))).input_value()
    person.sends({_("Authenticator code"): "000000"}, _("Activate"), refused=_("Incorrect code."))
    _is_well(person, axe)
    person.sends({_("Authenticator code"): _code_of(secret)}, _("Activate"))
    _is_well(person, axe)
    recovery = person.page.get_by_label(person.read(_("Unused codes"))).input_value().split()
    person.signs_out()

    traveller.shift(2 * PERIOD)
    _gives_password(person, person.account.password)
    assert not person.is_signed_in()
    _is_well(person, axe)
    person.sends({_("Code"): "000000"}, _("Sign In"), refused=_("Incorrect code."))
    person.sends({_("Code"): _code_of(secret)}, _("Sign In"))
    assert person.is_signed_in()
    person.signs_out()

    _gives_password(person, person.account.password)
    person.sends({_("Code"): recovery[0]}, _("Sign In"))
    assert person.is_signed_in()
    person.signs_out()
    _gives_password(person, person.account.password)
    person.sends({_("Code"): recovery[0]}, _("Sign In"), refused=_("Incorrect code."))
    assert not person.is_signed_in()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_forgotten_password_is_set_anew_by_a_letter_that_works_once(
    person: ByChromium, language: str, axe: str
) -> None:
    assert person.account is not None
    person.goes_to("/")
    person.follows_in_frame(_("Sign in"))
    person.follows(_("Forgot your password?"))
    _is_well(person, axe)
    person.sends({_("Email"): person.account.email}, _("Reset My Password"))
    _is_well(person, axe)
    (letter,) = mail.outbox
    assert (letter.subject, "{" in letter.body) == (person.read(_("Your new password for Qunli")), False)
    assert person.read(_("Set it here; the link works once and for three days:")) in letter.body
    (link,) = re.findall(r"http://\S+", str(letter.body))
    person.goes_to(link)
    _is_well(person, axe)
    person.sends({_("New Password"): NEW_PASSWORD, _("New Password (again)"): NEW_PASSWORD}, _("Change Password"))
    _is_well(person, axe)
    person.goes_to(link)
    person.misses(_("New Password (again)"))
    _gives_password(person, person.account.password, refused=True)
    _gives_password(person, NEW_PASSWORD)
    assert person.is_signed_in()
