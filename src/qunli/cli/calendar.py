"""Loading a year of the working-day calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qunli.cli.site import now
from qunli.cli.terminal import FAULTS, CommandFailed, complain, doer, say, say_json
from qunli.core.actions import load_calendar_year
from qunli.core.queries.calendar_file import read_calendar_file
from qunli.core.states import WrongInput
from qunli.duties.actions import date_duties
from qunli.duties.queries import duties_to_date

if TYPE_CHECKING:
    from argparse import Namespace


def load_calendar(options: Namespace) -> int:
    """Read the file, tell every fault of it, or load it whole and fix the dates that waited for it."""
    try:
        content = options.file.read_bytes()
    except OSError as error:
        message = f"Cannot read {options.file}: {error.strerror}."
        raise CommandFailed(message) from error
    try:
        found = read_calendar_file(content)
    except WrongInput as wrong:
        for fault in wrong.faults.values():
            complain(str(fault))
        return FAULTS
    by, at = doer(), now()
    load_calendar_year(year=found.year, days=found.days, source=options.source, by=by, at=at)
    dated = date_duties(by=by, at=at) if duties_to_date() else 0
    if options.json:
        say_json({"year": found.year, "days": len(found.days), "duties_dated": dated})
    else:
        say(f"{found.year}: {len(found.days)} days unlike the plain week are loaded; {dated} duties got a date.")
    return 0
