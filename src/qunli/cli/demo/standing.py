"""How things stand before the rules: Meilong held against three standards, a ladder of tiers, events."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from qunli.core.states import SYSTEM
from qunli.directory.actions import CertificationEntry, add_certification
from qunli.directory.states import Tier
from qunli.engines.notation.periods import Period, read_period
from qunli.evidence.actions import DocumentEntry, keep_document, state_claim
from qunli.indicators.actions import (
    AnswerEntry,
    EventEntry,
    WrittenFigure,
    assess_subject,
    follow_certifications,
    give_answer,
    record_event_from_claim,
    record_written_figure,
)
from qunli.indicators.states import EventKind
from qunli.people.models import Party, User
from qunli.people.states import Role
from qunli.publicity.actions import check_notice
from qunli.reports.actions import (
    apply_for_recognition,
    check_application,
    post_recognition,
    prepare_publicity,
    recommend_cluster,
    submit_application,
)

if TYPE_CHECKING:
    from qunli.cli.demo.example import Tree
    from qunli.cli.demo.world import World
    from qunli.directory.models import Organization

STANDARDS: Final = ("cn-sme-cluster-2022", "sh-sme-cluster-2023", "yn-sme-cluster")
CLIMBER: Final = "m001"
"""The made-up member whose ladder is filled: what it needs for the next tier is partly answered."""
MADE_UP: Final = "示例数据，并非真实企业"
BACK: Final = 20
NOTICE_DAYS: Final = 5
WHY_SHORT: Final = "示例：报道称研发投入增长5%，标准要求超过5%，正按统计口径核对。"
"""The report says 5 %, and the city's standard asks for more than that."""
PLAN: Final = "示例规划：三年内产值年均增长百分之十，研发投入年均增长百分之八，新增“小巨人”企业三家。"
SOON: Final = timedelta(days=120)
ANSWERS: Final[tuple[tuple[str, str | bool, str], ...]] = (
    ("main_revenue", "3780万元", "2025"),
    ("debt_ratio", "46%", ""),
    ("segment_years", "7", ""),
    ("class_one_ip", "2", ""),
)


REPORTED: Final = (
    ("营业收入", "4340万元", "2025"),
    ("研发费用", "186万元", "2025"),
    ("营业收入", "3910万元", "2024"),
    ("研发费用", "95万元", "2024"),
)
"""What its own report says: a figure of the firm each, by a claim that somebody confirmed."""


def build(world: World) -> None:
    """Record the events, hold the cluster against three standards, and fill one ladder."""
    _events(world)
    _cluster(world)
    _ladder(world)
    _recognition(world)


def _events(world: World) -> None:
    """Keep a chronicle per source, in our own words, and confirm each line as an event."""
    operator, second = world.users["p-operator"], world.users["p-operator-2"]
    sources = {row["key"]: row for row in world.example.cluster["source"]}
    for key in sorted({row["source"] for row in world.example.cluster["event"]}):
        rows = [row for row in world.example.cluster["event"] if row["source"] == key]
        lines = [f"{row['date']}，{row['name']}。" for row in rows]
        told = sources[key]
        entry = DocumentEntry(title=f"{told['name']}（大事）", source=told["note_zh"], text="\n".join(lines))
        document = keep_document(entry=entry, by=operator, at=world.begun)
        start = 0
        for row, line in zip(rows, lines, strict=True):
            claim = state_claim(
                document=document, start=start, end=start + len(line), content={}, by=operator, at=world.begun
            )
            start += len(line) + 1
            record_event_from_claim(
                claim=claim, cluster=world.cluster, entry=_event(world, row), by=second, at=world.begun
            )


def _event(world: World, row: Tree) -> EventEntry:
    first = row.get("first", "")
    return EventEntry(
        title=row["name"],
        title_en=row["name_en"],
        kind=EventKind.FIRST if first else EventKind.EVENT,
        reach=first,
        period=_period(row["date"]),
        organizations=[world.organizations[key] for key in row["organizations"]],
    )


