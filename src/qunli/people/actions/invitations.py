"""Invitations: the one way to an account."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, lock, queue_job, write_journal
from qunli.core.states import SYSTEM, Doer, Refused, WrongInput
from qunli.people.actions.accounts import add_account, give_role
from qunli.people.models import Grant, Invitation, Party, User
from qunli.people.permits import may_invite_as, may_withdraw_invitation, require
from qunli.people.queries import account_with_email, hash_of_token
from qunli.people.states import Role

LIVES_FOR = timedelta(days=14)


class InvitationOver(Refused):
    """The invitation is unknown, used, withdrawn or expired."""


@action(_("Invited"))
def invite(*, email: str, name: str, role: Role, party: Party | None, by: Doer, at: datetime) -> tuple[Invitation, str]:
    """Invite somebody to a role for a party, or for themselves; the letter goes out after the commit.

    The secret is derived from the site's key, so neither the database nor the queue holds it.
    """
    if isinstance(by, User):
        require(may_invite_as(by, role, party))
    address = email.strip().lower()
    if "@" not in address:
        raise WrongInput({"email": _("Give an e-mail address.")})
    invitation = Invitation.objects.create(
        email=address,
        name=name.strip(),
        role=role,
        party=party,
        token_hash=secrets.token_hex(32),
        invited_by=by if isinstance(by, User) else None,
        invited_at=at,
        expires_at=at + LIVES_FOR,
    )
    secret = secret_of(invitation)
    invitation.token_hash = hash_of_token(secret)
    invitation.save(update_fields=["token_hash"])
    write_journal(on=invitation, by=by, at=at, facts={"role": role.value, "party": party.pk if party else None})
    queue_job("people.send_invitation", invitation=invitation.pk)
    return invitation, secret


@action(_("Invitation accepted"))
def accept_invitation(*, secret: str, password: str, at: datetime) -> User:
    """Make the account that the invitation is for, or give the role to the account that its e-mail has already.

    An account that exists keeps its password: the letter proves its address, not more.
    Raises `InvitationOver`; `WrongInput` for a password that is too weak.
    """
    invitation = Invitation.objects.select_for_update(of=("self",)).filter(token_hash=hash_of_token(secret)).first()
    if invitation is None:
        raise InvitationOver(_("This invitation is unknown."), remedy=_("Ask whoever invited you for a new one."))
    _refuse_what_is_over(invitation, at)
    user = account_with_email(invitation.email)
    if user is None:
        _refuse_weak(password, invitation)
        user = add_account(email=invitation.email, name=invitation.name, password=password, by=SYSTEM, at=at)
    elif not user.is_active:
        raise InvitationOver(_("This account is closed."), remedy=_("Ask an administrator."))
    party = invitation.party or user.party
    if not Grant.objects.filter(user=user, role=invitation.role, party=party, ended_at=None).exists():
        give_role(user=user, role=Role(invitation.role), party=party, by=SYSTEM, at=at)
    invitation.accepted_at, invitation.accepted_by = at, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    write_journal(on=invitation, by=user, at=at)
    return user


@action(_("Invitation withdrawn"))
def withdraw_invitation(*, invitation: Invitation, by: Doer, at: datetime) -> Invitation:
    """Take back an invitation that nobody has accepted."""
    held = lock(Invitation.objects.all(), invitation.pk)
    if isinstance(by, User):
        require(may_withdraw_invitation(by, held))
    if held.accepted_at or held.withdrawn_at:
        raise InvitationOver(_("This invitation is settled already."))
    held.withdrawn_at = at
    held.save(update_fields=["withdrawn_at"])
    write_journal(on=held, by=by, at=at)
    return held


def secret_of(invitation: Invitation) -> str:
    """Derive the secret that the letter carries."""
    return salted_hmac(
        "qunli.people.invitation",
        f"{invitation.pk}:{invitation.email}:{invitation.invited_at.timestamp()}",
        algorithm="sha256",
    ).hexdigest()


def _refuse_what_is_over(invitation: Invitation, at: datetime) -> None:
    remedy = _("Ask whoever invited you for a new one.")
    if invitation.accepted_at:
        raise InvitationOver(_("This invitation has been used already."), remedy=_("Sign in instead."))
    if invitation.withdrawn_at:
        raise InvitationOver(_("This invitation has been withdrawn."), remedy=remedy)
    if invitation.expires_at <= at:
        raise InvitationOver(_("This invitation has expired."), remedy=remedy)


def _refuse_weak(password: str, invitation: Invitation) -> None:
    try:
        validate_password(password, User(email=invitation.email))
    except ValidationError as weak:
        raise WrongInput({"password": " ".join(weak.messages)}) from weak
