"""Who may do what with people, and the questions every room asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from qunli.core.states import NotPermitted, Ref, Words
from qunli.people.models import Grant, Invitation, Party, SightGrant, User
from qunli.people.states import Role

if TYPE_CHECKING:
    from django.http import HttpRequest


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


STAMPERS = (
    Role.OPERATOR,
    Role.AUTHORITY,
    Role.SERVICE_BODY,
    Role.RECOMMENDING_UNIT,
    Role.UNIT_ADMINISTRATOR,
    Role.MEMBER_EDITOR,
    Role.TEAM_MEMBER,
    Role.EXPERT,
)


def returns_stamped_papers(user: Anyone) -> bool:
    """Tell whether somebody stamps, signs or files papers at all; which ones, the sight of their record says."""
    return standing_of(user).holds_any(*STAMPERS)


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


def roles_to_invite_to(user: Anyone) -> frozenset[Role]:
    """Return the roles that somebody may invite to, for some party."""
    standing = standing_of(user)
    if standing.holds(Role.ADMINISTRATOR):
        return frozenset(Role)
    if standing.holds(Role.OPERATOR):
        return INVITED_BY_OPERATORS
    return INVITED_BY_UNITS if standing.holds(Role.UNIT_ADMINISTRATOR) else frozenset()


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
