"""Projects, milestones and payments over the API: what the pages show to the same people, and the same acts."""

from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Router, Schema

from qunli.core.api import Key, arrived, paged
from qunli.people.permits import account_of
from qunli.projects import actions
from qunli.projects.models import Milestone, MilestoneIndicator, Payment, Project
from qunli.projects.queries.seen import payments_seen_by, projects_seen_by, with_progress
from qunli.projects.states import Judgement, ProjectState

router = Router(tags=["projects"])


class ProjectOut(Schema):
    """A project in a list."""

    id: int
    number: str
    title: str
    title_en: str
    state: str
    lead: str
    poster: str
    leader_name: str
    document_number: str
    starts_on: date | None
    ends_on: date | None
    milestones_all: int
    milestones_done: int

    @staticmethod
    def resolve_lead(project: Project) -> str:
        """Name the lead."""
        return project.lead.name

    @staticmethod
    def resolve_poster(project: Project) -> str:
        """Name the poster."""
        return project.poster.name


class PromiseOut(Schema):
    """An indicator to reach, and what was measured."""

    id: int
    name: str
    comparator: str
    target: str
    unit: str
    how_measured: str
    measured: str
    is_met: bool | None


class MilestoneOut(Schema):
    """A dated promise."""

    id: int
    position: int
    title: str
    deliverables: str
    due_on: date
    is_final: bool
    remedy_until: date | None
    state: str
    indicators: list[PromiseOut]

    @staticmethod
    def resolve_indicators(milestone: Milestone) -> list[MilestoneIndicator]:
        """List the indicators in their order."""
        return sorted(milestone.indicators.all(), key=lambda row: (row.position, row.pk))


class PaymentOut(Schema):
    """One instalment of one stream."""

    id: int
    project_id: int
    milestone_id: int | None
    position: int
    stream: str
    payer: str
    payee: str
    amount: Decimal
    due_on: date | None
    state: str
    confirmed_at: datetime | None
    released_at: datetime | None
    paid_on: date | None
    proof: str

    @staticmethod
    def resolve_payer(payment: Payment) -> str:
        """Name who pays."""
        return payment.payer.name

    @staticmethod
    def resolve_payee(payment: Payment) -> str:
        """Name who is paid."""
        return payment.payee.name


class MeasuredIn(Schema):
    """The measured value of one indicator."""

    indicator_id: int = Field(ge=1, le=2**63 - 1)
    value: str = Field(max_length=100)


class ReportIn(Schema):
    """What is reported at a milestone: a value for each of its indicators. Evidence is added on the page."""

    text: str = Field(max_length=100_000)
    spent: Decimal = Field(ge=0, max_digits=18, decimal_places=2)
    measured: list[MeasuredIn] = Field(max_length=200)


class VerdictIn(Schema):
    """What a person says of an indicator that no number judges."""

    indicator_id: int = Field(ge=1, le=2**63 - 1)
    is_met: bool


class JudgementIn(Schema):
    """What a report comes to; a reason for all but acceptance."""

    outcome: Judgement
    reason: str = Field("", max_length=10_000)
    verdicts: list[VerdictIn] = Field(default_factory=list, max_length=200)
    remedy_until: date | None = None


class HoldIn(Schema):
    """Why a payment is held back."""

    reason: str = Field(min_length=1, max_length=5000)


class PaidIn(Schema):
    """When a payment left, and the number of its proof."""

    paid_on: date
    proof: str = Field(min_length=1, max_length=200)


@router.get("/projects", response=list[ProjectOut], url_name="projects", summary="Projects, the newest first")
@paged
def projects(request: HttpRequest, state: ProjectState | None = None) -> QuerySet[Project]:
    """List the projects that the holder reads in full."""
    seen = projects_seen_by(account_of(request), at=arrived()).select_related("lead", "poster")
    return with_progress(seen.filter(state=state) if state else seen).order_by("-id")


