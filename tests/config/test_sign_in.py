"""Signing in: guessing is slowed down, the address is right, passwords are hashed as meant, a provider may vouch."""

from __future__ import annotations

import pytest
from allauth.core.internal.httpkit import get_client_ip
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core import mail
from django.core.cache import cache
from django.test import Client, RequestFactory
from ninja.throttling import BaseThrottle
from pytest_django import Settings

from making.people import PASSWORD, a_client_for, an_account
from qunli.config.env import EnvError
from qunli.config.oidc import provider_of, socialaccount_providers
from qunli.config.passwords import Argon2

SPOOFED = "203.0.113.9, 198.51.100.7"


@pytest.fixture(autouse=True)
def fresh_rates() -> None:
    cache.clear()


@pytest.mark.parametrize(("proxies", "seen"), [(0, "127.0.0.1"), (1, "198.51.100.7"), (2, "203.0.113.9")])
def test_the_address_of_a_visitor_is_what_the_trusted_proxies_say(settings: Settings, proxies: int, seen: str) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    settings.NINJA_NUM_PROXIES = proxies
    request = RequestFactory().get("/", headers={"x-forwarded-for": SPOOFED})
    assert (get_client_ip(request), BaseThrottle().get_ident(request)) == (seen, seen)


@pytest.mark.django_db
def test_guessing_is_slowed_down_whatever_address_is_claimed() -> None:
    an_account(email="x@example.org", password=PASSWORD)
    client = Client(headers={"accept-language": "en"})
    for attempt in range(5):
        client.post(
            "/account/login/",
            {"login": "x@example.org", "password": f"guess {attempt}"},
            headers={"x-forwarded-for": f"203.0.113.{attempt}"},
        )
    right = {"login": "x@example.org", "password": PASSWORD}
    refused = client.post("/account/login/", right, headers={"x-forwarded-for": "203.0.113.99"})
    assert (refused.status_code, "Too many failed" in refused.content.decode()) == (200, True)


@pytest.mark.django_db
def test_many_attempts_from_one_address_are_refused() -> None:
    client = Client()
    seen = [
        client.post("/account/login/", {"login": f"x{number}@example.org", "password": "guess"}).status_code
        for number in range(31)
    ]
    assert (seen[0], seen[-1]) == (200, 429)


@pytest.mark.django_db
def test_a_new_password_is_asked_for_in_the_language_of_its_account_and_an_unknown_address_gets_no_letter() -> None:
    user = an_account(email="x@example.org", password=PASSWORD)
    user.language = "zh-hans"
    user.save(update_fields=["language"])
    client = Client(headers={"accept-language": "en"})
    told = [
        client.post("/account/password/reset/", {"email": email}, follow=True).redirect_chain
        for email in ("x@example.org", "nobody@example.org")
    ]
    assert told[0] == told[1]
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [(["x@example.org"], "重新设置您的群力密码")]
    assert "http://testserver/account/password/reset/key/" in mail.outbox[0].body


def test_passwords_are_hashed_with_argon2id_as_meant() -> None:
    hasher = Argon2()
    encoded = hasher.encode("secret", hasher.salt())
    assert encoded.startswith("argon2$argon2id$v=19$m=65536,t=3,p=4$")
    assert hasher.verify("secret", encoded)
    assert not issubclass(Argon2, PBKDF2PasswordHasher)


def test_a_provider_is_read_from_one_variable() -> None:
    provider = provider_of("https://qunli:s%40fe@id.example.org:8443/realms/city/?name=City+ID")
    assert provider is not None
    assert (provider.name, provider.secret, provider.issuer, provider.origin) == (
        "City ID",
        "s@fe",
        "https://id.example.org:8443/realms/city",
        "https://id.example.org:8443",
    )
    (app,) = socialaccount_providers(provider)["openid_connect"]["APPS"]  # type: ignore[index]  # allauth's own shape
    assert (app["client_id"], app["settings"]) == ("qunli", {"server_url": "https://id.example.org:8443/realms/city"})
    assert (provider_of(""), socialaccount_providers(None)) == (None, {})


@pytest.mark.parametrize("url", ["id.example.org", "ftp://a:b@c", "https://id.example.org", "https://a:b@c:99999/"])
def test_a_wrong_provider_is_named_without_its_secret(url: str) -> None:
    with pytest.raises(EnvError, match="QUNLI_OIDC_URL") as wrong:
        provider_of(url)
    assert "a:b" not in str(wrong.value)


@pytest.mark.django_db
def test_the_sign_in_page_offers_the_provider(settings: Settings) -> None:
    provider = provider_of("https://qunli:secret@id.example.org/?name=City+ID")
    settings.SOCIALACCOUNT_PROVIDERS = socialaccount_providers(provider)
    page = Client(headers={"accept-language": "en"}).get("/account/login/").content.decode()
    assert "City ID" in page
    assert "/account/oidc/oidc/login/" in page
    assert "secret" not in page


@pytest.mark.django_db
def test_the_second_factor_is_within_reach() -> None:
    user = an_account(password=PASSWORD)
    client = Client(headers={"accept-language": "en"})
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    asked = client.get("/account/2fa/totp/activate/")["Location"]
    again = client.post(asked, {"password": PASSWORD})
    page = client.get(again["Location"])
    assert (page.status_code, "<svg" in page.content.decode() or "data:image" in page.content.decode()) == (200, True)
    assert a_client_for(user).get("/account/2fa/").status_code == 200
