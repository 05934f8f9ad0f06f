"""Needs, one of them with advice, indicators, files and readers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from benchmarks.stock.office import Office
from benchmarks.stock.sizes import AT, BATCH, SIZES
from benchmarks.stock.traces import files_on
from qunli.directory.models import Organization
from qunli.needs.models import KeyTechnologyList, ListItem, Need, NeedAdvice, NeedIndicator
from qunli.needs.queries import search_column
from qunli.needs.states import ItemState, NeedState

PARTS = ("密封条", "转向节", "线束", "电池壳体", "制动盘", "轮毂轴承", "仪表板", "座椅骨架")
TROUBLES = ("低温下变硬", "受热后开裂", "振动中松动", "潮湿处锈蚀", "载荷下变形")


def needs_of(office: Office, organizations: list[Organization]) -> list[Need]:
    """Write needs of many organizations, most of them waiting to be screened."""
    rows = [_need(number, office, organizations[-1 - number % len(organizations)]) for number in range(SIZES["needs"])]
    made = Need.objects.bulk_create(rows, batch_size=BATCH)
    _thicken(made[0], office)
    return made


def _need(number: int, office: Office, organization: Organization) -> Need:
    part, trouble = PARTS[number % len(PARTS)], TROUBLES[number % len(TROUBLES)]
    title = f"{part}{trouble}的第{number}个难题"
    problem = f"{part}在批次{number}中{trouble}。" + "".join(_word(number * 31 + place) for place in range(60))
    return Need(
        cluster=office.cluster,
        organization=organization,
        field=office.field,
        title=title,
        problem=problem,
        bigrams=search_column(title, problem),
        budget=Decimal(1_000_000),
        wanted_by=date(2027, 6, 30),
        stated_by=office.operator,
        stated_at=AT,
        submitted_at=AT,
        settled_at=AT,
        state=NeedState.ACCEPTED if number % 2 else NeedState.SUBMITTED,
    )


def _word(number: int) -> str:
    """Make a word up: texts must differ as texts do, or all would look alike."""
    return chr(0x4E00 + (number * 7919) % 4000) + chr(0x4E00 + (number * 104_729) % 4000)


def _thicken(need: Need, office: Office) -> None:
    NeedIndicator.objects.bulk_create(
        [
            NeedIndicator(need=need, position=place, name=f"指标{place}", comparator="<=", target="0", unit="mL")
            for place in range(6)
        ]
    )
    NeedAdvice.objects.bulk_create(
        [
            NeedAdvice(
                need=need,
                expert=expert.party,
                asked_by=office.operator,
                stated_at=AT,
                due_at=AT,
                text="改为测量低温压缩永久变形。",
                sharper_problem=need.problem,
                given_at=AT,
            )
            for expert in office.experts[:4]
        ]
    )
    files_on(need, 8)


def list_items(office: Office, needs: list[Need]) -> list[ListItem]:
    """Put needs on the key-technology list."""
    key_list = KeyTechnologyList.objects.create(cluster=office.cluster, title="示例清单", stated_at=AT)
    rows = [
        ListItem(
            key_list=key_list,
            need=need,
            field=office.field,
            position=place,
            public_title=need.title,
            public_summary="示例摘要",
            checked_by=office.second,
            checked_at=AT,
            stated_at=AT,
            state=ItemState.OPEN,
        )
        for place, need in enumerate(needs)
    ]
    return ListItem.objects.bulk_create(rows, batch_size=BATCH)
