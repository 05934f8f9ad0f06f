"""Tests whose acts commit, as from several threads at once: what they leave is emptied without Django's flush.

Django empties tables with TRUNCATE, which the journal refuses; here the owner lets the guards rest for that moment.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator

JOURNAL = ("core_journalentry", "core_journalline", "core_journalseal")
QUEUE = {"procrastinate_jobs", "procrastinate_events", "procrastinate_periodic_defers", "procrastinate_workers"}
KEPT = {"django_content_type", "auth_permission", "django_migrations"}


@contextmanager
def emptied_afterwards() -> Iterator[None]:
    """Commit what happens inside, and empty every table at the end."""
    try:
        yield
    finally:
        managed = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]  # noqa: SLF001 - Django documents it
        tables = sorted({model._meta.db_table for model in managed} - KEPT | QUEUE)  # noqa: SLF001 - as above
        with connection.cursor() as cursor:
            for guard in ("DISABLE", "ENABLE"):
                for table in JOURNAL:
                    cursor.execute(f"ALTER TABLE {table} {guard} TRIGGER USER")
                if guard == "DISABLE":
                    cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
        connection.close()
