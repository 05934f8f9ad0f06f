"""Projects at every point of their road, made through actions from an approved award on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING, Any

from making.needs import Town, a_checked_item, a_confidential_need, a_member, a_town, someone_of
from making.people import AT, a_party, an_account
from qunli.awards.models import Award, Decision
from qunli.awards.states import DecisionState
from qunli.awards.states import Standing as AwardStanding
from qunli.calls.models import Call, CallTopic, Partner, Proposal, TopicIndicator
from qunli.calls.states import CallState, Consent, ProposalState
from qunli.needs.actions import accept_need, post_items, take_items
from qunli.people.states import Role
from qunli.projects.actions import (
    ContractDraft,
    IndicatorDraft,
    MilestoneDraft,
    PaymentDraft,
    TaskBookDraft,
    accept_project,
    ask_change,
    confirm_payment,
    draft_contract,
    draft_task_book,
    give_users_opinion,
    judge_milestone,
    note_payment,
    release_payment,
    report_milestone,
    settle_change,
    sign_contract,
    sign_task_book,
    start_project,
)
from qunli.projects.models import Milestone, Payment, Project
from qunli.projects.states import ChangeKind, Judgement, PaymentState, Stream, Verdict
from qunli.publicity.models import PublicNotice
from qunli.rulebook.models import RulePack
from qunli.rulebook.states import PackKind

if TYPE_CHECKING:
    from qunli.directory.models import Organization
    from qunli.people.models import Party, User
    from qunli.projects.models import Acceptance, ChangeRequest, TaskBook

SIGNED = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
STARTS, ENDS = date(2026, 3, 9), date(2027, 9, 30)
REPORTED = datetime(2026, 6, 26, 2, 0, tzinfo=UTC)
JUDGED = datetime(2026, 7, 6, 2, 0, tzinfo=UTC)
PAID = datetime(2026, 7, 10, 2, 0, tzinfo=UTC)

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody on the road of one project."""

    town: Town
    winner: Award
    reserve: Award
    poster: User
    lead: User
    engineer: User
    partner: User
    authority: User
    second: User
    finance: User
    cashier: User
    auditor: User
    unit: User

    @property
    def operator(self) -> User:
        """Who prepares."""
        return self.town.operator

    @property
    def bank(self) -> Party:
        """The finance department."""
        return self.finance.grants.get().party


def terms(**values: object) -> dict[str, dict[str, object]]:
    """Write terms of a call as they are fixed when it is published; those not named are the usual ones."""
    usual: dict[str, object] = {
        "poster_to_fiscal_ratio_min": 4,
        "taker_cash_share_min": 0.4,
        "first_payment_share_min": 0.6,
        "upfront_share_min": "",
        "duration_years_max": 3,
        "extensions_max": 1,
        "extension_months_max": 12,
        "extension_notice_months_min": 6,
        "change_freeze_months": 6,
        "remedy_days": "",
        "price_publicity_days": 15,
    }
    return {
        key: {
            "value": value,
            "unit": "",
            "confidence": "empty" if value == "" else "sourced",
            "source": "a notice",
            "article": "",
            "set_by_call": key in values,
        }
        for key, value in {**usual, **values}.items()
    }


def a_cast(*, confidential: bool = False, **values: object) -> Cast:
    """Make an approved decision with a winner and a reserve, and everybody concerned."""
    town = a_town()
    item = a_checked_item(town, need=_a_secret(town) if confidential else None)
    call = _a_call(town, values)
    topic = CallTopic.objects.create(
        call=call, item=item, title=item.public_title, title_en=item.public_title_en, summary=item.public_summary
    )
    TopicIndicator.objects.create(topic=topic, name="低温渗水量", comparator="<=", target="0", unit="mL")
    post_items(items=[item], by=town.operator, at=AT)
    take_items(items=[item], by=town.operator, at=AT)
    decision = _a_decision(call, town)
    lead, partner, spare = (a_member(town.cluster) for _ in range(3))
    winner = _an_award(decision, topic, lead, town, AwardStanding.WINNER)
    reserve = _an_award(decision, topic, spare, town, AwardStanding.RESERVE)
    Partner.objects.create(proposal=winner.proposal, organization=partner, consent=Consent.GIVEN, answered_at=AT)
    bank = a_party(name="Finance bureau")
    return Cast(
        town=town,
        winner=winner,
        reserve=reserve,
        poster=town.engineer,
        lead=someone_of(lead),
        engineer=someone_of(lead, role=Role.TEAM_MEMBER),
        partner=someone_of(partner, role=Role.TEAM_MEMBER),
        authority=town.authority,
        second=an_account(role=Role.AUTHORITY, party=town.cluster.authority),
        finance=an_account(role=Role.FINANCE, party=bank),
        cashier=an_account(role=Role.FINANCE, party=bank),
        auditor=an_account(role=Role.AUDITOR, party=a_party(name="Audit office")),
        unit=town.unit,
    )


