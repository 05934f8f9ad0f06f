"""Stages 8 and 9: contract and task book, milestones and payments; acceptance, outcomes, transfer."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from qunli.awards.models import Award
from qunli.awards.states import Standing
from qunli.cli.demo.world import paper
from qunli.projects.actions import (
    ContractDraft,
    IndicatorDraft,
    MilestoneDraft,
    OutcomeEntry,
    PaymentDraft,
    TaskBookDraft,
    TransferEntry,
    accept_project,
    conclude_transfer,
    confirm_payment,
    draft_contract,
    draft_task_book,
    give_users_opinion,
    judge_milestone,
    note_payment,
    post_transfer,
    prepare_price_notice,
    prepare_transfer,
    publish_outcome,
    record_outcome,
    release_payment,
    report_milestone,
    sign_contract,
    sign_task_book,
    start_project,
)
from qunli.projects.models import Milestone, Payment, Project
from qunli.projects.states import Grade, IpStatus, Judgement, PaymentState, Stream, TransferKind, Verdict
from qunli.publicity.actions import check_notice
from qunli.publicity.models import PublicNotice

if TYPE_CHECKING:
    from datetime import datetime

    from qunli.cli.demo.example import Tree
    from qunli.cli.demo.world import World
    from qunli.projects.models import Outcome

MINUTES: Final = timedelta(minutes=10)
STREAMS: Final = {"fiscal": Stream.PRE_SUBSIDY, "poster": Stream.POSTER, "own": Stream.OWN}
OUTCOMES: Final = {"accepted": Judgement.ACCEPT, "remedy": Judgement.REMEDY, "failed": Judgement.FAIL}
GRADES: Final = {"优秀": Grade.EXCELLENT, "良好": Grade.GOOD, "一般": Grade.FAIR, "较差": Grade.POOR}


def run(world: World) -> None:
    """Start the project, sign contract and task book, then report, judge and pay each milestone."""
    told, contract = world.example.road["task_book"], world.example.road["technical_contract"]
    lead, admin = world.users[told["project_leader"]], world.users[told["signed_by"][1]]
    award = Award.objects.get(decision=world.decisions[0], standing=Standing.WINNER)
    started = contract["signed_at"] - timedelta(days=5)
    project = start_project(award=award, by=world.users["p-operator"], at=started)
    world.projects.append(project)
    drafted = draft_contract(
        project=project,
        draft=ContractDraft(
            amount=Decimal(contract["yuan"]),
            terms_text="按任务书里程碑分三期支付；成果权属按榜单约定。",
            ip_terms=world.example.road["need"][0]["intellectual_property"],
            contract_number=contract["number"],
        ),
        by=lead,
        at=started + MINUTES,
    )
    book = draft_task_book(project=project, draft=_draft(world, told), by=lead, at=started + 2 * MINUTES)
    poster = world.users[f"p-admin-{contract['poster']}"]
    sign_contract(contract=drafted, side="poster", by=poster, at=contract["signed_at"])
    sign_contract(contract=drafted, side="taker", by=admin, at=contract["signed_at"] + MINUTES)
    sign_task_book(task_book=book, side="lead", by=admin, at=told["signed_at"])
    sign_task_book(
        task_book=book, side="authority", by=world.users[told["signed_by"][0]], at=told["signed_at"] + MINUTES
    )
    for row in world.example.road["report"]:
        _report(world, row)


def _draft(world: World, told: Tree) -> TaskBookDraft:
    milestones = told["milestone"]
    return TaskBookDraft(
        starts_on=told["from"],
        ends_on=told["to"],
        milestones=tuple(
            MilestoneDraft(
                title=row["title"],
                due_on=row["due"],
                deliverables=row["deliverables"],
                is_final=row is milestones[-1],
                indicators=tuple(
                    IndicatorDraft(one["name"], one["comparator"], one["target"], one["unit"], one["measured"])
                    for one in row["indicator"]
                ),
                payments=tuple(
                    PaymentDraft(
                        stream=STREAMS[one["kind"]],
                        amount=Decimal(one["yuan"]),
                        payer=world.parties[one["payer"]],
                        payee=world.parties[one["payee"]],
                    )
                    for one in row["payment"]
                ),
            )
            for row in milestones
        ),
        totals={STREAMS[kind]: Decimal(yuan) for kind, yuan in told["money"].items()},
    )


def _milestone(world: World, key: str) -> tuple[Milestone, Tree]:
    told = world.example.road["task_book"]["milestone"]
    place = next(place for place, row in enumerate(told, 1) if row["key"] == key)
    return Milestone.objects.get(project=world.projects[0], position=place), told[place - 1]


def _report(world: World, row: Tree) -> None:
    milestone, told = _milestone(world, row["milestone"])
    indicators = milestone.indicators.order_by("position", "id")
    keys = {one["key"]: found.pk for one, found in zip(told["indicator"], indicators, strict=True)}
    report_milestone(
        milestone=milestone,
        text=row["text"],
        measured={keys[key]: value for key, value in row["measured"].items()},
        spent=sum((Decimal(one["yuan"]) for one in told["payment"]), Decimal(0)),
        files=[paper(row["evidence"], "test report")],
        by=world.users[row["by"]],
        at=row["at"],
    )
    judge_milestone(
        milestone=milestone,
        verdicts={},
        outcome=OUTCOMES[row["outcome"]],
        reason=row.get("reason", ""),
        remedy_until=row.get("remedy_until"),
        by=world.users[row["accepted_by"]],
        at=row["decided_at"],
    )
    if row["outcome"] == "accepted":
        _pay(world, row, milestone)


def _pay(world: World, row: Tree, milestone: Milestone) -> None:
    """Pay what fell due: confirmed by one person, released by another, noted with its proof."""
    first, second = (world.users[key] for key in row["released_by"])
    at: datetime = row["paid_at"]
    for payment in Payment.objects.filter(milestone=milestone, state=PaymentState.DUE).order_by("position"):
        confirm_payment(payment=payment, by=first, at=at - 2 * MINUTES)
        release_payment(payment=payment, by=second, at=at - MINUTES)
        proof = f"示例付款凭证 {at:%Y}-{payment.position:03d}"
        note_payment(payment=payment, paid_on=at.date(), proof=proof, by=first, at=at)


def accept(world: World) -> None:
    """Take the user's opinion, accept the project, record and publish its outcomes, transfer two of them."""
    road = world.example.road
    opinion, told = road["user_opinion"], road["acceptance"]
    project = Project.objects.get(pk=world.projects[0].pk)
    give_users_opinion(project=project, opinion=opinion["text"], by=world.users[opinion["by"]], at=opinion["at"])
    accept_project(
        project=project,
        verdict=Verdict(told["outcome"]),
        grade=GRADES[told["grade"]],
        opinion=f"{told['text']}（{told['certificate_number']}）",
        users_opinion="",
        by=world.users[told["by"]],
        at=told["at"],
    )
    outcomes = {row["key"]: _record(world, project, row) for row in road["outcome"]}
    _transfer(world, [outcomes[key] for key in road["transfer"]["outcomes"]])


