"""Reads the house as text and syntax trees, for the tests that hold it to its rules.

A rule is a function from one file's text to the faults found in it, so that good and bad samples can be shown to it.
"""

from __future__ import annotations

import ast
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT: Final = Path(__file__).resolve().parent.parent.parent
SOURCE: Final = ROOT / "src/qunli"
NOT_ROOMS: Final = frozenset({"engines", "config", "cli", "__main__"})


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file of the house, and where in the house it stands."""

    room: str
    shelf: str
    text: str
    name: str = "sample"

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)


@cache
def contracts() -> list[dict[str, object]]:
    """Return the import contracts of pyproject.toml."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return list(settings["tool"]["importlinter"]["contracts"])


@cache
def levels() -> dict[str, int]:
    """Return the floor of each room, counted from below; rooms side by side share one."""
    floors = contracts()[0]["layers"]
    assert isinstance(floors, list)
    return {name.strip(" ()"): level for level, floor in enumerate(reversed(floors)) for name in str(floor).split("|")}


@cache
def rooms() -> tuple[str, ...]:
    """Return the rooms that are built, from the ground up."""
    built = {path.parent.name for path in SOURCE.glob("*/__init__.py")} - NOT_ROOMS
    return tuple(sorted(built, key=lambda room: (levels().get(room, -1), room)))


@cache
def sources() -> tuple[Source, ...]:
    """Return every Python file of the house but Django's migrations."""
    return tuple(
        Source(
            room=path.relative_to(SOURCE).parts[0].removesuffix(".py"),
            shelf="/".join(path.relative_to(SOURCE).parts[1:2]).removesuffix(".py"),
            text=path.read_text(encoding="utf-8"),
            name=str(path.relative_to(ROOT)),
        )
        for path in sorted(SOURCE.rglob("*.py"))
        if "migrations" not in path.parts
    )


def sources_in(*shelves: str) -> tuple[Source, ...]:
    """Return the rooms' files on these shelves."""
    return tuple(source for source in sources() if source.room in rooms() and source.shelf in shelves)


def faults_in(files: tuple[Source, ...], rule: Callable[[Source], list[str]]) -> list[str]:
    """Hold files to a rule; each fault begins with the file's name."""
    return [f"{source.name}: {fault}" for source in files for fault in rule(source)]


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Walk through the calls in a tree."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def called_name(call: ast.Call) -> str:
    """Return the last part of what is called: `create` of `Need.objects.create(...)`."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def imported_modules(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Walk through the full names of what is imported, with their lines; `from a.b import c` gives `a.b.c`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def templates() -> tuple[Path, ...]:
    """Return every page template of the house."""
    return tuple(sorted(SOURCE.glob("*/templates/**/*.html")))
