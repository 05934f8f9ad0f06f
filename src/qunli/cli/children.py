"""Keeps a few processes running under one foreground process; stops them together and in peace."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from qunli.cli import child
from qunli.cli.terminal import complain, say

if TYPE_CHECKING:
    from types import FrameType

FIRST_PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 30.0
SETTLED: Final = 60.0
"""A process that lived this long starts again at once; one that dies earlier waits twice as long each time."""
SECONDS_TO_STOP: Final = 25.0
LOOKS_PER_SECOND: Final = 5


@dataclass(slots=True)
class Child:
    """One program to keep running."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    pause: float = FIRST_PAUSE
    again_at: float = 0.0

    def start(self) -> None:
        """Start it; it ends by itself should this process be killed."""
        wrapped = [sys.executable, "-P", child.__file__, str(os.getpid()), *self.command]
        self.process = subprocess.Popen(  # noqa: S603 -- this Python, modules of ours
            wrapped,
            stdin=subprocess.DEVNULL,
            process_group=0,  # Ctrl-C reaches the supervisor alone, which then ends its children in peace
        )
        self.began = time.monotonic()

    def look(self) -> None:
        """Notice its death and start it again once its pause is over."""
        if self.process is None:
            if time.monotonic() >= self.again_at:
                self.start()
        elif (code := self.process.poll()) is not None:
            lived = time.monotonic() - self.began
            self.pause = FIRST_PAUSE if lived > SETTLED else min(self.pause * 2, LONGEST_PAUSE)
            self.again_at = time.monotonic() + self.pause
            self.process = None
            complain(
                f"The {self.name} ended ({_cause(code)}) after {lived:.0f} s; starting again in {self.pause:.1f} s."
            )


@dataclass(slots=True)
class Supervisor:
    """Runs the children until told to stop."""

    children: list[Child]
    _stop: bool = field(default=False, init=False)

    def run(self) -> int:
        """Keep the children running until SIGINT or SIGTERM; a second signal kills what has not ended."""
        before = {number: signal.signal(number, self._told) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            for one in self.children:
                one.start()
            while not self._stop:
                time.sleep(1 / LOOKS_PER_SECOND)
                for one in self.children:
                    one.look()
            say("Stopping: requests and jobs that have begun may end ...")
            self._end()
        finally:
            self._kill()
            for number, handler in before.items():
                signal.signal(number, handler)
        say("Stopped.")
        return 0

    def _told(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        if self._stop:
            self._kill()
        self._stop = True

    def _running(self) -> list[subprocess.Popen[bytes]]:
        return [one.process for one in self.children if one.process is not None and one.process.poll() is None]

    def _end(self) -> None:
        for process in self._running():
            process.terminate()
        until = time.monotonic() + SECONDS_TO_STOP
        while self._running() and time.monotonic() < until:
            time.sleep(0.05)

    def _kill(self) -> None:
        for process in self._running():
            process.kill()
            process.wait()


def _cause(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"
