"""A stretch of whole days with the short names people give it: 2024, 2024Q1, 2022..2024."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final, Literal

from qunli.engines.notation.dates import FIRST_YEAR, LAST_YEAR, NotADate, read_date
from qunli.engines.notation.numerals import fold_numerals
from qunli.engines.notation.unreadable import Expected, Unreadable
from qunli.engines.notation.width import strip_span

__all__ = ["EmptyPeriod", "NotAPeriod", "Period", "PeriodKind", "read_period"]

PeriodKind = Literal["year", "half", "quarter", "month", "years", "months", "days"]

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
_HAN_DIGITS: Final = "零一二三四"
_NUMBERS: Final = {"一": 1, "二": 2, "三": 3, "四": 4, "上": 1, "下": 2} | {
    str(number): number for number in range(1, 5)
}
_FORMS: Final = (
    ("year", re.compile(r"([0-9]{4})\s*(?:年度?)?()")),
    ("quarter", re.compile(r"([0-9]{4})\s*[-年]?\s*Q([1-4])", re.IGNORECASE)),
    ("quarter", re.compile(r"([0-9]{4})\s*年\s*第?([1-4一二三四])季度?")),
    ("half", re.compile(r"([0-9]{4})\s*[-年]?\s*H([12])", re.IGNORECASE)),
    ("half", re.compile(r"([0-9]{4})\s*年\s*([上下])半年")),
    ("quarters", re.compile(r"([0-9]{4})\s*年\s*前([二三23])(?:个)?季度")),
    ("month", re.compile(r"([0-9]{4})\s*[-年/.]\s*([0-9]{1,2})\s*月?(?:份)?")),
)
_STEPS: Final = {"quarter": 3, "half": 6, "month": 1}
_BETWEEN: Final = re.compile(r"\s*(?:\.\.|至|到|~|—+|–)\s*")
_YEARS: Final = re.compile(r"([0-9]{4})\s*年?\s*-\s*([0-9]{4})\s*年?")


class NotAPeriod(Unreadable):
    """The text is not a year, half, quarter, month or a stretch between two of them."""

    code: ClassVar[str] = "not_a_period"


class EmptyPeriod(ValueError):
    """The first day of a period lies after its last."""

    def __init__(self, first: date, last: date) -> None:
        """Keep both days."""
        super().__init__(first, last)
        self.first = first
        self.last = last


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """All days from the first to the last; ordered by the first, then by the last.

    >>> str(Period(date(2024, 1, 1), date(2024, 3, 31)))
    '2024Q1'
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        """Refuse a period without a day."""
        if self.last < self.first:
            raise EmptyPeriod(self.first, self.last)

    @property
    def kind(self) -> PeriodKind:
        """Return which of the short names fits."""
        if self.first.day != 1 or self.last.day != _days_in(self.last):
            return "days"
        first, last = self.first.month, self.last.month
        if self.first.year != self.last.year:
            return "years" if (first, last) == (1, 12) else "months"
        return _kind_of_months(first, last)

    def __str__(self) -> str:
        """Return the short form that ``read_period`` reads back."""
        year, month = f"{self.first.year:04}", self.first.month
        return {
            "year": year,
            "half": f"{year}H{(month + 5) // 6}",
            "quarter": f"{year}Q{(month + 2) // 3}",
            "month": f"{year}-{month:02}",
            "years": f"{year}..{self.last.year:04}",
            "months": f"{self.first:%Y-%m}..{self.last:%Y-%m}",
            "days": f"{self.first.isoformat()}..{self.last.isoformat()}",
        }[self.kind]

    def __contains__(self, day: date) -> bool:
        """Say whether the day lies in the period."""
        return self.first <= day <= self.last

    def overlaps(self, other: "Period") -> bool:
        """Say whether both have a day in common."""
        return self.first <= other.last and other.first <= self.last

    def years_later(self, years: int) -> "Period":
        """Return the same stretch that many years later, or earlier when negative.

        >>> str(read_period("2024-02").years_later(-1))
        '2023-02'
        """
        first = _same_day(self.first, self.first.year + years)
        last = _same_day(self.last, self.last.year + years)
        if self.last.day == _days_in(self.last):
            last = last.replace(day=_days_in(last))
        return Period(first, last)

    def label(self, language: str) -> str:
        """Return the name shown to people: Chinese for zh tags, English otherwise.

        >>> read_period("2024H1").label("zh-hans"), read_period("2024Q1").label("en")
        ('2024年上半年', 'Q1 2024')
        >>> Period(date(2024, 10, 14), date(2024, 10, 14)).label("en")
        '14 October 2024'
        """
        if language.lower().startswith("zh"):
            return _chinese_label(self)
        return _english_label(self)


