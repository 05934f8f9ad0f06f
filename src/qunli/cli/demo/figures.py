"""Stage 2: what is known. Each figure of the cluster, read as a claim out of a document and confirmed by a person."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from qunli.engines.notation.periods import Period
from qunli.evidence.actions import DocumentEntry, keep_document, state_claim
from qunli.indicators.actions import add_indicator, record_figure_from_claim
from qunli.indicators.states import Bound

if TYPE_CHECKING:
    from qunli.cli.demo.example import Tree
    from qunli.cli.demo.world import World
    from qunli.indicators.models import Indicator

BOUNDS: Final = {"exact": Bound.EXACT, "more than": Bound.MORE_THAN}
COUNTED: Final = {
    "enterprises": "家",
    "items": "项",
    "fields": "个",
    "patents": "件",
    "standards": "项",
    "people": "人",
}
RATIOS: Final = frozenset({"share", "rate"})
HUNDRED_MILLION: Final = 10**8
DAY: Final = 10
YEAR: Final = 4


def build(world: World) -> None:
    """Keep a document per source, in our own words, and confirm what stands in it."""
    operator, second = world.users["p-operator"], world.users["p-operator-2"]
    sources = {row["key"]: row for row in world.example.cluster["source"]}
    indicators = _indicators(world)
    for key in sorted({row["source"] for row in world.example.cluster["figure"]}):
        figures = [row for row in world.example.cluster["figure"] if row["source"] == key]
        lines = [_line(row) for row in figures]
        told = sources[key]
        entry = DocumentEntry(
            title=told["name"],
            source=told["note_zh"],
            source_date=date.fromisoformat(told["date"]) if len(told["date"]) == DAY else None,
            text="\n".join(lines),
        )
        document = keep_document(entry=entry, by=operator, at=world.begun)
        start = 0
        for row, line in zip(figures, lines, strict=True):
            says = f"{row['name']} · {_value(Decimal(row['value']), row['unit'])}"
            content = {"says": says, "indicator": row["indicator"], "value": row["value"], "unit": row["unit"]}
            claim = state_claim(
                document=document, start=start, end=start + len(line), content=content, by=operator, at=world.begun
            )
            start += len(line) + 1
            period, as_of = _time(row["period"] or told["date"])
            record_figure_from_claim(
                claim=claim,
                indicator=indicators[row["indicator"]],
                subject=world.cluster,
                value=Decimal(row["value"]),
                bound=BOUNDS[row["bound"]],
                period=period,
                as_of=as_of,
                scope=row["scope"] or ("" if row["period"] else "报道未写明年份"),
                by=second,
                at=world.begun,
            )


def _indicators(world: World) -> dict[str, Indicator]:
    made: dict[str, Indicator] = {}
    for row in world.example.cluster["figure"]:
        if row["indicator"] not in made:
            made[row["indicator"]] = add_indicator(
                code=row["indicator"],
                name=row["name"],
                name_en=row["name_en"],
                unit=row["unit"],
                by=world.by,
                at=world.begun,
            )
    return made


def _line(row: Tree) -> str:
    bound = "超过" if row["bound"] == "more than" else ""
    return f"{_when(row['period'])}，{row['name']}为{bound}{_value(Decimal(row['value']), row['unit'])}。"


def _when(period: str) -> str:
    if not period:
        return "年份未写明"
    if len(period) == DAY:
        return f"截至{period}"
    first, _, last = period.partition("/")
    return f"{first}年至{last}年" if last else f"{first}年"


def _value(value: Decimal, unit: str) -> str:
    if unit == "CNY":
        return f"{_plain(value / HUNDRED_MILLION)}亿元"
    if unit in RATIOS:
        return f"{_plain(value * 100)}%"
    return f"{_plain(value)}{COUNTED.get(unit, '')}"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _time(text: str) -> tuple[Period | None, date | None]:
    if len(text) == DAY:
        return None, date.fromisoformat(text)
    first, _, last = text.partition("/")
    return Period(date(int(first[:YEAR]), 1, 1), date(int((last or first)[:YEAR]), 12, 31)), None
