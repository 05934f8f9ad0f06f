"""Personal tokens."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, lock, write_journal
from qunli.core.states import Doer, Refused, WrongInput
from qunli.people.models import Token, User
from qunli.people.permits import is_self, may_manage_accounts, require
from qunli.people.queries import hash_of_token

MARK = "qunli_"
LONGEST_DAYS = 366
_USE_NOTED_EVERY = timedelta(hours=1)


class TokenOver(Refused):
    """The token has been revoked already."""


@action(_("Token made"))
def make_token(*, user: User, name: str, may_write: bool, days: int, by: Doer, at: datetime) -> tuple[Token, str]:
    """Make a personal token for oneself; the secret is returned once and kept as a hash only."""
    if isinstance(by, User):
        require(is_self(by, user))
    if not name.strip():
        raise WrongInput({"name": _("Say what the token is for.")})
    if not 1 <= days <= LONGEST_DAYS:
        raise WrongInput({"days": _("A token lives from 1 to %(days)s days.") % {"days": LONGEST_DAYS}})
    holder = lock(User.objects.all(), user.pk)
    require(holder.is_active)
    secret = MARK + secrets.token_urlsafe(32)
    token = Token.objects.create(
        user=holder,
        name=name.strip()[:100],
        prefix=secret[:12],
        token_hash=hash_of_token(secret),
        may_write=may_write,
        made_at=at,
        expires_at=at + timedelta(days=days),
    )
    write_journal(on=holder, by=by, at=at, facts={"token": token.pk, "may_write": may_write, "days": days})
    return token, secret


@action(_("Token revoked"))
def revoke_token(*, token: Token, by: Doer, at: datetime) -> Token:
    """End a token at once; its holder does, or whoever looks after accounts."""
    if isinstance(by, User):
        require(is_self(by, token.user) or may_manage_accounts(by))
    held = lock(Token.objects.select_related("user__party"), token.pk)
    if held.revoked_at is not None:
        raise TokenOver(_("This token has been revoked already."))
    held.revoked_at = at
    held.save(update_fields=["revoked_at"])
    write_journal(on=held.user, by=by, at=at, facts={"token": held.pk})
    return held


def note_token_use(*, token: Token, at: datetime) -> None:
    """Note when a token was used last, once an hour at most."""
    if token.last_used_at is None or at - token.last_used_at >= _USE_NOTED_EVERY:
        Token.objects.filter(pk=token.pk).update(last_used_at=at)
