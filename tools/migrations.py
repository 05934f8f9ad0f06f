"""Holds the migrations against the models, and against what may run beside the version before.

No model is ahead of its migrations; no step locks a table for long or takes away what old code still asks for.
The linter asks a server, so a small one is started in a temporary folder and is gone afterwards.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import django
from django.conf import settings
from django.core.management import call_command

from qunli.config.embedded import OWNER_ROLE, embedded_server
from qunli.config.env import choose_settings, database_settings

FIRST: Final = ["0001_records", "0002_journal_guard", "0002_readings", "0003_once_at_a_time"]
"""They make the tables, before the first release: nothing runs beside them that could wait for a lock.

The last makes a unique index anew with a looser condition, over a table of a few rows.
"""

QUIET: Final = ["ignore", "ok"]


def main() -> int:
    """Check both; each ends the process with its own message."""
    choose_settings("qunli.config.settings.test")
    with TemporaryDirectory(prefix="qunli-migrations-") as folder:
        server = embedded_server(Path(folder) / "home", durable=False)
        try:
            server.create_database("qunli_migrations")
            settings.DATABASES["default"].update(database_settings(server.url("qunli_migrations", OWNER_ROLE)))
            django.setup()
            call_command("makemigrations", check_changes=True, dry_run=True)
            call_command("lintmigrations", include_apps=settings.ROOMS, ignore_name=FIRST, no_cache=True, quiet=QUIET)
        finally:
            _disconnect()
            server.stop()
    return 0


def _disconnect() -> None:
    from django.db import connections  # noqa: PLC0415 -- only works once Django is set up

    connections.close_all()


if __name__ == "__main__":
    sys.exit(main())
