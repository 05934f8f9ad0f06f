"""Acts on accounts, roles and parties."""

from qunli.people.actions.accounts import add_account, add_party, end_grant, give_role

__all__ = ["add_account", "add_party", "end_grant", "give_role"]
