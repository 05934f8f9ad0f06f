"""Any act on a project, by anybody."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from making.road.doing import a_deal, a_draft, an_outcome, measured
from making.road.world import Pick, Road
from qunli.awards.models import Award
from qunli.core.states import SYSTEM
from qunli.projects.actions import (
    ContractDraft,
    Move,
    Reckoning,
    accept_project,
    ask_change,
    conclude_transfer,
    confirm_payment,
    draft_contract,
    draft_task_book,
    give_up_transfer,
    give_users_opinion,
    hand_back_task_book,
    hold_payment,
    judge_milestone,
    leave_reserve,
    let_payment_fall_due,
    note_payment,
    note_recovery,
    pass_project_to_reserve,
    post_transfer,
    prepare_price_notice,
    prepare_transfer,
    publish_outcome,
    record_outcome,
    release_payment,
    report_milestone,
    settle_change,
    sign_contract,
    sign_task_book,
    start_project,
    unpublish_outcome,
)
from qunli.projects.actions.contracts import ContractSide
from qunli.projects.actions.task_books import Side
from qunli.projects.models import (
    ChangeRequest,
    Milestone,
    Outcome,
    Payment,
    Project,
    Recovery,
    TaskBook,
    TechnicalContract,
    Transfer,
)
from qunli.projects.states import ChangeKind, Judgement

BOOK_SIDES: Final[tuple[Side, ...]] = ("lead", "authority")
CONTRACT_SIDES: Final[tuple[ContractSide, ...]] = ("poster", "taker")

if TYPE_CHECKING:
    from collections.abc import Callable

    from qunli.people.models import User


def _project(pick: Pick) -> Project:
    return pick.one(Project.objects.order_by("-id"))


def _authority(road: Road, pick: Pick) -> User:
    return pick.who(road, road.office.authority, road.second_authority)


def _lead(road: Road, pick: Pick, project: Project) -> User:
    team = road.team_of(project.lead)
    return pick.who(road, team.administrator, team.editor)


def _payer(road: Road, pick: Pick) -> User:
    return pick.who(road, road.finance, road.cashier, road.office.authority, road.poster)


def start_work(road: Road, pick: Pick) -> None:
    award = pick.one(Award.objects.order_by("id"))
    start_project(award=award, by=pick.who(road, road.office.operator), at=road.at)


def draft_book(road: Road, pick: Pick) -> None:
    project = _project(pick)
    fiscal = pick.one([1_200_000, 0, 2_000_000])
    draft = a_draft(road, project, fiscal=fiscal)
    draft_task_book(project=project, draft=draft, by=_lead(road, pick, project), at=road.at)


def sign_book(road: Road, pick: Pick) -> None:
    book, side = pick.one(TaskBook.objects.order_by("-id")), pick.one(BOOK_SIDES)
    by = _lead(road, pick, book.project) if side == "lead" else _authority(road, pick)
    sign_task_book(task_book=book, side=side, reason="" if pick.rarely() else "So.", by=by, at=road.at)


def hand_back_book(road: Road, pick: Pick) -> None:
    book = pick.one(TaskBook.objects.order_by("-id"))
    hand_back_task_book(task_book=book, reason="Too dear.", by=_authority(road, pick), at=road.at)


def contract(road: Road, pick: Pick) -> None:
    project = _project(pick)
    if pick.rarely():
        draft = ContractDraft(amount=Decimal(4_800_000), terms_text="研制")
        draft_contract(project=project, draft=draft, by=pick.who(road, road.poster), at=road.at)
        return
    held, side = pick.one(TechnicalContract.objects.order_by("-id")), pick.one(CONTRACT_SIDES)
    by = pick.who(road, road.poster, road.team_of(held.project.lead).administrator)
    sign_contract(contract=held, side=side, by=by, at=road.at)


def report(road: Road, pick: Pick) -> None:
    milestone = pick.one(Milestone.objects.order_by("id"))
    report_milestone(
        milestone=milestone,
        text="Done.",
        measured=measured(milestone, well=not pick.rarely()),
        spent=Decimal(100_000 * (pick.number() % 40)),
        files=[],
        by=_lead(road, pick, milestone.project),
        at=road.at,
    )


def judge(road: Road, pick: Pick) -> None:
    milestone, outcome = pick.one(Milestone.objects.order_by("id")), pick.one(list(Judgement))
    until = road.at.date() + timedelta(days=pick.number() % 30)
    judge_milestone(
        milestone=milestone,
        verdicts={},
        outcome=outcome,
        reason="So.",
        by=_authority(road, pick),
        at=road.at,
        remedy_until=until,
    )


def pay(road: Road, pick: Pick) -> None:
    payment, by = pick.one(Payment.objects.order_by("id")), _payer(road, pick)
    match pick.number() % 5:
        case 0:
            confirm_payment(payment=payment, by=by, at=road.at)
        case 1:
            release_payment(payment=payment, by=by, at=road.at)
        case 2:
            hold_payment(payment=payment, reason="Wait.", by=by, at=road.at)
        case 3:
            let_payment_fall_due(payment=payment, by=SYSTEM, at=road.at)
        case _:
            note_payment(payment=payment, paid_on=road.at.date(), proof="slip", by=by, at=road.at)


def ask(road: Road, pick: Pick) -> None:
    project, kind = _project(pick), pick.one(list(ChangeKind))
    ask_change(
        project=project,
        kind=kind,
        reason="The mould came late.",
        moves=_moves(project, kind, pick),
        by=pick.who(road, road.team_of(project.lead).administrator, road.office.operator),
        at=road.at,
    )


def _moves(project: Project, kind: ChangeKind, pick: Pick) -> list[Move]:
    if kind == ChangeKind.EXTENSION and project.ends_on is not None:
        later = (project.ends_on + timedelta(days=100 + pick.number() % 400)).isoformat()
        final = project.milestones.filter(is_final=True)
        return [
            Move("project", project.pk, "ends_on", later),
            *(Move("milestone", m.pk, "due_on", later) for m in final),
        ]
    if kind == ChangeKind.CHANGE:
        amount = str(100_000 * (1 + pick.number() % 60))
        payments = project.payments.order_by("-id")[: 1 + pick.number() % 2]
        return [Move("payment", one.pk, "amount", amount) for one in payments]
    return []


def settle(road: Road, pick: Pick) -> None:
    change = pick.one(ChangeRequest.objects.order_by("-id"))
    spent = {stream: Decimal(pick.number() * 100_000) for stream in ("poster", "pre_subsidy") if pick.rarely()}
    settle_change(
        change=change,
        granted=not pick.rarely(),
        reason="So.",
        by=_authority(road, pick),
        at=road.at,
        reckoning=Reckoning(spent=spent),
    )


def recover(road: Road, pick: Pick) -> None:
    recovery = pick.one(Recovery.objects.order_by("id"))
    note_recovery(recovery=recovery, recovered_on=road.at.date(), proof="slip", by=_payer(road, pick), at=road.at)


def give_reserve_its_chance(road: Road, pick: Pick) -> None:
    act = pass_project_to_reserve if pick.number() % 2 else leave_reserve
    act(project=_project(pick), by=_authority(road, pick), at=road.at)


def users_opinion(road: Road, pick: Pick) -> None:
    give_users_opinion(project=_project(pick), opinion="It holds.", by=pick.who(road, road.poster), at=road.at)


def accept(road: Road, pick: Pick) -> None:
    accept_project(
        project=_project(pick),
        verdict=pick.one(["passed", "concluded", "not_passed"]),
        grade=pick.one(["", "good"]),
        opinion="So.",
        users_opinion=pick.one(["", "It holds."]),
        by=_authority(road, pick),
        at=road.at,
    )


def outcome(road: Road, pick: Pick) -> None:
    project = _project(pick)
    if pick.rarely():
        record_outcome(project=project, entry=an_outcome(project), by=_lead(road, pick, project), at=road.at)
        return
    act = publish_outcome if pick.number() % 2 else unpublish_outcome
    act(outcome=pick.one(Outcome.objects.order_by("id")), by=pick.who(road, road.office.operator), at=road.at)


def transfer(road: Road, pick: Pick) -> None:
    deals = Transfer.objects.order_by("-id")
    if pick.rarely() or not deals:
        made = pick.one(Outcome.objects.order_by("-id"))
        by = _lead(road, pick, made.project)
        prepare_transfer(outcome=made, entry=a_deal(made.project), by=by, at=road.at)
        return
    deal, by = pick.one(deals), pick.who(road, road.office.operator)
    match pick.number() % 4:
        case 0:
            prepare_price_notice(transfer=deal, contact="021-1", by=by, at=road.at)
        case 1:
            post_transfer(transfer=deal, by=by, at=road.at)
        case 2:
            conclude_transfer(transfer=deal, by=by, at=road.at)
        case _:
            give_up_transfer(transfer=deal, reason="So be it.", by=by, at=road.at)


LATER_STRAYS: Final[list[Callable[[Road, Pick], None]]] = [
    *(start_work, draft_book, sign_book, hand_back_book, contract, report, judge, pay, ask, settle, recover),
    *(give_reserve_its_chance, users_opinion, accept, outcome, transfer),
]
