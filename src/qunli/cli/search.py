"""Keeping what the search knows in step with the records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qunli.cli.site import now
from qunli.cli.terminal import FAULTS, say, say_json
from qunli.core.actions.entries import rebuild_entries, stale_entries

if TYPE_CHECKING:
    from argparse import Namespace


def rebuild(options: Namespace) -> int:
    """Write every entry anew; the site may be used meanwhile."""
    count = rebuild_entries(at=now())
    if options.json:
        say_json({"entries": count})
    else:
        say(f"The search knows {count} records.")
    return 0


def check(options: Namespace) -> int:
    """Name the entries that a rebuild would change; exit code 1 where there are any."""
    stale = stale_entries()
    if options.json:
        say_json({"stale": [{"kind": kind, "id": key} for kind, key in stale]})
    elif stale:
        for kind, key in stale:
            say(f"{kind} {key}")
        say(f"{len(stale)} entries are not what their records say: run `qunli search rebuild`.")
    else:
        say("The search knows every record as it is.")
    return FAULTS if stale else 0
