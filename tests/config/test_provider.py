"""Signing in by another provider, against a real one on loopback: discovery, code, tokens, and whom it may open."""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
from typing import TYPE_CHECKING

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from oidc_provider_mock import User as Known
from oidc_provider_mock import run_server_in_thread
from pytest_django import Settings

from making.people import an_account
from qunli.config.oidc import provider_of, socialaccount_providers
from qunli.people.models import User

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:.*:DeprecationWarning")]

START = "/account/oidc/oidc/login/"
KNOWN, STRANGER, UNVERIFIED = "ann@example.org", "bob@example.org", "cai@example.org"


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The browser is led by the test."""

    def redirect_request(self, *asked: object, **more: object) -> None:
        """Follow nothing."""


@pytest.fixture
def provider(settings: Settings) -> Iterator[str]:
    """Run a provider that knows three people, one of whose addresses it has not verified."""
    people = [
        Known(sub=mail, claims={"email": mail, "email_verified": mail != UNVERIFIED})
        for mail in (KNOWN, STRANGER, UNVERIFIED)
    ]
    with run_server_in_thread(user_claims=people) as server:
        address = f"http://qunli:secret@localhost:{server.server_port}"
        settings.SOCIALACCOUNT_PROVIDERS = socialaccount_providers(provider_of(address))
        yield address


def sign_in(client: Client, mail: str) -> str:
    """Go to the provider, say there who one is, come back; returns where that ends."""
    there = client.post(START).headers["Location"]
    said = urllib.parse.urlencode({"sub": mail}).encode()
    try:
        urllib.request.build_opener(_NoRedirect).open(there, data=said, timeout=10)
    except urllib.error.HTTPError as answer:
        back = urllib.parse.urlsplit(str(answer.headers["Location"]))
    else:
        pytest.fail("the provider sends nobody back")
    answered = client.get(f"{back.path}?{back.query}")
    return str(answered.headers.get("Location", answered.status_code))


def test_somebody_invited_signs_in_by_the_provider_and_is_known_there_from_then_on(provider: str) -> None:
    user, client = an_account(email=KNOWN), Client()
    assert sign_in(client, KNOWN) == "/"
    assert client.session["_auth_user_id"] == str(user.pk)
    linked = SocialAccount.objects.get()
    assert (linked.user_id, linked.uid) == (user.pk, KNOWN)
    assert sign_in(Client(), KNOWN) == "/"
    assert SocialAccount.objects.count() == 1


@pytest.mark.parametrize("mail", [STRANGER, UNVERIFIED])
def test_nobody_comes_in_who_was_not_invited_or_whose_address_is_not_verified(provider: str, mail: str) -> None:
    an_account(email=KNOWN)
    if mail == UNVERIFIED:
        an_account(email=UNVERIFIED)
    people, client = User.objects.count(), Client()
    sign_in(client, mail)
    assert ("_auth_user_id" in client.session, User.objects.count(), SocialAccount.objects.count()) == (
        False,
        people,
        0,
    )


def test_a_closed_account_stays_closed_to_the_provider_too(provider: str) -> None:
    user, client = an_account(email=KNOWN), Client()
    User.objects.filter(pk=user.pk).update(is_active=False)
    sign_in(client, KNOWN)
    assert "_auth_user_id" not in client.session
