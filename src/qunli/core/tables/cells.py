"""What a cell says in plain text, and the sheets that exports are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from qunli.core.states import Words


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file: in Excel a sheet, in Word a heading and a table. Cells are values, not texts."""

    title: Words
    head: tuple[Words, ...]
    rows: Sequence[Sequence[Any]]  # whatever a cell can show


@dataclass(frozen=True, slots=True)
class Due:
    """A date in a cell, with the working days that are left; None where nobody can know them."""

    at: date | datetime | None
    left: int | None


def shown(value: object, kind: str = "") -> object:
    """Return what stands for a value: of a record in a state the state's words, of a due date the date."""
    if kind == "state" and hasattr(value, "get_state_display"):
        return str(value.get_state_display())
    return value.at if isinstance(value, Due) else value


def text_of(value: object, kind: str = "") -> str:
    """Write a value as text, as it is read on paper."""
    match shown(value, kind):
        case None:
            return ""
        case bool() as yes:
            return "✓" if yes else ""
        case Decimal() as amount:
            return f"{amount:,.2f}" if kind == "money" else f"{amount.normalize():f}"
        case datetime() as moment:
            return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
        case date() as day:
            return day.isoformat()
        case other:
            return str(other)