def _period(text: str) -> Period:
    if len(text) == len("2024-10-14"):
        day = date.fromisoformat(text)
        return Period(day, day)
    return read_period(text)


def _cluster(world: World) -> None:
    operator, at = world.users["p-operator"], world.day(BACK)
    entry = AnswerEntry(key="operating_body", value=True, source=MADE_UP)
    give_answer(subject=world.cluster, pack=world.packs["sh-sme-cluster-2023"], entry=entry, by=operator, at=at)
    for code in STANDARDS:
        assess_subject(subject=world.cluster, pack=world.packs[code], by=operator, at=at)


def _recognition(world: World) -> None:
    """Walk the city's recognition as far as the report tells of it: on public notice, and not a step further."""
    operator, second = world.users["p-operator"], world.users["p-operator-2"]
    authority, district = world.users["p-authority"], world.users["p-recommend-meilong"]
    made = apply_for_recognition(
        cluster=world.cluster,
        pack=world.packs["sh-sme-cluster-2023"],
        district=_party_of(district, Role.RECOMMENDING_UNIT),
        authority=_party_of(authority, Role.AUTHORITY),
        plan="",
        by=operator,
        at=world.day(BACK),
    )
    submit_application(recognition=made, plan=PLAN, why_short=WHY_SHORT, by=operator, at=world.day(BACK - 1))
    recommend_cluster(recognition=made, opinion="示例：材料已核查，情况属实。", by=district, at=world.day(BACK - 5))
    check_application(recognition=made, by=authority, at=world.day(4))
    notice = prepare_publicity(
        recognition=made, contact="示例联系方式", working_days=NOTICE_DAYS, by=operator, at=world.day(3)
    )
    check_notice(notice=notice, by=second, at=world.day(3))
    post_recognition(recognition=made, by=authority, at=world.day(2))


def _party_of(user: User, role: Role) -> Party:
    return Party.objects.filter(held_by__user=user, held_by__role=role, held_by__ended_at=None).order_by("id")[0]


def _ladder(world: World) -> None:
    operator, at = world.users["p-operator"], world.day(BACK)
    climber = world.organizations[CLIMBER]
    today = timezone.localdate(world.now)
    certified = CertificationEntry(
        tier=Tier.INNOVATIVE_SME,
        issuer="示例认定机构",
        valid_from=today + SOON - timedelta(days=3 * 365),
        valid_to=today + SOON,
        source=MADE_UP,
    )
    add_certification(organization=climber, form=certified, by=SYSTEM, at=world.begun)
    _figures_of(climber, world)
    pack = world.packs["cn-specialised-sme-2026"]
    for key, value, period in ANSWERS:
        entry = AnswerEntry(key=key, value=value, period=period, source=MADE_UP)
        give_answer(subject=climber, pack=pack, entry=entry, by=operator, at=at)
    assess_subject(subject=climber, pack=pack, by=operator, at=at)
    follow_certifications(by=SYSTEM, at=at)


def _figures_of(firm: Organization, world: World) -> None:
    """Keep the firm's report, made up and marked so, and confirm what it states of the firm."""
    operator, second, at = world.users["p-operator"], world.users["p-operator-2"], world.day(BACK)
    lines = [f"{year}年，{firm.name}{name}{value}。" for name, value, year in REPORTED]
    entry = DocumentEntry(
        title="年度经营情况（示例）", source=MADE_UP, text="\n".join(lines), is_confidential=True, is_synthetic=True
    )
    document = keep_document(entry=entry, by=operator, at=at)
    start = 0
    for (name, value, year), line in zip(REPORTED, lines, strict=True):
        claim = state_claim(
            document=document, start=start, end=start + len(line), content={"says": line}, by=operator, at=at
        )
        start += len(line) + 1
        written = WrittenFigure(subject=firm, new_indicator=name, value=value, period=year)
        record_written_figure(claim=claim, written=written, by=second, at=at)
