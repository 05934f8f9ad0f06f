"""Running pg_dump and pg_restore; the password never stands in the list of processes."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

from psycopg.conninfo import make_conninfo

from qunli.cli.terminal import CommandFailed
from qunli.config.embedded import EmbeddedServerError, programs
from qunli.config.env import environment_of_programs

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def running(
    program: str,
    arguments: list[str],
    entry: dict[str, Any] | None,
    *,
    feed: bool,
    into: IO[bytes] | None = None,
) -> Iterator[IO[bytes]]:
    """Run one of PostgreSQL's programs; give its output, or with `feed` its input; what it then says goes `into`."""
    command = [_found(program), *arguments, *([f"--dbname={_conninfo(entry)}"] if entry else [])]
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(  # noqa: S603 -- PostgreSQL's own program, arguments made here
            command,
            stdin=subprocess.PIPE if feed else subprocess.DEVNULL,
            stdout=(into or subprocess.DEVNULL) if feed else subprocess.PIPE,
            stderr=said,
            env=environment_of_programs(str((entry or {}).get("PASSWORD") or "")),
        ) as process:
            stream = process.stdin if feed else process.stdout
            if stream is None:  # never: one of the two was asked for
                raise AssertionError
            try:
                yield stream
                stream.close()
            except BrokenPipeError:
                pass  # it ended early, and says below why
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            said.seek(0)
            lines = [line.strip() for line in said.read().decode(errors="replace").splitlines() if line.strip()]
            message = f"{program} failed: {' / '.join(lines[:2]) or process.returncode}"
            raise CommandFailed(message)


def _conninfo(entry: dict[str, Any]) -> str:
    named = {"dbname": entry["NAME"], "user": entry["USER"], "host": entry["HOST"], "port": entry["PORT"]}
    options = {name: value for name, value in entry.get("OPTIONS", {}).items() if isinstance(value, str)}
    return make_conninfo(**{name: str(value) for name, value in (named | options).items() if value})


def _found(program: str) -> str:
    try:
        return str(programs() / program)
    except EmbeddedServerError:
        path = shutil.which(program)
        if path is None:
            raise
        return path
