"""Accounts and their roles, from the server's own terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from qunli.cli.site import demand_migrated, now
from qunli.cli.terminal import CommandFailed, doer, say, say_json, say_table, secret
from qunli.people.actions import add_account, end_grant, give_role, set_password
from qunli.people.models import Grant, Party, User
from qunli.people.states import Role

if TYPE_CHECKING:
    from argparse import Namespace


def add(options: Namespace) -> int:
    """Add an account with its roles: all of it or nothing."""
    demand_migrated()
    email = options.email.strip().lower()
    if User.objects.filter(email__iexact=email).exists():
        message = f"There is an account for {email} already."
        raise CommandFailed(message, code=1)
    wanted = [_parted(text) for text in options.role]
    word = None if options.no_password else _new_password(options.password_file)
    with transaction.atomic():
        user = add_account(email=email, name=options.name, password=word, by=doer(), at=now())
        for role, party in wanted:
            give_role(user=user, role=role, party=party or user.party, by=doer(), at=now())
    _show([user], as_json=options.json)
    return 0


def password(options: Namespace) -> int:
    """Set a password; the account's sessions end."""
    user = _account(options.email)
    set_password(user=user, password=_new_password(options.password_file), by=doer(), at=now())
    say(f"The password of {user.email} is set; its sessions have ended.")
    return 0


def roles(options: Namespace) -> int:
    """Give and take roles, then show what is held."""
    user = _account(options.email)
    given, taken = [[_parted(text) for text in texts] for texts in (options.role, options.take)]
    with transaction.atomic():
        for role, party in given:
            give_role(user=user, role=role, party=party or user.party, by=doer(), at=now())
        for role, party in taken:
            _take(user, role, party or user.party)
    _show([user], as_json=options.json)
    return 0


def list_users(options: Namespace) -> int:
    """List every account."""
    _show(list(User.objects.select_related("party").order_by("email")), as_json=options.json)
    return 0


def _take(user: User, role: Role, party: Party) -> None:
    grant = Grant.objects.filter(user=user, role=role, party=party, ended_at=None).first()
    if grant is None:
        message = f"{user.email} does not hold {role.value} for {party.name}."
        raise CommandFailed(message, code=1)
    end_grant(grant=grant, by=doer(), at=now())


def _account(email: str) -> User:
    user = User.objects.select_related("party").filter(email__iexact=email.strip()).first()
    if user is None:
        message = f"There is no account for {email}."
        raise CommandFailed(message, code=1)
    return user


def _parted(text: str) -> tuple[Role, Party | None]:
    name, _, party = text.partition(":")
    word = name.strip().replace(" ", "_").replace("-", "_")
    if word not in Role.values:
        message = f"There is no role {name!r}; there are {', '.join(Role.values)}."
        raise CommandFailed(message)
    return Role(word), _party(party.strip()) if party.strip() else None


def _party(text: str) -> Party:
    found = Party.objects.filter(pk=int(text)) if text.isascii() and text.isdigit() else Party.objects.filter(name=text)
    rows = list(found[:2])
    if len(rows) != 1:
        message = f"{'No' if not rows else 'More than one'} party {text!r}: name it by its number."
        raise CommandFailed(message, code=1)
    return rows[0]


def _new_password(file: str | None) -> str:
    word = secret("New password: ", file)
    try:
        validate_password(word)
    except ValidationError as weak:
        raise CommandFailed(" ".join(weak.messages), code=1) from weak
    return word


def _show(users: list[User], *, as_json: bool) -> None:
    held: dict[int, list[Grant]] = {}
    for grant in Grant.objects.filter(user__in=users, ended_at=None).select_related("party").order_by("pk"):
        held.setdefault(grant.user_id, []).append(grant)
    if as_json:
        say_json([_plain(user, held.get(user.pk, [])) for user in users])
        return
    say_table(
        [
            (
                user.email,
                user.party.name,
                "; ".join(f"{one.role} for {one.party.name}" for one in held.get(user.pk, [])),
            )
            for user in users
        ],
        indent=0,
    )


def _plain(user: User, grants: list[Grant]) -> dict[str, Any]:
    return {
        "id": user.pk,
        "email": user.email,
        "name": user.party.name,
        "active": user.is_active,
        "roles": [{"role": one.role, "party": one.party_id, "for": one.party.name} for one in grants],
    }
