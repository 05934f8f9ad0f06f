"""The example's files, read as they are."""

from __future__ import annotations

import csv
import hashlib
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from qunli.cli.terminal import CommandFailed

IN_THE_CLONE: Final = Path(__file__).resolve().parents[4] / "examples" / "meilong"
DOCUMENTS: Final = "documents"
Row = dict[str, str]
Tree = dict[str, Any]
"""A TOML file is a tree of mixed values."""


@dataclass(frozen=True)
class Example:
    """A folder of files that describe a cluster and the road of one call."""

    folder: Path

    @cached_property
    def cluster(self) -> Tree:
        """The cluster, its segments, fields, figures and events."""
        return self._toml("cluster.toml")

    @cached_property
    def road(self) -> Tree:
        """The road of one call."""
        return self._toml("road.toml")

    @cached_property
    def today(self) -> Tree:
        """The work that is under way on the day of the demonstration."""
        return self._toml("today.toml")

    @cached_property
    def fund(self) -> Tree:
        """A joint fund of four parties through a year."""
        return self._toml("fund.toml")

    def document(self, name: str) -> bytes:
        """Return the bytes of a document that came in."""
        try:
            return (self.folder / DOCUMENTS / name).read_bytes()
        except OSError as error:
            raise _unreadable(self.folder, error) from error

    def rows(self, name: str) -> list[Row]:
        """Return the rows of a CSV file."""
        try:
            with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
                return [{key: (value or "").strip() for key, value in row.items()} for row in csv.DictReader(file)]
        except OSError as error:
            raise _unreadable(self.folder, error) from error

    @cached_property
    def digest(self) -> str:
        """One digest over all files: whether a demonstration was built from them."""
        whole = hashlib.sha256()
        for path in sorted(self.folder.rglob("*")):
            if path.suffix in {".toml", ".csv"} or path.parent.name == DOCUMENTS:
                whole.update(path.name.encode() + b"\0" + path.read_bytes())
        return whole.hexdigest()

    def _toml(self, name: str) -> Tree:
        try:
            return tomllib.loads((self.folder / name).read_text(encoding="utf-8"))
        except OSError as error:
            raise _unreadable(self.folder, error) from error


def example_in(folder: Path | None) -> Example:
    """Return the example of a folder, or the clone's own; the installed package carries none."""
    found = folder or IN_THE_CLONE
    if not (found / "road.toml").exists():
        message = f"There is no example in {found}: name its folder by --example (in a clone: examples/meilong)."
        raise CommandFailed(message)
    return Example(found)


def _unreadable(folder: Path, error: OSError) -> CommandFailed:
    return CommandFailed(f"Cannot read the example in {folder}: {error.filename}: {error.strerror}.")


def parts(text: str) -> list[str]:
    """Split a list inside a cell."""
    return [part.strip() for part in text.split(";") if part.strip()]
