"""A migrated database that every test database is a copy of: migrating takes many seconds, copying none."""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import psycopg
from psycopg import sql

from qunli.config.embedded import OWNER_ROLE

if TYPE_CHECKING:
    from qunli.config.embedded import EmbeddedServer

ROOT: Final = Path(__file__).resolve().parents[2]
PREFIX: Final = "qunli_migrated_"


def migrated_template(server: EmbeddedServer, folder: Path) -> str:
    """Return the name of a migrated database; the first of several test processes makes it, the others wait.

    Its name tells what it was made of, so that any change of a migration or of a package makes another.
    """
    name = PREFIX + _digest()
    with (folder / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if name not in server.databases():
            _make(server, name)
    return name


def _digest() -> str:
    made_of = hashlib.sha256((ROOT / "requirements" / "dev.txt").read_bytes())
    for path in sorted((ROOT / "src" / "qunli").glob("*/migrations/*.py")):
        made_of.update(path.read_bytes())
    return made_of.hexdigest()[:16]


def _make(server: EmbeddedServer, name: str) -> None:
    for old in server.databases():
        if old.startswith(PREFIX):
            server.drop_database(old)
    unfinished = f"{PREFIX}unfinished"
    server.create_database(unfinished)
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--no-input", "--verbosity", "0"],
        check=True,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "qunli.config.settings.test",
            "DATABASE_URL": server.url(unfinished, OWNER_ROLE),
            "PYTHONPATH": str(ROOT / "src"),
        },
    )
    with psycopg.connect(server.url("postgres", OWNER_ROLE), autocommit=True) as connection:
        connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*map(sql.Identifier, (unfinished, name))))
