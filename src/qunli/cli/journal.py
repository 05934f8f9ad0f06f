"""Checking the record of all acts from outside the site."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from qunli.cli.terminal import FAULTS, CommandFailed, say, say_json
from qunli.core.queries.journal import journal_head, verify_journal

if TYPE_CHECKING:
    from argparse import Namespace

HEAD: Final = re.compile(r"\d{1,18}:[0-9a-f]{64}")


def verify(options: Namespace) -> int:
    """Walk the chain, against a head kept elsewhere where one is given."""
    verdict = verify_journal(against=head_from(options.against) if options.against else "")
    if options.json:
        say_json(asdict(verdict))
    elif verdict.sound:
        say(f"The journal is whole: {verdict.entries} entries, head {verdict.head}")
        if not options.against:
            say("A tail cut off, or a chain rewritten whole, shows only --against a head kept elsewhere.")
    else:
        where = f" at entry {verdict.entry_id}" if verdict.entry_id else ""
        say(f"The journal is BROKEN{where}: {verdict.fault} (checked {verdict.entries} seals).")
    return 0 if verdict.sound else FAULTS


def head(options: Namespace) -> int:
    """Print the head."""
    found = journal_head()
    if options.json:
        number, _, digest = found.partition(":")
        say_json({"number": int(number), "hash": digest})
    else:
        say(found)
    return 0


def head_from(text: str) -> str:
    """Take a head as it is, or the last one that stands in a file."""
    if HEAD.fullmatch(text.strip()):
        return text.strip()
    try:
        found = HEAD.findall(Path(text).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        found = []
    if not found:
        message = f"Expected a head as NUMBER:HASH, or a file that holds one, got {text!r}."
        raise CommandFailed(message)
    return str(found[-1])
