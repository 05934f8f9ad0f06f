"""Acts on accounts, roles and parties."""

from qunli.people.actions.accounts import add_account, add_party, end_grant, give_role
from qunli.people.actions.parties import add_parties, rename_party
from qunli.people.actions.tokens import make_token, note_token_use, revoke_token

__all__ = [
    "add_account",
    "add_parties",
    "add_party",
    "end_grant",
    "give_role",
    "make_token",
    "note_token_use",
    "rename_party",
    "revoke_token",
]
