"""What waits for somebody's roles: queues, all counted in one statement; one record alone is linked itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.db.models import F, Func, JSONField, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qunli.awards.models import Decision
from qunli.awards.states import DecisionState
from qunli.calls.models import Call, Proposal, Question
from qunli.calls.queries import proposals_to_answer_by
from qunli.calls.states import CallState, ProposalState
from qunli.core.states import Ref, Words
from qunli.duties.models import Duty
from qunli.duties.states import DutyState
from qunli.evidence.models import Document
from qunli.evidence.queries import claims_to_confirm
from qunli.evidence.states import DocumentState
from qunli.needs.models import Need
from qunli.needs.queries import advice_asked_of
from qunli.needs.states import NeedState
from qunli.people.models import Party, SightGrant, User
from qunli.people.permits import standing_of
from qunli.people.states import Role
from qunli.projects.models import ChangeRequest, Milestone, Payment, TaskBook
from qunli.projects.queries.seen import awards_to_start
from qunli.projects.states import FISCAL_STREAMS, ChangeState, MilestoneState, PaymentState, TaskBookState
from qunli.publicity.models import Objection, PublicNotice
from qunli.publicity.permits import acted_for_by
from qunli.publicity.states import NoticeState, ObjectionState
from qunli.review.models import Assignment, Panel, Seat
from qunli.review.queries import calls_without_panel, own_candidacies, unpaid_fees
from qunli.review.states import AssignmentState, PanelState, SeatState

if TYPE_CHECKING:
    from django.db.models import Model

    from qunli.people.permits import Standing

TEAM: Final = (Role.TEAM_MEMBER, Role.MEMBER_EDITOR, Role.UNIT_ADMINISTRATOR)
EDITORS: Final = (Role.MEMBER_EDITOR, Role.UNIT_ADMINISTRATOR)
ASKING: Final = (Role.AUDITOR, Role.OPERATOR, Role.AUTHORITY, Role.FINANCE)


@dataclass(frozen=True, slots=True)
class Queue:
    """Records that wait: what is to be done with them, the list that shows them, how many, and the only one."""

    label: Words
    page: str
    query: str
    count: int
    only: Ref | None = None


Waiting = tuple[Words, str, str, "QuerySet[Any]"]
"""Words, page and query of the list, records of any room; `WAITING` lists what no list of its room narrows to."""
WAITING: Final = "portal:waiting"
NOTHING: Final = (0, 0)
"""What is counted where a condition can hold for no record at all."""
Asked = Callable[[User, "Standing", datetime], Iterator[Waiting]]


def queues_of(user: User, *, at: datetime) -> list[Queue]:
    """Return the queues of somebody's roles that are not empty."""
    waiting = _waiting(user, at=at)
    if not waiting:
        return []
    counts = {f"n{place}": Subquery(_count_of(rows)) for place, (*_said, rows) in enumerate(waiting)}
    counted = Party.objects.filter(pk=user.party_id).annotate(**counts).values_list(*counts).get()
    found = [each or NOTHING for each in counted]
    return [
        Queue(label, page, query, count, _ref(rows, first) if count == 1 and _works_itself(page, rows) else None)
        for (label, page, query, rows), (count, first) in zip(waiting, found, strict=True)
        if count
    ]


def rows_waiting(user: User, name: str, *, at: datetime) -> tuple[Words, QuerySet[Any]] | None:
    """Return the words and the records of a queue that no list of its room narrows to; None where it is not theirs."""
    asked = f"name={name}"
    for label, page, query, rows in _waiting(user, at=at):
        if page == WAITING and query == asked:
            return label, rows
    return None


def _waiting(user: User, *, at: datetime) -> list[Waiting]:
    standing = standing_of(user)
    asked = (_needs, _calls, _review, _awards, _publicity, _projects, _house)
    return [one for ask in asked for one in ask(user, standing, at)]


def _works_itself(page: str, rows: QuerySet[Any]) -> bool:
    """Tell whether a record's own page does what is due: a later room's work on it is begun in that room's list."""
    meta = rows.model._meta  # noqa: SLF001 - Django documents it
    return page == WAITING or page.startswith(f"{meta.app_label}:")


def _ref(rows: QuerySet[Any], pk: int) -> Ref:
    meta = rows.model._meta  # noqa: SLF001 - as above
    return Ref(meta.app_label, meta.model_name or "", pk, "")


