"""Where a key stands in the text of a TOML file: faults are named by line."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

__all__ = ["Places", "places_of"]

_HEAD: Final = re.compile(r"\s*\[\[\s*([A-Za-z0-9_.-]+)\s*\]\]")
_TABLE: Final = re.compile(r"\s*\[\s*([A-Za-z0-9_.-]+)\s*\]")
_KEY: Final = re.compile(r"\s*([A-Za-z0-9_-]+)\s*=")

TablePath = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Places:
    """The lines of heads and keys; a path names a table by name and number: `(("score", 0), ("item", 2))`."""

    heads: dict[TablePath, int] = field(default_factory=dict[TablePath, int])
    keys: dict[tuple[TablePath, str], int] = field(default_factory=dict[tuple[TablePath, str], int])

    def line(self, path: TablePath, key: str) -> int:
        """Return the line of a key; of the head of its table where the key is missing."""
        return self.keys.get((path, key), self.heads.get(path, 1))


def places_of(text: str) -> Places:
    """Find every head and key; a key inside an inline table has the line of the key that it belongs to."""
    found = Places()
    seen: Counter[tuple[TablePath, str]] = Counter()
    path: TablePath = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if head := _HEAD.match(line):
            path = _path(head[1].split("."), seen)
            found.heads[path] = number
        elif table := _TABLE.match(line):
            path = tuple((name, 0) for name in table[1].split("."))
            found.heads[path] = number
        elif key := _KEY.match(line):
            found.keys.setdefault((path, key[1]), number)
    return found


def _path(names: list[str], seen: Counter[tuple[TablePath, str]]) -> TablePath:
    """Count tables of the same name within the table above them."""
    path: TablePath = ()
    for name in names[:-1]:
        path = (*path, (name, max(seen[path, name] - 1, 0)))
    seen[path, names[-1]] += 1
    return (*path, (names[-1], seen[path, names[-1]] - 1))
