"""The demonstration's own database: built anew only when it is marked as a demonstration's."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, transaction

from qunli.cli.migrate import bring_up, refuse_database_of_another_kind
from qunli.cli.site import as_owner, now
from qunli.cli.terminal import CommandFailed
from qunli.config.env import qunli_home
from qunli.core.models import JournalSeal

if TYPE_CHECKING:
    from qunli.cli.demo.example import Example

PACKAGE = Path(__file__).resolve().parents[2]


def recipe_of(example: Example, seed: int, upto: str) -> dict[str, Any]:
    """Say what a demonstration is built from; the same recipe on the same day gives the same demonstration."""
    code = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        code.update(str(path.relative_to(PACKAGE)).encode() + b"\0" + path.read_bytes())
    return {
        "code": code.hexdigest(),
        "example": example.digest,
        "seed": seed,
        "upto": upto,
        "day": now().date().isoformat(),
        "database": str(connection.settings_dict["NAME"]),
    }


def kept() -> dict[str, Any]:
    """Return what was kept of the last building, if it ended well and its journal is still there."""
    try:
        found: dict[str, Any] = json.loads(_note().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    with as_owner():
        refuse_database_of_another_kind()
        if JournalSeal._meta.db_table not in connection.introspection.table_names():  # noqa: SLF001 -- Django's documented name
            return {}
        number, _, digest = str(found.get("journal_head", "")).partition(":")
        there = number.isdigit() and JournalSeal.objects.filter(number=int(number), hash=digest).exists()
    return found if there else {}


def keep(note: dict[str, Any]) -> None:
    """Keep what the summary shows, so that an up-to-date demonstration need not be built again."""
    _note().parent.mkdir(parents=True, exist_ok=True)
    _note().write_text(json.dumps(note, ensure_ascii=False, indent=1), encoding="utf-8")


def make_fresh() -> None:
    """Drop what the demonstration left and bring up an empty database; refuses any that is not a demonstration's."""
    with as_owner():
        refuse_database_of_another_kind()
        _refuse_others()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA IF EXISTS public CASCADE")
            cursor.execute("CREATE SCHEMA public")
    _note().unlink(missing_ok=True)
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    bring_up()


def _refuse_others() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        others = int((cursor.fetchone() or [0])[0])
    if others:
        message = f"{others} other sessions use the demonstration's database: stop the one that is being served."
        raise CommandFailed(message)


def _note() -> Path:
    return qunli_home() / "demo" / "built.json"
