"""Projects behind an approved decision; one has milestones, payments, a task book, changes and outcomes."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from benchmarks.stock.office import Office
from benchmarks.stock.sizes import AT, SIZES
from benchmarks.stock.traces import a_notice, papers_on
from qunli.awards.models import Award, Decision
from qunli.awards.states import DecisionState, Standing
from qunli.calls.models import Proposal
from qunli.core.states import PaperKind
from qunli.directory.models import Organization
from qunli.projects.models import (
    ChangeRequest,
    Milestone,
    MilestoneIndicator,
    MilestoneReport,
    Outcome,
    Payment,
    Project,
    StreamTotal,
    TaskBook,
    TechnicalContract,
)
from qunli.projects.states import ChangeKind, ChangeState, OutcomeKind, ProjectState, Stream, TaskBookState

MONEY = Decimal(100_000)
MILESTONES = 8


def decision_of(office: Office, proposals: list[Proposal]) -> Decision:
    """Make an approved decision over many proposals, with winners where projects follow."""
    call = proposals[0].call
    notice = a_notice(office.authority, 0)
    notice.save()
    decision = Decision.objects.create(
        call=call,
        stated_by=office.operator,
        stated_at=AT,
        meeting_record="纪要 1",
        met_on=date(2026, 1, 30),
        decided_by=office.second,
        decided_at=AT,
        notice=notice,
        document_number="示例〔2026〕1 号",
        approved_by=office.second,
        approved_at=AT,
        state=DecisionState.APPROVED,
    )
    topics = {proposal.topic_id: proposal for proposal in proposals}
    rows = [
        Award(
            decision=decision,
            topic_id=proposal.topic_id,
            proposal=proposal,
            rank=place + 1,
            standing=Standing.WINNER if topics[proposal.topic_id] is proposal else Standing.RESERVE,
            money=Decimal(1_200_000),
            reason="示例",
        )
        for place, proposal in enumerate(proposals[: SIZES["projects"]])
    ]
    Award.objects.bulk_create(rows)
    return decision


def projects_of(office: Office, decision: Decision, poster: Organization) -> list[Project]:
    """Make a running project of each award; the first is thick."""
    awards = decision.awards.select_related("proposal__lead").order_by("id")
    made = Project.objects.bulk_create([_project(office, award, poster) for award in awards])
    for project in made:
        with transaction.atomic():  # the database holds payments to the task book when they are committed
            _thicken(project, office)
    _thicken_more(made[0], office)
    return made


def _project(office: Office, award: Award, poster: Organization) -> Project:
    proposal = award.proposal
    return Project(
        award=award,
        lead=proposal.lead,
        poster=poster,
        operator=office.cluster.operator,
        authority=office.authority,
        title=proposal.title,
        leader_name=proposal.leader_name,
        document_number="示例〔2026〕1 号",
        starts_on=date(2026, 4, 1),
        ends_on=date(2027, 9, 30),
        stated_at=AT,
        started_at=AT,
        state=ProjectState.RUNNING,
    )


def _thicken(project: Project, office: Office) -> None:
    milestones = Milestone.objects.bulk_create(
        [
            Milestone(
                project=project,
                position=place,
                title=f"节点 {place}",
                deliverables="样件",
                due_on=date(2026, 6, 30) + timedelta(days=60 * place),
                is_final=place == MILESTONES - 1,
            )
            for place in range(MILESTONES)
        ]
    )
    streams = (Stream.POSTER, Stream.PRE_SUBSIDY)
    StreamTotal.objects.bulk_create(
        [StreamTotal(project=project, stream=stream, total=MONEY * MILESTONES) for stream in streams]
    )
    Payment.objects.bulk_create(
        [
            Payment(
                project=project,
                milestone=milestone,
                position=2 * milestone.position + place,
                stream=stream,
                payer=office.authority,
                payee=project.lead.party,
                amount=MONEY,
                due_on=milestone.due_on,
                state="due",
            )
            for milestone in milestones
            for place, stream in enumerate(streams)
        ]
    )
    Outcome.objects.bulk_create(
        [
            Outcome(
                project=project,
                kind=OutcomeKind.PATENT,
                title=f"专利 {place}",
                trl=6,
                owner=project.lead,
                is_public=True,
                checked_by=office.second,
                checked_at=AT,
                stated_by=office.operator,
                stated_at=AT,
            )
            for place in range(3)
        ]
    )


def _thicken_more(project: Project, office: Office) -> None:
    for milestone in project.milestones.all():
        MilestoneIndicator.objects.bulk_create(
            [
                MilestoneIndicator(
                    milestone=milestone, position=place, name=f"指标 {place}", comparator="<=", target="0"
                )
                for place in range(5)
            ]
        )
        MilestoneReport.objects.create(
            milestone=milestone, round=1, text="示例", reported_by=office.operator, reported_at=AT
        )
    TaskBook.objects.create(
        project=project,
        version=1,
        fingerprint="0" * 64,
        stated_by=office.operator,
        stated_at=AT,
        lead_signed_by=office.operator,
        lead_signed_at=AT,
        authority_signed_by=office.second,
        authority_signed_at=AT,
        state=TaskBookState.IN_FORCE,
    )
    TechnicalContract.objects.create(project=project, amount=MONEY * MILESTONES, terms_text="示例", stated_at=AT)
    ChangeRequest.objects.bulk_create(
        [
            ChangeRequest(
                project=project,
                kind=ChangeKind.CHANGE,
                reason="示例",
                stated_by=office.operator,
                stated_at=AT,
                settled_by=office.second,
                settled_at=AT,
                state=ChangeState.GRANTED,
            )
            for _place in range(4)
        ]
    )
    papers_on(project, PaperKind.TASK_BOOK, 3)
