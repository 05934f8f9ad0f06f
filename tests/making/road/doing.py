"""The next lawful act from the approved award to the concluded transfer."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from making.road.judging import end
from making.road.world import NothingThere, Road
from qunli.awards.models import Award
from qunli.awards.states import Standing
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
    leave_reserve,
    note_payment,
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
)
from qunli.projects.models import Milestone, Payment, Project, TaskBook, TechnicalContract, Transfer
from qunli.projects.queries.teams import has_chance_for_reserve
from qunli.projects.states import MilestoneState, PaymentState, ProjectState, Stream, TransferState
from qunli.publicity.actions import check_notice
from qunli.publicity.states import NoticeState


def after_the_award(road: Road) -> None:
    """Start the project, or bring it one step on."""
    project = road.project()
    if project is None:
        award = Award.objects.filter(standing=Standing.WINNER, decision__state="approved").first()
        if award is None:
            raise NothingThere
        start_project(award=award, by=road.office.operator, at=road.at)
        return
    if project.changes.filter(state="asked").exists():
        change = project.changes.get(state="asked")
        settle_change(change=change, granted=False, reason="No.", by=road.second_authority, at=road.at)
        return
    PROJECT_STEPS[ProjectState(project.state)](road, project)


def a_draft(road: Road, project: Project, *, fiscal: int = 1_200_000) -> TaskBookDraft:
    """Two milestones within a year and two months; by rule, four to one and most of the public money at signing."""
    starts = road.at.date()
    first, last = starts + timedelta(days=60), starts + timedelta(days=425)
    upfront, later = Decimal(fiscal * 6 // 10), Decimal(fiscal - fiscal * 6 // 10)
    public = PaymentDraft(Stream.PRE_SUBSIDY, upfront, payer=road.bank)
    return TaskBookDraft(
        starts_on=starts,
        ends_on=last,
        payments=(public,) if upfront else (),
        milestones=(
            MilestoneDraft(
                title="配方定型",
                due_on=first,
                deliverables="报告",
                indicators=(IndicatorDraft("剥离强度", ">=", "3.5", "N/mm"),),
                payments=(
                    PaymentDraft(Stream.POSTER, Decimal(1_800_000)),
                    PaymentDraft(Stream.OWN, Decimal(200_000), payer=project.lead.party),
                ),
            ),
            MilestoneDraft(
                title="整车验证",
                due_on=last,
                is_final=True,
                indicators=(IndicatorDraft("低温渗水量", "<=", "0", "mL"),),
                payments=(
                    PaymentDraft(Stream.POSTER, Decimal(3_000_000)),
                    *((PaymentDraft(Stream.POST_SUBSIDY, later, payer=road.bank),) if later else ()),
                ),
            ),
        ),
    )


def _prepare(road: Road, project: Project) -> None:
    team = road.team_of(project.lead)
    contract = TechnicalContract.objects.filter(project=project).first()
    if contract is None:
        draft = ContractDraft(amount=Decimal(4_800_000), terms_text="研制密封件")
        draft_contract(project=project, draft=draft, by=road.poster, at=road.at)
        return
    if contract.poster_signed_at is None:
        sign_contract(contract=contract, side="poster", by=road.poster, at=road.at)
        return
    if contract.taker_signed_at is None:
        sign_contract(contract=contract, side="taker", by=team.administrator, at=road.at)
        return
    book = TaskBook.objects.filter(project=project).order_by("-version").first()
    if book is None:
        draft_task_book(project=project, draft=a_draft(road, project), by=team.editor, at=road.at)
    elif book.state == "draft":
        sign_task_book(task_book=book, side="lead", by=team.administrator, at=road.at)
    else:
        sign_task_book(task_book=book, side="authority", by=road.office.authority, reason="So.", at=road.at)


def _run(road: Road, project: Project) -> None:
    payment = project.payments.filter(state__in=["due", "confirmed", "released"]).order_by("id").first()
    if payment is not None:
        pay_on(road, payment)
        return
    open_states = [MilestoneState.PLANNED, MilestoneState.REPORTED, MilestoneState.REMEDY]
    milestone = project.milestones.filter(state__in=open_states).order_by("position").first()
    if milestone is not None:
        _bring_on(road, milestone)
        return
    if not project.users_opinion:
        give_users_opinion(project=project, opinion="It holds.", by=road.poster, at=road.at)
        return
    verdict = "concluded" if project.milestones.filter(state="failed").exists() else "passed"
    accept_project(
        project=project,
        verdict=verdict,
        grade="good" if verdict == "passed" else "",
        opinion="All reached.",
        users_opinion="",
        by=road.second_authority,
        at=road.at,
    )


def pay_on(road: Road, payment: Payment) -> None:
    """Bring a payment one step on, by two people."""
    if payment.state == PaymentState.DUE:
        confirm_payment(payment=payment, by=road.office.authority, at=road.at)
    elif payment.state == PaymentState.CONFIRMED:
        second = road.cashier if payment.confirmed_by_id != road.cashier.pk else road.finance
        release_payment(payment=payment, by=second, at=road.at)
    else:
        note_payment(payment=payment, paid_on=road.at.date(), proof="slip", by=road.cashier, at=road.at)


def measured(milestone: Milestone, *, well: bool = True) -> dict[int, str]:
    """Measure every indicator, well or not."""
    values = {">=": ("4.1", "1"), "<=": ("0", "9")}
    return {row.pk: values[row.comparator][0 if well else 1] for row in milestone.indicators.all()}


def _bring_on(road: Road, milestone: Milestone) -> None:
    over = milestone.remedy_until is not None and road.at.date() > milestone.remedy_until
    if milestone.state == MilestoneState.REPORTED or (milestone.state == MilestoneState.REMEDY and over):
        met = milestone.state == MilestoneState.REPORTED and not milestone.indicators.exclude(is_met=True).exists()
        judge_milestone(
            milestone=milestone,
            verdicts={},
            outcome="accept" if met else "fail",
            reason="" if met else "Not reached.",
            by=road.second_authority,
            at=road.at,
        )
        return
    report_milestone(
        milestone=milestone,
        text="Done.",
        measured=measured(milestone),
        spent=Decimal(500_000),
        files=[],
        by=road.team_of(milestone.project.lead).editor,
        at=road.at,
    )


def _transfer(road: Road, project: Project) -> None:
    team = road.team_of(project.lead)
    outcome = project.outcomes.order_by("-id").first()
    if outcome is None:
        record_outcome(project=project, entry=an_outcome(project), by=team.editor, at=road.at)
        return
    if not outcome.is_public:
        publish_outcome(outcome=outcome, by=road.office.operator, at=road.at)
        return
    transfer = outcome.transfers.order_by("-id").first()
    if transfer is None:
        prepare_transfer(outcome=outcome, entry=a_deal(project), by=team.editor, at=road.at)
        return
    if transfer.state in {TransferState.CONCLUDED, TransferState.GIVEN_UP}:
        raise NothingThere
    _publish_price(road, transfer)


def an_outcome(project: Project) -> OutcomeEntry:
    """A patent of the lead's."""
    return OutcomeEntry(kind="patent", title="一种接头", owner=project.lead, trl=7, identifier="EX1", ip_status="filed")


