"""Acts on accounts, roles and parties."""

from qunli.people.actions.accounts import (
    Profile,
    add_account,
    add_department,
    add_party,
    change_profile,
    close_account,
    end_grant,
    end_sessions,
    give_role,
    reopen_account,
)
from qunli.people.actions.invitations import accept_invitation, invite, secret_of, withdraw_invitation
from qunli.people.actions.parties import add_parties, rename_party
from qunli.people.actions.passwords import set_password
from qunli.people.actions.sight import answer_sight, ask_sight, end_sight, grant_sight, refuse_sight
from qunli.people.actions.tokens import make_token, note_token_use, revoke_token

__all__ = [
    "Profile",
    "accept_invitation",
    "add_account",
    "add_department",
    "add_parties",
    "add_party",
    "answer_sight",
    "ask_sight",
    "change_profile",
    "close_account",
    "end_grant",
    "end_sessions",
    "end_sight",
    "give_role",
    "grant_sight",
    "invite",
    "make_token",
    "note_token_use",
    "refuse_sight",
    "rename_party",
    "reopen_account",
    "revoke_token",
    "secret_of",
    "set_password",
    "withdraw_invitation",
]
