"""The entry of a process that `qunli serve` runs: ends with its parent, then becomes the program itself."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from typing import Final

_SET_PARENT_DEATH_SIGNAL: Final = 1


def main(arguments: list[str]) -> None:
    """Ask Linux to end this process when the supervisor dies, however it dies; elsewhere nothing is asked."""
    parent, program = int(arguments[0]), arguments[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        raise SystemExit(1)
    os.execv(sys.executable, [sys.executable, *program])  # noqa: S606 -- this Python, a module of its own


if __name__ == "__main__":
    main(sys.argv[1:])
