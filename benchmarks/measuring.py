"""Statements and time of one page, beside a fixed loop that tells how quick the machine is just now.

CPU time is that of this process: Django's side of the page and the test client's. PostgreSQL's own is not in it: what
the page waits for the database stands in a column of its own.
"""

from __future__ import annotations

import re
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Final

from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext

ROUNDS: Final = 7
LOOP: Final = 2_000_000
OK: Final = 200
_BODY_ROWS: Final = re.compile(rb"<tbody.*?</tbody>", re.DOTALL)


class NotThePageMeant(Exception):
    """A page answered something else than what is to be measured."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One page; `rows` of a list."""

    page: str
    rows: int
    statements: int
    cpu_ms: float
    database_ms: float
    loop_ms: float

    @property
    def ratio(self) -> float:
        """The page's CPU time in units of the loop's, timed in turn with it."""
        return self.cpu_ms / self.loop_ms


@dataclass(frozen=True, slots=True)
class Exported:
    """One list as a file."""

    page: str
    rows: int
    cpu_ms: float
    peak_mb: float
    loop_ms: float


def measure(client: Client, page: str, url: str, *, rows: int = 0) -> Measured:
    """Ask for the page until it is warm, count its statements once, then time it; `rows` must be shown where given."""
    _whole_page(client, url)
    with CaptureQueriesContext(connection) as captured:
        body = _whole_page(client, url)
    asked = list(captured.captured_queries)  # now: the next request empties the log
    shown = sum(part.count(b"<tr") for part in _BODY_ROWS.findall(body))
    if rows and shown != rows:
        message = f"{page}: expected {rows} rows, got {shown}."
        raise NotThePageMeant(message)
    pairs = [(_cpu_ms(lambda: client.get(url)), _cpu_ms(_loop)) for _round in range(ROUNDS)]
    cpu, loop = (median(side) for side in zip(*pairs, strict=True))
    return Measured(page, rows, len(asked), cpu, sum(float(one["time"]) for one in asked) * 1000, loop)


def measure_export(client: Client, page: str, url: str, *, rows: int) -> Exported:
    """Time an export, then watch its memory in a second run, since watching slows it."""
    cpu, loop = _cpu_ms(lambda: _whole_page(client, url)), _cpu_ms(_loop)
    tracemalloc.start()
    try:
        _whole_page(client, url)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return Exported(page, rows, cpu, peak / 2**20, loop)


def _whole_page(client: Client, url: str) -> bytes:
    response: HttpResponseBase = client.get(url)
    if response.status_code != OK:
        message = f"{url} answered {response.status_code}."
        raise NotThePageMeant(message)
    return bytes(getattr(response, "content", b""))


def _cpu_ms(run: Callable[[], object]) -> float:
    began = time.process_time()
    run()
    return (time.process_time() - began) * 1000


def _loop() -> int:
    total = 0
    for number in range(LOOP):
        total += number
    return total
