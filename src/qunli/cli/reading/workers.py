"""Reads each file in a process of its own, held to time and memory: one that hangs or falls takes no other with it."""

from __future__ import annotations

import json
import multiprocessing
import resource
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from qunli.cli.reading.readers import Asked, made_readers
from qunli.engines.reading import LARGEST, Unopened, UnopenedCause, as_json, read_document

if TYPE_CHECKING:
    from multiprocessing.context import SpawnContext, SpawnProcess

SECONDS: Final = 60.0
SECONDS_A_MEGABYTE: Final = 4.0
SECONDS_TO_START: Final = 30.0
MEGABYTE: Final = 1024 * 1024
MEMORY: Final = 230 * MEGABYTE  # beside the 70 of a process that has loaded the engine
MEMORY_A_BYTE: Final = 10


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read, and how."""

    source: str
    text_only: bool
    known: tuple[tuple[str, str], ...]
    asked: Asked | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a file: its object as JSON, or why there is none."""

    number: int
    source: str
    json: str
    error: str = ""


def answers(tasks: Sequence[Task], *, jobs: int) -> Iterator[Answer]:
    """Read the files, so many at a time; answers come as they are ready."""
    context = multiprocessing.get_context("spawn")
    waiting = deque(enumerate(tasks))
    workers = [_Worker(context) for _ in range(max(1, min(jobs, len(tasks))))]
    try:
        while waiting or any(worker.task for worker in workers):
            for worker in workers:
                if worker.task is None and waiting:
                    worker.give(*waiting.popleft())
            yield from _gathered(workers)
    finally:
        for worker in workers:
            worker.stop()


def _gathered(workers: Sequence[_Worker]) -> Iterator[Answer]:
    busy = [worker for worker in workers if worker.task is not None]
    soonest = min((worker.deadline for worker in busy), default=time.monotonic())
    wait([worker.pipe for worker in busy], timeout=max(0.05, min(1.0, soonest - time.monotonic())))
    for worker in busy:
        answer = worker.take()
        if answer is not None:
            yield answer


class _Worker:
    """One process and the file it has in hand."""

    def __init__(self, context: SpawnContext) -> None:
        self.context = context
        self.task: tuple[int, Task] | None = None
        self.deadline = 0.0
        self.fresh = True
        self.process: SpawnProcess
        self.pipe: Connection[Any, Any]
        self._start()

    def _start(self) -> None:
        self.pipe, theirs = self.context.Pipe()
        self.process = self.context.Process(target=_serve, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()
        self.fresh = True

    def give(self, number: int, task: Task) -> None:
        """Hand over a file."""
        self.task = (number, task)
        size = 0.0
        with suppress(OSError):
            size = Path(task.source).stat().st_size / MEGABYTE
        allowed = SECONDS + SECONDS_A_MEGABYTE * min(size, LARGEST / MEGABYTE)
        self.deadline = time.monotonic() + allowed + (SECONDS_TO_START if self.fresh else 0)
        with suppress(BrokenPipeError, OSError):
            self.pipe.send(task)

    def take(self) -> Answer | None:
        """Return the answer if it is there, or why there will be none; then the worker is free, or made anew."""
        if self.task is None:
            return None
        number, task = self.task
        try:
            if self.pipe.poll():
                body, error = self.pipe.recv()
                self.task, self.fresh = None, False
                return Answer(number, task.source, body, error)
        except (EOFError, OSError):
            return self._lost(number, task, UnopenedCause.STOPPED)
        if time.monotonic() > self.deadline:
            return self._lost(number, task, UnopenedCause.TOO_LONG)
        return None

    def _lost(self, number: int, task: Task, cause: UnopenedCause) -> Answer:
        self.stop()
        self.task = None
        self._start()
        return Answer(number, task.source, "", cause.value)

    def stop(self) -> None:
        """End the process."""
        self.pipe.close()
        self.process.kill()
        self.process.join()


def _serve(pipe: Connection[Any, Any]) -> None:
    """Read one file after the other until the parent closes the pipe."""
    with suppress(EOFError, BrokenPipeError, KeyboardInterrupt, OSError):
        while True:
            pipe.send(read_one(pipe.recv()))


def read_one(task: Task) -> tuple[str, str]:
    """Read one file; return its object as JSON and nothing, or nothing and the reason."""
    path = Path(task.source)
    try:
        size = path.stat().st_size
        if size > LARGEST:
            return "", UnopenedCause.TOO_LARGE.value
        _hold_memory(size)
        document = read_document(
            task.source,
            path.read_bytes(),
            text_only=task.text_only,
            known=task.known,
            readers=made_readers(task.asked),
        )
        return json.dumps(as_json(document), ensure_ascii=False), ""
    except Unopened as error:
        return "", str(error)
    except OSError as error:
        return "", f"{UnopenedCause.UNREADABLE.value}: {error.strerror}"
    except MemoryError:
        return "", UnopenedCause.TOO_MUCH.value
    except Exception as error:  # noqa: BLE001 -- whatever a file does to a reader, the other files are still read
        return "", f"{UnopenedCause.STOPPED.value}: {type(error).__name__}"


def _hold_memory(size: int) -> None:
    """Let this process use so much memory and no more: an allocation beyond it fails instead of filling the machine."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = _mapped() + MEMORY + MEMORY_A_BYTE * size
    with suppress(ValueError, OSError):
        resource.setrlimit(
            resource.RLIMIT_DATA, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard)
        )


@cache
def _mapped() -> int:
    """Return what is mapped before the first file: numpy keeps threads ready, which map much and touch little of it."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[5]) * resource.getpagesize()
    except (OSError, IndexError):
        return 70 * MEGABYTE