def _days_in(day: date) -> int:
    return monthrange(day.year, day.month)[1]


def _same_day(day: date, year: int) -> date:
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def _kind_of_months(first: int, last: int) -> PeriodKind:
    if (first, last) == (1, 12):
        return "year"
    if (first, last) in {(1, 6), (7, 12)}:
        return "half"
    if first == last:
        return "month"
    return "quarter" if first % 3 == 1 and last == first + 2 else "months"


def _chinese_label(period: Period) -> str:
    first, last = period.first, period.last
    year = f"{first.year}年"
    return {
        "year": year,
        "half": year + ("上半年" if first.month == 1 else "下半年"),
        "quarter": f"{year}第{_HAN_DIGITS[(first.month + 2) // 3]}季度",
        "month": f"{year}{first.month}月",
        "years": f"{year}至{last.year}年",
        "months": f"{year}{first.month}月至{last.year}年{last.month}月",
        "days": f"{year}{first.month}月{first.day}日"
        + ("" if first == last else f"至{last.year}年{last.month}月{last.day}日"),
    }[period.kind]


def _english_label(period: Period) -> str:
    first, last = period.first, period.last
    opening = f"{_MONTHS[first.month - 1]} {first.year}"
    closing = f"{_MONTHS[last.month - 1]} {last.year}"
    return {
        "year": f"{first.year}",
        "half": f"H{(first.month + 5) // 6} {first.year}",
        "quarter": f"Q{(first.month + 2) // 3} {first.year}",
        "month": opening,
        "years": f"{first.year}\N{EN DASH}{last.year}",
        "months": f"{opening} \N{EN DASH} {closing}",
        "days": f"{first.day} {opening}" + ("" if first == last else f" \N{EN DASH} {last.day} {closing}"),
    }[period.kind]


def _months(year: int, first: int, last: int) -> Period:
    return Period(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def read_period(text: str) -> Period:
    """Read a period, in the short form or as people write it.

    >>> str(read_period("2022年至2024年")), str(read_period("2024年第一季度"))
    ('2022..2024', '2024Q1')
    """
    folded = fold_numerals(text)
    start, end = strip_span(folded)
    if start == end:
        raise NotAPeriod(text, start, Expected.SOMETHING)
    years = _YEARS.fullmatch(folded, start, end)
    if years is not None:
        return _between(text, folded, (years.span(1), years.span(2)))
    between = _BETWEEN.search(folded, start, end)
    if between is not None:
        return _between(text, folded, ((start, between.start()), (between.end(), end)))
    return _one(text, folded, (start, end))


def _between(text: str, folded: str, spans: tuple[tuple[int, int], tuple[int, int]]) -> Period:
    first, last = (_one(text, folded, span) for span in spans)
    if last.last < first.first:
        raise NotAPeriod(text, spans[1][0], Expected.LATER_END)
    return Period(first.first, last.last)


def _one(text: str, folded: str, span: tuple[int, int]) -> Period:
    start, end = span
    for kind, form in _FORMS:
        match = form.fullmatch(folded, start, end)
        if match is not None:
            return _of_form(text, kind, match)
    try:
        day = read_date(text[start:end])
    except NotADate as fault:
        expected = fault.expected if fault.expected == Expected.EXISTING_DATE else Expected.PERIOD
        raise NotAPeriod(text, start, expected) from None
    return Period(day, day)


def _of_form(text: str, kind: str, match: re.Match[str]) -> Period:
    year, part = int(match[1]), match[2]
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotAPeriod(text, match.start(1), Expected.YEAR)
    if kind == "year":
        return _months(year, 1, 12)
    number = _NUMBERS.get(part) or int(part)
    if kind == "quarters":
        return _months(year, 1, 3 * number)
    if kind == "month" and not 1 <= number <= len(_MONTHS):
        raise NotAPeriod(text, match.start(2), Expected.MONTH)
    step = _STEPS[kind]
    return _months(year, step * (number - 1) + 1, step * number)
