"""A call with its questions, and its proposals, one of them thick."""

from __future__ import annotations

from decimal import Decimal
from importlib.resources import files
from typing import Final

from benchmarks.stock.office import Office
from benchmarks.stock.sizes import AT, BATCH, SIZES
from benchmarks.stock.traces import files_on, papers_on
from qunli.calls.models import (
    Call,
    CallTopic,
    CommitmentLetter,
    FormCheck,
    Partner,
    Proposal,
    ProposalVersion,
    Question,
    Stamp,
    TopicIndicator,
)
from qunli.calls.states import CallState, Consent, FormResult, LetterKind, ProposalState, StampKind
from qunli.core.states import SYSTEM, PaperKind
from qunli.directory.models import Organization
from qunli.needs.models import ListItem
from qunli.people.models import User
from qunli.rulebook.actions import load_pack
from qunli.rulebook.queries import terms_of

PACK: Final = "cn-open-call-government-posted"
TOPICS: Final = 8
QUESTIONS: Final = 30
PARTNERS: Final = 2
LINES: Final = 12


def a_call(office: Office, items: list[ListItem]) -> Call:
    """Make an opened call with topics, questions and papers."""
    source = files("qunli").joinpath("rulebook", "packs", f"{PACK}.toml").read_bytes()
    pack = load_pack(source=source, by=SYSTEM, at=AT)
    terms = terms_of(pack, {})
    call = Call.objects.create(
        cluster=office.cluster,
        pack=pack,
        operator=office.cluster.operator,
        authority=office.authority,
        title="低温密封技术揭榜挂帅",
        guide="一、目标。\n二、指标。\n" * 20,
        contact="示例集群运营中心",
        terms=terms,
        stated_by=office.operator,
        stated_at=AT,
        checked_by=office.second,
        checked_at=AT,
        published_at=AT,
        team_deadline=AT,
        opened_at=AT,
        opened_by=office.operator,
        state=CallState.OPENED,
    )
    _topics(call, items[:TOPICS])
    Question.objects.bulk_create(
        [
            Question(
                call=call, text=f"问题 {place}", stated_at=AT, answer="答复", answered_by=office.second, answered_at=AT
            )
            for place in range(QUESTIONS)
        ]
    )
    papers_on(call, PaperKind.GUIDE, 5)
    return call


def _topics(call: Call, items: list[ListItem]) -> None:
    for place, item in enumerate(items):
        topic = CallTopic.objects.create(call=call, item=item, position=place, title=item.public_title, summary="摘要")
        TopicIndicator.objects.bulk_create(
            [
                TopicIndicator(
                    topic=topic, position=number, name=f"指标 {number}", comparator="<=", target="0", unit="mL"
                )
                for number in range(6)
            ]
        )


def proposals_of(call: Call, organizations: list[Organization], by: User) -> list[Proposal]:
    """Write opened proposals with partners, one of them thick."""
    topics = list(call.topics.order_by("position"))
    made = Proposal.objects.bulk_create(
        [
            _proposal(call, topics[number % TOPICS], organizations[number], by, number)
            for number in range(SIZES["proposals"])
        ],
        batch_size=BATCH,
    )
    ProposalVersion.objects.bulk_create([_version(one, 1, by) for one in made])
    Partner.objects.bulk_create(
        [
            Partner(proposal=one, organization=partner, consent=Consent.GIVEN, answered_by=by, answered_at=AT)
            for number, one in enumerate(made)
            for partner in organizations[2000 + number : 2000 + number + PARTNERS]
        ]
    )
    _thicken(made[-1], organizations[5000:5006], by)
    return made


def _proposal(call: Call, topic: CallTopic, lead: Organization, by: User, number: int) -> Proposal:
    return Proposal(
        call=call,
        topic=topic,
        lead=lead,
        title=f"双层低温密封件 {number}",
        leader_name="陈示例",
        approach="一、路线。\n" * 40,
        foundation="一、基础。\n" * 40,
        schedule="一、进度。\n" * 20,
        asked_money=Decimal(4_000_000),
        own_money=Decimal(2_000_000),
        budget=[{"item": f"科目 {line}", "amount": "500000.00", "note": "示例"} for line in range(LINES)],
        stated_by=by,
        stated_at=AT,
        submitted_at=AT,
        opened_at=AT,
        state=ProposalState.OPENED,
    )


def _version(proposal: Proposal, number: int, by: User) -> ProposalVersion:
    return ProposalVersion(proposal=proposal, version=number, content={}, fingerprint="0" * 64, made_by=by, made_at=AT)


def _thicken(proposal: Proposal, partners: list[Organization], by: User) -> None:
    indicators = TopicIndicator.objects.filter(topic=proposal.topic)
    proposal.promised = [{"indicator": row.pk, "value": "0"} for row in indicators]
    proposal.recommending_unit = proposal.call.operator
    proposal.save()
    ProposalVersion.objects.bulk_create([_version(proposal, number, by) for number in (2, 3, 4)])
    Partner.objects.bulk_create(
        [
            Partner(
                proposal=proposal, organization=one, part="试制", consent=Consent.GIVEN, answered_by=by, answered_at=AT
            )
            for one in partners
        ]
    )
    Stamp.objects.bulk_create(
        [
            Stamp(proposal=proposal, kind=kind, version=4, party=proposal.call.operator, stamped_by=by, stamped_at=AT)
            for kind in StampKind
        ]
    )
    CommitmentLetter.objects.bulk_create(
        [
            CommitmentLetter(proposal=proposal, kind=kind, words="承诺。" * 30, signed_by=by, signed_at=AT)
            for kind in LetterKind
        ]
    )
    FormCheck.objects.bulk_create(
        [
            FormCheck(proposal=proposal, result=FormResult.ADMITTED, note="示例", checked_by=by, checked_at=AT)
            for _place in range(2)
        ]
    )
    files_on(proposal, 10)
    papers_on(proposal, PaperKind.APPLICATION, 3)
