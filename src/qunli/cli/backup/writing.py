"""Writing a backup."""

from __future__ import annotations

import json
import os
import sys
import tarfile
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from qunli.cli.backup.archive import ABOUT, DATABASE, FILES, ArchiveWriter
from qunli.cli.backup.locks import locked_for, locked_under
from qunli.cli.backup.programs import running
from qunli.cli.site import as_owner, now, owner_entry
from qunli.cli.terminal import CommandFailed, say, say_json
from qunli.core.queries.journal import journal_head

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator


def backup(options: Namespace) -> int:
    """Write the database as of one moment, then the files, which only ever grow."""
    to_terminal = str(options.file) == "-"
    with ExitStack() as stack:
        out = sys.stdout.buffer if to_terminal else stack.enter_context(_whole_or_nothing(options.file, options.force))
        if options.key:
            out = stack.enter_context(locked_for(options.key, out))
        elif options.passphrase_file:
            out = stack.enter_context(locked_under(options.passphrase_file, out))
        about = _write(out)
    if not to_terminal:
        _tell(options, about)
    return 0


def _tell(options: Namespace, about: dict[str, Any]) -> None:
    size = options.file.stat().st_size
    if options.json:
        say_json({**about, "file": str(options.file), "bytes": size, "encrypted": _is_locked(options)})
        return
    how = "encrypted" if _is_locked(options) else "NOT encrypted: it holds every sealed and confidential thing"
    say(f"{options.file}: {size:,} bytes, {about['files']} files, {how}.")
    say(f"Journal head {about['journal_head']}")


def _is_locked(options: Namespace) -> bool:
    return bool(options.key or options.passphrase_file)


def _write(out: IO[bytes]) -> dict[str, Any]:
    with as_owner(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = str((cursor.fetchone() or [""])[0])
        files = _files()
        about = _about(len(files))
        archive = ArchiveWriter(tarfile.TarFile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT))
        archive.add_bytes(ABOUT, json.dumps(about, indent=1).encode())
        arguments = ["--format=custom", "--no-owner", "--no-privileges", "--schema=public", f"--snapshot={snapshot}"]
        with running("pg_dump", arguments, owner_entry(), feed=False) as dump:
            archive.add_stream(DATABASE, dump)
        root = Path(settings.MEDIA_ROOT)
        for name in files:
            archive.add_file(f"{FILES}{name}", root / name)
        archive.finish()
    return about


def _about(files: int) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = str((cursor.fetchone() or [""])[0])
    applied = MigrationRecorder(connection).applied_migrations()
    return {
        "qunli": version("qunli"),
        "postgresql": server,
        "kind": settings.DATABASE_KIND,
        "made_at": now().isoformat(timespec="seconds"),
        "journal_head": journal_head(),
        "migrations": sorted(f"{app}.{name}" for app, name in applied),
        "files": files,
    }


def _files() -> list[str]:
    root = Path(settings.MEDIA_ROOT)
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file() and not path.is_symlink())


@contextmanager
def _whole_or_nothing(path: Path, force: bool) -> Iterator[IO[bytes]]:  # noqa: FBT001 -- the option itself
    """Give a file beside the path that takes its name only when all is written."""
    if path.exists() and not force:
        message = f"{path} exists: choose another name or say --force."
        raise CommandFailed(message)
    unfinished = path.with_name(f"{path.name}.unfinished")
    try:
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        message = f"Cannot write {path}: {error.strerror}."
        raise CommandFailed(message) from error
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
    finally:
        unfinished.unlink(missing_ok=True)
