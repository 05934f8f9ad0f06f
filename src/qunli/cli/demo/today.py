"""Stage 11: work that is under way today, dated from the present moment, so that every role finds something to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from qunli.cli.demo import assigning, granting, underway
from qunli.cli.demo.collecting import entry_of
from qunli.cli.demo.matching import match_open
from qunli.core.states import SYSTEM
from qunli.duties.actions import remind_and_escalate
from qunli.needs.actions import (
    accept_need,
    ask_advice,
    check_item,
    draft_collection,
    list_need,
    open_collection,
    recommend_need,
    state_need,
    submit_need,
)
from qunli.people.actions import answer_sight, ask_sight

if TYPE_CHECKING:
    from datetime import datetime

    from qunli.cli.demo.example import Tree
    from qunli.cli.demo.world import World
    from qunli.needs.models import CollectionNotice, Need

HOURS: Final = timedelta(hours=1)
DAYS: Final = timedelta(days=1)
WANTED_IN: Final = 400 * DAYS
LISTED_BEFORE: Final = 3
"""So many days before a call is published its need stands on the list."""


def build(world: World) -> None:
    """Open a collection, state needs, and take a call to each step at which somebody has to act."""
    told = world.example.today
    notice = _collect(world)
    for row in told["restated"]:
        _restate(world, notice, row)
    for row in told["need"]:
        call = next(one for one in told["call"] if one["need"] == row["key"])
        _enter(world, row, at=world.day(call["at"]["published"] + underway.shift_of(world, call)))
    for row in told["call"]:
        walk = underway.Walk(world, row)
        underway.take(walk)
        assigning.take(walk)
        granting.take(walk)
    granting.run_project(world, told["project"])
    match_open(at=world.now)
    for row in told["sight"]:
        _ask_sight(world, row)
    remind_and_escalate(by=SYSTEM, at=world.now)


def _ask_sight(world: World, row: Tree) -> None:
    """Ask to see a confidential need; an administrator may have answered."""
    at = world.day(row["days"])
    about = world.needs[row["need"]].ref
    grant = ask_sight(about=about, reason=row["reason"], by=world.users[row["by"]], at=at)
    if "until" in row:
        until = world.day(-row["until"])
        answer_sight(grant=grant, until=until, by=world.users["p-administrator"], at=at + HOURS)


def _collect(world: World) -> CollectionNotice:
    operator, at = world.users["p-operator"], world.day(5)
    notice = draft_collection(
        cluster=world.cluster,
        title=f"{world.now.year} 年梅陇汽车智造集群技术需求常年征集",
        text="常年征集集群成员的技术难题，每季度评议一次。标注为保密的需求仅限经办人可见。",
        closes_at=world.day(-25),
        by=operator,
        at=at,
    )
    return open_collection(collection=notice, by=operator, at=at + HOURS)


def _restate(world: World, notice: CollectionNotice, row: Tree) -> None:
    """State a need that stays a draft, or is handed in, or is recommended."""
    told = next(one for one in world.example.road["need"] if one["key"] == row["need"])
    at = world.day(row["days"])
    entry = entry_of(world, told)
    need = state_need(
        cluster=world.cluster,
        organization=world.organizations[told["organization"]],
        entry=replace(entry, title=f"{entry.title}（二期）", wanted_by=(world.now + WANTED_IN).date()),
        collection=notice,
        by=world.users[told["stated_by"]],
        at=at,
    )
    if row["step"] != "draft":
        need = submit_need(need=need, by=world.users[told["stated_by"]], at=at + HOURS)
    if row["step"] == "recommended":
        recommend_need(need=need, by=world.users[told["recommended_by"]], at=at + 2 * HOURS)
    elif row["step"] == "submitted":
        _ask(world, need, at=at + 2 * HOURS)


def _ask(world: World, need: Need, *, at: datetime) -> None:
    expert, operator = world.experts["e05"], world.users["p-operator"]
    ask_advice(need=need, expert=expert.party, due=world.day(-9), by=operator, at=at)


def _enter(world: World, row: Tree, *, at: datetime) -> None:
    """Take a new need to the key-technology list."""
    operator, checker = world.users["p-operator"], world.users["p-operator-2"]
    whole = row | {"confidential": False, "needed_by": (world.now + WANTED_IN).date()}
    stated_at = at - (LISTED_BEFORE + 14) * DAYS
    need = state_need(
        cluster=world.cluster,
        organization=world.organizations[row["organization"]],
        entry=entry_of(world, whole),
        by=world.users[row["stated_by"]],
        at=stated_at,
    )
    need = submit_need(need=need, by=world.users[row["stated_by"]], at=stated_at + HOURS)
    need = recommend_need(need=need, by=world.users["p-recommend-meilong"], at=stated_at + 3 * DAYS)
    world.needs[row["key"]] = need = accept_need(need=need, by=operator, at=stated_at + 10 * DAYS)
    item = list_need(
        key_list=world.lists[0],
        need=need,
        field=world.fields[row["field"]],
        public_title=row["title"],
        public_title_en=row["title_en"],
        public_summary=row["problem"],
        by=operator,
        at=at - LISTED_BEFORE * DAYS,
    )
    world.items[row["key"]] = check_item(item=item, by=checker, at=at - LISTED_BEFORE * DAYS + HOURS)
