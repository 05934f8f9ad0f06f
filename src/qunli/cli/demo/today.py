"""Stage 10: work that is under way today, dated from the present moment, so that every role finds something to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from qunli.calls.actions import (
    CallDraft,
    TopicEntry,
    add_topic,
    ask_question,
    change_proposal,
    check_call,
    draft_call,
    invite_partner,
    publish_call,
    start_proposal,
)
from qunli.calls.actions import IndicatorEntry as TopicIndicator
from qunli.cli.demo.collecting import entry_of
from qunli.needs.actions import draft_collection, open_collection, recommend_need, state_need, submit_need
from qunli.needs.models import ListItem, Need
from qunli.needs.states import Comparator

if TYPE_CHECKING:
    from datetime import datetime

    from qunli.calls.models import Call
    from qunli.cli.demo.example import Tree
    from qunli.cli.demo.world import World
    from qunli.needs.models import CollectionNotice

HOURS: Final = timedelta(hours=1)
DAYS: Final = timedelta(days=1)


def build(world: World) -> None:
    """Open a collection and a call, with needs and proposals at several steps."""
    notice = _collect(world)
    _state(world, notice)
    _propose(world, _call(world))


def _collect(world: World) -> CollectionNotice:
    operator, at = world.users["p-operator"], world.now - 5 * DAYS
    notice = draft_collection(
        cluster=world.cluster,
        title=f"{world.now.year} 年梅陇汽车智造集群技术需求常年征集",
        text="常年征集集群成员的技术难题，每季度评议一次。标注为保密的需求仅限经办人可见。",
        closes_at=world.now + 25 * DAYS,
        by=operator,
        at=at,
    )
    return open_collection(collection=notice, by=operator, at=at + HOURS)


def _state(world: World, notice: CollectionNotice) -> None:
    """State one need that stays a draft, one to be recommended, one to be screened, one of them confidential."""
    told = {row["key"]: row for row in world.example.road["need"]}
    for place, (key, step) in enumerate((("n5", "draft"), ("n7", "submitted"), ("n3", "recommended"))):
        row, at = told[key], world.now - (3 - place) * DAYS
        need = _need(world, notice, row, at=at)
        if step != "draft":
            need = submit_need(need=need, by=world.users[row["stated_by"]], at=at + HOURS)
        if step == "recommended":
            recommend_need(need=need, by=world.users[row["recommended_by"]], at=at + 2 * HOURS)


def _need(world: World, notice: CollectionNotice, row: Tree, *, at: datetime) -> Need:
    entry = entry_of(world, row)
    return state_need(
        cluster=world.cluster,
        organization=world.organizations[row["organization"]],
        entry=replace(entry, title=f"{entry.title}（二期）", wanted_by=(world.now + 400 * DAYS).date()),
        collection=notice,
        by=world.users[row["stated_by"]],
        at=at,
    )


def _call(world: World) -> Call:
    road, told = world.example.road["road"], next(row for row in world.example.road["need"] if row["key"] == "n4")
    writer, at = world.users["p-operator"], world.now - 4 * DAYS
    plan = CallDraft(
        cluster=world.cluster,
        pack=world.packs[road["pack"]],
        fee_pack=world.packs[road["fees_pack"]],
        operator=world.parties[road["operator"]],
        authority=world.parties[road["authority"]],
        title="七十兆帕储氢瓶口阀微泄漏揭榜挂帅",
        title_en="Open call: a valve for 70 MPa hydrogen cylinders that stays tight",
        guide="一、目标与指标见榜单。\n二、境内有法人资格的企业、高校和院所均可揭榜，需求单位不得牵头。\n三、开启之前内容密封。",
        contact="梅陇示例集群运营服务中心，operator@example.org",
        team_deadline=world.now + 20 * DAYS,
        unit_deadline=world.now + 24 * DAYS,
        recommending_deadline=world.now + 27 * DAYS,
    )
    call = draft_call(plan=plan, by=writer, at=at)
    topic = TopicEntry(
        title=told["title"],
        title_en=told["title_en"],
        summary=told["problem"],
        bidder_conditions=told["bidder_conditions"],
        poster_money=Decimal(told["poster_yuan"]),
        fiscal_money=Decimal(500_000),
        wanted_by=(world.now + 400 * DAYS).date(),
        indicators=[
            TopicIndicator(one["name"], Comparator(one["comparator"]), one["target"], one["unit"], one["measured"])
            for one in told["indicator"]
        ],
    )
    item = ListItem.objects.select_related("need").get(pk=world.items["n4"].pk)
    add_topic(call=call, item=item, entry=topic, by=writer, at=at + HOURS)
    check_call(call=call, by=world.users["p-operator-2"], at=at + 2 * HOURS)
    published = publish_call(call=call, by=world.users["p-authority"], at=at + 3 * HOURS)
    world.calls.append(published)
    asker = world.users["p-lead-hangzhou"]
    ask_question(
        call=published,
        text="循环试验的升降温速率由谁规定？",
        asked_by=asker.party.name,
        contact=asker.email,
        by=asker,
        at=world.now - 2 * DAYS,
    )
    return published


def _propose(world: World, call: Call) -> None:
    """Begin two proposals; one has asked a partner that has not answered yet."""
    topic = call.topics.get()
    for key, lead, partner in (
        ("p-lead-hefei", "hefei-lab", "suzhou-elastomer"),
        ("p-lead-nanjing", "nanjing-inst", None),
    ):
        user, at = world.users[key], world.now - 2 * DAYS
        proposal = start_proposal(
            topic=topic,
            lead=world.organizations[lead],
            title="金属与聚合物双级阀座" if partner else "阀座表面织构方案",
            leader_name=user.party.name,
            by=user,
            at=at,
        )
        changes = {
            "approach": "以双级阀座分担压差，先验证冷热循环后的泄漏。",
            "leader_party": user.party,
            "recommending_unit": world.parties["authority-anhui" if partner else "authority-jiangsu"],
        }
        proposal = change_proposal(proposal=proposal, changes=changes, by=user, at=at + HOURS)
        if partner:
            asked = world.organizations[partner]
            invite_partner(proposal=proposal, organization=asked, part="阀座材料", by=user, at=at + 2 * HOURS)