def _count_of(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Count a queue and name its first record, in one value."""
    model: type[Model] = rows.model
    bare = model._base_manager.filter(pk__in=rows.order_by().values("pk"))  # noqa: SLF001 - Django documents it
    template = "jsonb_build_array(COUNT(%(expressions)s), MIN(%(expressions)s))"
    counted = Func(F("pk"), template=template, output_field=JSONField())
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
        yield _("Questions to answer"), WAITING, "name=questions", open_questions.select_related("call")
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
            "state=submitted",
            rows.filter(state=ProposalState.SUBMITTED, lead__party__in=administered),
        )
    if units := standing.parties(Role.RECOMMENDING_UNIT):
        stamped = rows.filter(state=ProposalState.STAMPED, recommending_unit__in=units)
        yield _("Proposals to recommend"), page, "state=stamped", stamped
    if team := standing.parties(*TEAM):
        correcting = rows.filter(state=ProposalState.CORRECTING, lead__party__in=team)
        yield _("Proposals to correct"), page, "state=correcting", correcting
        drafts = rows.filter(state=ProposalState.DRAFT, call__state=CallState.PUBLISHED, lead__party__in=team)
        yield _("Proposals in draft"), page, "state=draft", drafts
    if standing.parties(*EDITORS):
        asked = rows.filter(pk__in=proposals_to_answer_by(user).order_by().values("proposal"))
        yield _("Invitations to join a team"), WAITING, "name=invitations", asked.select_related("call")


def _review(user: User, standing: Standing, at: datetime) -> Iterator[Waiting]:
    if standing.holds(Role.EXPERT):
        silent = own_candidacies(user).filter(answered_at=None, bids_until__gt=at, panel__state=PanelState.FORMING)
        yield _("Panels that ask what you would like to judge"), "review:desk", "", silent
        own = Seat.objects.filter(expert__party=standing.own_party_id)
        yield _("Panels that ask you to serve"), "review:desk", "", own.filter(state=SeatState.ASKED)
        scoring = own.filter(state=SeatState.SERVING, panel__state=PanelState.SCORING)
        yield _("Panels in which you score"), "review:desk", "", scoring
        signing = own.filter(state=SeatState.SERVING, panel__state=PanelState.SIGNING)
        yield _("Opinions to sign"), "review:desk", "", signing
    if standing.holds(Role.FINANCE):
        yield _("Experts' fees to pay"), "review:unpaid_fees", "", unpaid_fees()
    if standing.holds_any(Role.OPERATOR, Role.SERVICE_BODY):
        yield _("Calls to form a panel for"), "review:panels", "", calls_without_panel(user)
    if prepared := standing.parties(Role.OPERATOR, Role.SERVICE_BODY):
        page, panels = "review:panels", Panel.objects.filter(call__operator__in=prepared)
        yield _("Panels to seat"), page, "state=forming", panels.filter(state=PanelState.FORMING)
        proposed = Assignment.objects.filter(panel__in=panels, state=AssignmentState.PROPOSED)
        yield _("Assignments to adopt"), WAITING, "name=assignments", proposed.select_related("panel__call")
        yield _("Panels that are scoring"), page, "state=scoring", panels.filter(state=PanelState.SCORING)
        yield _("Panels to conclude"), page, "state=signing", panels.filter(state=PanelState.SIGNING)


def _awards(user: User, standing: Standing, at: datetime) -> Iterator[Waiting]:
    del user
    page = "awards:decisions"
    if prepared := standing.parties(Role.OPERATOR):
        mine = Call.objects.filter(operator__in=prepared, state=CallState.IN_REVIEW)
        living = Decision.objects.exclude(state=DecisionState.SENT_BACK)
        working = Panel.objects.exclude(state__in=(PanelState.CONCLUDED, PanelState.DISSOLVED))
        done = Panel.objects.filter(state=PanelState.CONCLUDED).values("call_id")
        undecided = mine.filter(pk__in=done).exclude(
            Q(pk__in=living.values("call_id")) | Q(pk__in=working.values("call_id"))
        )
        yield _("Calls to recommend a decision on"), page, "", undecided
    if decided := standing.parties(Role.AUTHORITY):
        rows = Decision.objects.filter(call__authority__in=decided)
        yield _("Decisions to take"), page, "state=recommended", rows.filter(state=DecisionState.RECOMMENDED)
        over = rows.filter(state=DecisionState.ON_NOTICE, notice__last_day__lt=timezone.localdate(at))
        yield _("Awards whose public notice is over"), page, "state=on_notice", over


def _publicity(user: User, standing: Standing, at: datetime) -> Iterator[Waiting]:
    page, rows = "publicity:notices", PublicNotice.objects.all()
    if standing.holds_any(Role.OPERATOR, Role.AUTHORITY):
        prepared = rows.filter(acted_for_by(user), state=NoticeState.PREPARED)
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
    if standing.holds_any(Role.OPERATOR, Role.AUTHORITY):
        yield _("Projects to start"), "projects:projects", "", awards_to_start(user)
    if issued := standing.parties(Role.AUTHORITY):
        reported = Milestone.objects.filter(state=MilestoneState.REPORTED, project__authority__in=issued)
        yield _("Milestones to judge"), WAITING, "name=reported", reported.select_related("project")
        books = TaskBook.objects.filter(state=TaskBookState.SIGNED_BY_LEAD, project__authority__in=issued)
        yield _("Task books to sign for the authority"), WAITING, "name=books", books.select_related("project")
        asked = ChangeRequest.objects.filter(state=ChangeState.ASKED, project__authority__in=issued)
        yield _("Change requests to settle"), WAITING, "name=changes", asked.select_related("project")
    yield from _payments(user, standing)
    if team := standing.parties(*TEAM):
        remedies = Milestone.objects.filter(state=MilestoneState.REMEDY, project__lead__party__in=team)
        yield _("Milestones to remedy"), WAITING, "name=remedies", remedies.select_related("project")
        books = TaskBook.objects.filter(state=TaskBookState.DRAFT, project__lead__party__in=team)
        yield _("Task books to sign"), WAITING, "name=drafts", books.select_related("project")


def _payments(user: User, standing: Standing) -> Iterator[Waiting]:
    """Finance has what its party pays and what an authority pays itself; a unit has what it pays, not being fiscal."""
    page, paying = "projects:due", standing.parties(Role.FINANCE)
    fiscal, own = Q(stream__in=FISCAL_STREAMS), standing.parties(*EDITORS)
    mine = Q(payer__in=paying) | (fiscal & Q(payer=F("project__authority")) if paying else Q(pk__in=()))
    released_by_unit = ~fiscal & Q(payer__in=standing.parties(Role.UNIT_ADMINISTRATOR))
    if not paying and not own:
        return
    confirmed, noted = mine | (~fiscal & Q(payer__in=own)), mine | (~fiscal & Q(payer__in=own))
    rows = Payment.objects.all()
    yield _("Payments to confirm"), page, "state=due", rows.filter(confirmed, state=PaymentState.DUE)
    second = rows.filter(mine | released_by_unit, state=PaymentState.CONFIRMED).exclude(confirmed_by=user)
    yield _("Payments to release"), page, "state=confirmed", second
    yield _("Payments to make and prove"), page, "state=released", rows.filter(noted, state=PaymentState.RELEASED)


def _house(user: User, standing: Standing, at: datetime) -> Iterator[Waiting]:
    if standing.holds(Role.OPERATOR):
        yield _("Claims to confirm"), "portal:confirm_next", "", claims_to_confirm(user).order_by()
        unread = Document.objects.filter(state=DocumentState.UNREADABLE)
        yield _("Documents that could not be read"), "evidence:documents", "state=unreadable", unread
    if standing.holds_any(Role.ADMINISTRATOR, Role.AUTHORITY):
        asked = SightGrant.objects.filter(granted_at=None, ended_at=None)
        yield _("Requests for sight to answer"), "people:sight_grants", "", asked
    if standing.holds(Role.ADMINISTRATOR):
        undated = Duty.objects.filter(
            Q(counted_from__isnull=False) | Q(about_kind="publicnotice"), state=DutyState.OPEN, due_at=None
        )
        yield _("Dates that wait for a calendar to be loaded"), "portal:calendar", "", undated
    opened = SightGrant.objects.filter(user=user, granted_at__lte=at, until__gt=at, ended_at=None)
    if standing.holds_any(*ASKING):
        yield _("Records opened to you for a while"), "people:sight_grants", "", opened
