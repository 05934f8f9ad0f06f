"""Restoring: the backup is checked whole before anything is touched, and what was there goes only when all is back."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from qunli.cli.backup.archive import DATABASE, FILES, PIECE, checked, members_of
from qunli.cli.backup.locks import opened
from qunli.cli.backup.programs import running
from qunli.cli.site import as_owner, owner_entry, pending_migrations, site_role
from qunli.cli.terminal import CommandFailed, ask, say
from qunli.config.roles import grant_site_role
from qunli.core.models import DatabaseMark
from qunli.core.queries.journal import verify_journal
from qunli.people.models import Party

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

ASIDE: Final = "qunli_before_restore"
HEAD: Final = 2**16
NEWER_SETTINGS: Final = ((170_000, b"SET transaction_timeout = 0;\n"),)
"""From which server on a setting is known that pg_dump writes for its own version."""


def restore(options: Namespace) -> int:
    """Check, ask, restore, verify."""
    say("Checking the backup against its manifest ...")
    with _content(options) as content:
        about = checked(content)
    _refuse_misfit(about)
    say(f"Made {about['made_at']} by version {about['qunli']}, {about['files']} files, head {about['journal_head']}")
    with as_owner():
        _refuse_running_site()
        _ask_for_replacing(options)
        with _schema_aside(), _files_aside() as files:
            say("Restoring ...")
            with _content(options) as content:
                _take_in_database(content)
            with _content(options) as content:
                _take_in_files(content, files)
            _verify(about)
            grant_site_role(connection, site_role())
        pending = pending_migrations()
    say(f"Restored; the journal verifies against the backup's head {about['journal_head']}.")
    if pending:
        say(f"{len(pending)} migrations of this version are pending: run `qunli migrate`.")
    return 0


def _content(options: Namespace) -> Any:  # noqa: ANN401 -- a context manager, typed where it is made
    return opened(options.file, identity=options.identity, passphrase_file=options.passphrase_file)


def _refuse_misfit(about: dict[str, Any]) -> None:
    if about["kind"] != settings.DATABASE_KIND:
        message = f"The backup is of a {about['kind']} database, this one is {settings.DATABASE_KIND}."
        raise CommandFailed(message)
    loader = MigrationLoader(None, ignore_no_migrations=True)
    known = {f"{app}.{name}" for app, name in loader.disk_migrations}
    unknown = [name for name in about["migrations"] if name not in known]
    if unknown:
        message = f"The backup was made by a newer version ({about['qunli']}): this one does not know {unknown[0]}."
        raise CommandFailed(message)


def _refuse_running_site() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        others = int((cursor.fetchone() or [0])[0])
    if others:
        message = f"{others} other sessions use this database: stop the site first."
        raise CommandFailed(message)


def _ask_for_replacing(options: Namespace) -> None:
    if _is_empty():
        return
    name = str(connection.settings_dict["NAME"])
    if not options.replace:
        message = f"The database {name} is not empty: say --replace to put the backup in its place."
        raise CommandFailed(message)
    question = f"Everything in {name} and its files will be replaced. Type the database's name to go on:"
    if not options.yes and not ask(question, name):
        message = "Nothing was changed."
        raise CommandFailed(message, code=1)


def _is_empty() -> bool:
    tables = set(connection.introspection.table_names())
    if DatabaseMark._meta.db_table in tables:  # noqa: SLF001 -- Django's documented name
        return not Party.objects.exists()  # every account and organization is one; what ships with Qunli is none
    return not tables


@contextmanager
def _schema_aside() -> Iterator[None]:
    """Put what is there aside; bring it back where the restore fails, drop it where it succeeds."""
    _run(f"DROP SCHEMA IF EXISTS {ASIDE} CASCADE", f"ALTER SCHEMA public RENAME TO {ASIDE}")
    try:
        yield
    except BaseException:
        connection.close()
        _run("DROP SCHEMA IF EXISTS public CASCADE", f"ALTER SCHEMA {ASIDE} RENAME TO public")
        raise
    _run(f"DROP SCHEMA {ASIDE} CASCADE")


@contextmanager
def _files_aside() -> Iterator[Path]:
    """Give a folder for the restored files; it takes the place of the old one where all succeeds."""
    root = Path(settings.MEDIA_ROOT)
    fresh, old = root.with_name(f"{root.name}.restoring"), root.with_name(f"{root.name}.replaced")
    for folder in (fresh, old):
        shutil.rmtree(folder, ignore_errors=True)
    fresh.mkdir(parents=True, mode=0o700)
    try:
        yield fresh
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    if root.exists():
        root.rename(old)
    fresh.rename(root)
    shutil.rmtree(old, ignore_errors=True)


def _take_in_database(content: IO[bytes]) -> None:
    """Let pg_restore write the statements and psql run them: between the two they are fitted to an older server."""
    home = Path(settings.MEDIA_ROOT).parent
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryFile(dir=home) as script:
        arguments = ["--format=custom", "--no-owner", "--no-privileges", "--file=-"]
        with running("pg_restore", arguments, None, feed=True, into=script) as sink:
            for name, member in members_of(content):
                if name.startswith(DATABASE):
                    shutil.copyfileobj(member, sink, PIECE)
        script.seek(0)
        arguments = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        with running("psql", arguments, owner_entry(), feed=True) as sink:
            sink.write(fitted(script.read(HEAD), server=_server_version()))
            shutil.copyfileobj(script, sink, PIECE)


def _server_version() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int((cursor.fetchone() or [0])[0])


def fitted(head: bytes, *, server: int) -> bytes:
    """Leave out of a script's head the settings that a server of this version does not know."""
    for version, setting in NEWER_SETTINGS:
        if server < version:
            head = head.replace(setting, b"", 1)
    return head


def _take_in_files(content: IO[bytes], folder: Path) -> None:
    for name, member in members_of(content):
        if name.startswith(FILES):
            _take_file(folder / name.removeprefix(FILES), member)


def _take_file(path: Path, member: IO[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("wb") as file:
        path.chmod(0o600)
        shutil.copyfileobj(member, file, PIECE)


def _verify(about: dict[str, Any]) -> None:
    connection.close()
    verdict = verify_journal(against=about["journal_head"])
    if not verdict.sound or verdict.head != about["journal_head"]:
        fault = verdict.fault or f"its head is {verdict.head}"
        message = f"The restored journal does not verify: {fault}. What was there before is back."
        raise CommandFailed(message, code=1)


def _run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
