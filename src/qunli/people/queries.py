"""Who holds which role for whom."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from qunli.people.models import Grant, Party, Token, User
from qunli.people.states import Role

Anyone = User | AnonymousUser


@dataclass(frozen=True, slots=True)
class Standing:
    """The roles somebody holds now, each for a party."""

    user_id: int | None
    own_party_id: int | None
    grants: frozenset[tuple[str, int]]

    def holds(self, role: Role, party_id: int | None = None) -> bool:
        """Tell whether the role is held, for that party if one is named."""
        if party_id is None:
            return any(held == role for held, _ in self.grants)
        return (role.value, party_id) in self.grants

    def holds_any(self, *roles: Role) -> bool:
        """Tell whether one of the roles is held for anybody."""
        return any(self.holds(role) for role in roles)

    def parties(self, *roles: Role) -> frozenset[int]:
        """Return the parties for which one of the roles is held."""
        return frozenset(party for held, party in self.grants if held in roles)

    @property
    def roles(self) -> frozenset[str]:
        """All roles held."""
        return frozenset(role for role, _ in self.grants)

    @property
    def all_parties(self) -> frozenset[int]:
        """Every party acted for, the own person included."""
        own = {self.own_party_id} if self.own_party_id else set()
        return frozenset({party for _, party in self.grants} | own)


NOBODY = Standing(user_id=None, own_party_id=None, grants=frozenset())


def standing_of(user: Anyone) -> Standing:
    """Return the present roles of an account; read once per loaded account."""
    if not isinstance(user, User) or not user.is_active:
        return NOBODY
    kept: Standing | None = getattr(user, "_standing", None)
    if kept is None:
        held = Grant.objects.filter(user=user, ended_at=None).values_list("role", "party_id")
        kept = Standing(user_id=user.pk, own_party_id=user.party_id, grants=frozenset(held))
        user._standing = kept  # type: ignore[attr-defined]  # kept for one request  # noqa: SLF001 - own room
    return kept


def grants_of(user: User) -> QuerySet[Grant]:
    """Return the roles an account holds now, with the party of each."""
    return Grant.objects.filter(user=user, ended_at=None).select_related("party").order_by("role", "party__name", "id")


def holders_of(role: Role, parties: Iterable[int] | None = None) -> QuerySet[User]:
    """Return the active accounts that hold a role, for one of the parties if any are named."""
    held = Q(grants__role=role, grants__ended_at=None)
    if parties is not None:
        held &= Q(grants__party__in=list(parties))
    return User.objects.filter(held, is_active=True).distinct()


def parties_holding(role: Role) -> QuerySet[Party]:
    """Return the parties in whose name somebody holds the role."""
    return Party.objects.filter(held_by__role=role, held_by__ended_at=None).distinct()


def account_with_email(email: str) -> User | None:
    """Find an account by its e-mail, whatever the case."""
    return User.objects.filter(email__iexact=email.strip()).select_related("party").first()


def hash_of_token(secret: str) -> str:
    """Hash a personal token; it carries 256 random bits, so one round is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def user_of_token(secret: str, *, at: datetime) -> Token | None:
    """Return the living token with its holder; None for an unknown, expired or revoked one."""
    if not secret:
        return None
    return (
        Token.objects.filter(token_hash=hash_of_token(secret), revoked_at=None, expires_at__gt=at, user__is_active=True)
        .select_related("user__party")
        .first()
    )