def _record(world: World, project: Project, row: Tree) -> Outcome:
    owner, *others = (world.organizations[key] for key in row["owners"])
    entry = OutcomeEntry(
        kind=row["kind"],
        title=row["title"],
        title_en=row["title_en"],
        owner=owner,
        co_owners=others,
        trl=row["trl"],
        identifier=row.get("number", ""),
        ip_status=IpStatus(row.get("stage", IpStatus.NONE)),
    )
    made = record_outcome(project=project, entry=entry, by=world.users[row["recorded_by"]], at=row["recorded_at"])
    return publish_outcome(outcome=made, by=world.users["p-operator"], at=row["recorded_at"] + 3 * MINUTES)


def _transfer(world: World, outcomes: list[Outcome]) -> None:
    """License each outcome for its part of the one price; the price stands on public notice for its days."""
    told = world.example.road["transfer"]
    operator = world.users["p-operator"]
    first_day, last_day = told["price_publicity"]["first_day"], told["price_publicity"]["last_day"]
    posted = told["signed_at"].replace(year=first_day.year, month=first_day.month, day=first_day.day, hour=9)
    ended = told["signed_at"].replace(year=last_day.year, month=last_day.month, day=last_day.day) + timedelta(days=2)
    for outcome in outcomes:
        entry = TransferEntry(
            kind=TransferKind(told["way"]),
            receiver=world.organizations[told["to"]],
            price=Decimal(told["yuan"]) / len(outcomes),
            terms_text=f"{told['title']}，合同号 {told['contract_number']}。",
        )
        before = posted - timedelta(hours=1)
        transfer = prepare_transfer(outcome=outcome, entry=entry, by=world.users["p-lead-hefei"], at=before)
        transfer = prepare_price_notice(
            transfer=transfer, contact="operator@example.org", by=operator, at=before + MINUTES
        )
        notice = PublicNotice.objects.filter(about_kind="transfer", about_id=transfer.pk).latest("pk")
        check_notice(notice=notice, by=world.users["p-operator-2"], at=before + 2 * MINUTES)
        post_transfer(transfer=transfer, by=operator, at=posted)
        conclude_transfer(transfer=transfer, by=operator, at=ended)
