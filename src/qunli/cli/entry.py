"""Reads the command line, makes Django ready, runs one command, and turns what fails into one clear line."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from importlib import import_module
from typing import Final

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, ProgrammingError

from qunli.cli.arguments import parser
from qunli.cli.site import make_ready
from qunli.cli.terminal import FAULTS, UNUSABLE, CommandFailed, complain
from qunli.config.embedded import EmbeddedServerError
from qunli.core.states import Refused

STOPPED: Final = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the number returned is its exit code."""
    options = parser().parse_args(arguments)
    try:
        return _run(options)
    except KeyboardInterrupt:
        complain("Stopped.")
        return STOPPED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAULTS
    except Exception as error:
        line, code = _explained(error)
        if not line:
            raise
        complain(line)
        return code


def _explained(error: Exception) -> tuple[str, int]:
    """Return one clear line and the exit code for what a person can do something about; nothing for a fault of ours."""
    match error:
        case CommandFailed():
            return str(error), error.code
        case Refused():
            return str(error), FAULTS
        case ImproperlyConfigured() | EmbeddedServerError():
            return _first_line(error), UNUSABLE
        case OperationalError():
            return f"The database cannot be reached: {_first_line(error)}", UNUSABLE
        case ProgrammingError():
            return f"The database does not fit this version ({_first_line(error)}): run `qunli migrate`.", UNUSABLE
        case _:
            return "", UNUSABLE


def _run(options: Namespace) -> int:
    module, _, function = options.run.partition(":")
    if options.django:
        make_ready(demo=options.demo)
    result = getattr(import_module(module), function)(options)
    return int(result or 0)


def _first_line(error: BaseException) -> str:
    """Return the first line of what went wrong; PostgreSQL adds hints on further ones."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__
