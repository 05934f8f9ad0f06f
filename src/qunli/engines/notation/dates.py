"""Reads dates as people keep them; what could be two dates is refused, a year never guessed."""

import re
from datetime import date, timedelta
from typing import ClassVar, Final

from qunli.engines.notation.numerals import NotANumber, fold_numerals, read_number
from qunli.engines.notation.unreadable import Expected, Unreadable
from qunli.engines.notation.width import strip_span

__all__ = ["NotADate", "date_of_serial", "last_day_of_years", "read_date"]

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199

_NUMBER: Final = r"[0-9]{1,2}|[零一二三四五六七八九十]{1,3}"
_TIME: Final = re.compile(r"(?:T|\s+)(?P<time>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)\Z")
_HAN: Final = re.compile(
    rf"(?P<year>[0-9]+|[零一二三四五六七八九]+)\s*年\s*"
    rf"(?:(?P<month>{_NUMBER})\s*月\s*(?:(?P<day>{_NUMBER})\s*[日号號]?)?)?"
)
_MARKED: Final = re.compile(
    r"(?P<year>[0-9]+)\s*(?P<mark>[-/.])\s*(?P<month>[0-9]{1,2})"
    r"(?:\s*(?P<second>[-/.])\s*(?P<day>[0-9]{1,2}))?"
)
_NO_YEAR: Final = re.compile(rf"(?:{_NUMBER})\s*月\s*(?:{_NUMBER})\s*[日号號]?")
_EXCEL_START: Final = date(1899, 12, 30)  # Excel believes in 1900-02-29: right from serial 61 on
_MAC_START: Final = date(1904, 1, 1)
_FIRST_SERIAL: Final = 61
_SERIAL_DIGITS: Final = 5  # from 1927 to 2173
_DAY_DIGITS: Final = 8
_YEAR_DIGITS: Final = 4


class NotADate(Unreadable):
    """The text is not one existing day with a four-digit year."""

    code: ClassVar[str] = "not_a_date"


def date_of_serial(serial: int, *, since_1904: bool = False) -> date:
    """Return the day of an Excel serial number.

    >>> date_of_serial(45579)
    datetime.date(2024, 10, 14)
    """
    start = _MAC_START if since_1904 else _EXCEL_START
    first = 0 if since_1904 else _FIRST_SERIAL
    if not first <= serial <= (date(LAST_YEAR, 12, 31) - start).days:
        raise NotADate(str(serial), 0, Expected.DATE)
    return start + timedelta(days=serial)


def read_date(text: str) -> date:
    """Read a day written in one of the ways people keep it.

    >>> read_date("2024.10.14"), read_date("二〇二四年十月十四日"), read_date("45579")
    (datetime.date(2024, 10, 14), datetime.date(2024, 10, 14), datetime.date(2024, 10, 14))
    >>> read_date("24-10-14")
    Traceback (most recent call last):
    qunli.engines.notation.dates.NotADate: not_a_date at 0 of '24-10-14': expected four_digit_year
    """
    folded = fold_numerals(text)
    start, end = strip_span(folded)
    if start == end:
        raise NotADate(text, start, Expected.SOMETHING)
    end = _without_midnight(text, folded, start, end)
    if folded[start:end].isascii() and folded[start:end].isdigit():
        return _read_digits(text, folded, start, end)
    match = _HAN.fullmatch(folded, start, end) or _MARKED.fullmatch(folded, start, end)
    if match is None:
        raise _refusal(text, folded, start, end)
    return _day_of(text, match)


def _without_midnight(text: str, folded: str, start: int, end: int) -> int:
    """Return where the date ends; a time of day other than midnight is refused."""
    match = _TIME.search(folded, start, end)
    if match is None:
        return end
    if re.fullmatch(r"[0:.]+", match["time"]) is None:
        raise NotADate(text, match.start("time"), Expected.NO_TIME_OF_DAY)
    return match.start()


def _read_digits(text: str, folded: str, start: int, end: int) -> date:
    digits = folded[start:end]
    if len(digits) == _SERIAL_DIGITS:
        return date_of_serial(int(digits))
    if len(digits) != _DAY_DIGITS:
        raise NotADate(text, start, Expected.DATE)
    return _existing(text, start, (int(digits[:4]), int(digits[4:6]), int(digits[6:])))


def _day_of(text: str, match: re.Match[str]) -> date:
    groups = match.groupdict()
    if len(match["year"]) != _YEAR_DIGITS:
        raise NotADate(text, match.start("year"), Expected.FOUR_DIGIT_YEAR)
    for part, expected in (("month", Expected.MONTH), ("day", Expected.DAY)):
        if match[part] is None:
            raise NotADate(text, match.end(), expected)
    if "mark" in groups and match["mark"] != match["second"]:
        raise NotADate(text, match.start("second"), Expected.ONE_SEPARATOR)
    numbers = [_part(text, match, name) for name in ("year", "month", "day")]
    return _existing(text, match.start("month"), (numbers[0], numbers[1], numbers[2]))


def _part(text: str, match: re.Match[str], name: str) -> int:
    try:
        return int(read_number(match[name]))
    except NotANumber:
        raise NotADate(text, match.start(name), Expected.NUMBER) from None


def _existing(text: str, position: int, parts: tuple[int, int, int]) -> date:
    if not FIRST_YEAR <= parts[0] <= LAST_YEAR:
        raise NotADate(text, strip_span(text)[0], Expected.YEAR)
    try:
        return date(*parts)
    except ValueError:
        raise NotADate(text, position, Expected.EXISTING_DATE) from None


def _refusal(text: str, folded: str, start: int, end: int) -> NotADate:
    written = folded[start:end]
    if re.fullmatch(r"[0-9]{1,2}\s*[-/.]\s*[0-9]{1,2}\s*[-/.]\s*[0-9]{4}", written):
        return NotADate(text, start, Expected.YEAR_FIRST)
    if _NO_YEAR.fullmatch(written):
        return NotADate(text, start, Expected.YEAR)
    return NotADate(text, start, Expected.DATE)


def last_day_of_years(first: date, years: int) -> date:
    """Return the last of so many years that begin on a day: three from 2024-05-01 end on 2027-04-30."""
    try:
        return first.replace(year=first.year + years) - timedelta(days=1)
    except ValueError:  # begun on the 29th of February: they end with that month
        return date(first.year + years, 2, 28)
