"""Starts, sets up, hands out and stops the server."""

from __future__ import annotations

import atexit
import os
import shlex
import shutil
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import psycopg
from psycopg import sql

from qunli.config.embedded.place import (
    PORT,
    Account,
    EmbeddedServerError,
    Place,
    account_for,
    anybody_holds,
    hold,
    only_one,
    prepared_place,
    socket_folder_of,
)
from qunli.config.embedded.programs import MAJOR_VERSION, SECONDS_TO_START, run

if TYPE_CHECKING:
    from collections.abc import Iterator

OWNER_ROLE: Final = "qunli_owner"
"""Owns the schema and migrates it; may create databases."""
SITE_ROLE: Final = "qunli_site"
"""The site connects with it: owns nothing, is no superuser."""

_SUPERUSER: Final = "postgres"
_SECONDS_TO_STOP: Final = 60
_TRIES_TO_START: Final = 20
_LARGEST_LOG: Final = 10_000_000
_OPTIONS: Final = ("listen_addresses=", "unix_socket_permissions=0700", "max_connections=200")
_OPTIONS_WITHOUT_DURABILITY: Final = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass(eq=False)
class EmbeddedServer:
    """A running server that this process holds on to."""

    home: Path
    socket_folder: Path
    _place: Place
    _account: Account
    _hold: int | None = field(default=None, repr=False)
    _held_by: int = field(default_factory=os.getpid, repr=False)

    def url(self, database: str, role: str = SITE_ROLE) -> str:
        """The DATABASE_URL under which `role` reaches `database`."""
        host = quote(str(self.socket_folder), safe="")
        return f"postgresql://{quote(role, safe='')}@/{quote(database, safe='')}?host={host}&port={PORT}"

    def create_database(self, name: str) -> bool:
        """Create the database, owned by the owner role, unless it is there; tell whether it was created."""
        with self._locked(), self._superuser() as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                return False
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(OWNER_ROLE))
            )
            return True

    def drop_database(self, name: str) -> None:
        """Drop the database if it is there, ending the sessions that still use it."""
        with self._superuser() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def databases(self) -> list[str]:
        """Name the databases that are not PostgreSQL's own."""
        with self._superuser() as connection:
            rows = connection.execute(
                "SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres' ORDER BY datname"
            ).fetchall()
        return [str(row[0]) for row in rows]

    def release(self) -> None:
        """Let go of the server; the last one to do so stops it, unless it was asked to keep running."""
        if self._hold is None or self._held_by != os.getpid():
            return
        with self._locked():
            os.close(self._hold)
            self._hold = None
            _HELD.pop(self.home, None)
            if not self._place.kept.exists() and not anybody_holds(self._place):
                _stop(self._place, self._account)

    def stop(self) -> None:
        """Stop the server now, whoever else uses it."""
        with self._locked():
            self._place.kept.unlink(missing_ok=True)
            if self._hold is not None:
                os.close(self._hold)
                self._hold = None
            _HELD.pop(self.home, None)
            _stop(self._place, self._account)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with only_one(self._place):
            yield

    @contextmanager
    def _superuser(self) -> Iterator[psycopg.Connection]:
        with _connect(self.socket_folder) as connection:
            yield connection


_HELD: dict[Path, EmbeddedServer] = {}


def embedded_server(home: Path, *, keep: bool = False, durable: bool = True) -> EmbeddedServer:
    """Return the server of this home, running, with its two roles; start it, and set it up the first time, as needed.

    Any number of processes may call this at once. The server stops when the last of them has ended, or with `keep`
    when somebody calls `stop`. Without `durable` it trades safety against power cuts for speed: for tests only.
    """
    home = home.expanduser().resolve()
    held = _HELD.get(home)
    if held is not None and held._held_by == os.getpid():  # noqa: SLF001 -- the class's own module
        return held
    account = account_for(home)
    place = prepared_place(home, account)
    with only_one(place):
        _initialize(place, account, durable=durable)
        socket_folder = socket_folder_of(place, account)
        _start(place, account, socket_folder, durable=durable)
        _ensure_roles(socket_folder)
        if keep:
            place.kept.touch()
        server = EmbeddedServer(home, socket_folder, place, account, hold(place))
    _HELD[home] = server
    atexit.register(server.release)
    return server


