"""Who holds which role for whom."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from qunli.people.models import Grant, Party, Token, User
from qunli.people.permits import NOBODY, Anyone, Standing, standing_of
from qunli.people.states import Role

__all__ = [
    "NOBODY",
    "Anyone",
    "Standing",
    "account_with_email",
    "grants_of",
    "hash_of_token",
    "holders_of",
    "parties_holding",
    "standing_of",
    "user_of_token",
]


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
