"""Packs are public; those who prepare or run the site load them."""

from qunli.people.queries import Anyone, standing_of
from qunli.people.states import Role


def may_load_packs(user: Anyone) -> bool:
    """Operators and administrators load packs."""
    return standing_of(user).holds_any(Role.OPERATOR, Role.ADMINISTRATOR)