def a_deal(project: Project) -> TransferEntry:
    """A licence to the poster at an agreed price."""
    return TransferEntry(kind="licence", receiver=project.poster, price=Decimal(1_200_000))


def _publish_price(road: Road, transfer: Transfer) -> None:
    notice, operator = transfer.notice, road.office.operator
    if notice is None or (transfer.state == TransferState.PREPARED and notice.state != NoticeState.PREPARED):
        prepare_price_notice(transfer=transfer, contact="021-1", by=operator, at=road.at)
    elif notice.checked_at is None:
        check_notice(notice=notice, by=road.office.authority, at=road.at)
    elif transfer.state == TransferState.PREPARED:
        post_transfer(transfer=transfer, by=operator, at=road.at)
    elif notice.state == NoticeState.RUNNING:
        end(road, notice)
    else:
        conclude_transfer(transfer=transfer, by=operator, at=road.at)


def _chance(road: Road, project: Project) -> None:
    if not has_chance_for_reserve(project):
        raise NothingThere
    act = pass_project_to_reserve if road.at.day % 2 else leave_reserve
    act(project=project, by=road.office.authority, at=road.at)


PROJECT_STEPS = {
    ProjectState.PREPARING: _prepare,
    ProjectState.RUNNING: _run,
    ProjectState.CONCLUDED: _transfer,
    ProjectState.TERMINATED: _chance,
    ProjectState.REVOKED: _chance,
}