@router.get("/projects/{key}", response=ProjectOut, url_name="project", summary="One project")
def project(request: HttpRequest, key: Key) -> Project:
    """Return a project that the holder reads."""
    seen = projects_seen_by(account_of(request), at=arrived()).select_related("lead", "poster")
    return with_progress(seen).get(pk=key)


@router.get(
    "/projects/{key}/milestones", response=list[MilestoneOut], url_name="milestones", summary="Milestones of a project"
)
@paged
def milestones(request: HttpRequest, key: Key) -> QuerySet[Milestone]:
    """List the milestones in their order, with indicators and what was measured."""
    found = projects_seen_by(account_of(request), at=arrived()).get(pk=key)
    return found.milestones.prefetch_related("indicators").order_by("position")


@router.get("/projects/{key}/payments", response=list[PaymentOut], url_name="payments", summary="Payments of a project")
@paged
def payments(request: HttpRequest, key: Key) -> QuerySet[Payment]:
    """List the instalments in their order."""
    found = projects_seen_by(account_of(request), at=arrived()).get(pk=key)
    return found.payments.select_related("payer", "payee").order_by("position", "id")


@router.post(
    "/milestones/{key}/report", response=MilestoneOut, url_name="report_milestone", summary="Report a milestone"
)
def report(request: HttpRequest, key: Key, body: ReportIn) -> Milestone:
    """Report a milestone; every value that is missing or cannot be read comes back at once."""
    actions.report_milestone(
        milestone=_milestone(request, key),
        text=body.text,
        measured={row.indicator_id: row.value for row in body.measured},
        spent=body.spent,
        files=[],
        by=account_of(request),
        at=arrived(),
    )
    return _milestone(request, key)


@router.post("/milestones/{key}/judge", response=MilestoneOut, url_name="judge_milestone", summary="Judge a milestone")
def judge(request: HttpRequest, key: Key, body: JudgementIn) -> Milestone:
    """Accept a report, ask for a remedy or fail it."""
    actions.judge_milestone(
        milestone=_milestone(request, key),
        verdicts={row.indicator_id: row.is_met for row in body.verdicts},
        outcome=body.outcome,
        reason=body.reason,
        remedy_until=body.remedy_until,
        by=account_of(request),
        at=arrived(),
    )
    return _milestone(request, key)


@router.post("/payments/{key}/confirm", response=PaymentOut, url_name="confirm_payment", summary="Confirm a payment")
def confirm(request: HttpRequest, key: Key) -> Payment:
    """Confirm a payment as the first of two people."""
    return actions.confirm_payment(payment=_payment(request, key), by=account_of(request), at=arrived())


@router.post("/payments/{key}/hold", response=PaymentOut, url_name="hold_payment", summary="Hold a payment back")
def hold(request: HttpRequest, key: Key, body: HoldIn) -> Payment:
    """Hold a payment back, with the reason."""
    found = _payment(request, key)
    return actions.hold_payment(payment=found, reason=body.reason, by=account_of(request), at=arrived())


@router.post("/payments/{key}/release", response=PaymentOut, url_name="release_payment", summary="Release a payment")
def release(request: HttpRequest, key: Key) -> Payment:
    """Release a confirmed payment as the second person."""
    return actions.release_payment(payment=_payment(request, key), by=account_of(request), at=arrived())


@router.post("/payments/{key}/paid", response=PaymentOut, url_name="note_payment", summary="Note a payment as paid")
def note(request: HttpRequest, key: Key, body: PaidIn) -> Payment:
    """Note a released payment as paid."""
    found = _payment(request, key)
    return actions.note_payment(
        payment=found, paid_on=body.paid_on, proof=body.proof, by=account_of(request), at=arrived()
    )


def _milestone(request: HttpRequest, key: int) -> Milestone:
    seen = projects_seen_by(account_of(request), at=arrived())
    return Milestone.objects.filter(project__in=seen.values("pk")).prefetch_related("indicators").get(pk=key)


def _payment(request: HttpRequest, key: int) -> Payment:
    return payments_seen_by(account_of(request), at=arrived()).get(pk=key)
