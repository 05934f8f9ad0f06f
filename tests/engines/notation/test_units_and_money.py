"""What units and money promise."""

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunli.engines.notation.money import (
    NotMoney,
    NotShares,
    fen_of,
    in_capitals,
    read_money,
    split_by_shares,
    yuan_of,
)
from qunli.engines.notation.units import Quantity, Unit, UnknownUnit, read_quantity, read_unit
from qunli.engines.notation.unreadable import Expected, Unreadable

SHARES = st.lists(st.decimals(0, 1000, places=3), min_size=1, max_size=12).filter(any)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("56.48億元", "5648000000", "元"),
        ("3.32 亿元", "332000000", "元"),
        ("1200萬元", "12000000", "元"),
        ("RMB 1,200", "1200", "元"),
        ("人民币伍万元", "50000", "元"),
        ("￥３００", "300", "元"),
        ("5万美元", "50000", "美元"),
        ("US$3.5 million", "3500000", "美元"),
        ("13.14％", "13.14", "%"),
        ("百分之五", "5", "%"),
        ("2‰", "2", "‰"),
        ("86家", "86", "家"),
        ("92項", "92", "项"),
        ("1.5平方公里", "1.5", "平方公里"),
        ("1200 m²", "1200", "平方米"),
        ("12", "12", ""),
        ("3.2亿", "320000000", ""),
    ],
)
def test_a_quantity_is_read_with_its_unit(text: str, value: str, unit: str) -> None:
    assert read_quantity(text) == Quantity(Decimal(value), unit)


@pytest.mark.parametrize(("text", "position"), [("20余家", 2), ("家", 0), ("￥五斤", 2), ("¥5美元", 2), ("约3亿元", 0)])
def test_a_quantity_that_is_not_one_is_refused_at_its_place(text: str, position: int) -> None:
    with pytest.raises(Unreadable) as refused:
        read_quantity(text)

    assert (refused.value.text, refused.value.position) == (text, position)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("万元", Unit("元", Decimal(10_000))),
        ("億元", Unit("元", Decimal(100_000_000))),
        ("百万 元", Unit("元", Decimal(1_000_000))),
        ("％", Unit("%")),
        ("家", Unit("家")),
        ("万", Unit("", Decimal(10_000))),
        ("RMB", Unit("元")),
    ],
)
def test_a_unit_is_read_as_a_header_gives_it(text: str, unit: Unit) -> None:
    assert read_unit(text) == unit


@pytest.mark.parametrize("text", ["", "含税", "2024年", "元/吨"])
def test_what_is_no_unit_is_refused(text: str) -> None:
    with pytest.raises(UnknownUnit):
        read_unit(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3.145", Expected.TWO_DECIMALS),
        ("0.0000001万元", Expected.TWO_DECIMALS),
        ("5美元", Expected.YUAN),
        ("86家", Expected.YUAN),
        ("￥5美元", Expected.YUAN),
        ("", Expected.SOMETHING),
        ("面议", Expected.NUMBER),
    ],
)
def test_what_is_not_money_is_refused(text: str, expected: Expected) -> None:
    with pytest.raises(NotMoney) as refused:
        read_money(text)

    assert (refused.value.text, refused.value.expected) == (text, expected)


@given(st.integers(-(10**17), 10**17))
def test_fen_and_yuan_are_each_other_again(fen: int) -> None:
    assert fen_of(yuan_of(fen)) == fen
    assert read_money(f"{yuan_of(fen):,f} 元") == yuan_of(fen)


@given(st.integers(0, 10**18 - 1))
def test_capitals_are_read_back(fen: int) -> None:
    assert read_money(in_capitals(yuan_of(fen))) == yuan_of(fen)


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("100000001", "壹亿零壹元整"),
        ("-5", "负伍元整"),
    ],
)
def test_an_amount_is_written_in_capitals(amount: str, written: str) -> None:
    assert in_capitals(Decimal(amount)) == written


def test_an_amount_beyond_the_names_of_magnitudes_is_refused() -> None:
    with pytest.raises(NotMoney) as refused:
        in_capitals(Decimal(10**16))

    assert refused.value.expected == Expected.SHORTER


@given(st.integers(-(10**14), 10**14), SHARES)
def test_shared_parts_sum_to_the_total_and_differ_from_their_share_by_less_than_a_fen(
    fen: int, shares: list[Decimal]
) -> None:
    parts = split_by_shares(yuan_of(fen), shares)

    assert sum(map(fen_of, parts)) == fen
    whole = sum(int(share * 1000) for share in shares)
    for part, share in zip(parts, shares, strict=True):
        exact = fen * int(share * 1000)
        assert abs(fen_of(part) * whole - exact) < whole


@given(st.integers(1, 10**6), st.integers(1, 40))
def test_fen_left_over_go_to_the_earlier_of_equal_shares(fen: int, count: int) -> None:
    parts = [fen_of(part) for part in split_by_shares(yuan_of(fen), [Decimal(1)] * count)]

    assert parts == sorted(parts, reverse=True)
    assert parts[0] == math.ceil(fen / count)


@pytest.mark.parametrize("shares", [(), (Decimal(0),), (Decimal(1), Decimal(-1)), (Decimal("NaN"),)])
def test_shares_that_share_nothing_are_refused(shares: tuple[Decimal, ...]) -> None:
    with pytest.raises(NotShares) as refused:
        split_by_shares(Decimal(1), shares)

    assert len(refused.value.shares) == len(shares)
