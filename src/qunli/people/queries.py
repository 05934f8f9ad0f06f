"""Who holds which role for whom."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import F, Prefetch, Q, QuerySet

from qunli.core.models import Message
from qunli.people.models import Grant, Invitation, Party, SightGrant, Token, User
from qunli.people.permits import NOBODY, Anyone, Standing, standing_of
from qunli.people.states import PartyKind, Role

__all__ = [
    "NOBODY",
    "Anyone",
    "Standing",
    "account_with_email",
    "accounts_with_roles",
    "grants_of",
    "hash_of_token",
    "holders_for",
    "holders_of",
    "invitation_with_secret",
    "invitations_seen_by",
    "is_open",
    "mail_leaves_the_site",
    "messages_of",
    "parties_holding",
    "parties_to_act_for",
    "readers_of",
    "sight_grants_seen_by",
    "standing_of",
    "tokens_of",
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


def readers_of(party_id: int) -> QuerySet[User]:
    """Return the accounts that read a party's messages: the person itself, and whoever acts for it."""
    acting = Q(grants__party_id=party_id, grants__ended_at=None)
    return User.objects.filter(Q(party_id=party_id) | acting, is_active=True).distinct().order_by("id")


def mail_leaves_the_site() -> bool:
    """Tell whether mail has been set up; without it messages show in the site only."""
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


def messages_of(standing: Standing) -> QuerySet[Message]:
    """Return what was told to somebody and to the parties acted for: unread first, then the newest."""
    return Message.objects.filter(party_id__in=standing.all_parties).order_by(
        F("read_at").desc(nulls_first=True), "-id"
    )


def tokens_of(user: User) -> QuerySet[Token]:
    """Return an account's tokens, living ones first."""
    return Token.objects.filter(user=user).order_by(F("revoked_at").desc(nulls_first=True), "-id")


def accounts_with_roles() -> QuerySet[User]:
    """Return accounts with the person and the roles held now."""
    held = Prefetch("grants", queryset=Grant.objects.filter(ended_at=None).order_by("role", "id"))
    return User.objects.select_related("party").prefetch_related(held)


def holders_for(party: Party) -> QuerySet[Grant]:
    """Return who holds which role for a party now."""
    return (
        Grant.objects.filter(party=party, ended_at=None).select_related("user__party").order_by("role", "user_id", "id")
    )


def parties_to_act_for(user: User) -> QuerySet[Party]:
    """Return the parties somebody may invite to: all for offices, the own ones for a unit."""
    standing = standing_of(user)
    bodies = Party.objects.exclude(kind=PartyKind.PERSON).order_by("name", "id")
    if standing.holds_any(Role.ADMINISTRATOR, Role.OPERATOR):
        return bodies
    return bodies.filter(pk__in=standing.parties(Role.UNIT_ADMINISTRATOR))


def invitation_with_secret(secret: str) -> Invitation | None:
    """Find the invitation of a letter."""
    return Invitation.objects.filter(token_hash=hash_of_token(secret)).select_related("party").first()


def is_open(invitation: Invitation, *, at: datetime) -> bool:
    """Tell whether an invitation can still be accepted."""
    return not invitation.accepted_at and not invitation.withdrawn_at and invitation.expires_at > at


def invitations_seen_by(user: User) -> QuerySet[Invitation]:
    """Return all invitations for administrators, the own ones for others."""
    rows = Invitation.objects.select_related("party", "invited_by__party")
    if standing_of(user).holds(Role.ADMINISTRATOR):
        return rows
    return rows.filter(invited_by=user)


def sight_grants_seen_by(user: User) -> QuerySet[SightGrant]:
    """Return all requests and grants for whoever gives or looks, the own ones for others."""
    rows = SightGrant.objects.select_related("user__party", "granted_by__party")
    if standing_of(user).holds_any(Role.ADMINISTRATOR, Role.AUTHORITY, Role.AUDITOR):
        return rows
    return rows.filter(user=user)
