"""Stages 4 and 5: the call, its questions and proposals, sealed until the opening; then the form check."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from qunli.calls.actions import (
    CallDraft,
    IndicatorEntry,
    TopicEntry,
    add_topic,
    answer_partner,
    answer_question,
    ask_question,
    attach_to_proposal,
    change_proposal,
    check_call,
    check_form,
    correct_proposal,
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
from qunli.calls.states import FormReason, FormResult, LetterKind, StampKind
from qunli.cli.demo.matching import invite_best, match_open
from qunli.cli.demo.world import paper
from qunli.needs.models import ListItem
from qunli.needs.states import Comparator

if TYPE_CHECKING:
    from datetime import datetime

    from qunli.calls.models import CallTopic, Proposal
    from qunli.cli.demo.example import Tree
    from qunli.cli.demo.world import World

MINUTES: Final = timedelta(minutes=10)
CONTACT: Final = "梅陇示例集群运营服务中心，operator@example.org"


def publish(world: World) -> None:
    """Draft, check and publish the call; answer what is asked."""
    told, road = world.example.road["call"], world.example.road["road"]
    writer = world.users[told["prepared_by"]]
    drafted_at = told["secrecy_checked_at"] - timedelta(hours=4)
    plan = CallDraft(
        cluster=world.cluster,
        pack=world.packs[road["pack"]],
        fee_pack=world.packs[road["fees_pack"]],
        operator=world.parties[road["operator"]],
        authority=world.parties[road["authority"]],
        title=told["title"],
        title_en=told["title_en"],
        guide=told["guide"].strip(),
        contact=CONTACT,
        team_deadline=told["team_deadline"],
        unit_deadline=told["unit_deadline"],
        recommending_deadline=told["recommending_deadline"],
    )
    call = draft_call(plan=plan, by=writer, at=drafted_at)
    world.calls.append(call)
    for key in told["needs"]:
        item = ListItem.objects.select_related("need").get(pk=world.items[key].pk)
        add_topic(call=call, item=item, entry=_topic(world, key), by=writer, at=drafted_at + MINUTES)
    check_call(call=call, by=world.users[told["secrecy_checked_by"]], at=told["secrecy_checked_at"])
    publish_call(call=call, by=world.users[told["published_by"]], at=told["published_at"])
    match_open(at=told["published_at"] + MINUTES)
    invite_best(call=world.call, by=writer, at=told["published_at"] + 3 * MINUTES)
    for row in world.example.road["question"]:
        user = world.users[row["asked_by"]]
        question = ask_question(
            call=world.call, text=row["text"], asked_by=user.party.name, contact=user.email, by=user, at=row["asked_at"]
        )
        answer_question(
            question=question, answer=row["answer"], by=world.users[row["answered_by"]], at=row["answered_at"]
        )


def _topic(world: World, key: str) -> TopicEntry:
    told = world.example.road["call"]
    need = next(row for row in world.example.road["need"] if row["key"] == key)
    return TopicEntry(
        title=need["title"],
        title_en=need["title_en"],
        summary=need["problem"].strip(),
        bidder_conditions=need["bidder_conditions"],
        poster_money=Decimal(told["money"]["poster"]),
        fiscal_money=Decimal(told["money"]["fiscal"]),
        wanted_by=need["needed_by"],
        indicators=[
            IndicatorEntry(one["name"], Comparator(one["comparator"]), one["target"], one["unit"], one["measured"])
            for one in need["indicator"]
        ],
    )


def propose(world: World) -> None:
    """Write, complete, hand in, stamp and recommend each proposal, in the order in which it happened."""
    told = world.example.road["proposal"]
    topic = world.call.topics.get()
    for row in told:
        world.proposals[row["key"]] = _write(world, row, topic)
    for row in sorted(told, key=lambda one: one["submitted_at"]):
        submit_proposal(proposal=world.proposal(row["key"]), by=world.users[row["leader"]], at=row["submitted_at"])
    for row in sorted(told, key=lambda one: one["stamped_at"]):
        admin = world.users[row["stamped_by"]]
        before = row["stamped_at"] - MINUTES
        sign_letter(proposal=world.proposal(row["key"]), kind=LetterKind.UNIT, by=admin, at=before)
        stamp_proposal(proposal=world.proposal(row["key"]), kind=StampKind.OWN_UNIT, by=admin, at=row["stamped_at"])
    for row in sorted(told, key=lambda one: one["recommended_at"]):
        stamp_proposal(
            proposal=world.proposal(row["key"]),
            kind=StampKind.RECOMMENDING_UNIT,
            by=world.users[row["recommended_by"]],
            at=row["recommended_at"],
        )


def _write(world: World, row: Tree, topic: CallTopic) -> Proposal:
    user = world.users[row["leader"]]
    began = min(one["consented_at"] for one in row["partners"]) - timedelta(days=3)
    proposal = start_proposal(
        topic=topic,
        lead=world.organizations[row["lead"]],
        title=row["title"],
        leader_name=user.party.name,
        by=user,
        at=began,
    )
    indicators = dict(
        zip((one["key"] for one in _indicators(world)), topic.indicators.order_by("position"), strict=True)
    )
    money = row["money"]
    unit = next(one["party"] for one in world.example.rows("people") if one["key"] == row["recommended_by"])
    changes = {
        "leader_party": user.party,
        "recommending_unit": world.parties[unit],
        "approach": row["approach"].strip(),
        "foundation": f"牵头单位现有技术成熟度为 {row['starting_trl']} 级，合作单位分工见参加单位一栏。",
        "schedule": "三个月定型，六个月台架达标，九个月整车验证并形成小批供货。",
        "asked_money": Decimal(money["poster"] + money["fiscal"]),
        "own_money": Decimal(money["own"]),
        "budget": [{"name": one["item"], "amount": str(one["yuan"])} for one in row["budget"]],
        "promised": [{"indicator": indicators[key].pk, "value": value} for key, value in row["promise"].items()],
    }
    proposal = change_proposal(proposal=proposal, changes=changes, by=user, at=began + MINUTES)
    for one in row["partners"]:
        partner = invite_partner(
            proposal=proposal,
            organization=world.organizations[one["organization"]],
            part=one["does"],
            by=user,
            at=began + 2 * MINUTES,
        )
        answer_partner(partner=partner, consents=True, by=world.users[one["consented_by"]], at=one["consented_at"])
    before = row["submitted_at"] - timedelta(hours=1)
    attach_to_proposal(
        proposal=proposal, purpose="", file=paper("申报书附件.pdf", "annex of the application"), by=user, at=before
    )
    sign_letter(proposal=proposal, kind=LetterKind.LEADER, by=user, at=before + MINUTES)
    return proposal


def _indicators(world: World) -> list[Tree]:
    wanted = world.example.road["call"]["needs"][0]
    need = next(row for row in world.example.road["need"] if row["key"] == wanted)
    return list(need["indicator"])


def open_and_check(world: World) -> None:
    """Open the proposals; check their form; let one be corrected, once."""
    told, check = world.example.road["call"], world.example.road["form_check"]
    open_proposals(call=world.call, by=world.users[told["opened_by"]], at=told["opening_at"])
    operator = world.users[told["prepared_by"]]
    for key in check["passed"]:
        _admit(world, key, at=check["at"])
    for row in check["correction"]:
        leader, key = world.users[row["corrected_by"]], row["proposal"]
        check_form(
            proposal=world.proposal(key),
            result=FormResult.TO_CORRECT,
            reasons=[FormReason(row["fault"])],
            note=row["reason"],
            by=operator,
            at=row["asked_at"],
        )
        files = [("", paper(f"{name}.pdf", "stamped scan")) for name in row["adds"]]
        correct_proposal(proposal=world.proposal(key), files=files, by=leader, at=row["corrected_at"])
        _admit(world, key, at=row["passed_at"])
    last = max([check["at"], *(row["passed_at"] for row in check["correction"])])
    finish_form_check(call=world.call, by=operator, at=last + MINUTES)


def _admit(world: World, key: str, *, at: datetime) -> None:
    check_form(
        proposal=world.proposal(key),
        result=FormResult.ADMITTED,
        reasons=[],
        note="",
        by=world.users[world.example.road["call"]["prepared_by"]],
        at=at,
    )
