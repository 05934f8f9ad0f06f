"""What dates and periods promise."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunli.engines.notation.dates import NotADate, date_of_serial, last_day_of_years, read_date
from qunli.engines.notation.periods import EmptyPeriod, NotAPeriod, Period, read_period
from qunli.engines.notation.unreadable import Expected

DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))
FULL_WIDTH = str.maketrans("0123456789-/.", "０１２３４５６７８９－／．")


@given(DAYS)
def test_every_way_of_writing_a_day_is_that_day(day: date) -> None:
    forms = (
        f"{day:%Y-%m-%d}",
        f"{day:%Y/%m/%d}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year} 年 {day.month} 月 {day.day} 号",
        f"{day:%Y%m%d}",
        f"{day:%Y-%m-%d} 00:00:00",
        str((day - date(1899, 12, 30)).days),
    )
    for form in forms:
        assert read_date(form) == day
        assert read_date(f" {form.translate(FULL_WIDTH)}　") == day


def test_a_day_in_chinese_numerals_is_read() -> None:
    assert read_date("二〇二四年十月十四日") == date(2024, 10, 14)
    assert read_date("二〇二四年十二月三十一日") == date(2024, 12, 31)


def test_a_serial_number_follows_the_workbook_s_epoch() -> None:
    assert date_of_serial(45579) == date(2024, 10, 14)
    assert date_of_serial(44117, since_1904=True) == date(2024, 10, 14)
    with pytest.raises(NotADate):
        date_of_serial(60)


@pytest.mark.parametrize(
    ("text", "position", "expected"),
    [
        ("", 0, Expected.SOMETHING),
        ("24-10-14", 0, Expected.FOUR_DIGIT_YEAR),
        ("24年10月14日", 0, Expected.FOUR_DIGIT_YEAR),
        ("10/14/2024", 0, Expected.YEAR_FIRST),
        ("10月14日", 0, Expected.YEAR),
        ("2024-10", 7, Expected.DAY),
        ("2024年", 5, Expected.MONTH),
        ("2024-02-30", 5, Expected.EXISTING_DATE),
        ("20240230", 0, Expected.EXISTING_DATE),
        ("2023年2月29日", 5, Expected.EXISTING_DATE),
        ("2024-10/14", 7, Expected.ONE_SEPARATOR),
        ("1024-10-14", 0, Expected.YEAR),
        ("2024-10-14 08:30", 11, Expected.NO_TIME_OF_DAY),
        ("2024101", 0, Expected.DATE),
        ("2024年十一一月1日", 5, Expected.NUMBER),
        ("长期", 0, Expected.DATE),
    ],
)
def test_what_is_not_one_day_is_refused(text: str, position: int, expected: Expected) -> None:
    with pytest.raises(NotADate) as refused:
        read_date(text)

    fault = refused.value
    assert (fault.text, fault.position, fault.expected) == (text, position, expected)


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("2024", "2024"),
        ("２０２４年度", "2024"),
        ("2024Q1", "2024Q1"),
        ("2024年第三季度", "2024Q3"),
        ("2024年4季度", "2024Q4"),
        ("2024H1", "2024H1"),
        ("2024年下半年", "2024H2"),
        ("2024-05", "2024-05"),
        ("2024年5月", "2024-05"),
        ("2022..2024", "2022..2024"),
        ("2022-2024年", "2022..2024"),
        ("2022年至2024年", "2022..2024"),
        ("2024年前三季度", "2024-01..2024-09"),
        ("2024Q1..2024Q4", "2024"),
        ("2024-01-15..2024-02-03", "2024-01-15..2024-02-03"),
        ("2024-10-14", "2024-10-14..2024-10-14"),
    ],
)
def test_a_period_is_read_and_printed_short(text: str, short: str) -> None:
    assert str(read_period(text)) == short


@given(DAYS, DAYS)
def test_every_period_is_read_back(one: date, other: date) -> None:
    period = Period(min(one, other), max(one, other))

    assert read_period(str(period)) == period


@given(st.integers(1950, 2100), st.integers(1, 12), st.integers(1, 12))
def test_every_period_of_whole_months_is_read_back(year: int, one: int, other: int) -> None:
    first = read_period(f"{year}-{min(one, other):02}").first
    last = read_period(f"{year}-{max(one, other):02}").last
    period = Period(first, last)

    assert read_period(str(period)) == period
    assert period.years_later(4).years_later(-4) == period


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Expected.SOMETHING),
        ("24年", Expected.PERIOD),
        ("近三年", Expected.PERIOD),
        ("2024-13", Expected.MONTH),
        ("2024..2022", Expected.LATER_END),
        ("1492", Expected.YEAR),
        ("2024-02-30", Expected.EXISTING_DATE),
    ],
)
def test_what_is_no_period_is_refused(text: str, expected: Expected) -> None:
    with pytest.raises(NotAPeriod) as refused:
        read_period(text)

    assert (refused.value.text, refused.value.expected) == (text, expected)


def test_a_period_without_a_day_cannot_be_made() -> None:
    with pytest.raises(EmptyPeriod):
        Period(date(2024, 1, 2), date(2024, 1, 1))


def test_periods_are_ordered_and_know_their_days() -> None:
    year, quarter, later = (read_period(text) for text in ("2024", "2024Q1", "2024Q2"))

    assert sorted([later, year, quarter]) == [quarter, year, later]
    assert date(2024, 3, 31) in quarter
    assert date(2024, 4, 1) not in quarter
    assert year.overlaps(later)
    assert not quarter.overlaps(later)


@pytest.mark.parametrize(
    ("short", "chinese", "english"),
    [
        ("2024", "2024年", "2024"),
        ("2024Q2", "2024年第二季度", "Q2 2024"),
        ("2024H2", "2024年下半年", "H2 2024"),
        ("2024-05", "2024年5月", "May 2024"),
        ("2022..2024", "2022年至2024年", "2022–2024"),
        ("2024-01..2024-09", "2024年1月至2024年9月", "January 2024 – September 2024"),
        (
            "2024-01-15..2024-02-03",
            "2024年1月15日至2024年2月3日",
            "15 January 2024 – 3 February 2024",
        ),
    ],
)
def test_a_period_has_a_label_in_both_languages(short: str, chinese: str, english: str) -> None:
    assert read_period(short).label("zh-hans") == chinese
    assert read_period(short).label("en") == english


def test_the_same_stretch_in_another_year_keeps_its_days() -> None:
    stretch = Period(date(2023, 1, 15), date(2023, 2, 3))

    assert stretch.years_later(1) == Period(date(2024, 1, 15), date(2024, 2, 3))
    assert Period(date(2024, 2, 29), date(2024, 2, 29)).years_later(-1) == Period(date(2023, 2, 28), date(2023, 2, 28))


def test_so_many_years_end_on_the_day_before() -> None:
    found = [last_day_of_years(date(2024, 5, 1), 3), last_day_of_years(date(2024, 2, 29), 3)]
    assert found == [date(2027, 4, 30), date(2027, 2, 28)]
