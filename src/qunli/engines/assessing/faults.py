"""What is wrong with a pack, where, in words that the edge can translate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qunli.engines.assessing.places import TablePath

__all__ = ["PackFault", "PackUnreadable", "gettext_noop"]


def gettext_noop(text: str) -> str:
    """Mark a text for translation; the edge translates it when it is shown."""
    return text


@dataclass(frozen=True, slots=True)
class PackFault:
    """A fault of one key of one table; `line` is set where the text of the file is known."""

    path: TablePath
    key: str
    words: str
    params: Mapping[str, str] = field(default_factory=dict[str, str])
    line: int = 0

    def __str__(self) -> str:
        """Show place and fault."""
        return f"line {self.line}, {self.key}: {self.words % dict(self.params)}"


class PackUnreadable(ValueError):
    """A file is no pack that can be assessed; carries every fault, in the order of the file."""

    def __init__(self, faults: Sequence[PackFault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda one: one.line))
        super().__init__("; ".join(str(fault) for fault in self.faults))
