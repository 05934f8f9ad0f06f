"""Who may do what with people, and the questions every room asks."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from qunli.core.states import NotPermitted, Ref, Words
from qunli.people.models import Invitation, Party, SightGrant, User
from qunli.people.queries import Anyone, standing_of
from qunli.people.states import Role

if TYPE_CHECKING:
    from django.http import HttpRequest


def require(permitted: bool, message: Words = "") -> None:  # noqa: FBT001 - reads as a sentence
    """Raise `NotPermitted` unless permitted."""
    if not permitted:
        raise NotPermitted(message)


def account_of(request: HttpRequest) -> User:
    """Return the signed-in account of a request; raises `NotPermitted` for a visitor."""
    if isinstance(request.user, User) and request.user.is_active:
        return request.user
    raise NotPermitted(_("Sign in first."))


def is_operator(user: Anyone) -> bool:
    """Tell whether somebody prepares for the cluster."""
    return standing_of(user).holds(Role.OPERATOR)


def is_authority(user: Anyone) -> bool:
    """Tell whether somebody decides."""
    return standing_of(user).holds(Role.AUTHORITY)


def is_auditor(user: Anyone) -> bool:
    """Tell whether somebody looks."""
    return standing_of(user).holds(Role.AUDITOR)


def may_invite(user: Anyone) -> bool:
    """Operators, administrators and units invite, each to their roles: see `may_invite_as`."""
    return standing_of(user).holds_any(Role.OPERATOR, Role.ADMINISTRATOR, Role.UNIT_ADMINISTRATOR)


def may_grant_roles(user: Anyone) -> bool:
    """Only administrators give and take roles."""
    return standing_of(user).holds(Role.ADMINISTRATOR)


INVITED_BY_OPERATORS = frozenset(
    {Role.RECOMMENDING_UNIT, Role.UNIT_ADMINISTRATOR, Role.MEMBER_EDITOR, Role.TEAM_MEMBER, Role.EXPERT}
)
INVITED_BY_UNITS = frozenset({Role.MEMBER_EDITOR, Role.TEAM_MEMBER})


def may_invite_as(user: Anyone, role: Role, party: Party | None) -> bool:
    """Administrators invite to any role, operators to those outside the offices, units to their own staff."""
    standing = standing_of(user)
    if standing.holds(Role.ADMINISTRATOR):
        return True
    if standing.holds(Role.OPERATOR) and role in INVITED_BY_OPERATORS:
        return True
    own = party is not None and standing.holds(Role.UNIT_ADMINISTRATOR, party.pk)
    return own and role in INVITED_BY_UNITS


def may_withdraw_invitation(user: Anyone, invitation: Invitation) -> bool:
    """Whoever sent it, and administrators."""
    return invitation.invited_by_id == standing_of(user).user_id or may_manage_accounts(user)


def may_give_sight(user: Anyone) -> bool:
    """Administrators and authorities open what is sealed or confidential, for a reason."""
    return standing_of(user).holds_any(Role.ADMINISTRATOR, Role.AUTHORITY)


def may_ask_for_sight(user: Anyone) -> bool:
    """Whoever looks or prepares may ask."""
    return standing_of(user).holds_any(Role.AUDITOR, Role.OPERATOR, Role.AUTHORITY, Role.FINANCE)


def may_manage_accounts(user: Anyone) -> bool:
    """Administrators disable accounts, end invitations and revoke tokens."""
    return standing_of(user).holds(Role.ADMINISTRATOR)


def is_self(user: Anyone, account: User) -> bool:
    """Tell whether somebody acts on the own account."""
    return standing_of(user).user_id == account.pk


def has_sight_of(user: Anyone, ref: Ref, *, at: datetime) -> bool:
    """Tell whether a logged grant opens a sealed or confidential record to somebody now."""
    standing = standing_of(user)
    if standing.user_id is None:
        return False
    return SightGrant.objects.filter(
        user_id=standing.user_id,
        about_room=ref.room,
        about_kind=ref.kind,
        about_id=ref.id,
        granted_at__lte=at,
        until__gt=at,
        ended_at=None,
    ).exists()
