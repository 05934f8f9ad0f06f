"""Task books, contracts, requests and the end of a project over the API."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from qunli.core.api import Key, KeyIn, ReasonIn, arrived, paged
from qunli.needs.states import Comparator
from qunli.people.models import Party
from qunli.people.permits import account_of
from qunli.projects import actions
from qunli.projects.actions import (
    ContractDraft,
    IndicatorDraft,
    MilestoneDraft,
    Move,
    PaymentDraft,
    Reckoning,
    TaskBookDraft,
)
from qunli.projects.models import Acceptance, ChangeRequest, Project, TaskBook, TechnicalContract
from qunli.projects.queries.seen import for_page, projects_seen_by
from qunli.projects.states import ChangeKind, Grade, Stream, Verdict

router = Router(tags=["projects"])


class TaskBookOut(Schema):
    """One version of a task book, word for word."""

    id: int
    project_id: int
    version: int
    state: str
    content: dict[str, Any]
    fingerprint: str
    lead_signed_at: datetime | None
    authority_signed_at: datetime | None


class IndicatorIn(Schema):
    """An indicator to reach at a milestone."""

    name: str = Field(min_length=1, max_length=200)
    comparator: Comparator
    target: str = Field(min_length=1, max_length=100)
    unit: str = Field("", max_length=40)
    how_measured: str = Field("", max_length=300)


class InstalmentIn(Schema):
    """One instalment; payer and payee left out are the usual ones of its stream."""

    stream: Stream
    amount: Decimal = Field(gt=0, max_digits=18, decimal_places=2)
    payer_id: KeyIn | None = None
    payee_id: KeyIn | None = None
    due_on: date | None = None


class MilestoneIn(Schema):
    """A dated promise."""

    title: str = Field(min_length=1, max_length=200)
    due_on: date
    deliverables: str = Field("", max_length=20_000)
    starts_on: date | None = None
    is_final: bool = False
    indicators: list[IndicatorIn] = Field(default_factory=list, max_length=40)
    payments: list[InstalmentIn] = Field(default_factory=list, max_length=40)


class TaskBookIn(Schema):
    """A whole task book; `payments` fall due at signing."""

    starts_on: date
    ends_on: date
    milestones: list[MilestoneIn] = Field(min_length=1, max_length=60)
    payments: list[InstalmentIn] = Field(default_factory=list, max_length=40)


class SignatureIn(Schema):
    """For which side, and why where a rule is not met."""

    side: Literal["lead", "authority"]
    reason: str = Field("", max_length=5000)


class ContractOut(Schema):
    """The technical contract between poster and taker."""

    id: int
    project_id: int
    contract_number: str
    amount: Decimal
    terms_text: str
    ip_terms: str
    poster_signed_at: datetime | None
    taker_signed_at: datetime | None


class ContractIn(Schema):
    """What poster and taker agree."""

    amount: Decimal = Field(ge=0, max_digits=18, decimal_places=2)
    terms_text: str = Field(min_length=1, max_length=200_000)
    ip_terms: str = Field("", max_length=300)
    contract_number: str = Field("", max_length=100)


class ContractSideIn(Schema):
    """For which side."""

    side: Literal["poster", "taker"]


class ChangeOut(Schema):
    """A request: extension, change, termination or revocation."""

    id: int
    number: str
    project_id: int
    kind: str
    state: str
    reason: str
    details: Any
    stated_at: datetime
    settled_at: datetime | None
    settle_reason: str


class MoveIn(Schema):
    """One field of one record of a project, and what it is to become."""

    of: Literal["project", "milestone", "indicator", "payment"]
    id: KeyIn
    field: str = Field(min_length=1, max_length=60)
    now: str = Field(max_length=2000)


class ChangeIn(Schema):
    """What is asked for, and why."""

    kind: ChangeKind
    reason: str = Field(min_length=1, max_length=20_000)
    moves: list[MoveIn] = Field(default_factory=list, max_length=100)


class SettlementIn(Schema):
    """How a request is settled; of an early end also what is recognized as spent, by stream, and by when the rest."""

    granted: bool
    reason: str = Field(min_length=1, max_length=20_000)
    spent: dict[Stream, Decimal] = Field(default_factory=dict)
    recover_by: date | None = None


class OpinionOfUserIn(Schema):
    """What the poster says the result is worth to it."""

    opinion: str = Field(min_length=1, max_length=20_000)


class AcceptanceIn(Schema):
    """The final acceptance; the grade stands apart from the verdict."""

    verdict: Verdict
    grade: Grade | None = None
    opinion: str = Field(min_length=1, max_length=20_000)
    users_opinion: str = Field("", max_length=20_000)


class AcceptanceOut(Schema):
    """The final acceptance."""

    id: int
    number: str
    project_id: int
    verdict: str
    grade: str
    opinion: str
    users_opinion: str
    stated_at: datetime


@router.get("/projects/{key}/task-books", response=list[TaskBookOut], url_name="task_books", summary="Task books")
@paged
def task_books(request: HttpRequest, key: Key) -> QuerySet[TaskBook]:
    """List the versions of the task book, the newest first."""
    return TaskBook.objects.filter(project=_project(request, key)).order_by("-version")


@router.put("/projects/{key}/task-book", response=TaskBookOut, url_name="draft_task_book", summary="Draft it")
def draft_task_book(request: HttpRequest, key: Key, body: TaskBookIn) -> TaskBook:
    """Draft a task book whole; every fault comes back at once, money that does not sum among them."""
    found = _project(request, key)
    parties = _parties(body)
    milestones = tuple(
        MilestoneDraft(
            **row.dict(exclude={"indicators", "payments"}),
            indicators=tuple(IndicatorDraft(**one.dict()) for one in row.indicators),
            payments=tuple(_payment(one, parties) for one in row.payments),
        )
        for row in body.milestones
    )
    draft = TaskBookDraft(
        starts_on=body.starts_on,
        ends_on=body.ends_on,
        milestones=milestones,
        payments=tuple(_payment(one, parties) for one in body.payments),
    )
    return actions.draft_task_book(project=found, draft=draft, by=account_of(request), at=arrived())


@router.post("/task-books/{key}/sign", response=TaskBookOut, url_name="sign_task_book", summary="Sign a task book")
def sign_task_book(request: HttpRequest, key: Key, body: SignatureIn) -> TaskBook:
    """Sign for the lead or for the authority; a rule that is not met takes a reason."""
    book = _task_book(request, key)
    return actions.sign_task_book(
        task_book=book, side=body.side, reason=body.reason, by=account_of(request), at=arrived()
    )


@router.post("/task-books/{key}/hand-back", response=TaskBookOut, url_name="hand_back_task_book", summary="Hand back")
def hand_back_task_book(request: HttpRequest, key: Key, body: ReasonIn) -> TaskBook:
    """Hand a task book back to be changed."""
    book = _task_book(request, key)
    return actions.hand_back_task_book(task_book=book, reason=body.reason, by=account_of(request), at=arrived())


@router.get("/projects/{key}/contract", response=ContractOut, url_name="contract", summary="Technical contract")
def contract(request: HttpRequest, key: Key) -> TechnicalContract:
    """Return the contract between poster and taker."""
    return TechnicalContract.objects.get(project=_project(request, key))


@router.put("/projects/{key}/contract", response=ContractOut, url_name="contract", summary="Draft the contract")
def draft_contract(request: HttpRequest, key: Key, body: ContractIn) -> TechnicalContract:
    """Write the contract, while nobody has signed."""
    draft = ContractDraft(**body.dict())
    return actions.draft_contract(project=_project(request, key), draft=draft, by=account_of(request), at=arrived())


@router.post("/projects/{key}/contract/sign", response=ContractOut, url_name="sign_contract", summary="Sign it")
def sign_contract(request: HttpRequest, key: Key, body: ContractSideIn) -> TechnicalContract:
    """Sign for the poster or for the taker."""
    found = TechnicalContract.objects.get(project=_project(request, key))
    return actions.sign_contract(contract=found, side=body.side, by=account_of(request), at=arrived())


@router.get("/projects/{key}/changes", response=list[ChangeOut], url_name="changes", summary="Requests of a project")
@paged
def changes(request: HttpRequest, key: Key) -> QuerySet[ChangeRequest]:
    """List what was asked for and how it was settled."""
    return ChangeRequest.objects.filter(project=_project(request, key)).order_by("-id")


@router.post("/projects/{key}/changes", response={201: ChangeOut}, url_name="changes", summary="Ask for a change")
def ask_change(request: HttpRequest, key: Key, body: ChangeIn) -> Status[ChangeRequest]:
    """Ask for an extension, a change, a termination or a revocation; the pack's limits are checked at once."""
    made = actions.ask_change(
        project=_project(request, key),
        kind=body.kind,
        reason=body.reason,
        moves=[Move(**row.dict()) for row in body.moves],
        by=account_of(request),
        at=arrived(),
    )
    return Status(201, made)


