"""Parties, accounts and roles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, lock, write_journal
from qunli.core.states import Doer, Refused, WrongInput
from qunli.people.models import Grant, Party, Token, User
from qunli.people.permits import is_self, may_grant_roles, may_manage_accounts, require
from qunli.people.states import Language, PartyKind, Role, Theme


@dataclass(frozen=True, slots=True)
class Profile:
    """What somebody may change about the own account."""

    name: str
    language: Language
    theme: Theme
    phone: str


class LastAdministrator(Refused):
    """Without another administrator nobody could give roles again."""


class AccountSettled(Refused):
    """The account is closed, or open, already."""


class RoleAlreadyHeld(Refused):
    """The account holds this role for this party already."""


@action(_("Party added"))
def add_party(*, kind: PartyKind, name: str, by: Doer, at: datetime, jurisdiction_code: str = "") -> Party:
    """Add a party. Called by the actions that know why: an organization, a department, a person."""
    party = Party.objects.create(kind=kind, name=name, jurisdiction_code=jurisdiction_code)
    write_journal(on=party, by=by, at=at)
    return party


@action(_("Account added"))
def add_account(
    *, email: str, name: str, password: str | None, by: Doer, at: datetime, language: Language = Language.ZH_HANS
) -> User:
    """Add an account and the person behind it; without a password it cannot sign in by password."""
    person = add_party(kind=PartyKind.PERSON, name=name, by=by, at=at)
    user = User(email=email.strip().lower(), party=person, language=language, joined_at=at)
    user.set_password(password)
    user.save()
    write_journal(on=user, by=by, at=at)
    return user


@action(_("Role given"))
def give_role(*, user: User, role: Role, party: Party, by: Doer, at: datetime) -> Grant:
    """Give an account a role for a party; an account gives only what `may_grant_roles` lets it."""
    if isinstance(by, User):
        require(may_grant_roles(by))
    lock(User.objects.all(), user.pk)
    if Grant.objects.filter(user=user, role=role, party=party, ended_at=None).exists():
        raise RoleAlreadyHeld(_("This role is held already."))
    grant = Grant.objects.create(user=user, role=role, party=party, granted_at=at)
    write_journal(on=user, by=by, at=at, facts={"role": role.value, "party": party.pk})
    return grant


@action(_("Role taken back"))
def end_grant(*, grant: Grant, by: Doer, at: datetime) -> Grant:
    """Take a role back."""
    if isinstance(by, User):
        require(may_grant_roles(by))
    held = lock(Grant.objects.select_related("user__party"), grant.pk)
    if held.role == Role.ADMINISTRATOR:
        _refuse_last_administrator(held.user)
    if held.ended_at is not None:
        raise Refused(_("This role has been taken back already."))
    held.ended_at = at
    held.save(update_fields=["ended_at"])
    write_journal(on=held.user, by=by, at=at, facts={"role": held.role, "party": held.party_id})
    return held


@action(_("Department added"))
def add_department(*, name: str, jurisdiction_code: str, by: Doer, at: datetime) -> Party:
    """Add a department: a party for which people hold roles, as an authority or a recommending unit."""
    if isinstance(by, User):
        require(may_grant_roles(by))
    wanted = name.strip()
    if not wanted:
        raise WrongInput({"name": _("Give the department's name.")})
    if Party.objects.filter(kind=PartyKind.DEPARTMENT, name=wanted, jurisdiction_code=jurisdiction_code).exists():
        raise WrongInput({"name": _("There is a department of this name already.")})
    return add_party(kind=PartyKind.DEPARTMENT, name=wanted, jurisdiction_code=jurisdiction_code.strip(), by=by, at=at)


@action(_("Profile changed"))
def change_profile(*, user: User, profile: Profile, by: Doer, at: datetime) -> User:
    """Change how somebody is called, reached and shown pages; the journal notes what changed, not the number."""
    if isinstance(by, User):
        require(is_self(by, user) or may_manage_accounts(by))
    held = lock(User.objects.select_related("party"), user.pk)
    if not profile.name.strip():
        raise WrongInput({"name": _("Give a name.")})
    changed = [
        field
        for field, was in (("language", held.language), ("theme", held.theme), ("phone", held.phone))
        if getattr(profile, field) != was
    ]
    held.language, held.theme, held.phone = profile.language, profile.theme, profile.phone.strip()
    held.save(update_fields=["language", "theme", "phone"])
    if held.party.name != profile.name.strip():
        held.party.name = profile.name.strip()
        held.party.save(update_fields=["name"])
        changed.append("name")
    write_journal(on=held, by=by, at=at, facts={"changed": changed})
    return held


@action(_("Account closed"))
def close_account(*, user: User, by: Doer, at: datetime) -> User:
    """Shut an account out: its sessions end, its tokens are revoked, its roles rest. Nobody closes the own one."""
    if isinstance(by, User):
        require(may_manage_accounts(by) and not is_self(by, user))
    held = lock(User.objects.select_related("party"), user.pk)
    if not held.is_active:
        raise AccountSettled(_("This account is closed already."))
    _refuse_last_administrator(held)
    held.is_active = False
    held.session_round += 1
    held.save(update_fields=["is_active", "session_round"])
    revoked = Token.objects.filter(user=held, revoked_at=None).update(revoked_at=at)
    write_journal(on=held, by=by, at=at, facts={"tokens_revoked": revoked})
    return held


@action(_("Account opened again"))
def reopen_account(*, user: User, by: Doer, at: datetime) -> User:
    """Let an account in again, with the roles it had; sessions and tokens stay ended."""
    if isinstance(by, User):
        require(may_manage_accounts(by))
    held = lock(User.objects.select_related("party"), user.pk)
    if held.is_active:
        raise AccountSettled(_("This account is open already."))
    held.is_active = True
    held.save(update_fields=["is_active"])
    write_journal(on=held, by=by, at=at)
    return held


@action(_("Signed out everywhere"))
def end_sessions(*, user: User, by: Doer, at: datetime) -> User:
    """End every session of an account."""
    if isinstance(by, User):
        require(is_self(by, user) or may_manage_accounts(by))
    held = lock(User.objects.select_related("party"), user.pk)
    held.session_round += 1
    held.save(update_fields=["session_round"])
    write_journal(on=held, by=by, at=at)
    return held


def _refuse_last_administrator(user: User) -> None:
    # Taking the rows in one order lets only one of two who remove each other pass.
    holders = list(
        Grant.objects.select_for_update(of=("self",))
        .filter(role=Role.ADMINISTRATOR, ended_at=None, user__is_active=True)
        .order_by("id")
        .values_list("user_id", flat=True)
    )
    if user.pk in holders and set(holders) == {user.pk}:
        raise LastAdministrator(_("This is the last administrator."), remedy=_("Give another account the role first."))
