"""What numerals promise."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunli.engines.notation.numerals import NotANumber, plain, read_number, spoken
from qunli.engines.notation.unreadable import Expected

HAN = "零一二三四五六七八九"
FULL_WIDTH = str.maketrans("0123456789,.%+-", "０１２３４５６７８９，．％＋－")


def in_han(number: int) -> str:
    """Write a number below ten thousand as people say it."""
    written, gap = "", False
    for place, name in ((3, "千"), (2, "百"), (1, "十"), (0, "")):
        digit = number // 10**place % 10
        if digit:
            written += ("零" if gap and written else "") + HAN[digit] + name
        gap = not digit
    return written or "零"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十九", "19"),
        ("两百三十", "230"),
        ("一百二十万", "1200000"),
        ("〇", "0"),
        ("壹佰贰拾叁", "123"),
        ("貳佰萬", "2000000"),
        ("二〇二四", "2024"),
        ("一百二", "120"),
        ("一万二", "12000"),
        ("一百零二", "102"),
        ("一百十五", "115"),
        ("三点五万", "35000"),
        ("三点五千万", "35000000"),
        ("百分之十二点五", "0.125"),
        ("负三", "-3"),
        ("5千万", "50000000"),
        ("3百万", "3000000"),
        ("12万亿", "12000000000000"),
        ("3亿5000万", "350000000"),
        ("1亿零50万", "100500000"),
        ("3万500", "30500"),
        ("56.48亿", "5648000000"),
        ("1，234，567．5", "1234567.5"),
        ("−1,234", "-1234"),
        ("5%", "0.05"),
        ("5‰", "0.005"),
        ("0万", "0"),
        ("0百", "0"),
        ("3.2 million", "3200000"),
        ("5 hundred Million", "500000000"),
        ("1.1 billion", "1100000000"),
        ("7 thousand", "7000"),
        (" +.5 ", "0.5"),
    ],
)
def test_a_number_is_read_exactly(text: str, value: str) -> None:
    assert read_number(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "position", "expected"),
    [
        ("", 0, Expected.SOMETHING),
        ("　", 1, Expected.SOMETHING),
        ("1,23", 1, Expected.THOUSANDS),
        ("1,2345", 1, Expected.THOUSANDS),
        ("1.2.3", 3, Expected.END),
        ("1 234", 2, Expected.END),
        ("1e5", 1, Expected.NUMBER),
        ("100余", 3, Expected.NUMBER),
        ("约5", 0, Expected.NUMBER),
        ("3万5", 3, Expected.MAGNITUDE),
        ("二三万", 1, Expected.MAGNITUDE),
        ("1亿20000万", 7, Expected.SMALLER_PART),
        ("一百二百", 3, Expected.SMALLER_PART),
        ("1.5亿3000万", 4, Expected.SMALLER_PART),
        ("一百零", 3, Expected.DIGIT),
        ("万", 0, Expected.DIGIT),
        ("点五", 0, Expected.DIGIT),
        ("一二", 1, Expected.MAGNITUDE),
        ("二〇二四百", 4, Expected.END),
        ("百", 0, Expected.DIGIT),
        ("一万三点五万", 5, Expected.END),
        ("5点三", 1, Expected.MAGNITUDE),
        ("9" * 101, 100, Expected.SHORTER),
    ],
)
def test_what_has_two_readings_is_refused_with_its_place(text: str, position: int, expected: Expected) -> None:
    with pytest.raises(NotANumber) as refused:
        read_number(text)

    fault = refused.value
    assert (fault.text, fault.position, fault.expected) == (text, position, expected)


@given(st.decimals(min_value=-(10**15), max_value=10**15, places=4))
def test_every_decimal_is_read_back_plain_grouped_and_full_width(value: Decimal) -> None:
    for written in (f"{value:f}", f"{value:,f}"):
        assert read_number(written) == value
        assert read_number(written.translate(FULL_WIDTH)) == value


@given(st.integers(0, 9999), st.integers(0, 9999), st.integers(0, 9999))
def test_chinese_numerals_are_read_back(top: int, middle: int, low: int) -> None:
    parts, gap = "", False
    for section, name in ((top, "亿"), (middle, "万"), (low, "")):
        if section:
            zero = "零" if parts and (gap or section < 1000) else ""
            parts += zero + in_han(section) + name
        gap = not section

    assert read_number(parts or "零") == top * 10**8 + middle * 10**4 + low


@given(st.text(alphabet="0123456789,.万亿千百十零一二两点%-+负 余半million", max_size=12))
def test_no_text_ends_in_anything_but_a_number_or_a_refusal(text: str) -> None:
    with suppress(NotANumber):
        value = read_number(text)
        assert value == plain(value)


@given(st.integers(-(10**15), 10**15))
def test_what_is_spoken_lies_within_half_a_hundredth_of_its_magnitude(number: int) -> None:
    for language in ("zh-hans", "zh-hant", "en"):
        heard = read_number(spoken(Decimal(number), language))
        assert abs(heard - number) <= max(Decimal(abs(number)) / 200, Decimal("0.005"))


@pytest.mark.parametrize(
    ("value", "language", "said"),
    [
        ("5648000000", "zh-hans", "56.48亿"),
        ("5648000000", "zh-hant", "56.48億"),
        ("5648000000", "en", "5.65 billion"),
        ("99999999", "zh-hans", "1亿"),
        ("-35000", "zh_Hans", "-3.5万"),
        ("1200000000000", "zh-hans", "1.2万亿"),
        ("9999", "zh-hans", "9,999"),
        ("0", "en", "0"),
        ("0.005", "en", "0.01"),
    ],
)
def test_a_value_is_spoken_in_its_magnitude(value: str, language: str, said: str) -> None:
    assert spoken(Decimal(value), language) == said
