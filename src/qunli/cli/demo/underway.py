"""One of today's calls, as far as its file says: published, answered, opened, checked, scored, concluded."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from qunli.calls.actions import (
    CallDraft,
    IndicatorEntry,
    TopicEntry,
    add_topic,
    ask_question,
    attach_to_proposal,
    change_proposal,
    check_call,
    check_form,
    draft_call,
    finish_form_check,
    invite_partner,
    open_proposals,
    publish_call,
    sign_letter,
    stamp_proposal,
    start_proposal,
    submit_proposal,
)
from qunli.calls.models import Call, Proposal
from qunli.calls.states import FormReason, FormResult, LetterKind, StampKind
from qunli.cli.demo.calling import CONTACT
from qunli.cli.demo.world import paper
from qunli.core.queries.calendar import working_day_after
from qunli.needs.models import ListItem
from qunli.needs.states import Comparator

if TYPE_CHECKING:
    from qunli.calls.models import CallTopic
    from qunli.cli.demo.example import Tree
    from qunli.cli.demo.world import World
    from qunli.people.models import User

DAYS: Final = timedelta(days=1)
HOURS: Final = timedelta(hours=1)
MINUTES: Final = timedelta(minutes=10)
MARGIN: Final = 15
"""So many working days after a notice was posted must be known, or it is posted earlier."""
GUIDE: Final = (
    "一、目标与指标见榜单。\n二、境内有法人资格的企业、高校和院所均可揭榜，需求单位不得牵头。\n三、开启之前内容密封。"
)


@dataclass
class Walk:
    """A call on its way: its row, and what has become of it."""

    world: World
    row: Tree
    proposals: list[Proposal] = field(default_factory=list)
    _call: Call | None = None

    @property
    def call(self) -> Call:
        """The call as it stands now."""
        assert self._call is not None, "the call is drafted first"  # noqa: S101 -- the order of this module
        return Call.objects.select_related("pack", "cluster", "authority", "operator").get(pk=self._call.pk)

    @call.setter
    def call(self, call: Call) -> None:
        self._call = call

    @property
    def preparer(self) -> User:
        """Who prepares it."""
        return self.world.users[self.row["prepared_by"]]

    def reached(self, step: str) -> bool:
        """Tell whether the call has come to a step."""
        return step in self.row["at"]

    def at(self, step: str) -> datetime:
        """Return when a step was taken, or is due."""
        days: int = self.row["at"][step] + shift_of(self.world, self.row)
        return self.world.day(days)

    def proposals_now(self) -> list[Proposal]:
        """Return the proposals as they stand now."""
        return [self.of(place) for place in range(len(self.proposals))]

    def of(self, place: int) -> Proposal:
        """Return a proposal as it stands now."""
        return Proposal.objects.select_related("lead", "topic", "call").get(pk=self.proposals[place].pk)


def shift_of(world: World, row: Tree) -> int:
    """Return by how many days a call lies further back, so that its public notice could be dated and has ended."""
    if "ended" not in row["at"]:
        return 0
    shift = 0
    while working_day_after((world.now - (row["at"]["posted"] + shift) * DAYS).date(), MARGIN) is None:
        shift += 30
    return shift


def take(walk: Walk) -> None:
    """Take a call as far as its row says, up to the form check."""
    _publish(walk)
    for row in walk.row["proposal"]:
        walk.proposals.append(_propose(walk, row))
    if walk.reached("opened"):
        open_proposals(call=walk.call, by=walk.world.users["p-authority"], at=walk.at("opened"))
    if walk.reached("checked"):
        _check(walk)


def _publish(walk: Walk) -> None:
    world, row, road = walk.world, walk.row, walk.world.example.road["road"]
    need = next(one for one in (*world.example.road["need"], *world.example.today["need"]) if one["key"] == row["need"])
    at = walk.at("published") - DAYS
    plan = CallDraft(
        cluster=world.cluster,
        pack=world.packs[road["pack"]],
        fee_pack=world.packs[road["fees_pack"]],
        operator=world.parties[row["operator"]],
        authority=world.parties[road["authority"]],
        title=row["title"],
        title_en=row["title_en"],
        guide=GUIDE,
        contact=CONTACT,
        team_deadline=walk.at("team"),
        unit_deadline=walk.at("unit"),
        recommending_deadline=walk.at("recommending"),
    )
    call = draft_call(plan=plan, by=walk.preparer, at=at)
    topic = TopicEntry(
        title=need["title"],
        title_en=need["title_en"],
        summary=need["problem"].strip(),
        bidder_conditions=need["bidder_conditions"],
        poster_money=Decimal(need["poster_yuan"]),
        fiscal_money=Decimal(row["fiscal_yuan"]),
        wanted_by=(world.now + 400 * DAYS).date(),
        indicators=[
            IndicatorEntry(one["name"], Comparator(one["comparator"]), one["target"], one["unit"], one["measured"])
            for one in need["indicator"]
        ],
    )
    item = ListItem.objects.select_related("need").get(pk=world.items[row["need"]].pk)
    add_topic(call=call, item=item, entry=topic, by=walk.preparer, at=at + MINUTES)
    check_call(call=call, by=world.users[row["checked_by"]], at=at + HOURS)
    walk.call = publish_call(call=call, by=world.users["p-authority"], at=walk.at("published"))
    world.calls.append(walk.call)
    if not walk.reached("opened"):
        _ask(walk)


def _ask(walk: Walk) -> None:
    """Ask a question that nobody has answered yet."""
    asker = walk.world.users["p-lead-hangzhou"]
    ask_question(
        call=walk.call,
        text="循环试验的升降温速率由谁规定？",
        asked_by=asker.party.name,
        contact=asker.email,
        by=asker,
        at=walk.world.day(2),
    )


def _propose(walk: Walk, row: Tree) -> Proposal:
    """Write a proposal and take it as far as its row says; where that says nothing, all the way to the opening."""
    world, user = walk.world, walk.world.users[row["by"]]
    began, topic = walk.at("handed_in") - 4 * DAYS, walk.call.topics.get()
    proposal = start_proposal(
        topic=topic,
        lead=world.organizations[row["lead"]],
        title=row["title"],
        leader_name=user.party.name,
        by=user,
        at=began,
    )
    changes = {
        "approach": row["approach"],
        "leader_party": user.party,
        "recommending_unit": world.parties[row["unit"]],
        **(_substance(topic) if row.get("step") != "draft" else {}),
    }
    proposal = change_proposal(proposal=proposal, changes=changes, by=user, at=began + HOURS)
    if "partner" in row:
        asked = world.organizations[row["partner"]]
        invite_partner(proposal=proposal, organization=asked, part=row["part"], by=user, at=began + 2 * HOURS)
    if row.get("step") != "draft":
        _hand_in(walk, row, proposal)
    return proposal


def _substance(topic: CallTopic) -> Tree:
    whole = topic.poster_money + topic.fiscal_money
    return {
        "foundation": "牵头单位已完成原理样件。",
        "schedule": "四个月定型，八个月台架达标，十二个月装车。",
        "asked_money": whole,
        "own_money": Decimal(0),
        "budget": [{"name": "材料与试验费", "amount": str(whole)}],
        "promised": [{"indicator": one.pk, "value": one.target} for one in topic.indicators.order_by("position")],
    }


def _hand_in(walk: Walk, row: Tree, proposal: Proposal) -> None:
    world, at = walk.world, walk.at("handed_in")
    user, admin = world.users[row["by"]], world.users[row["admin"]]
    annex = paper("申报书附件.pdf", "annex of the application")
    attach_to_proposal(proposal=proposal, purpose="", file=annex, by=user, at=at - 2 * HOURS)
    sign_letter(proposal=proposal, kind=LetterKind.LEADER, by=user, at=at - HOURS)
    submit_proposal(proposal=proposal, by=user, at=at)
    if row.get("step") == "submitted":
        return
    stamped = at + DAYS
    sign_letter(proposal=proposal, kind=LetterKind.UNIT, by=admin, at=stamped)
    stamp_proposal(proposal=proposal, kind=StampKind.OWN_UNIT, by=admin, at=stamped + MINUTES)
    if row.get("step") == "stamped":
        return
    by, recommended = world.users[row["recommender"]], stamped + DAYS
    stamp_proposal(proposal=proposal, kind=StampKind.RECOMMENDING_UNIT, by=by, at=recommended)


def _check(walk: Walk) -> None:
    """Check the forms that somebody has come to; a call whose panel sits has come to all."""
    for place, row in enumerate(walk.row["proposal"]):
        if not row["form"]:
            continue
        result = FormResult(row["form"])
        correct = result == FormResult.TO_CORRECT
        check_form(
            proposal=walk.of(place),
            result=result,
            reasons=[FormReason.ATTACHMENT_UNREADABLE] if correct else [],
            note="附件第二页无法辨认，请重新上传。" if correct else "",
            by=walk.preparer,
            at=walk.at("checked") + place * MINUTES,
        )
    if all(row["form"] == FormResult.ADMITTED for row in walk.row["proposal"]):
        finish_form_check(call=walk.call, by=walk.preparer, at=walk.at("checked") + HOURS)