def _initialize(place: Place, account: Account, *, durable: bool) -> None:
    """Make the data folder if there is none; it appears whole or not at all."""
    version = place.data / "PG_VERSION"
    if version.exists():
        if (found := version.read_text().strip()) != MAJOR_VERSION:
            message = f"{place.data} was made by PostgreSQL {found}; this is {MAJOR_VERSION}: dump and restore it."
            raise EmbeddedServerError(message)
        return
    unfinished = place.root / "data.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    run(
        "initdb",
        [
            f"--pgdata={unfinished}",
            f"--username={_SUPERUSER}",
            "--auth-local=trust",
            "--auth-host=reject",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
            "--sync-method=fsync" if durable else "--no-sync",
        ],
        place,
        account,
    )
    unfinished.rename(place.data)


def _start(place: Place, account: Account, socket_folder: Path, *, durable: bool) -> None:
    if _answers_or_is_gone(place, socket_folder):
        return
    if place.log.exists() and place.log.stat().st_size > _LARGEST_LOG:
        place.log.rename(place.log.with_name("log.1"))
    options = [f"unix_socket_directories={socket_folder}", f"port={PORT}", *_OPTIONS]
    if not durable:
        options += _OPTIONS_WITHOUT_DURABILITY
    arguments = [
        "start",
        f"--pgdata={place.data}",
        f"--log={place.log}",
        "--wait",
        f"--timeout={SECONDS_TO_START}",
        f"--options={' '.join(f'-c {shlex.quote(option)}' for option in options)}",
    ]
    for tries_left in reversed(range(_TRIES_TO_START)):
        try:
            run("pg_ctl", arguments, place, account)
        except EmbeddedServerError as error:
            # Sessions of a server that was killed take a moment to notice; PostgreSQL rightly waits for their end.
            if not tries_left or "shared memory block" not in str(error):
                raise
            time.sleep(0.5)
        else:
            return


def _answers_or_is_gone(place: Place, socket_folder: Path) -> bool:
    """Wait until the server either answers (true) or is certainly not there (false).

    In between it may be recovering from a crash or stopping. A process number left behind by a server that was killed
    may by now belong to another program: such a file is removed, since PostgreSQL would refuse to start beside it.
    """
    until = time.monotonic() + SECONDS_TO_START
    while _is_postgres(pid := _server_pid(place), place):
        try:
            _connect(socket_folder).close()
        except psycopg.OperationalError:
            if time.monotonic() > until:
                message = f"PostgreSQL (process {pid}) does not answer; its log is {place.log}."
                raise EmbeddedServerError(message) from None
            time.sleep(0.05)
        else:
            return True
    if pid is not None:
        for leftover in (place.data / "postmaster.pid", socket_folder / f".s.PGSQL.{PORT}.lock"):
            leftover.unlink(missing_ok=True)
    return False


def _server_pid(place: Place) -> int | None:
    try:
        first_line = (place.data / "postmaster.pid").read_text().split("\n", 1)[0]
    except FileNotFoundError:
        return None
    return int(first_line) if first_line.strip().isdigit() else None


def _is_postgres(pid: int | None, place: Place) -> bool:
    """Tell whether this process is the server of this folder; a dead one has no command line."""
    if pid is None:
        return False
    try:
        os.kill(pid, 0)
        command = Path(f"/proc/{pid}/cmdline")
        return not Path("/proc/self").exists() or os.fsencode(place.data) in command.read_bytes().split(b"\0")
    except (ProcessLookupError, FileNotFoundError, PermissionError):
        return False


def _stop(place: Place, account: Account) -> None:
    if not _is_postgres(_server_pid(place), place):
        return
    arguments = ["stop", f"--pgdata={place.data}", "--mode=fast", "--wait", f"--timeout={_SECONDS_TO_STOP}"]
    run("pg_ctl", arguments, place, account)


def _connect(socket_folder: Path) -> psycopg.Connection:
    return psycopg.connect(
        host=str(socket_folder), port=PORT, user=_SUPERUSER, dbname="postgres", autocommit=True, connect_timeout=10
    )


def _ensure_roles(socket_folder: Path) -> None:
    """Make the two roles; the owner may take on the site's role, as tests of its limits do."""
    with _connect(socket_folder) as connection:
        there = {str(row[0]) for row in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
        for role, may in ((OWNER_ROLE, "CREATEDB"), (SITE_ROLE, "NOCREATEDB")):
            if role not in there:
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEROLE {}").format(
                        sql.Identifier(role), sql.SQL(may)
                    )
                )
        if not {OWNER_ROLE, SITE_ROLE} <= there:
            connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(SITE_ROLE), sql.Identifier(OWNER_ROLE)))
