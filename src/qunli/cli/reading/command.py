"""The command: which files, in which order they are shown, and what is said of those that cannot be read."""

from __future__ import annotations

import csv
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from qunli.cli.reading.readers import reader_asked_for
from qunli.cli.reading.workers import Answer, Task, answers
from qunli.cli.terminal import FAULTS, CommandFailed, complain, say

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Iterator

ENDINGS: Final = frozenset(
    {".txt", ".text", ".md", ".markdown", ".csv", ".tsv", ".htm", ".html", ".xhtml", ".eml", ".pdf", ".docx", ".xlsx"}
)
SHOWN: Final = 20
SECONDS_BETWEEN: Final = 5.0


def read(options: Namespace) -> int:
    """Read every file; exit code 1 where one could not be read."""
    paths = list(_files(options.paths))
    if not paths:
        message = "No file to read was found."
        raise CommandFailed(message)
    known = _known(options.known) if options.known else ()
    asked = reader_asked_for(options)
    tasks = [Task(str(path), options.text_only, known, asked) for path in paths]
    progress = _Progress(len(tasks))
    show = _as_json if options.json else _as_text
    failed = 0
    for line in show(_in_order(answers(tasks, jobs=options.jobs), progress)):
        failed += line.failed
        say(line.text)
    progress.end(failed)
    return FAULTS if failed else 0


class _Line:
    """What is printed of one file."""

    def __init__(self, text: str, *, failed: bool = False) -> None:
        self.text = text
        self.failed = failed


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """Return the files named, and all of a folder that end as documents do."""
    for path in paths:
        if path.is_dir():
            yield from sorted(one for one in path.rglob("*") if one.suffix.lower() in ENDINGS and one.is_file())
        elif path.is_file():
            yield path
        else:
            message = f"There is no file {path}."
            raise CommandFailed(message)


def _known(path: Path) -> tuple[tuple[str, str], ...]:
    """Read known organizations: a CSV file with the columns name and, if there are codes, uscc."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            rows = list(csv.DictReader(handle))
    except (OSError, UnicodeError, csv.Error) as error:
        message = f"Cannot read {path}: {error}."
        raise CommandFailed(message) from error
    if rows and "name" not in rows[0]:
        message = f"{path} has no column name."
        raise CommandFailed(message)
    return tuple((row["name"].strip(), (row.get("uscc") or "").strip()) for row in rows if row["name"])


def _in_order(given: Iterable[Answer], progress: _Progress) -> Iterator[Answer]:
    """Hand the answers on in the order of the files, whichever is ready first."""
    waiting: dict[int, Answer] = {}
    following = 0
    for answer in given:
        progress.step(answer.source)
        waiting[answer.number] = answer
        while following in waiting:
            yield waiting.pop(following)
            following += 1


def _as_json(given: Iterable[Answer]) -> Iterator[_Line]:
    """Write one list with an object for each file, a file at a time."""
    first = True
    for answer in given:
        body = answer.json or json.dumps(_unread(answer), ensure_ascii=False)
        yield _Line(("[" if first else ",") + body, failed=not answer.json)
        first = False
    yield _Line("]")


def _unread(answer: Answer) -> dict[str, Any]:
    return {
        "source": answer.source,
        "sha256": None,
        "text": "",
        "passages": [],
        "claims": [],
        "organizations": [],
        "defects": [],
        "error": answer.error,
    }


def _as_text(given: Iterable[Answer]) -> Iterator[_Line]:
    """Write for a person: what was kept, and the figures with their words."""
    for answer in given:
        if not answer.json:
            yield _Line(f"{answer.source}: not read: {answer.error}", failed=True)
            continue
        yield _Line(_summary(json.loads(answer.json)))


def _summary(document: dict[str, Any]) -> str:
    kept = sum(one["end"] - one["start"] for one in document["passages"] if one["keep"])
    counts = [f"{len(document[name])} {name}" for name in ("claims", "organizations", "defects")]
    lines = [f"{document['source']}: {kept} of {len(document['text'])} characters kept, " + ", ".join(counts)]
    for claim in document["claims"][:SHOWN]:
        value = claim["value"] if isinstance(claim["value"], str) else "..".join(claim["value"] or ())
        told = " ".join(part for part in (value, claim["unit"], claim["period"] or "") if part)
        lines.append(f"  {claim['kind']}: {claim['name']} {told}  <- {' '.join(claim['quote'].split())[:60]}")
    if len(document["claims"]) > SHOWN:
        lines.append(f"  and {len(document['claims']) - SHOWN} more: --json shows all")
    return "\n".join(lines)


class _Progress:
    """Says how far it is, where there is more than one file: each on a terminal, now and then in a log."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0
        self.said = time.monotonic()

    def step(self, source: str) -> None:
        """Count a file."""
        self.done += 1
        if self.total == 1:
            return
        if sys.stderr.isatty() or time.monotonic() - self.said >= SECONDS_BETWEEN:
            self.said = time.monotonic()
            complain(f"{self.done}/{self.total} {source}")

    def end(self, failed: int) -> None:
        """Say how many could not be read."""
        if failed and self.total > 1:
            complain(f"{failed} of {self.total} files could not be read.")
