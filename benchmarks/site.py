"""A site for one run: an embedded server in a temporary folder, gone afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import django
from django.conf import settings

from qunli.config.embedded import OWNER_ROLE, embedded_server
from qunli.config.env import choose_settings, database_settings

DATABASE = "qunli_bench"


@contextmanager
def running_site() -> Iterator[None]:
    """Set Django up on a new, migrated database; whatever DATABASE_URL names is not touched."""
    choose_settings("benchmarks.settings")
    with TemporaryDirectory(prefix="qunli-bench-") as folder:
        server = embedded_server(Path(folder) / "home", durable=False)
        try:
            server.create_database(DATABASE)
            wanted = database_settings(server.url(DATABASE, OWNER_ROLE))
            settings.DATABASES["default"].update(wanted)
            django.setup()
            _migrate()
            yield
        finally:
            _disconnect()
            server.stop()


def _migrate() -> None:
    from django.core.management import call_command  # noqa: PLC0415 -- only works once Django is set up

    call_command("migrate", interactive=False, verbosity=0)


def _disconnect() -> None:
    from django.db import connections  # noqa: PLC0415 -- only works once Django is set up

    connections.close_all()