@router.post("/changes/{key}/settle", response=ChangeOut, url_name="settle_change", summary="Settle a request")
def settle_change(request: HttpRequest, key: Key, body: SettlementIn) -> ChangeRequest:
    """Grant or refuse; an early end computes what is to be recovered."""
    seen = projects_seen_by(account_of(request), at=arrived()).values("pk")
    found = ChangeRequest.objects.filter(project__in=seen).get(pk=key)
    spent = {stream.value: amount for stream, amount in body.spent.items()}
    return actions.settle_change(
        change=found,
        granted=body.granted,
        reason=body.reason,
        reckoning=Reckoning(spent=spent, recover_by=body.recover_by) if body.granted else None,
        by=account_of(request),
        at=arrived(),
    )


@router.post("/projects/{key}/users-opinion", response={204: None}, url_name="users_opinion", summary="User's opinion")
def users_opinion(request: HttpRequest, key: Key, body: OpinionOfUserIn) -> Status[None]:
    """Say as the poster what the result is worth."""
    found = _project(request, key)
    actions.give_users_opinion(project=found, opinion=body.opinion, by=account_of(request), at=arrived())
    return Status(204, None)


@router.post("/projects/{key}/accept", response={201: AcceptanceOut}, url_name="accept_project", summary="Accept")
def accept(request: HttpRequest, key: Key, body: AcceptanceIn) -> Status[Acceptance]:
    """Accept a project for good: passed, concluded or not passed, the grade apart."""
    given = {**body.dict(), "grade": body.grade or ""}
    return Status(
        201, actions.accept_project(project=_project(request, key), by=account_of(request), at=arrived(), **given)
    )


def _project(request: HttpRequest, key: int) -> Project:
    return for_page(projects_seen_by(account_of(request), at=arrived())).get(pk=key)


def _task_book(request: HttpRequest, key: int) -> TaskBook:
    seen = projects_seen_by(account_of(request), at=arrived()).values("pk")
    return TaskBook.objects.filter(project__in=seen).get(pk=key)


def _parties(body: TaskBookIn) -> dict[int, Party]:
    rows = [*body.payments, *(one for milestone in body.milestones for one in milestone.payments)]
    keys = {key for row in rows for key in (row.payer_id, row.payee_id) if key is not None}
    found = Party.objects.in_bulk(keys)
    if len(found) != len(keys):
        raise Party.DoesNotExist
    return found


def _payment(row: InstalmentIn, parties: dict[int, Party]) -> PaymentDraft:
    return PaymentDraft(
        stream=row.stream,
        amount=row.amount,
        payer=parties[row.payer_id] if row.payer_id else None,
        payee=parties[row.payee_id] if row.payee_id else None,
        due_on=row.due_on,
    )
