"""What a reader of a format hands over, and what it raises when it cannot."""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Opened", "Unopened", "UnopenedCause"]


class UnopenedCause(StrEnum):
    """Why a file was not read: a closed list, so that the edge can translate each one."""

    TOO_LARGE = "larger than 64 MB"
    EMPTY = "the file is empty"
    UNKNOWN_FORMAT = "a format that is not read"
    NOT_PLAIN_TEXT = "text alone is read out of plain text formats only"
    ENCRYPTED = "locked by a password"
    BROKEN = "damaged: it cannot be opened as what it says it is"
    EXPANDS = "unpacks to far more than its size"
    TOO_LONG = "took longer than it may"
    TOO_MUCH = "needs more memory than it may"
    STOPPED = "the reader stopped on it"
    UNREADABLE = "cannot be read from disk"


class Unopened(ValueError):
    """A file could not be turned into text."""

    def __init__(self, cause: UnopenedCause, detail: str = "") -> None:
        """Keep the cause, and what the reader of the format said."""
        super().__init__(cause, detail)
        self.cause = cause
        self.detail = detail

    def __str__(self) -> str:
        """Return a line for logs and developers."""
        return f"{self.cause.value}: {self.detail}" if self.detail else self.cause.value


@dataclass(frozen=True, slots=True)
class Opened:
    """The text of a file, the stretches that the page marks as furniture, and what was wrong with it."""

    text: str
    encoding: str = ""
    guessed: bool = False
    broken: bool = False
    cut: bool = False
    regions: tuple[tuple[int, int], ...] = ()
