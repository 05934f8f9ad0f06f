"""The law of rosters: however a roster is dressed, the same rows come out."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qunli.engines.notation.sheets import (
    Column,
    Merge,
    Sheet,
    as_date,
    as_money,
    as_text,
    counted_in,
    read_sheets,
)

COLUMNS = (
    Column("name", ("企业名称", "单位名称", "Enterprise"), as_text, required=True),
    Column("district", ("所在区", "District"), as_text),
    Column("output", ("产值", "Output"), as_money),
    Column("staff", ("从业人数", "Staff"), counted_in("人")),
    Column("founded", ("成立日期", "Founded"), as_date),
)
FULL_WIDTH = str.maketrans("0123456789,.-/", "０１２３４５６７８９，．－／")

RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.integers(0, 999).map(lambda number: f"某某{number}公司"),
            "district": st.sampled_from(["闵行区", "徐汇区"]),
            "output": st.integers(0, 10**9).map(lambda number: Decimal(number) / 100),
            "staff": st.integers(0, 10**6),
            "founded": st.dates(date(1950, 1, 1), date(2099, 12, 31)),
        }
    ),
    min_size=1,
    max_size=6,
)
TITLES = st.lists(st.sampled_from(["产业集群企业名录", "填表日期：2024-10-14", None]), max_size=3)


def written(draw: st.DrawFn, value: object) -> object:
    """Write a value in one of the ways people do."""
    if isinstance(value, date):
        form = draw(st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d", ""]))
        text = value.strftime(form) if form else ""
        return draw(st.sampled_from([text, text.translate(FULL_WIDTH)])) if text else value
    if isinstance(value, Decimal):
        forms = [f"{value:,.2f}", f"{value:f}元", f"{value / 10_000:f}万元", f"{value:f}".translate(FULL_WIDTH)]
        return draw(st.sampled_from([*forms, value]))
    if isinstance(value, int):
        return draw(
            st.sampled_from([value, float(value), f"{value:,}", f"{value}人", str(value).translate(FULL_WIDTH)])
        )
    return draw(st.sampled_from([value, f" {value}　"]))


@st.composite
def dressed(draw: st.DrawFn) -> tuple[list[dict[str, object]], Sheet]:
    """Draw records, and a sheet that holds them as somebody might keep them."""
    records: list[dict[str, object]] = draw(RECORDS)
    records.sort(key=lambda record: str(record["district"]))
    order = draw(st.permutations(COLUMNS))
    rows: list[tuple[object, ...]] = [(title,) for title in draw(TITLES)]
    merged = [Merge(row + 1, 1, row + 1, len(order)) for row in range(len(rows)) if draw(st.booleans())]
    rows.append(tuple(_header(draw, column) for column in order))
    at = [column.key for column in order].index("district")
    start, previous = 0, ""
    for record in records:
        if draw(st.booleans()):
            rows.append((None, "  "))
            previous = ""
        cells = [written(draw, record[column.key]) for column in order]
        if record["district"] == previous and draw(st.booleans()):
            cells[at] = None
            merged = [block for block in merged if block.top != start or block.left != at + 1]
            merged.append(Merge(start, at + 1, len(rows) + 1, at + 1))
        else:
            start, previous = len(rows) + 1, str(record["district"])
        rows.append(tuple(cells))
    rows.extend(draw(st.sampled_from([[], [("合计", None, 5)], [("注：数据来自填报",), ("填表人：某某",)]])))
    return records, Sheet("名单", tuple(rows), tuple(merged))


def _header(draw: st.DrawFn, column: Column) -> str:
    alias = draw(st.sampled_from(column.aliases))
    middle = len(alias) // 2
    return draw(st.sampled_from([alias, f"{alias[:middle]}\n{alias[middle:]}", f" {alias}＊", f"{alias}（必填）"]))


@pytest.mark.law
@settings(deadline=None)
@given(dressed())
def test_the_same_rows_come_out_however_the_roster_is_dressed(
    drawn: tuple[list[dict[str, object]], Sheet],
) -> None:
    records, sheet = drawn

    reading = read_sheets([sheet], COLUMNS)

    assert reading.faults == ()
    assert [dict(row.values) for row in reading.rows] == records


CELLS = st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.text(max_size=8)
HEADER_CELLS = st.sampled_from(["企业名称", "产值（万元）", "从业人数", "成立日期", "合计", "", None])
BLOCKS = st.tuples(*[st.integers(1, 6)] * 4).map(lambda ends: Merge(*ends))


@pytest.mark.law
@settings(deadline=None)
@given(st.lists(st.lists(CELLS | HEADER_CELLS, max_size=6).map(tuple), max_size=8), st.lists(BLOCKS, max_size=3))
def test_no_cell_and_no_merge_ever_raises(rows: list[tuple[object, ...]], merged: list[Merge]) -> None:
    reading = read_sheets([Sheet("S", tuple(rows), tuple(merged))], COLUMNS)

    numbers = [row.number for row in reading.rows] + [aside.row for aside in reading.aside]
    assert len(numbers) == len(set(numbers))
