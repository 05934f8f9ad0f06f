"""Who one is, as the API tells it."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Schema

from qunli.people.models import User
from qunli.people.permits import account_of
from qunli.people.queries import grants_of

router = Router(tags=["people"])


class PartyOut(Schema):
    """A party."""

    id: int
    kind: str
    name: str


class RoleOut(Schema):
    """A role held for a party."""

    role: str
    party: PartyOut


class AccountOut(Schema):
    """An account and its present roles."""

    id: int
    email: str
    name: str
    language: str
    roles: list[RoleOut]

    @staticmethod
    def resolve_name(account: User) -> str:
        """Show the person's name."""
        return account.party.name

    @staticmethod
    def resolve_roles(account: User) -> list[object]:
        """List what the account is for whom."""
        return list(grants_of(account))


@router.get("/me", response=AccountOut, url_name="me", summary="Who the token belongs to")
def me(request: HttpRequest) -> User:
    """Return the holder of the token with the roles it has now."""
    return account_of(request)