def _a_secret(town: Town) -> Any:
    return accept_need(need=a_confidential_need(town), by=town.operator, at=AT)


def _a_call(town: Town, values: dict[str, object]) -> Call:
    number = next(_numbers)
    pack = RulePack.objects.create(
        code=f"pack-{number}", version=1, kind=PackKind.OPEN_CALL, title="规则", content={}, digest="x", loaded_at=AT
    )
    assert town.cluster.authority is not None
    return Call.objects.create(
        cluster=town.cluster,
        pack=pack,
        operator=town.cluster.operator,
        authority=town.cluster.authority,
        title=f"Call {number}",
        guide="Guide",
        contact="Office",
        terms=terms(**values),
        stated_by=town.operator,
        stated_at=AT,
        checked_by=town.authority,
        checked_at=AT,
        published_at=AT,
        team_deadline=AT,
        opened_at=AT,
        opened_by=town.operator,
        state=CallState.ENDED,
    )


def _a_decision(call: Call, town: Town) -> Decision:
    number = next(_numbers)
    notice = PublicNotice.objects.create(
        about_room="awards",
        about_kind="decision",
        about_id=number,
        about_label="LX",
        title="公示",
        text="公示",
        working_days=5,
        counts_first_day=True,
        in_name_of=call.authority,
        contact="Office",
        stated_at=AT,
        first_day=date(2026, 2, 2),
        last_day=date(2026, 2, 6),
        state="ended",
    )
    return Decision.objects.create(
        call=call,
        stated_by=town.operator,
        stated_at=AT,
        meeting_record="纪要 1",
        met_on=date(2026, 1, 30),
        decided_by=town.authority,
        decided_at=AT,
        notice=notice,
        document_number=f"示例〔2026〕{number} 号",
        approved_by=town.authority,
        approved_at=AT,
        state=DecisionState.APPROVED,
    )


def _an_award(decision: Decision, topic: CallTopic, lead: Organization, town: Town, standing: AwardStanding) -> Award:
    proposal = Proposal.objects.create(
        call=decision.call,
        topic=topic,
        lead=lead,
        recommending_unit=town.unit_party,
        title=f"双层低温密封件 {next(_numbers)}",
        leader_name="程嘉禾",
        stated_by=town.operator,
        stated_at=AT,
        submitted_at=AT,
        state=ProposalState.ADMITTED,
    )
    return Award.objects.create(
        decision=decision,
        topic=topic,
        proposal=proposal,
        rank=1 if standing == AwardStanding.WINNER else 2,
        standing=standing,
        money=Decimal(1_200_000),
        reason="Best",
    )


def a_draft(cast: Cast, **other: Any) -> TaskBookDraft:
    """Draft a task book: two milestones, money of four streams, every rule met."""
    bank, partner = cast.bank, cast.winner.proposal.partners.get().organization.party
    whole: dict[str, Any] = {
        "starts_on": STARTS,
        "ends_on": ENDS,
        "payments": (PaymentDraft(Stream.PRE_SUBSIDY, Decimal(720_000), payer=bank),),
        "milestones": (
            MilestoneDraft(
                title="配方定型",
                due_on=date(2026, 6, 30),
                deliverables="报告",
                indicators=(
                    IndicatorDraft("剥离强度", ">=", "3.5", "N/mm"),
                    IndicatorDraft("样条外观", "text", "无可见缺陷"),
                ),
                payments=(
                    PaymentDraft(Stream.POSTER, Decimal(1_800_000)),
                    PaymentDraft(Stream.PRE_SUBSIDY, Decimal(300_000), payer=bank),
                    PaymentDraft(Stream.OWN, Decimal(200_000), payer=partner),
                ),
            ),
            MilestoneDraft(
                title="整车验证",
                due_on=date(2027, 9, 30),
                is_final=True,
                indicators=(IndicatorDraft("低温渗水量", "<=", "0", "mL"),),
                payments=(
                    PaymentDraft(Stream.POSTER, Decimal(3_000_000)),
                    PaymentDraft(Stream.POST_SUBSIDY, Decimal(180_000), payer=bank),
                ),
            ),
        ),
        "totals": {
            Stream.POSTER: Decimal(4_800_000),
            Stream.PRE_SUBSIDY: Decimal(1_020_000),
            Stream.POST_SUBSIDY: Decimal(180_000),
            Stream.OWN: Decimal(200_000),
        },
    }
    return TaskBookDraft(**{**whole, **other})


