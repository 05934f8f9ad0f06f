"""Where the server's files lie, whose they are, and the two locks."""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import stat
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

PORT: Final = 5432
_LONGEST_SOCKET_PATH: Final = 100
_PRIVATE: Final = 0o700


class EmbeddedServerError(Exception):
    """The embedded server cannot run here; the message is one line for the person at the terminal."""


@dataclass(frozen=True, slots=True)
class Account:
    """The operating system account that PostgreSQL runs as."""

    uid: int
    gid: int
    name: str

    @property
    def is_another(self) -> bool:
        return self.uid != os.geteuid()


@dataclass(frozen=True, slots=True)
class Place:
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


def account_for(home: Path) -> Account:
    data = home / "postgres"
    uid = os.geteuid()
    if uid == 0:
        owner = data.stat().st_uid if data.exists() else 0
        entry = pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")
        return Account(entry.pw_uid, entry.pw_gid, entry.pw_name)
    if data.exists() and data.stat().st_uid != uid:
        message = f"The folder {data} belongs to another account: set QUNLI_HOME to a folder of your own."
        raise EmbeddedServerError(message)
    return Account(uid, os.getegid(), str(uid))


def prepared_place(home: Path, account: Account) -> Place:
    place = Place(home / "postgres")
    try:
        home.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
        place.root.mkdir(mode=_PRIVATE, exist_ok=True)
        if account.is_another:
            os.chown(place.root, account.uid, account.gid)
    except OSError as error:
        message = f"Cannot write to {home}: {error.strerror}. Set QUNLI_HOME to a folder that you can write to."
        raise EmbeddedServerError(message) from error
    return place


def socket_folder_of(place: Place, account: Account) -> Path:
    """Return the private folder of the socket: inside the home unless its path is too long for a socket."""
    folder = place.root / "run"
    if len(os.fsencode(folder / f".s.PGSQL.{PORT}")) > _LONGEST_SOCKET_PATH:
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


@contextmanager
def only_one(place: Place) -> Iterator[None]:
    """Let one process at a time start, stop or set up the server."""
    lock = os.open(place.root / "start.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def hold(place: Place) -> int:
    lock = os.open(place.root / "holders.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(lock, fcntl.LOCK_SH)
    return lock


def anybody_holds(place: Place) -> bool:
    lock = os.open(place.root / "holders.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False
