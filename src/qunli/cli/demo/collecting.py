"""Stage 3: needs. A notice goes out; needs are stated, recommended, sharpened, merged, returned, accepted, listed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from qunli.cli.demo.world import paper
from qunli.needs.actions import (
    IndicatorEntry,
    NeedEntry,
    accept_need,
    ask_advice,
    attach_to_need,
    check_item,
    close_collection,
    draft_collection,
    give_advice,
    list_need,
    merge_needs,
    open_collection,
    recommend_need,
    return_need,
    start_key_list,
    state_need,
    submit_need,
    take_advice,
)
from qunli.needs.models import Need
from qunli.needs.states import Comparator, IpTerms

if TYPE_CHECKING:
    from qunli.cli.demo.example import Tree
    from qunli.cli.demo.world import World
    from qunli.needs.models import CollectionNotice

MINUTES: Final = timedelta(minutes=10)


def build(world: World) -> None:
    """Collect and screen the needs."""
    told = world.example.road["collection"]
    operator = world.users[told["by"]]
    notice = draft_collection(
        cluster=world.cluster,
        title=told["title"],
        text=told["text"].strip(),
        closes_at=told["closes_at"],
        by=operator,
        at=told["published_at"] - MINUTES,
    )
    notice = open_collection(collection=notice, by=operator, at=told["published_at"])
    for row in world.example.road["need"]:
        _state(world, row, notice)
    close_collection(collection=notice, by=operator, at=told["closes_at"] + MINUTES)
    for row in world.example.road["need"]:
        _sharpen(world, row)
    for row in world.example.road["need"]:
        _settle(world, row)
    _list(world)


def _state(world: World, row: Tree, notice: CollectionNotice) -> None:
    user = world.users[row["stated_by"]]
    need = state_need(
        cluster=world.cluster,
        organization=world.organizations[row["organization"]],
        entry=entry_of(world, row),
        collection=notice,
        by=user,
        at=row["stated_at"],
    )
    if "attachment" in row:
        attach_to_need(
            need=need,
            file=paper(row["attachment"], "drawing of the four corners"),
            confidential=row["attachment_confidential"],
            by=user,
            at=row["stated_at"] + MINUTES,
        )
    need = submit_need(need=need, by=user, at=row["stated_at"] + 2 * MINUTES)
    world.needs[row["key"]] = recommend_need(need=need, by=world.users[row["recommended_by"]], at=row["recommended_at"])


def entry_of(world: World, row: Tree) -> NeedEntry:
    """Return what an organization fills in."""
    indicators = row["indicator"] or [
        {"name": row["title"], "comparator": "text", "target": "见描述", "unit": "", "measured": "未说明"}
    ]
    return NeedEntry(
        title=row["title"],
        problem=row["problem"].strip(),
        field=world.fields[row["field"]],
        beyond_own_means=row["tried"] or "尚未尝试。",
        wanted_by=row["needed_by"],
        ip_terms=IpTerms.TAKER if "揭榜团队" in row["intellectual_property"] else IpTerms.AGREED,
        budget=Decimal(row["poster_yuan"]),
        bidder_conditions=row["bidder_conditions"] or "不限",
        is_confidential=row["confidential"],
        recommending_unit=world.parties["town-meilong"],
        indicators=tuple(
            IndicatorEntry(one["name"], Comparator(one["comparator"]), one["target"], one["unit"], one["measured"])
            for one in indicators
        ),
    )


def _sharpen(world: World, row: Tree) -> None:
    """Ask the experts for advice, and take the first one's words."""
    operator = world.users["p-operator"]
    for place, key in enumerate(row.get("sharpened_by", ())):
        expert = world.experts[key]
        asked_at = row["sharpened_at"] - timedelta(days=5)
        need = Need.objects.get(pk=world.needs[row["key"]].pk)
        advice = ask_advice(need=need, expert=expert.party, due=row["sharpened_at"], by=operator, at=asked_at)
        measured = "；".join(
            f"{one['name']} {one['comparator']} {one['target']} {one['unit']}" for one in row["indicator"]
        )
        advice = give_advice(
            advice=advice,
            text=row["sharpening"],
            sharper_problem=f"{need.problem}\n要达到：{measured}。" if place == 0 else "",
            by=world.users[key],
            at=row["sharpened_at"] + place * MINUTES,
        )
        if place == 0:
            take_advice(advice=advice, by=operator, at=row["sharpened_at"] + 5 * MINUTES)


def _settle(world: World, row: Tree) -> None:
    operator = world.users["p-operator"]
    need = Need.objects.get(pk=world.needs[row["key"]].pk)
    if row["outcome"] == "accepted":
        world.needs[row["key"]] = accept_need(need=need, by=operator, at=row["decided_at"])
    elif row["outcome"] == "returned":
        return_need(need=need, reason=row["return_reason"], by=operator, at=row["decided_at"])
    else:
        into = Need.objects.get(pk=world.needs[row["merged_into"]].pk)
        merge_needs(into=into, needs=[need], reason=row["merge_reason"], by=operator, at=row["decided_at"] + MINUTES)


def _list(world: World) -> None:
    told = world.example.road["call"]
    at = told["secrecy_checked_at"] - timedelta(days=1)
    writer, checker = world.users[told["prepared_by"]], world.users[told["secrecy_checked_by"]]
    key_list = start_key_list(cluster=world.cluster, title="关键技术攻关清单 2025", by=writer, at=at)
    world.lists.append(key_list)
    for row in world.example.road["need"]:
        if row["outcome"] != "accepted":
            continue
        secret = row["confidential"]
        item = list_need(
            key_list=key_list,
            need=Need.objects.get(pk=world.needs[row["key"]].pk),
            field=world.fields[row["field"]],
            public_title=f"{world.fields[row['field']].name}方向技术需求" if secret else row["title"],
            public_title_en="" if secret else row["title_en"],
            public_summary="内容保密。" if secret else row["problem"].strip(),
            by=writer,
            at=at + MINUTES,
        )
        world.items[row["key"]] = check_item(item=item, by=checker, at=at + 2 * MINUTES)
