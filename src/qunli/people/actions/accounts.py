"""Parties, accounts and roles."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, lock, write_journal
from qunli.core.states import Doer, Refused
from qunli.people.models import Grant, Party, User
from qunli.people.permits import may_grant_roles, require
from qunli.people.states import Language, PartyKind, Role


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
    held = lock(Grant.objects.all(), grant.pk)
    if held.ended_at is not None:
        raise Refused(_("This role has been taken back already."))
    held.ended_at = at
    held.save(update_fields=["ended_at"])
    write_journal(on=held.user, by=by, at=at, facts={"role": held.role, "party": held.party_id})
    return held
