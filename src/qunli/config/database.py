"""Which database this process uses: the one of DATABASE_URL, or the embedded one, started for it."""

from __future__ import annotations

from typing import Final

from qunli.config.embedded import SITE_ROLE, embedded_server
from qunli.config.env import database_settings, env_str, qunli_home

__all__ = ["SITE_DATABASE", "database_for"]

SITE_DATABASE: Final = "qunli"
"""The site's database in the embedded server; the demo's is another one."""


def database_for(role: str = SITE_ROLE, *, database: str = SITE_DATABASE) -> dict[str, object]:
    """Return Django's entry for the site's role or the owner's.

    Where DATABASE_URL is set and no owner is named, one role does both; `roles.weaknesses` says what is weaker.
    Without DATABASE_URL the embedded server is started and its database made.
    """
    if url := env_str("DATABASE_URL"):
        owner_url = "" if role == SITE_ROLE else env_str("QUNLI_OWNER_DATABASE_URL")
        if owner_url:
            return database_settings(owner_url, name="QUNLI_OWNER_DATABASE_URL")
        return database_settings(url)
    server = embedded_server(qunli_home())
    server.create_database(database)
    return database_settings(server.url(database, role))
