"""What reading a roster promises."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from qunli.engines.notation.codes import organisation_check, uscc_check
from qunli.engines.notation.periods import read_period
from qunli.engines.notation.sheets import (
    Aside,
    AsideCause,
    Column,
    Fault,
    Found,
    Merge,
    Sheet,
    as_date,
    as_money,
    as_number,
    as_period,
    as_text,
    as_uscc,
    chosen_from,
    column_letter,
    counted_in,
    read_sheets,
    text_of,
)
from qunli.engines.notation.units import Unit
from qunli.engines.notation.unreadable import Expected, Unreadable

COLUMNS = (
    Column("name", ("企业名称", "单位名称", "Name of enterprise"), as_text, required=True),
    Column("uscc", ("统一社会信用代码", "USCC"), as_uscc, unique=True),
    Column("output", ("产值", "Output"), as_money, spread=False),
    Column("growth", ("增长率", "Growth"), as_number),
    Column("staff", ("从业人数", "Staff"), counted_in("人")),
    Column("founded", ("成立日期", "Founded"), as_date),
)
WAN = Unit("元", Decimal(10_000))


def code_of(serial: int) -> str:
    """Make up a code whose both checks are right."""
    body = f"MA0QN{serial:03}"
    first = "91310112" + body + organisation_check(body)
    return first + uscc_check(first)


def test_a_roster_as_people_keep_it_is_read_whole() -> None:
    sheet = Sheet(
        "名单",
        (
            ("某集群企业名录（2024年）",),
            ("金额单位：人民币万元", None, None, None, None, None, "填表日期"),
            ("序号", "单位\n名称＊", "統一社會信用代碼", "产值", "增长率（%）", "从业人数（人）", "成立日期"),
            (1, "甲公司", code_of(1), 5648.5, 13.14, 120, datetime(2010, 5, 1)),  # noqa: DTZ001 -- as a file holds it
            (None,),
            ("二、零部件",),
            ("２", " 乙\n公司 ", code_of(2).lower(), "１，２００", "５％", "86人", "２０１１．３．２"),
            (3, "丙公司", None, "3.2亿元", "-", "无", 40000),
            ("合计", None, None, 9999, None, 206, None),
            (4,),
            ("注：数据来自填报",),
        ),
        (Merge(1, 1, 1, 7), Merge(6, 1, 6, 7)),
    )

    reading = read_sheets([sheet], COLUMNS)

    assert reading.faults == ()
    assert [(row.number, tuple(row.values[column.key] for column in COLUMNS)) for row in reading.rows] == [
        (4, ("甲公司", code_of(1), Decimal(56485000), Decimal("0.1314"), 120, date(2010, 5, 1))),
        (7, ("乙 公司", code_of(2), Decimal(12000000), Decimal("0.05"), 86, date(2011, 3, 2))),
        (8, ("丙公司", None, Decimal(320000000), None, None, date(2009, 7, 6))),
    ]
    assert reading.aside == (
        Aside("名单", 1, AsideCause.TITLE, "某集群企业名录（2024年）"),
        Aside("名单", 2, AsideCause.TITLE, "金额单位：人民币万元 | 填表日期"),
        Aside("名单", 6, AsideCause.NOTE, "二、零部件"),
        Aside("名单", 9, AsideCause.TOTAL, "合计 | 9999 | 206"),
        Aside("名单", 10, AsideCause.NOTHING_KNOWN, "4"),
        Aside("名单", 11, AsideCause.NOTE, "注：数据来自填报"),
    )


def test_every_fault_is_gathered_with_its_cell_and_what_was_expected() -> None:
    wrong = code_of(1)[:-1] + ("0" if code_of(1)[-1] != "0" else "1")
    sheet = Sheet(
        "S",
        (
            ("Name of enterprise", "USCC", "Output", "Staff", "Founded"),
            ("甲", wrong, "1,23", 1.5, "24-1-1"),
            (None, code_of(2), "#REF!", "-3", "2024-02-30"),
            ("丙", code_of(2), "5美元", "三十余", True),
            ("丁", 913101120000000000, 0.123, "12台", datetime(2024, 1, 1, 8, 30)),  # noqa: DTZ001 -- as a file holds it
        ),
    )

    faults = read_sheets([sheet], COLUMNS).faults

    assert [(f"{fault.column}{fault.row}", fault.code, fault.expected, fault.position) for fault in faults] == [
        ("B2", "uscc_check", Expected.CHECK_CHARACTER, 17),
        ("C2", "not_money", Expected.THOUSANDS, 1),
        ("D2", "not_a_number", Expected.WHOLE_NUMBER, 0),
        ("E2", "not_a_date", Expected.FOUR_DIGIT_YEAR, 0),
        ("A3", "missing_value", Expected.VALUE, 0),
        ("C3", "formula_error", Expected.VALUE, 0),
        ("D3", "not_a_number", Expected.NOT_NEGATIVE, 0),
        ("E3", "not_a_date", Expected.EXISTING_DATE, 5),
        ("B4", "duplicate_value", Expected.UNIQUE, 0),
        ("C4", "not_money", Expected.YUAN, 0),
        ("D4", "not_a_number", Expected.NUMBER, 2),
        ("E4", "not_a_date", Expected.DATE, 0),
        ("B5", "uscc_length", Expected.TEXT_CELL, 0),
        ("C5", "not_money", Expected.TWO_DECIMALS, 0),
        ("D5", "unknown_unit", Expected.KNOWN_UNIT, 0),
        ("E5", "not_a_date", Expected.NO_TIME_OF_DAY, 0),
    ]
    assert faults[1] == Fault("S", 2, "C", "output", "Output", "1,23", "not_money", Expected.THOUSANDS, 1)
    assert faults[8].other == "S!B3"


def test_a_header_of_two_rows_with_merged_groups_is_found() -> None:
    sheet = Sheet(
        "S",
        (
            ("企业名称", "经济指标", None),
            (None, "产值（万元）", "从业人数"),
            ("甲", 5, 20),
        ),
        (Merge(1, 1, 2, 1), Merge(1, 2, 1, 3)),
    )

    reading = read_sheets([sheet], COLUMNS)

    assert (reading.faults, [dict(row.values) for row in reading.rows]) == (
        (),
        [{"name": "甲", "output": Decimal(50000), "staff": 20}],
    )


def test_a_second_header_row_of_units_only_counts_for_the_column_above() -> None:
    rows = (("企业名称", "产值", "从业人数"), (None, "（万元）", "人"), ("甲", 5, 20))

    reading = read_sheets([Sheet("S", rows)], COLUMNS)

    assert [dict(row.values) for row in reading.rows] == [{"name": "甲", "output": Decimal(50000), "staff": 20}]


def test_a_header_printed_again_on_the_next_page_is_set_aside() -> None:
    header = ("企业名称", "产值")

    reading = read_sheets([Sheet("S", (header, ("甲", 1), header, ("乙", 2)))], COLUMNS)

    assert [row.values["name"] for row in reading.rows] == ["甲", "乙"]
    assert reading.aside == (Aside("S", 3, AsideCause.REPEATED_HEADER, "企业名称 | 产值"),)


def test_merged_names_are_filled_and_a_merged_amount_is_a_fault() -> None:
    rows = (("企业名称", "产值", "从业人数"), ("甲", 5, 20), (None, None, 30))
    sheet = Sheet("S", rows, (Merge(2, 1, 3, 1), Merge(2, 2, 3, 2)))

    reading = read_sheets([sheet], COLUMNS)

    assert [row.values["name"] for row in reading.rows] == ["甲", "甲"]
    assert [(fault.row, fault.column, fault.code, fault.other) for fault in reading.faults] == [
        (3, "B", "merged_value", "B2")
    ]


def test_a_record_with_nothing_but_its_name_is_a_record_with_faults_not_a_note() -> None:
    columns = (COLUMNS[0], Column("uscc", ("USCC",), as_uscc, required=True))

    reading = read_sheets([Sheet("S", (("企业名称", "USCC"), ("甲", None)))], columns)

    assert [row.number for row in reading.rows] == [2]
    assert [(fault.row, fault.column, fault.code) for fault in reading.faults] == [(2, "B", "missing_value")]


def test_missing_and_doubled_columns_are_faults_of_the_header() -> None:
    sheet = Sheet("S", (("产值（2023年）", "产值（2024年）", "Staff"), (1, 2, 3)))

    faults = read_sheets([sheet], COLUMNS).faults

    assert faults == (
        Fault("S", 1, "", "name", "企业名称", "", "missing_column", Expected.HEADER),
        Fault(
            "S",
            1,
            "B",
            "output",
            "产值（2024年）",
            "产值（2024年）",
            "duplicate_column",
            Expected.ONE_COLUMN,
            other="A1",
        ),
    )


def test_a_sheet_of_instructions_is_set_aside_beside_a_roster_and_a_fault_alone() -> None:
    roster = Sheet("名单", (("企业名称", "产值"), ("甲", 1)))
    instructions = Sheet("填表说明", (("请如实填写",),))

    assert read_sheets([instructions, roster], COLUMNS).aside == (
        Aside("填表说明", 0, AsideCause.SHEET_WITHOUT_HEADER, ""),
    )
    assert read_sheets([instructions], COLUMNS).faults == (
        Fault("填表说明", 0, "", "", "", "", "no_header", Expected.HEADER),
    )
    assert [fault.code for fault in read_sheets([Sheet("空", ())], COLUMNS).faults] == ["no_header"]


@pytest.mark.parametrize(
    ("value", "unit", "sheet_unit", "amount"),
    [
        (5, WAN, None, "50000"),
        (5, None, WAN, "50000"),
        (5, Unit("元"), WAN, "5"),
        (5, None, Unit("家"), "5"),
        ("5元", WAN, None, "5"),
        ("1.2亿元", WAN, None, "120000000"),
        ("1.2万", None, None, "12000"),
        ("壹拾元伍角整", WAN, None, "10.5"),
        (0.1 + 0.2, None, None, "0.3"),
        (Decimal("1.10"), None, None, "1.1"),
    ],
)
def test_an_amount_is_counted_in_the_nearest_unit(
    value: object, unit: Unit | None, sheet_unit: Unit | None, amount: str
) -> None:
    assert as_money(Found(value, unit, sheet_unit)) == Decimal(amount)


def test_a_magnitude_in_the_cell_and_another_in_the_header_are_refused() -> None:
    with pytest.raises(Unreadable) as refused:
        as_money(Found("1.2万", WAN))

    assert (refused.value.code, refused.value.position, refused.value.expected) == (
        "not_money",
        3,
        Expected.ONE_MAGNITUDE,
    )


def test_a_number_may_carry_the_unit_of_its_header_and_no_other() -> None:
    assert as_number(Found("5项", Unit("项"))) == Decimal(5)
    assert as_number(Found("5%")) == Decimal("0.05")
    with pytest.raises(Unreadable) as refused:
        as_number(Found("5家", Unit("项")))

    assert (refused.value.code, refused.value.expected) == ("unknown_unit", Expected.NO_UNIT)


def test_a_choice_and_a_period_are_read() -> None:
    kind = chosen_from({"企业": "enterprise", "高 校": "university"})

    assert kind(Found("企業")) == "enterprise"
    assert kind(Found("高校")) == "university"
    assert as_period(Found(2024)) == read_period("2024")
    with pytest.raises(Unreadable):
        kind(Found("个人"))


def test_text_is_what_a_person_sees() -> None:
    values = (None, True, 5, 1e20, float("nan"), Decimal("1E+3"), date(2024, 1, 2), "ab")

    assert [text_of(value) for value in values] == [
        "",
        "TRUE",
        "5",
        "100000000000000000000",
        "nan",
        "1000",
        "2024-01-02",
        "ab",
    ]
    assert [column_letter(number) for number in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]
