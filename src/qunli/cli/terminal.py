"""Speaking with the person, or the program, at the terminal."""

from __future__ import annotations

import getpass
import json
import sys
from dataclasses import dataclass
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder

FAULTS: Final = 1
"""The command did its work and found what is wrong, or an act was refused."""
UNUSABLE: Final = 2
"""The command could not begin: wrong arguments, settings, database or file."""


class CommandFailed(Exception):
    """Ends the command with one clear line and an exit code."""

    def __init__(self, message: str, *, code: int = UNUSABLE) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class TerminalDoer:
    """Whoever may run commands on the server acts in the name of the site; the journal tells who it was."""

    doer_label: str
    doer_id: int | None = None


def doer() -> TerminalDoer:
    """Return who acts from this terminal."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = "?"
    return TerminalDoer(f"qunli command ({name})")


def say(text: str = "") -> None:
    """Print a line at once, also into a pipe."""
    print(text, flush=True)


def complain(text: str) -> None:
    """Print a line to the error stream."""
    print(text, file=sys.stderr, flush=True)


def say_json(value: Any) -> None:  # noqa: ANN401 -- whatever JSON can hold
    """Print a value for a program to read."""
    print(json.dumps(value, ensure_ascii=False, indent=2, cls=DjangoJSONEncoder), flush=True)


def say_table(rows: list[tuple[str, ...]], *, indent: int = 2) -> None:
    """Print rows in columns; wide characters count double."""
    if not rows:
        return
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
        say((" " * indent + "  ".join(cells)).rstrip())


def ask(question: str, wanted: str) -> bool:
    """Ask a person to type a word; nobody at the terminal means no."""
    if not sys.stdin.isatty():
        return False
    try:
        return input(f"{question} ").strip() == wanted
    except EOFError:
        return False


def secret(prompt: str, file: str | None) -> str:
    """Read a password from a file's first line, or ask for it unseen."""
    if file:
        try:
            with open(file, encoding="utf-8") as handle:  # noqa: PTH123 -- "/dev/stdin" and pipes are welcome
                return handle.readline().rstrip("\r\n")
        except OSError as error:
            message = f"Cannot read {file}: {error.strerror}."
            raise CommandFailed(message) from error
    if not sys.stdin.isatty():
        message = "No terminal to ask for a password: give --password-file FILE (- is not read)."
        raise CommandFailed(message)
    return getpass.getpass(prompt)


def _width(text: str) -> int:
    return sum(2 if character >= "\u2e80" else 1 for character in text)
