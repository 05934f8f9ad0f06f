"""What waits for somebody's roles: a few counted queues, all counted in one statement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.db.models import BigIntegerField, F, Func, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qunli.awards.models import Decision
from qunli.awards.states import DecisionState
from qunli.calls.models import Call, Proposal, Question
from qunli.calls.queries import proposals_to_answer_by
from qunli.calls.states import CallState, ProposalState
from qunli.core.states import Words
from qunli.evidence.models import Claim
from qunli.evidence.states import ClaimState
from qunli.needs.models import Need
from qunli.needs.queries import advice_asked_of
from qunli.needs.states import NeedState
from qunli.people.models import Party, SightGrant, User
from qunli.people.permits import standing_of
from qunli.people.states import Role
from qunli.projects.models import ChangeRequest, Milestone, Payment, TaskBook
from qunli.projects.queries.seen import awards_to_start
from qunli.projects.states import ChangeState, MilestoneState, PaymentState, TaskBookState
from qunli.publicity.models import Objection, PublicNotice
from qunli.publicity.states import NoticeState, ObjectionState
from qunli.review.models import Panel, Seat
from qunli.review.queries import calls_without_panel
from qunli.review.states import PanelState, SeatState

if TYPE_CHECKING:
    from django.db.models import Model

    from qunli.people.permits import Standing

TEAM: Final = (Role.TEAM_MEMBER, Role.MEMBER_EDITOR, Role.UNIT_ADMINISTRATOR)
EDITORS: Final = (Role.MEMBER_EDITOR, Role.UNIT_ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Queue:
    """Records that wait: what is to be done with them, where, and how many there are."""

    label: Words
    page: str
    query: str
    count: int


Waiting = tuple[Words, str, str, "QuerySet[Any]"]  # of any room's records
Asked = Callable[[User, "Standing", datetime], Iterator[Waiting]]


def queues_of(user: User, *, at: datetime) -> list[Queue]:
    """Return the queues of somebody's roles that are not empty."""
    standing = standing_of(user)
    waiting = [
        one
        for ask in (_needs, _calls, _review, _awards, _publicity, _projects, _house)
        for one in ask(user, standing, at)
    ]
    if not waiting:
        return []
    counts = {f"n{place}": Subquery(_count_of(rows)) for place, (*_said, rows) in enumerate(waiting)}
    counted = Party.objects.filter(pk=user.party_id).annotate(**counts).values_list(*counts).get()
    return [
        Queue(label, page, query, count)
        for (label, page, query, _rows), count in zip(waiting, counted, strict=True)
        if count
    ]


def _count_of(rows: QuerySet[Any]) -> QuerySet[Any]:
    model: type[Model] = rows.model
    bare = model._base_manager.filter(pk__in=rows.order_by().values("pk"))  # noqa: SLF001 - Django documents it
    counted = Func(F("pk"), function="COUNT", output_field=BigIntegerField())
    rows_of_one: QuerySet[Any] = bare.annotate(counted=counted).values("counted")
    return rows_of_one


def _needs(user: User, standing: Standing, at: datetime) -> Iterator[Waiting]:
    del at
    page, sent = "needs:needs", Need.objects.filter(state=NeedState.SUBMITTED)
    if operated := standing.parties(Role.OPERATOR):
        yield _("Needs to screen"), page, "state=submitted", sent.filter(cluster__operator__in=operated)
    if units := standing.parties(Role.RECOMMENDING_UNIT):
        asked = sent.filter(recommending_unit__in=units, recommended_by=None)
        yield _("Needs to recommend"), page, "state=submitted", asked
    if own := standing.parties(*EDITORS):
        returned = Need.objects.filter(state=NeedState.RETURNED, organization__party__in=own)
        yield _("Needs returned to you with a reason"), page, "state=returned", returned
        drafts = Need.objects.filter(state=NeedState.DRAFT, organization__party__in=own)
        yield _("Needs in draft"), page, "state=draft", drafts
    if standing.holds(Role.EXPERT):
        yield _("Needs on which your advice is asked"), page, "", advice_asked_of(user)


def _calls(user: User, standing: Standing, at: datetime) -> Iterator[Waiting]:
    page = "calls:calls"
    if prepared := standing.parties(Role.OPERATOR, Role.SERVICE_BODY):
        open_questions = Question.objects.filter(call__operator__in=prepared, answered_at=None, declined_at=None)
        yield _("Questions to answer"), page, "", open_questions
        opened = Proposal.objects.filter(state=ProposalState.OPENED, call__operator__in=prepared)
        yield _("Proposals to check for form"), page, "state=opened", opened
    if issued := standing.parties(Role.OPERATOR, Role.AUTHORITY):
        due = Q(recommending_deadline__lte=at) | Q(recommending_deadline=None, team_deadline__lte=at)
        mine = Q(operator__in=issued) | Q(authority__in=issued)
        yield _("Calls to open"), page, "state=published", Call.objects.filter(due, mine, state=CallState.PUBLISHED)
    yield from _proposals(user, standing)


def _proposals(user: User, standing: Standing) -> Iterator[Waiting]:
    page, rows = "calls:proposals", Proposal.objects.all()
    if administered := standing.parties(Role.UNIT_ADMINISTRATOR):
        yield (
            _("Proposals to stamp"),
            page,
            "",
            rows.filter(state=ProposalState.SUBMITTED, lead__party__in=administered),
        )
    if units := standing.parties(Role.RECOMMENDING_UNIT):
        stamped = rows.filter(state=ProposalState.STAMPED, recommending_unit__in=units)
        yield _("Proposals to recommend"), page, "", stamped
    if team := standing.parties(*TEAM):
        yield _("Proposals to correct"), page, "", rows.filter(state=ProposalState.CORRECTING, lead__party__in=team)
        drafts = rows.filter(state=ProposalState.DRAFT, call__state=CallState.PUBLISHED, lead__party__in=team)
        yield _("Proposals in draft"), page, "", drafts
    if standing.parties(*EDITORS):
        yield _("Invitations to join a team"), page, "", proposals_to_answer_by(user)


