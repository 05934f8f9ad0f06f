"""Loading a year of the working-day calendar."""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING, Final

from qunli.cli.site import now
from qunli.cli.terminal import FAULTS, CommandFailed, complain, doer, say, say_json
from qunli.core.actions import load_calendar_year

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

YES: Final = frozenset({"yes", "true", "1", "是", "班"})
NO: Final = frozenset({"no", "false", "0", "否", "休"})


def load_calendar(options: Namespace) -> int:
    """Read the file, every fault of it, and load it whole."""
    days, faults = _read(options.file)
    years = {day.year for day in days}
    if not faults and len(years) != 1:
        faults.append(f"Expected the days of one year, found {len(years)} years.")
    if faults:
        for fault in faults:
            complain(fault)
        return FAULTS
    year = years.pop()
    load_calendar_year(year=year, days=days, source=options.source, by=doer(), at=now())
    if options.json:
        say_json({"year": year, "days": len(days)})
    else:
        say(f"{year}: {len(days)} days that differ from the plain week are loaded.")
    return 0


def _read(path: Path) -> tuple[dict[date, bool], list[str]]:
    days: dict[date, bool] = {}
    faults: list[str] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), 2):
                try:
                    days[date.fromisoformat((row.get("day") or "").strip())] = _yes_or_no(row.get("working"))
                except ValueError as error:
                    faults.append(f"Row {number}: {error}.")
    except (OSError, UnicodeDecodeError) as error:
        message = f"Cannot read {path}: {error}."
        raise CommandFailed(message) from error
    return days, faults


def _yes_or_no(text: str | None) -> bool:
    word = (text or "").strip().casefold()
    if word not in YES | NO:
        message = f"working: expected yes or no, got {text!r}"
        raise ValueError(message)
    return word in YES
