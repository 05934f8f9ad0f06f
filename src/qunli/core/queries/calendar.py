"""Working days of China: the published years of `chinesecalendar`, and years that an administrator loaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar

from qunli.core.models.calendar import CalendarDay, CalendarYear
from qunli.core.states import Refused

FRIDAY = 5  # in ISO weekdays


class YearNotPublished(Refused):
    """The holidays of a year are not published yet: no binding date can be told."""

    def __init__(self, year: int) -> None:
        super().__init__(f"The holidays of {year} are not published yet.", remedy="Load them once they are.")
        self.year = year


@lru_cache(maxsize=4096)
def _published(day: date) -> bool:
    """Ask the package once a day: what it knows does not change while the program runs."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError as unknown:
        raise YearNotPublished(day.year) from unknown


class WorkingCalendar:
    """The calendar as known now; loaded years are read once."""

    def __init__(self) -> None:
        self._loaded = set(CalendarYear.objects.values_list("year", flat=True))
        self._days = dict(CalendarDay.objects.values_list("day", "is_working"))

    def is_working_day(self, day: date) -> bool:
        """Tell whether people work on `day`; raise `YearNotPublished` if nobody can know."""
        if day.year in self._loaded:
            return self._days.get(day, day.isoweekday() <= FRIDAY)
        return _published(day)

    def after(self, start: date, days: int, *, counts_first: bool = False) -> date:
        """Return the last of `days` working days from `start`.

        With `counts_first` the first day itself counts if it is a working day; otherwise counting
        begins the day after. Raises `YearNotPublished`.
        """
        day = start if counts_first else start + timedelta(days=1)
        left = days
        while True:
            if self.is_working_day(day):
                left -= 1
            if left <= 0:
                return day
            day += timedelta(days=1)

    def between(self, first: date, last: date) -> int:
        """Count the working days after `first` up to and with `last`; negative when `last` lies before."""
        if last < first:
            return -self.between(last, first)
        span = (last - first).days
        return sum(self.is_working_day(first + timedelta(days=n)) for n in range(1, span + 1))


@dataclass(frozen=True, slots=True)
class KnownYear:
    """A year of the calendar: loaded from a notice, part of what was installed, or not known yet."""

    year: int
    source: str
    is_known: bool


def known_years(today: date) -> list[KnownYear]:
    """Return last year, this one and the next, and every year that was loaded."""
    loaded = dict(CalendarYear.objects.values_list("year", "source"))
    years = sorted({*loaded, today.year - 1, today.year, today.year + 1})
    return [KnownYear(year, loaded.get(year, ""), year in loaded or _is_installed(year)) for year in years]


def _is_installed(year: int) -> bool:
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def working_day_after(start: date, days: int, *, counts_first: bool = False) -> date | None:
    """Return the last of `days` working days, or None where the calendar is not published yet."""
    try:
        return WorkingCalendar().after(start, days, counts_first=counts_first)
    except YearNotPublished:
        return None


def working_days_left(today: date, until: date) -> int | None:
    """Count working days from tomorrow to `until`; None where the calendar is not published yet."""
    try:
        return WorkingCalendar().between(today, until)
    except YearNotPublished:
        return None


class DaysLeft:
    """Working days from one day to others, for a page with many dates: the calendar is read once, if at all."""

    def __init__(self, today: date) -> None:
        self.today = today
        self._calendar: WorkingCalendar | None = None

    def until(self, day: date | None) -> int | None:
        """Count what is left until a day; None where there is none, or nobody can know."""
        if day is None:
            return None
        self._calendar = self._calendar or WorkingCalendar()
        try:
            return self._calendar.between(self.today, day)
        except YearNotPublished:
            return None
