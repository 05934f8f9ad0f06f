"""The one table of roles and routes: who may call which address at all.

A row names a view as Django does (`room:name`); `POST room:name` refines it for one method. Records have
permits of their own beyond this. The middleware enforces the table, and a test holds it against the URLs.
"""

from __future__ import annotations

from qunli.config.routes.interfaces import INTERFACES
from qunli.config.routes.pages import PAGES
from qunli.config.routes.who import CLOSED, PUBLIC, SIGNED_IN, Who

__all__ = ["CLOSED", "PUBLIC", "ROUTES", "SIGNED_IN", "Who", "may_call", "row_of"]

ROUTES: dict[str, Who] = {**PAGES, **INTERFACES}


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