def _review(user: User, standing: Standing, at: datetime) -> Iterator[Waiting]:
    del at
    if standing.holds(Role.EXPERT):
        own = Seat.objects.filter(expert__party=standing.own_party_id)
        yield _("Panels that ask you to serve"), "review:desk", "", own.filter(state=SeatState.ASKED)
        scoring = own.filter(state=SeatState.SERVING, panel__state=PanelState.SCORING)
        yield _("Panels in which you score"), "review:desk", "", scoring
        signing = own.filter(state=SeatState.SERVING, panel__state=PanelState.SIGNING)
        yield _("Opinions to sign"), "review:desk", "", signing
    if standing.holds_any(Role.OPERATOR, Role.SERVICE_BODY):
        yield _("Calls to form a panel for"), "review:panels", "", calls_without_panel(user)
    if prepared := standing.parties(Role.OPERATOR):
        panels = Panel.objects.filter(call__operator__in=prepared)
        yield _("Panels to seat"), "review:panels", "", panels.filter(state=PanelState.FORMING)
        yield _("Panels to conclude"), "review:panels", "", panels.filter(state=PanelState.SIGNING)


def _awards(user: User, standing: Standing, at: datetime) -> Iterator[Waiting]:
    del user
    page = "awards:decisions"
    if prepared := standing.parties(Role.OPERATOR):
        mine = Call.objects.filter(operator__in=prepared, state=CallState.IN_REVIEW)
        living = Decision.objects.exclude(state=DecisionState.SENT_BACK)
        yield _("Calls to recommend a decision on"), page, "", mine.exclude(pk__in=living.values("call_id"))
    if decided := standing.parties(Role.AUTHORITY):
        rows = Decision.objects.filter(call__authority__in=decided)
        yield _("Decisions to take"), page, "", rows.filter(state=DecisionState.RECOMMENDED)
        over = rows.filter(state=DecisionState.ON_NOTICE, notice__last_day__lt=timezone.localdate(at))
        yield _("Awards whose public notice is over"), page, "", over


def _publicity(user: User, standing: Standing, at: datetime) -> Iterator[Waiting]:
    page, rows = "publicity:notices", PublicNotice.objects.all()
    if standing.holds_any(Role.OPERATOR, Role.AUTHORITY):
        prepared = rows.filter(state=NoticeState.PREPARED)
        unchecked = prepared.filter(checked_at=None).exclude(posted_by=user)
        yield _("Notices to check before publication"), page, "state=prepared", unchecked
        yield _("Notices to post"), page, "state=prepared", prepared.exclude(checked_at=None)
    if named := standing.parties(Role.AUTHORITY):
        over = rows.filter(state=NoticeState.RUNNING, in_name_of__in=named, last_day__lt=timezone.localdate(at))
        yield _("Notices to end"), page, "state=running", over
        filed = Objection.objects.filter(state=ObjectionState.FILED, notice__in_name_of__in=named)
        yield _("Objections to settle"), "publicity:objections", "state=filed", filed


def _projects(user: User, standing: Standing, at: datetime) -> Iterator[Waiting]:
    del at
    page = "projects:projects"
    if standing.holds_any(Role.OPERATOR, Role.AUTHORITY):
        yield _("Projects to start"), page, "", awards_to_start(user)
    if issued := standing.parties(Role.AUTHORITY):
        reported = Milestone.objects.filter(state=MilestoneState.REPORTED, project__authority__in=issued)
        yield _("Milestones to judge"), page, "", reported
        books = TaskBook.objects.filter(state=TaskBookState.SIGNED_BY_LEAD, project__authority__in=issued)
        yield _("Task books to sign"), page, "", books
        asked = ChangeRequest.objects.filter(state=ChangeState.ASKED, project__authority__in=issued)
        yield _("Change requests to settle"), page, "", asked
    if team := standing.parties(*TEAM):
        remedies = Milestone.objects.filter(state=MilestoneState.REMEDY, project__lead__party__in=team)
        yield _("Milestones to remedy"), page, "", remedies
        books = TaskBook.objects.filter(state=TaskBookState.DRAFT, project__lead__party__in=team)
        yield _("Task books to sign"), page, "", books
    if paying := standing.parties(Role.FINANCE):
        payments = Payment.objects.filter(payer__in=paying)
        yield _("Payments to confirm"), "projects:due", "", payments.filter(state=PaymentState.DUE)
        second = payments.filter(state=PaymentState.CONFIRMED).exclude(confirmed_by=user)
        yield _("Payments to release"), "projects:due", "", second
        yield _("Payments to make and prove"), "projects:due", "", payments.filter(state=PaymentState.RELEASED)


def _house(user: User, standing: Standing, at: datetime) -> Iterator[Waiting]:
    del user, at
    if standing.holds(Role.OPERATOR):
        waiting = Claim.objects.filter(state=ClaimState.WAITING)
        yield _("Claims to confirm"), "evidence:claims", "state=waiting", waiting.exclude(stated_by=standing.user_id)
    if standing.holds_any(Role.ADMINISTRATOR, Role.AUTHORITY):
        asked = SightGrant.objects.filter(granted_at=None, ended_at=None)
        yield _("Requests for sight to answer"), "people:sight_grants", "", asked
