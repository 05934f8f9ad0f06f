"""Accounts, parties and clients."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from django.test import Client
from django.utils import timezone

from qunli.core.states import SYSTEM
from qunli.people.actions import add_account, add_party, give_role, make_token
from qunli.people.states import Language, PartyKind, Role

if TYPE_CHECKING:
    from qunli.people.models import Party, User

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""A Monday morning in Shanghai: the usual time of tests."""

PASSWORD = "a long enough sentence"

_numbers = count(1)


def a_party(*, name: str = "", kind: PartyKind = PartyKind.DEPARTMENT, at: datetime = AT) -> Party:
    """Make a party that is no person: a department unless told otherwise."""
    return add_party(kind=kind, name=name or f"Party {next(_numbers)}", by=SYSTEM, at=at)


def an_account(
    *,
    role: Role | None = None,
    party: Party | None = None,
    name: str = "",
    email: str = "",
    password: str | None = None,
    at: datetime = AT,
) -> User:
    """Make an account that speaks English; with a role it holds it for the party, by default for itself."""
    number = next(_numbers)
    user = add_account(
        email=email or f"person{number}@example.org",
        name=name or f"Person {number}",
        password=password,
        by=SYSTEM,
        at=at,
        language=Language.EN,
    )
    if role is not None:
        give_role(user=user, role=role, party=party or user.party, by=SYSTEM, at=at)
    return user


def an_operator(*, party: Party | None = None, name: str = "") -> User:
    """Make somebody who prepares."""
    return an_account(role=Role.OPERATOR, party=party or a_party(), name=name)


def an_authority(*, party: Party | None = None, name: str = "") -> User:
    """Make somebody who decides."""
    return an_account(role=Role.AUTHORITY, party=party or a_party(), name=name)


def an_administrator(*, name: str = "") -> User:
    """Make somebody who gives roles."""
    return an_account(role=Role.ADMINISTRATOR, party=a_party(), name=name)


def an_auditor(*, party: Party | None = None, name: str = "") -> User:
    """Make somebody who looks."""
    return an_account(role=Role.AUDITOR, party=party or a_party(), name=name)


def a_token(user: User, *, may_write: bool = True, at: datetime | None = None) -> str:
    """Make a personal token that lives for a year from now, and return its secret."""
    _token, secret = make_token(user=user, name="test", may_write=may_write, days=366, by=user, at=at or timezone.now())
    return secret


def an_api_client(user: User | None = None, *, may_write: bool = True) -> Client:
    """Call the API in English, with a token of the account, or as a visitor."""
    headers = {"accept-language": "en"}
    if user is not None:
        headers["authorization"] = f"Bearer {a_token(user, may_write=may_write)}"
    return Client(headers=headers)


def sent(client: Client, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
    """Call the API and return status and answer; every refusal is a problem."""
    text = "" if body is None else json.dumps(body, default=str)
    answer = client.generic(method, f"/api/v1{path}", text, content_type="application/json")
    if answer.status_code == 204:
        return 204, None
    assert (answer.status_code < 400) == (answer["Content-Type"] != "application/problem+json")
    return answer.status_code, answer.json()


def a_client_for(user: User) -> Client:
    """Sign an account in, in English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def a_stranger(*roles: Role) -> User:
    """Make somebody who holds roles for a party that has nothing to do with anything."""
    user, party = an_account(), a_party()
    for role in roles:
        give_role(user=user, role=role, party=party, by=SYSTEM, at=user.joined_at)
    return user
