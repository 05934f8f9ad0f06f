"""Every address of the site has a row in the one table of roles and routes, and the table is what happens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from making.people import a_client_for, a_party, an_account, an_api_client
from qunli.config.routes import CLOSED, PUBLIC, ROUTES, SIGNED_IN, may_call
from qunli.people.states import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

# What a visit with GET cannot show: the address leads away by itself, or asks somebody else first.
LEADS_AWAY: Final = frozenset(
    {
        "account_reauthenticate",  # to whatever asked for it
        "mfa_authenticate",  # to the sign-in when none is half-way
        "mfa_reauthenticate",  # as the first
        "socialaccount_login_error",  # tells with 401 that a provider refused
    }
)
TURNS: Final = 3
PLAIN: Final = {"int": 0, "slug": "x", "str": "x", "uuid": "00000000-0000-0000-0000-000000000000", "path": "x"}
GIVEN: Final = {"uidb36": "x", "key": "x-y", "provider_id": "x"}  # groups of regular expressions


def patterns(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Return every address with the name that the middleware sees."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inside = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from patterns(pattern, inside)
        else:
            yield f"{namespace}{pattern.name}" if pattern.name else pattern.lookup_str, pattern


def names() -> set[str]:
    return {name for name, _pattern in patterns(get_resolver())}


def address(name: str, pattern: URLPattern) -> str:
    """Return an address of a route; its record does not exist, so that the table alone decides."""
    wanted = pattern.pattern.converters
    groups = {group: GIVEN[group] for group in GIVEN if f"<{group}>" in str(pattern.pattern) and group not in wanted}
    if "provider_id" in str(name) or name.startswith("openid_connect"):
        groups["provider_id"] = "x"
    kinds = {key: type(converter).__name__.removesuffix("Converter").lower() for key, converter in wanted.items()}
    return reverse(name, kwargs={**groups, **{key: PLAIN.get(kind, "x") for key, kind in kinds.items()}})


def readable() -> list[tuple[str, str]]:
    """Return name and address of every route that a browser can visit."""
    return [(name, address(name, pattern)) for name, pattern in patterns(get_resolver()) if pattern.name]


def turned_away(status: int, leads_to: str) -> bool:
    """Tell whether the answer is a refusal or a way to the sign-in."""
    return status in {401, 403} or leads_to.startswith("/account/login/")


def faults(client: Client, api: Client, roles: frozenset[str], *, signed_in: bool, but: frozenset[str]) -> list[str]:
    """Visit every route and name those where the table says something else, save those in `but`."""
    found = []
    for name, url in readable():
        permitted = may_call(name, "GET", roles, signed_in=signed_in)
        if name in LEADS_AWAY or name in but:
            continue
        response = (api if url.startswith("/api/v1/") and name != "api_docs" else client).get(url)
        if response.status_code >= 500 or permitted is turned_away(response.status_code, response.get("Location", "")):
            found.append(f"{name}: {response.status_code}, permitted {permitted}")
    return found


def of_others(role: Role) -> frozenset[str]:
    """Return the addresses whose turn comes with another role.

    An open one is visited in the first role that it is open to: what its page shows to others is for the tests of its
    room. A shut one is visited by three roles, as by whoever has none: one gate shuts them all.
    """
    roles = list(Role)
    place, mine = roles.index(role), frozenset({role.value})
    open_to_me = open_to(mine, signed_in=True)
    shut = [name for name, _url in readable() if name not in open_to_me]
    skipped = (name for number, name in enumerate(shut) if (number - place) % len(roles) >= TURNS)
    return (open_before(role) & open_to_me) | frozenset(skipped)


def open_to(roles: frozenset[str], *, signed_in: bool) -> frozenset[str]:
    """Return the addresses that the table opens for these roles."""
    return frozenset(name for name, _url in readable() if may_call(name, "GET", roles, signed_in=signed_in))


def open_before(role: Role) -> frozenset[str]:
    """Return the addresses that are open to anybody, or to a role that stands before this one."""
    before = [frozenset[str](), *(frozenset({one.value}) for one in list(Role)[: list(Role).index(role)])]
    return frozenset[str]().union(*(open_to(roles, signed_in=True) for roles in before))


def test_every_address_has_a_row() -> None:
    assert sorted(names() - {row.rpartition(" ")[2] for row in ROUTES}) == []


def test_every_row_names_an_address() -> None:
    assert sorted({row.rpartition(" ")[2] for row in ROUTES} - names()) == []


def test_every_row_names_roles_that_exist() -> None:
    known = PUBLIC | SIGNED_IN | CLOSED | frozenset(Role)
    assert {row: who - known for row, who in ROUTES.items() if who - known or not who} == {}


@pytest.mark.slow
@pytest.mark.timeout(60)
@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_each_role_is_let_in_and_turned_away_as_the_table_says(role: Role) -> None:
    cache.clear()
    user = an_account(role=role, party=a_party(), password="a long enough sentence")
    client, api, roles = a_client_for(user), an_api_client(user), frozenset({role.value})
    assert faults(client, api, roles, signed_in=True, but=of_others(role)) == []


@pytest.mark.slow
@pytest.mark.timeout(60)
@pytest.mark.django_db
def test_somebody_without_a_role_is_let_in_and_turned_away_as_the_table_says() -> None:
    cache.clear()
    user = an_account(password="a long enough sentence")
    assert faults(a_client_for(user), an_api_client(user), frozenset(), signed_in=True, but=frozenset()) == []


@pytest.mark.slow
@pytest.mark.timeout(60)
@pytest.mark.django_db
def test_a_visitor_is_let_in_and_turned_away_as_the_table_says() -> None:
    cache.clear()
    assert faults(Client(), an_api_client(), frozenset(), signed_in=False, but=frozenset()) == []


@pytest.mark.django_db
def test_what_is_asked_with_head_is_judged_as_get() -> None:
    assert Client().head("/accounts/").status_code == 302


@pytest.mark.django_db
def test_nobody_signs_up_or_connects_by_themselves() -> None:
    for path in ("/account/signup/", "/account/3rdparty/", "/account/email/"):
        assert a_client_for(an_account()).post(path, {"email": "x@example.org"}).status_code == 403
