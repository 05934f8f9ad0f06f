"""What somebody can do next with a record: the same permits that the acts ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qunli.projects import permits
from qunli.projects.actions import asks_for_publicity
from qunli.projects.states import (
    ChangeState,
    ContractState,
    LaneState,
    MilestoneState,
    PaymentState,
    ProjectState,
    TaskBookState,
    TransferState,
)
from qunli.publicity.queries import is_over
from qunli.publicity.states import NoticeState, ObjectionState

if TYPE_CHECKING:
    from qunli.people.models import User
    from qunli.projects.models import (
        ChangeRequest,
        Milestone,
        Outcome,
        Payment,
        Project,
        TaskBook,
        TechnicalContract,
        Transfer,
    )

Step = dict[str, object]


def _step(label: str, name: str, *args: object, primary: bool = False, post: bool = False) -> Step:
    return {"label": label, "url": reverse(f"projects:{name}", args=args), "primary": primary, "post": post}


def project_steps(project: Project, user: User) -> list[Step]:
    """What can be done with a project."""
    steps: list[Step] = []
    lane = getattr(project, "lane", None)
    if lane is not None:
        steps.append(_step(_("To the race"), "race", lane.race_id))
    elif project.state == ProjectState.PREPARING and permits.may_draft_task_book(user, project):
        steps.append(_step(_("Draft the task book"), "edit_task_book", project.pk, primary=True))
    if project.state == ProjectState.PREPARING and permits.may_draft_contract(user, project):
        steps.append(_step(_("Draft the technical contract"), "edit_contract", project.pk))
    if project.state == ProjectState.RUNNING and permits.may_give_users_opinion(user, project):
        steps.append(_step(_("Give the user's opinion"), "give_opinion", project.pk))
    if project.state == ProjectState.RUNNING and permits.may_act_as_authority(user, project):
        steps.append(_step(_("Final acceptance"), "accept", project.pk))
    return steps + _project_papers(project, user)


def _project_papers(project: Project, user: User) -> list[Step]:
    steps = []
    may = permits.may_make_papers(user, project)
    if may and project.users_opinion:
        steps.append(_step(_("Print the user's opinion"), "make_users_opinion_paper", project.pk, post=True))
    if may and project.state == ProjectState.CONCLUDED:
        steps.append(_step(_("Print the acceptance certificate"), "make_acceptance_paper", project.pk, post=True))
    return steps


def task_book_steps(book: TaskBook, user: User) -> list[Step]:
    """What can be done with a task book."""
    printing = []
    if permits.may_make_papers(user, book.project):
        printing.append(_step(_("Print as Word"), "make_task_book_paper", book.pk, post=True))
    return _signing_steps(book, user) + printing


def _signing_steps(book: TaskBook, user: User) -> list[Step]:
    project = book.project
    if book.state == TaskBookState.DRAFT:
        steps = []
        if getattr(project, "lane", None) is None and permits.may_draft_task_book(user, project):
            steps.append(_step(_("Change"), "edit_task_book", project.pk))
        if permits.may_sign_as_lead(user, project):
            steps.append(_step(_("Sign as lead"), "sign_task_book", book.pk, "lead", primary=True))
        return steps
    if book.state == TaskBookState.SIGNED_BY_LEAD and permits.may_act_as_authority(user, project):
        return [
            _step(_("Sign as authority"), "sign_task_book", book.pk, "authority", primary=True),
            _step(_("Hand back"), "hand_back_task_book", book.pk),
        ]
    return []


def contract_steps(contract: TechnicalContract, user: User) -> list[Step]:
    """What can be done with a technical contract."""
    project = contract.project
    if contract.state != ContractState.DRAFT:
        return []
    steps = []
    if permits.may_draft_contract(user, project):
        steps.append(_step(_("Change"), "edit_contract", project.pk))
    if contract.poster_signed_at is None and permits.may_sign_as_poster(user, project):
        steps.append(_step(_("Sign as poster"), "sign_contract", contract.pk, "poster", primary=True, post=True))
    if contract.taker_signed_at is None and permits.may_sign_as_lead(user, project):
        steps.append(_step(_("Sign as taker"), "sign_contract", contract.pk, "taker", primary=True, post=True))
    return steps


def milestone_steps(milestone: Milestone, user: User) -> list[Step]:
    """What can be done with a milestone."""
    project = milestone.project
    if project.state != ProjectState.RUNNING:
        return []
    open_states = {MilestoneState.PLANNED, MilestoneState.REMEDY}
    if milestone.state in open_states and permits.may_report(user, project):
        return [_step(_("Report"), "report_milestone", milestone.pk, primary=True)]
    judged_states = {MilestoneState.REPORTED, MilestoneState.REMEDY}
    is_gate = getattr(getattr(project, "lane", None), "state", "") in {LaneState.RUNNING, LaneState.OUT}
    if milestone.state in judged_states and not is_gate and permits.may_judge(user, project):
        return [_step(_("Judge"), "judge_milestone", milestone.pk, primary=milestone.state == MilestoneState.REPORTED)]
    return []


def payment_steps(payment: Payment, user: User) -> list[Step]:
    """What can be done with a payment."""
    match payment.state:
        case PaymentState.DUE if permits.may_confirm_payment(user, payment):
            return [_step(_("Confirm"), "confirm_payment", payment.pk, primary=True, post=True)]
        case PaymentState.CONFIRMED | PaymentState.RELEASED:
            return _steps_in_hand(payment, user)
        case _:
            return []


def _steps_in_hand(payment: Payment, user: User) -> list[Step]:
    steps = []
    confirmed = payment.state == PaymentState.CONFIRMED
    if confirmed and payment.confirmed_by_id != user.pk and permits.may_release_payment(user, payment):
        steps.append(_step(_("Release"), "release_payment", payment.pk, primary=True, post=True))
    if not confirmed and permits.may_note_payment(user, payment):
        steps.append(_step(_("Note as paid"), "note_payment", payment.pk, primary=True))
    if permits.may_hold_payment(user, payment):
        steps.append(_step(_("Hold back"), "hold_payment", payment.pk))
    return steps


def change_steps(change: ChangeRequest, user: User) -> list[Step]:
    """What can be done with a request."""
    may = permits.may_act_as_authority(user, change.project) and change.stated_by_id != user.pk
    steps = []
    if change.state == ChangeState.ASKED and may:
        steps.append(_step(_("Settle"), "settle_change", change.pk, primary=True))
    if permits.may_make_papers(user, change.project):
        steps.append(_step(_("Print as Word"), "make_change_paper", change.pk, post=True))
    return steps


def outcome_steps(outcome: Outcome, user: User) -> list[Step]:
    """What can be done with an outcome."""
    steps = []
    if not outcome.is_public and permits.may_publish_outcome(user, outcome):
        steps.append(_step(_("Publish after the check"), "publish_outcome", outcome.pk, primary=True))
    if outcome.is_public and permits.may_record_outcome(user, outcome.project):
        steps.append(_step(_("Take out of the public"), "unpublish_outcome", outcome.pk, post=True))
    if permits.may_transfer(user, outcome):
        steps.append(_step(_("Prepare a transfer"), "prepare_transfer", outcome.pk))
    return steps


def transfer_steps(transfer: Transfer, user: User) -> list[Step]:
    """What can be done with a transfer."""
    if transfer.state not in {TransferState.PREPARED, TransferState.ON_NOTICE}:
        return []
    steps = []
    prepared = transfer.state == TransferState.PREPARED
    if prepared and permits.may_post_transfer(user, transfer.outcome.project):
        is_new = transfer.notice is None or transfer.notice.state == NoticeState.WITHDRAWN
        name, label = (
            ("prepare_price_notice", _("Prepare the notice of the price"))
            if is_new
            else ("post_transfer", _("Put the price on public notice"))
        )
        steps.append(_step(label, name, transfer.pk, post=not is_new))
    if permits.may_transfer(user, transfer.outcome):
        if _nothing_holds_up(transfer, user):
            steps.append(_step(pgettext("transfer", "Conclude"), "conclude_transfer", transfer.pk, primary=True))
        steps.append(_step(_("Give up"), "give_up_transfer", transfer.pk))
    return steps


def _nothing_holds_up(transfer: Transfer, user: User) -> bool:
    """Tell whether a transfer could be concluded today: what is still asked for shows on its page instead."""
    notice = transfer.notice
    if notice is None:
        return not asks_for_publicity(transfer)
    if notice.objections.filter(state=ObjectionState.UPHELD).exists():
        return False
    if notice.state == NoticeState.RUNNING:
        return is_over(notice, localdate()) and permits.may_post_transfer(user, transfer.outcome.project)
    return notice.state == NoticeState.ENDED
