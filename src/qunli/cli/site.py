"""Making Django ready for a command, as the site's role or as the owner of the tables."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import django
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone, translation

from qunli.cli.terminal import CommandFailed
from qunli.config.database import database_for
from qunli.config.embedded import OWNER_ROLE, SITE_ROLE
from qunli.config.env import choose_settings, database_settings, env_str

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

LIVE: Final = "qunli.config.settings.live"
DEMO: Final = "qunli.config.settings.demo"
DEMO_DATABASE: Final = "qunli_demo"


def make_ready(*, demo: bool = False) -> None:
    """Set Django up on the site's database, or the demonstration's; starts the embedded server where it is needed."""
    choose_settings(DEMO if demo else LIVE, unless_chosen=not demo)
    django.setup()
    translation.activate("en")


def is_demo() -> bool:
    """Tell whether this command works on the demonstration's database."""
    return bool(settings.DATABASE_KIND == "demo")


def now() -> datetime:
    """Return the time at which a command acts."""
    return timezone.now()


@contextmanager
def as_owner() -> Iterator[None]:
    """Connect as the owner of the tables for a while; where one role does both, nothing changes."""
    site = dict(connection.settings_dict)
    connection.close()
    owner = owner_entry()
    connection.settings_dict.update(owner | {"OPTIONS": {**site["OPTIONS"], **owner["OPTIONS"]}})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(site)


def owner_entry() -> dict[str, Any]:
    """Return how the owner reaches the database of this command."""
    name = str(settings.DATABASES["default"]["NAME"])
    return database_for(OWNER_ROLE, database=name)


def site_role() -> str:
    """Return the name of the role as which the site connects."""
    url = env_str("DATABASE_URL")
    return str(database_settings(url)["USER"]) if url else SITE_ROLE


def pending_migrations() -> list[str]:
    """Name the migrations that this version brings and the database has not seen."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def demand_migrated() -> None:
    """Refuse to go on with a database that this version does not fit."""
    pending = pending_migrations()
    if pending:
        message = f"The database lacks {len(pending)} migrations of this version: run `qunli migrate`."
        raise CommandFailed(message)
