"""A home of its own for each test of the command, and the command as a process."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from making.once import shared_folder
from qunli.config.embedded import embedded_server

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = Path(__file__).resolve().parents[2] / "src"


@dataclass(frozen=True, slots=True)
class Home:
    """A folder for the site's own files, and commands that use it."""

    folder: Path
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """Return this process's environment, pointed at the home."""
        given = {"QUNLI_HOME": str(self.folder / "home"), "PYTHONPATH": str(SOURCE), **self.extra}
        dropped = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "QUNLI_OWNER_DATABASE_URL"}
        return {name: value for name, value in os.environ.items() if name not in dropped} | given

    def command(self, *words: str) -> list[str]:
        """Return the command line of `qunli` with these words."""
        return [sys.executable, "-m", "qunli", *words]

    def run(self, *words: str, code: int = 0) -> str:
        """Run `qunli`, demand its exit code, and return what it said, errors included."""
        done = subprocess.run(  # noqa: S603 -- our own command
            self.command(*words),
            check=False, capture_output=True, text=True, env=self.environment, cwd=self.folder,
        )  # fmt: skip
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start `qunli` and leave it running; its output goes to a file of the home."""
        with (self.folder / "output").open("w") as output:
            return subprocess.Popen(  # noqa: S603 -- our own command
                self.command(*words),
                stdout=output, stderr=subprocess.STDOUT, text=True, env=self.environment, cwd=self.folder,
            )  # fmt: skip


@pytest.fixture
def empty_home() -> Iterator[Home]:
    """Give an empty home, whose server runs without durability until the test ends."""
    folder = Path(tempfile.mkdtemp(prefix="qunli-cli-"))
    yield from _served(folder)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Migrate a site once in a run; its folder is copied for each test that wants one."""
    with shared_folder("migrated", tmp_path_factory, worker_id) as folder:
        if not (folder / "whole").exists():
            _migrate(folder / "whole")
        return folder / "whole"


def _migrate(target: Path) -> None:
    folder = Path(tempfile.mkdtemp(prefix="qunli-cli-"))
    server = embedded_server(folder / "home", durable=False)
    Home(folder).run("migrate", "--yes")
    server.stop()
    shutil.move(folder, target)


@pytest.fixture
def home(migrated: Path) -> Iterator[Home]:
    """Give a home with a migrated site."""
    folder = Path(tempfile.mkdtemp(prefix="qunli-cli-"))
    subprocess.run(["cp", "-a", str(migrated / "home"), str(folder / "home")], check=True)  # noqa: S603, S607 -- keeps owners and modes
    yield from _served(folder)


def _served(folder: Path) -> Iterator[Home]:
    server = embedded_server(folder / "home", durable=False)
    yield Home(folder)
    server.stop()
    shutil.rmtree(folder)
