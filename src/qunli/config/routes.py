"""The one table of roles and routes: who may call which address at all.

A row names a view as Django does (`room:name`); `POST room:name` refines it for one method. Records have
permits of their own beyond this. The middleware enforces the table, and a test holds it against the URLs.
"""

from __future__ import annotations

from qunli.people.states import Role

PUBLIC = frozenset({"public"})
SIGNED_IN = frozenset({"signed in"})

OPERATOR = frozenset({Role.OPERATOR})
AUTHORITY = frozenset({Role.AUTHORITY})
EXPERT = frozenset({Role.EXPERT})
FINANCE = frozenset({Role.FINANCE})
AUDITOR = frozenset({Role.AUDITOR})
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
OFFICE = frozenset({Role.OPERATOR, Role.AUTHORITY, Role.SERVICE_BODY})
UNIT = frozenset({Role.UNIT_ADMINISTRATOR, Role.MEMBER_EDITOR, Role.TEAM_MEMBER})

Who = frozenset[str]

ROUTES: dict[str, Who] = {
    "set_language": PUBLIC,
    # portal
    "portal:home": PUBLIC,
    # the API
    "api-1:openapi-json": PUBLIC,
    "api_docs": PUBLIC,
    "api-1:me": SIGNED_IN,
    "api-1:duties": SIGNED_IN,
    # accounts
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
}


def row_of(method: str, view_name: str) -> Who | None:
    """Return who may call a view by a method; None where the table has no row. What may be read may be asked for."""
    if method in {"HEAD", "OPTIONS"}:
        method = "GET"
    return ROUTES.get(f"{method} {view_name}") or ROUTES.get(view_name)


def may_call(view_name: str, method: str, roles: frozenset[str], *, signed_in: bool) -> bool | None:
    """Tell whether somebody with these roles may call a view; None where the table has no row."""
    who = row_of(method, view_name)
    if who is None:
        return None
    return who == PUBLIC or (signed_in and (who == SIGNED_IN or bool(who & roles)))
