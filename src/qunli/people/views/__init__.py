"""Pages of accounts, roles, tokens and sight."""

from qunli.people.views.accounts import (
    account,
    accounts,
    add_department,
    close_account,
    end_grant,
    parties,
    party,
    reopen_account,
)
from qunli.people.views.invitations import accept_invitation, invitation, invitations, invite, withdraw_invitation
from qunli.people.views.own import end_sessions, profile, revoke_token, tokens
from qunli.people.views.sight import ask_sight, end_sight, refuse_sight, sight_grant, sight_grants

__all__ = [
    "accept_invitation",
    "account",
    "accounts",
    "add_department",
    "ask_sight",
    "close_account",
    "end_grant",
    "end_sessions",
    "end_sight",
    "invitation",
    "invitations",
    "invite",
    "parties",
    "party",
    "profile",
    "refuse_sight",
    "reopen_account",
    "revoke_token",
    "sight_grant",
    "sight_grants",
    "tokens",
    "withdraw_invitation",
]
