"""Reading a year of the working-day calendar out of a CSV file, every fault with its row and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from qunli.core.states import WrongInput, listed

YES: Final = frozenset({"yes", "true", "1", "是", "班"})
NO: Final = frozenset({"no", "false", "0", "否", "休"})
DAY: Final = ("day", "日期")
WORKING: Final = ("working", "上班")
LARGEST: Final = 100_000
"""A year of days takes a tenth of it."""


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """The days of one year that differ from the plain week."""

    year: int
    days: dict[date, bool]


def read_calendar_file(content: bytes) -> CalendarFile:
    """Read the file whole; raises `WrongInput` with every fault, each at its row and column."""
    rows = _rows(_text(content))
    header = [name.strip().casefold() for name in next(rows, (0, []))[1]]
    places = [next((place for place, name in enumerate(header) if name in names), None) for names in (DAY, WORKING)]
    if None in places:
        raise WrongInput({"row 1": _("Row 1: expected the columns “day” and “working”.")})
    days, faults = _days(rows, [place for place in places if place is not None])
    years = sorted({day.year for day in days})
    if not faults and len(years) != 1:
        words = (
            _("The file holds no day.") if not years else _("Expected the days of one year, found several: %(years)s.")
        )
        faults["file"] = words % {"years": listed(years)}
    if faults:
        raise WrongInput(faults)
    return CalendarFile(years[0], days)


def _days(rows: Iterator[tuple[int, list[str]]], places: list[int]) -> tuple[dict[date, bool], dict[str, str]]:
    days: dict[date, bool] = {}
    faults: dict[str, str] = {}
    for number, row in rows:
        first, second = (row[place].strip() if place < len(row) else "" for place in places)
        day, word = _date(first), second.casefold()
        if day is None or day in days:
            text = _("a day given once") if day else _("a day like 2027-01-01")
            faults[f"row {number} day"] = _fault(number, "day", text, first)
        if word not in YES | NO:
            faults[f"row {number} working"] = _fault(number, "working", _("yes or no"), second)
        elif day is not None:
            days.setdefault(day, word in YES)
    return days, faults


def _fault(number: int, column: str, expected: str, found: str) -> str:
    return _("Row %(row)s, column %(column)s: expected %(expected)s, found “%(found)s”.") % {
        "row": number,
        "column": column,
        "expected": expected,
        "found": found[:40],
    }


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Give each row that is not empty, with its line's number."""
    reader = csv.reader(io.StringIO(text))
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, row
    except csv.Error as error:
        raise WrongInput({"file": _("Line %(line)s is no CSV.") % {"line": reader.line_num}}) from error


def _text(content: bytes) -> str:
    if len(content) > LARGEST or b"\0" in content:
        raise WrongInput({"file": _("Expected a CSV file of text, at most 100 kB.")})
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise WrongInput({"file": _("The text is neither UTF-8 nor GB 18030.")})
