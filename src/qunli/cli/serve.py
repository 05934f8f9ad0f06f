"""The site: web server and worker under one foreground process."""

from __future__ import annotations

import hashlib
import os
import socket
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection

from qunli.cli.children import Child, Supervisor
from qunli.cli.doctor import say_missing
from qunli.cli.migrate import bring_up, refuse_database_of_another_kind, renew_what_ships, say_weaknesses
from qunli.cli.site import demand_migrated
from qunli.cli.terminal import CommandFailed, say

if TYPE_CHECKING:
    from argparse import Namespace

THREADS: Final = 4
SECONDS_FOR_A_REQUEST: Final = 60
SECONDS_TO_STOP: Final = 20


def serve(options: Namespace) -> int:
    """Migrate, gather the static files, then run web server and worker until stopped."""
    if options.no_migrate:
        refuse_database_of_another_kind()
        demand_migrated()
    else:
        bring_up()
        renew_what_ships()
    if not options.no_web:
        gather_static_files()
    say_weaknesses()
    if not options.no_worker:
        say_missing()
    connection.close()
    return run_site(options.bind, options.workers, web=not options.no_web, worker=not options.no_worker)


def run_site(bind: str, workers: int, *, web: bool = True, worker: bool = True) -> int:
    """Run the processes of a site that is ready."""
    children = []
    if web:
        refuse_taken(bind)
        children.append(Child("web server", web_command(bind, workers)))
    if worker:
        children.append(Child("worker", worker_command()))
    if web:
        say(f"Serving on {bind if bind.startswith('unix:') else f'http://{bind}'} (Ctrl-C stops)")
    return Supervisor(children).run()


def web_command(bind: str, workers: int) -> list[str]:
    """Return gunicorn's command line."""
    shared_memory = Path("/dev/shm")  # noqa: S108 -- heartbeats only; a slow disk must not stop a worker
    return [
        "-m", "gunicorn", "qunli.config.wsgi:application", "--preload",
        "--bind", bind, "--workers", str(workers), "--threads", str(THREADS),
        "--timeout", str(SECONDS_FOR_A_REQUEST), "--graceful-timeout", str(SECONDS_TO_STOP),
        "--worker-tmp-dir", str(shared_memory if os.access(shared_memory, os.W_OK) else tempfile.gettempdir()),
        "--no-control-socket", "--log-level", "warning",
    ]  # fmt: skip


def worker_command() -> list[str]:
    """Return the worker's command line."""
    return [
        "-m", "django", "procrastinate", "worker", "--concurrency", "1", "--name", f"worker-{os.getpid()}",
        "--shutdown-graceful-timeout", str(SECONDS_TO_STOP),
    ]  # fmt: skip


def gather_static_files() -> None:
    """Copy the static files to where the web server finds them, unless they are there already."""
    root = Path(settings.STATIC_ROOT)
    stamp = root / "gathered-from"
    digest = _digest_of_sources()
    if stamp.exists() and stamp.read_text(encoding="ascii") == digest:
        return
    try:
        call_command("collectstatic", interactive=False, verbosity=0, clear=False)
    except OSError as error:
        message = f"Cannot write static files to {root}: {error.strerror}."
        raise CommandFailed(message) from error
    stamp.write_text(digest, encoding="ascii")


def _digest_of_sources() -> str:
    whole = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = os.stat(storage.path(name))  # noqa: PTH116 -- the finder's own paths are strings
            whole.update(f"{name}:{status.st_size}:{status.st_mtime_ns}\n".encode())
    return whole.hexdigest()


def refuse_taken(bind: str) -> None:
    """Say in one line that an address is taken, rather than let the web server try again and again."""
    if bind.startswith("unix:"):
        return
    host, _, port = bind.rpartition(":")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), int(port)))
        except OSError as error:
            message = f"Cannot listen on {bind}: {error.strerror}."
            raise CommandFailed(message) from error
