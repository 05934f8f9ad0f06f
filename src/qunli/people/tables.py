"""Lists of accounts, invitations, parties and grants of sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from qunli.core.queries.refs import place_name
from qunli.core.states import listed
from qunli.core.tables import Column, Filter, Table
from qunli.people.models import Invitation, Party, SightGrant, User
from qunli.people.states import PartyKind, Role

if TYPE_CHECKING:
    from django.db.models import QuerySet


def _roles(user: User) -> str:
    labels = dict(Role.choices)
    held = dict.fromkeys(str(labels[Role(grant.role)]) for grant in user.grants.all())
    return listed(held) or "—"


def _search_accounts(rows: QuerySet[User], words: str) -> QuerySet[User]:
    return rows.filter(Q(party__name__icontains=words) | Q(email__icontains=words))


def _search_parties(rows: QuerySet[Party], words: str) -> QuerySet[Party]:
    return rows.filter(name__icontains=words)


def _holding(rows: QuerySet[User], role: str) -> QuerySet[User]:
    return rows.filter(grants__role=role, grants__ended_at=None).distinct()


def _standing(rows: QuerySet[User], choice: str) -> QuerySet[User]:
    return rows.filter(is_active=choice == "open")


def state_of_invitation(invitation: Invitation) -> str:
    """Say how far an invitation has come."""
    if invitation.accepted_at:
        return pgettext("invitation", "accepted")
    if invitation.withdrawn_at:
        return pgettext("invitation", "withdrawn")
    if invitation.expires_at <= timezone.now():
        return pgettext("invitation", "expired")
    return pgettext("invitation", "open")


def state_of_sight(grant: SightGrant) -> str:
    """Say how far a request to see has come."""
    if grant.granted_at is None:
        return pgettext("sight", "refused") if grant.ended_at else pgettext("sight", "asked")
    over = grant.ended_at or (grant.until and grant.until <= timezone.now())
    return pgettext("sight", "ended") if over else pgettext("sight", "granted")


ACCOUNTS: Table[User] = Table(
    name="accounts",
    title=_("Accounts"),
    columns=(
        Column("name", _("Name"), str, "link", sort="party__name"),
        Column("email", _("E-mail"), lambda user: user.email, sort="email"),
        Column("roles", _("Roles"), _roles),
        Column("open", _("May sign in"), lambda user: user.is_active, "mark"),
        Column("last", _("Last here"), lambda user: user.last_login, "time", sort="last_login"),
    ),
    order=("party__name", "id"),
    url_of=lambda user: reverse("people:user", args=[user.pk]),
    filters=(
        Filter("role", _("Role"), lambda: Role.choices, _holding),
        Filter("state", _("Account"), lambda: [("open", _("open")), ("closed", _("closed"))], _standing),
    ),
    search=_search_accounts,
    search_hint=_("Name or e-mail"),
    empty_title=_("No account here"),
    empty_text=_("Invite somebody: an invitation is the one way to an account."),
)

INVITATIONS: Table[Invitation] = Table(
    name="invitations",
    title=_("Invitations"),
    columns=(
        Column("email", _("E-mail"), lambda row: row.email, "link", sort="email"),
        Column("name", _("Name"), lambda row: row.name),
        Column("role", _("Role"), lambda row: row.get_role_display()),
        Column("party", _("Acting for"), lambda row: row.party),
        Column("state", _("State"), state_of_invitation),
        Column("invited", _("Invited"), lambda row: row.invited_at, "time", sort="invited_at"),
        Column("expires", _("Until"), lambda row: row.expires_at, "time", sort="expires_at"),
    ),
    order=("-invited_at", "-id"),
    url_of=lambda row: reverse("people:invitation", args=[row.pk]),
    empty_title=_("Nobody has been invited yet"),
    empty_text=_("Invite somebody by e-mail to a role for an organization or department."),
)

PARTIES: Table[Party] = Table(
    name="parties",
    title=_("Parties"),
    columns=(
        Column("name", _("Name"), lambda row: row.name, "link", sort="name"),
        Column("kind", _("Kind"), lambda row: row.get_kind_display()),
        Column("place", _("Jurisdiction"), lambda row: place_name(row.jurisdiction_code), sort="jurisdiction_code"),
    ),
    order=("name", "id"),
    url_of=lambda row: reverse("people:party", args=[row.pk]),
    filters=(Filter("kind", _("Kind"), lambda: PartyKind.choices, lambda rows, kind: rows.filter(kind=kind)),),
    search=_search_parties,
    search_hint=_("Name"),
    empty_title=_("No party here"),
    empty_text=_("Add a department, or an organization in the directory."),
)

SIGHT: Table[SightGrant] = Table(
    name="sight",
    title=_("Leave to see"),
    columns=(
        Column("about", _("What"), lambda row: row.about_label, "link"),
        Column("who", _("Who"), lambda row: row.user),
        Column("state", _("State"), state_of_sight),
        Column("granted", _("Granted"), lambda row: row.granted_at, "time", sort="granted_at"),
        Column("until", _("Until"), lambda row: row.ended_at or row.until, "time", sort="until"),
        Column("by", _("By"), lambda row: row.granted_by),
    ),
    order=("-id",),
    url_of=lambda row: reverse("people:sightgrant", args=[row.pk]),
    empty_title=_("Nobody has asked"),
    empty_text=_("What is sealed or confidential opens to an auditor only by a request with a reason."),
)
