"""Drafting, signing and replacing task books."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Literal

from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.core.actions import action, lock, take_step, tell, write_journal
from qunli.core.states import Refused, WrongInput, strung
from qunli.duties.actions import drop_duties, meet_duties
from qunli.people.models import Party, User
from qunli.people.permits import require
from qunli.people.states import Role
from qunli.projects.actions.earlier import _record_joint_work
from qunli.projects.actions.falling_due import _let_fall_due
from qunli.projects.actions.holding import hold_project, owe
from qunli.projects.actions.race_course import _start_when_signed
from qunli.projects.bridge.content import content_of, plan_of
from qunli.projects.bridge.drafts import MilestoneDraft, PaymentDraft, TaskBookDraft, faults_of, fingerprint_of
from qunli.projects.bridge.ratios import RuleCheck, check_rules, unmet
from qunli.projects.models import Lane, Milestone, MilestoneIndicator, Payment, Project, StreamTotal, TaskBook
from qunli.projects.permits import may_act_as_authority, may_draft_task_book, may_sign_as_lead
from qunli.projects.states import (
    PROJECT_LIFECYCLE,
    TASK_BOOK_LIFECYCLE,
    ContractState,
    MilestoneState,
    ProjectState,
    Stream,
    TaskBookState,
)

Side = Literal["lead", "authority"]


class RulesUnmet(Refused):
    """A task book breaks rules of the pack and nobody has said why."""

    def __init__(self, checks: tuple[RuleCheck, ...]) -> None:
        listed = strung(str(check.words) for check in checks)
        super().__init__(
            _("Rules are not met: %(rules)s.") % {"rules": listed},
            remedy=_("Change the payments, or sign with a reason that stays on record."),
        )
        self.checks = checks


class ContractMissing(Refused):
    """Money of the poster is promised without a signed contract over the same amount."""


class TaskBookIncomplete(Refused):
    """There is nothing to sign yet."""


def fiscal_limit_of(project: Project) -> Decimal | None:
    """The fiscal money granted: the award's, and never above the topic's; None where neither says."""
    named = [amount for amount in (project.award.money, project.award.topic.fiscal_money) if amount > 0]
    return min(named) if named else None


@action(_("Task book drafted"))
def draft_task_book(*, project: Project, draft: TaskBookDraft, by: User, at: datetime) -> TaskBook:
    """Write the whole draft anew; raises `WrongInput` with every fault at its place.

    Only while the project is prepared and its task book is not signed by the lead.
    """
    held = hold_project(project.pk)
    require(may_draft_task_book(by, held))
    _refuse_written_by_scheme(held)
    book = _book_in_draft(held, by=by, at=at)
    faults = faults_of(draft, fiscal_limit=fiscal_limit_of(held))
    if faults:
        raise WrongInput(faults)
    _clear(held)
    held.starts_on, held.ends_on = draft.starts_on, draft.ends_on
    held.save(update_fields=["starts_on", "ends_on"])
    _write(held, draft)
    book.content = content_of(held)
    book.stated_by, book.stated_at = by, at
    book.save()
    facts = {"version": book.version, "milestones": len(draft.milestones)}
    write_journal(on=book, by=by, at=at, now=book.state, facts={"project": held.number, **facts})
    return book


def _refuse_written_by_scheme(project: Project) -> None:
    if Lane.objects.filter(project=project).exists():
        raise Refused(_("The scheme of the race writes this task book: it is the same for every team."))


def _book_in_draft(project: Project, *, by: User, at: datetime) -> TaskBook:
    if project.state != ProjectState.PREPARING:
        raise Refused(
            _("The task book of %(project)s is in force.") % {"project": project.number},
            remedy=_("Ask for a change instead."),
        )
    book = project.task_books.select_for_update().order_by("-version").first()
    if book is None:
        return TaskBook(project=project, version=1, stated_by=by, stated_at=at)
    if book.state != TaskBookState.DRAFT:
        raise Refused(_("The lead has signed this task book."), remedy=_("Hand it back to change it."))
    return book


def _clear(project: Project) -> None:
    """Take the former draft away: nothing of it was ever signed."""
    project.payments.all().delete()
    MilestoneIndicator.objects.filter(milestone__project=project).delete()
    project.milestones.all().delete()
    project.stream_totals.all().delete()


def _write(project: Project, draft: TaskBookDraft) -> None:
    totals = draft.sums()
    StreamTotal.objects.bulk_create(
        StreamTotal(project=project, stream=stream, total=total) for stream, total in sorted(totals.items())
    )
    milestones = [_milestone(project, position, row) for position, row in enumerate(draft.milestones, start=1)]
    Milestone.objects.bulk_create(milestones)
    MilestoneIndicator.objects.bulk_create(
        MilestoneIndicator(
            milestone=milestone,
            position=place,
            name=row.name,
            comparator=row.comparator,
            target=row.target,
            unit=row.unit,
            how_measured=row.how_measured,
        )
        for milestone, drafted in zip(milestones, draft.milestones, strict=True)
        for place, row in enumerate(drafted.indicators, start=1)
    )
    Payment.objects.bulk_create(
        _payment(project, milestones[place - 1] if place else None, number, row)
        for number, (place, row) in enumerate(draft.all_payments(), start=1)
    )


def _milestone(project: Project, position: int, row: MilestoneDraft) -> Milestone:
    return Milestone(
        project=project,
        position=position,
        title=row.title,
        deliverables=row.deliverables,
        starts_on=row.starts_on,
        due_on=row.due_on,
        is_final=row.is_final,
    )


def _payment(project: Project, milestone: Milestone | None, number: int, row: PaymentDraft) -> Payment:
    payer = row.payer or _usual_payer(project, row.stream)
    payee = row.payee or (payer if row.stream == Stream.OWN else project.lead.party)
    return Payment(
        project=project,
        milestone=milestone,
        position=number,
        stream=row.stream,
        payer=payer,
        payee=payee,
        amount=row.amount,
        due_on=row.due_on,
    )


def _usual_payer(project: Project, stream: str) -> Party:
    match Stream(stream):
        case Stream.POSTER:
            return project.poster.party
        case Stream.OWN:
            return project.lead.party
        case Stream.PRE_SUBSIDY | Stream.POST_SUBSIDY | Stream.MATCH:
            return project.authority


@action(_("Task book signed"))
def sign_task_book(*, task_book: TaskBook, side: Side, by: User, at: datetime, reason: str = "") -> TaskBook:
    """Sign for the lead, then for the authority; the authority's signature sets the project running.

    The authority signs against an unmet rule of the pack only with a reason. Raises `RulesUnmet`,
    `ContractMissing`, `TaskBookIncomplete`.
    """
    project = hold_project(task_book.project_id)
    book = lock(TaskBook.objects.all(), task_book.pk)
    book.project = project
    if side == "lead":
        return _sign_as_lead(book, by=by, at=at)
    return _sign_as_authority(book, by=by, at=at, reason=reason.strip())


def _sign_as_lead(book: TaskBook, *, by: User, at: datetime) -> TaskBook:
    project = book.project
    require(may_sign_as_lead(by, project), _("The lead's unit administrator signs for it."))
    if not project.milestones.exists():
        raise TaskBookIncomplete(_("The task book has no milestones yet."))
    was, now = take_step(book, lifecycle=TASK_BOOK_LIFECYCLE, step="sign_as_lead")
    book.content = content_of(project)
    book.fingerprint = fingerprint_of(book.content)
    book.lead_signed_by, book.lead_signed_at = by, at
    book.save()
    meet_duties(about=project, key="draft task book", at=at)
    owe(
        owner=project.authority,
        about=project,
        key="sign task book",
        words=gettext_noop("Sign the task book of %(project)s"),
        params={"project": project.number},
        at=at,
        role=Role.AUTHORITY,
    )
    write_journal(on=book, by=by, at=at, was=was, now=now, facts={"fingerprint": book.fingerprint})
    return book


def _sign_as_authority(book: TaskBook, *, by: User, at: datetime, reason: str) -> TaskBook:
    project = book.project
    require(may_act_as_authority(by, project), _("The authority signs for itself."))
    was, now = take_step(book, lifecycle=TASK_BOOK_LIFECYCLE, step="sign_as_authority")
    _require_two_signers(book, by)
    _require_contract(project)
    broken = unmet(check_rules(project.terms, plan_of(project, project.payments.select_related("milestone"))))
    if broken and not reason:
        raise RulesUnmet(broken)
    book.exception_reason = reason if broken else ""
    book.authority_signed_by, book.authority_signed_at = by, at
    book.save()
    take_step(project, lifecycle=PROJECT_LIFECYCLE, step="start")
    project.started_at = at
    project.save(update_fields=["state", "started_at"])
    meet_duties(about=project, key="sign task book", at=at)
    _begin(project, by=by, at=at)
    _start_when_signed(project, by=by, at=at)
    facts = {"fingerprint": book.fingerprint, "unmet": [check.term.key for check in broken]}
    write_journal(on=book, by=by, at=at, was=was, now=now, facts=facts)
    write_journal(on=project, by=by, at=at, was=ProjectState.PREPARING, now=project.state)
    return book


def _require_two_signers(book: TaskBook, by: User) -> None:
    if book.lead_signed_by_id == by.pk:
        raise Refused(_("Who signed for the lead cannot sign for the authority."))


def _require_contract(project: Project) -> None:
    """Where the poster pays, its contract with the team is signed by both over the same amount."""
    promised = sum(project.payments.filter(stream=Stream.POSTER).values_list("amount", flat=True), Decimal(0))
    if promised == 0:
        return
    contract = getattr(project, "contract", None)
    if contract is None or contract.state != ContractState.SIGNED:
        raise ContractMissing(
            _("The technical contract between poster and team is not signed by both."),
            remedy=_("Let both sign it first."),
        )
    if contract.amount != promised:
        raise ContractMissing(
            _("The technical contract says %(contract)s, the poster's payments come to %(promised)s.")
            % {"contract": f"{contract.amount:,.2f}", "promised": f"{promised:,.2f}"}
        )


def _begin(project: Project, *, by: User, at: datetime) -> None:
    """Owe the milestones, let what is paid on signing fall due, and tell."""
    owe_milestones(project, at=at)
    _let_fall_due(project, _paid_on_signing(project), by=by, at=at)
    _record_joint_work(project, by=by, at=at)
    tell(
        parties=[project.lead.party_id, project.poster.party_id, project.operator_id],
        occasion=f"project {project.pk} running",
        words=gettext_noop("The task book of %(project)s is signed: the project runs"),
        params={"project": project.number},
        about=project,
        at=at,
    )


def _paid_on_signing(project: Project) -> QuerySet[Payment]:
    return project.payments.filter(milestone=None, due_on=None).exclude(stream=Stream.POST_SUBSIDY)


def owe_milestones(project: Project, *, at: datetime) -> None:
    """Owe the report of every milestone that is planned, by its day."""
    for milestone in project.milestones.filter(state=MilestoneState.PLANNED).order_by("position"):
        milestone.project = project
        owe(
            owner=project.lead.party,
            about=milestone,
            key="report milestone",
            words=gettext_noop("Report milestone %(position)s of %(project)s"),
            params={"position": milestone.position, "project": project.number},
            at=at,
            due=milestone.due_on,
            climbs_to=project.operator,
        )


@action(_("Task book handed back"))
def hand_back_task_book(*, task_book: TaskBook, reason: str, by: User, at: datetime) -> TaskBook:
    """Hand a task book that the lead has signed back for changes."""
    project = hold_project(task_book.project_id)
    require(may_act_as_authority(by, project))
    if not reason.strip():
        raise WrongInput({"reason": _("Say what should be different.")})
    book = lock(TaskBook.objects.all(), task_book.pk)
    was, now = take_step(book, lifecycle=TASK_BOOK_LIFECYCLE, step="hand_back")
    book.lead_signed_by = book.lead_signed_at = None
    book.fingerprint = ""
    book.hand_back_reason = reason.strip()
    book.save()
    drop_duties(about=project, key="sign task book", at=at)
    owe(
        owner=project.lead.party,
        about=project,
        key="draft task book",
        words=gettext_noop("Change the task book of %(project)s: it was handed back"),
        params={"project": project.number},
        at=at,
        climbs_to=project.operator,
    )
    write_journal(on=book, by=by, at=at, was=was, now=now)
    return book


def _replace_task_book(project: Project, *, asked_by: User, asked_at: datetime, by: User, at: datetime) -> TaskBook:
    """Put the next version in force: the request is the lead's signature, the grant the authority's."""
    former = project.task_books.select_for_update().get(state=TaskBookState.IN_FORCE)
    take_step(former, lifecycle=TASK_BOOK_LIFECYCLE, step="replace")
    former.save(update_fields=["state"])
    last = project.task_books.aggregate(last=Max("version"))["last"]
    book = TaskBook(project=project, version=last + 1, stated_by=asked_by, stated_at=asked_at)
    take_step(book, lifecycle=TASK_BOOK_LIFECYCLE, step="sign_as_lead")
    take_step(book, lifecycle=TASK_BOOK_LIFECYCLE, step="sign_as_authority")
    book.content = content_of(project)
    book.fingerprint = fingerprint_of(book.content)
    book.lead_signed_by, book.lead_signed_at = asked_by, asked_at
    book.authority_signed_by, book.authority_signed_at = by, at
    book.save()
    write_journal(on=book, by=by, at=at, now=book.state, facts={"replaces": former.version})
    return book