def a_prepared_project(cast: Cast) -> Project:
    """Start the winner's project."""
    return start_project(award=cast.winner, by=cast.operator, at=AT)


def a_drafted_book(cast: Cast, draft: TaskBookDraft | None = None) -> TaskBook:
    """Start a project and draft its task book."""
    return draft_task_book(project=a_prepared_project(cast), draft=draft or a_draft(cast), by=cast.lead, at=AT)


def sign_the_contract(cast: Cast, project: Project, amount: Decimal = Decimal(4_800_000)) -> None:
    """Sign the technical contract for both."""
    contract = draft_contract(
        project=project, draft=ContractDraft(amount=amount, terms_text="研制密封件"), by=cast.poster, at=SIGNED
    )
    sign_contract(contract=contract, side="poster", by=cast.poster, at=SIGNED)
    sign_contract(contract=contract, side="taker", by=cast.lead, at=SIGNED)


def a_running_project(cast: Cast, draft: TaskBookDraft | None = None) -> Project:
    """Sign everything."""
    book = a_drafted_book(cast, draft)
    sign_the_contract(cast, book.project)
    book = sign_task_book(task_book=book, side="lead", by=cast.lead, at=SIGNED)
    sign_task_book(task_book=book, side="authority", by=cast.authority, at=SIGNED)
    return Project.objects.get(pk=book.project_id)


def a_milestone(project: Project, position: int = 1) -> Milestone:
    """Find a milestone."""
    return project.milestones.get(position=position)


def report(cast: Cast, milestone: Milestone, *values: str, spent: int = 500_000, at: datetime = REPORTED) -> Milestone:
    """Report a milestone with these measured values, in order."""
    indicators = milestone.indicators.order_by("position")
    measured = {row.pk: value for row, value in zip(indicators, values, strict=True)}
    report_milestone(
        milestone=milestone, text="Done.", measured=measured, spent=Decimal(spent), files=[], by=cast.engineer, at=at
    )
    return Milestone.objects.get(pk=milestone.pk)


def judge(
    cast: Cast, milestone: Milestone, outcome: Judgement = Judgement.ACCEPT, *, at: datetime = JUDGED, **other: Any
) -> Milestone:
    """Judge a milestone; what a person judges is met."""
    verdicts = {row.pk: True for row in milestone.indicators.filter(comparator="text")}
    return judge_milestone(
        milestone=milestone,
        verdicts=verdicts,
        outcome=outcome,
        reason=other.pop("reason", "" if outcome == Judgement.ACCEPT else "Not yet."),
        by=cast.authority,
        at=at,
        **other,
    )


def with_first_milestone_accepted(cast: Cast, draft: TaskBookDraft | None = None) -> Project:
    """Run a project and have its first milestone accepted."""
    project = a_running_project(cast, draft)
    judge(cast, report(cast, a_milestone(project), "4.1", "无"))
    return project


def pay(cast: Cast, payment: Payment, *, at: datetime = PAID) -> Payment:
    """Confirm, release and note a payment by the two of finance."""
    payment = confirm_payment(payment=payment, by=cast.finance, at=at)
    payment = release_payment(payment=payment, by=cast.cashier, at=at)
    return note_payment(payment=payment, paid_on=at.date(), proof="slip 1", by=cast.cashier, at=at)


def pay_what_is_due(cast: Cast, project: Project, *, at: datetime = PAID) -> None:
    """Pay everything that is due."""
    for payment in project.payments.filter(state=PaymentState.DUE).order_by("id"):
        pay(cast, payment, at=at)


def a_finished_project(cast: Cast) -> Project:
    """Run a project to where only the acceptance is left."""
    project = with_first_milestone_accepted(cast)
    later = timedelta(days=400)
    judge(cast, report(cast, a_milestone(project, 2), "0", at=REPORTED + later), at=JUDGED + later)
    give_users_opinion(project=project, opinion="It does not leak.", by=cast.poster, at=JUDGED + later)
    return Project.objects.get(pk=project.pk)


def an_accepted_project(cast: Cast, verdict: Verdict = Verdict.PASSED) -> Acceptance:
    """Accept a finished project."""
    return accept_project(
        project=a_finished_project(cast),
        verdict=verdict,
        grade="good",
        opinion="All reached.",
        users_opinion="",
        by=cast.authority,
        at=JUDGED + timedelta(days=410),
    )


def ended_early(cast: Cast, project: Project, kind: ChangeKind, **other: Any) -> ChangeRequest:
    """Terminate or revoke a project."""
    change = ask_change(project=project, kind=kind, reason="It stops.", by=cast.operator, at=PAID)
    return settle_change(change=change, granted=True, reason="Agreed.", by=cast.authority, at=PAID, **other)
