"""Every address that takes a record, posted to by whoever may not: what was not refused, or changed something."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.db import connection
from django.test import Client
from django.urls import resolve

from making.people import a_client_for, a_stranger, an_api_client
from making.road.laws import digest_of_everything
from qunli.config.routes import may_call
from qunli.core.models import AttemptCount
from qunli.people.permits import standing_of
from qunli.people.states import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from qunli.people.models import User

WRITING: Final = ("INSERT", "UPDATE", "DELETE")
BESIDE: Final = (AttemptCount._meta.db_table, "django_session")  # noqa: SLF001 -- Django's documented name
"""What a refused request may leave: its count for the rate limit, and the session with the words of the refusal."""
SEES_ALL: Final = frozenset({Role.AUDITOR, Role.ADMINISTRATOR, Role.FINANCE})
"""Roles whose sight ends at no party: a stranger is somebody without them."""
OPEN_TO_A_ROLE: Final = (
    "directory:", "evidence:", "people:", "rulebook:", "indicators:", "portal:",
    "api-1:confirm_claim", "api-1:take_back_claim", "api-1:set_aside", "api-1:keep_passage",
)  # fmt: skip
"""Where a role may act on every record, whosever it is."""


class Writes:
    """Notes the statements that write, while it is asked to look on."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.lstrip().startswith(WRITING) and not any(table in sql for table in BESIDE):
            self.seen.append(sql[:80])
        return execute(sql, *rest)


@dataclass
class Visitor:
    """Somebody, in a browser and with a token."""

    user: User | None
    browser: Client = field(init=False)
    api: Client = field(init=False)

    def __post_init__(self) -> None:
        self.browser = a_client_for(self.user) if self.user is not None else Client(headers={"accept-language": "en"})
        self.api = an_api_client(self.user)
        self.browser.raise_request_exception = self.api.raise_request_exception = False
        self.api.get("/api/v1/me")  # the token is noted as used

    def may_post(self, path: str) -> bool:
        """Tell whether the table lets the roles in."""
        roles = frozenset(standing_of(self.user).roles) if self.user is not None else frozenset()
        return bool(may_call(resolve(path).view_name, "POST", roles, signed_in=self.user is not None))


def posts(visitor: Visitor, paths: list[str]) -> Iterator[tuple[str, int, bool]]:
    """Post to every path with nothing in it; tell the status, and whether anything was written, if only for a while."""
    for path in paths:
        writes = Writes()
        with connection.execute_wrapper(writes):
            if path.startswith("/api/v1/"):
                response = visitor.api.post(path, {}, content_type="application/json")
            else:
                response = visitor.browser.post(path)
        to_sign_in = response.get("Location", "").startswith("/account/login/")
        yield path, 401 if to_sign_in else response.status_code, bool(writes.seen)


def everything() -> dict[str, tuple[int, int]]:
    """Digest every table that a refused request must leave as it was."""
    return {table: digest for table, digest in digest_of_everything().items() if table not in BESIDE}


def let_through(tried: list[tuple[User | None, list[str]]]) -> list[tuple[str, int, User | None]]:
    """Let everybody post to what the table shuts to them; name what was answered otherwise, or left a trace."""
    visitors = [(Visitor(user), paths) for user, paths in tried]
    before = everything()
    return [
        (path, status, visitor.user)
        for visitor, paths in visitors
        for path, status, wrote in posts(visitor, [path for path in paths if not visitor.may_post(path)])
        if status not in {401, 403, 404, 405} or (wrote and everything() != before)
    ]


def a_stranger_is_told(paths: list[str]) -> list[tuple[str, int, bool]]:
    """Let somebody with every role for a party that has no part in it post to the records of others.

    Returns paths, statuses, and whether anything changed.
    """
    passing = Visitor(a_stranger(*set(Role) - SEES_ALL))
    before = everything()
    theirs = [path for path in paths if not resolve(path).view_name.startswith(OPEN_TO_A_ROLE)]
    return [(path, status, wrote and everything() != before) for path, status, wrote in posts(passing, theirs)]
