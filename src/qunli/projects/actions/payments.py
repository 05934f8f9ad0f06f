"""Confirming, releasing, holding back and noting payments."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.core.actions import action, attach_file, lock, take_step, tell, write_journal
from qunli.core.states import Refused, Words, WrongInput
from qunli.duties.actions import meet_duties
from qunli.people.models import User
from qunli.people.permits import require
from qunli.projects.actions.earlier import require_clean_credit
from qunli.projects.actions.funded import _post_payment
from qunli.projects.actions.holding import hold_project
from qunli.projects.models import Lane, Payment, StreamTotal
from qunli.projects.permits import may_confirm_payment, may_hold_payment, may_note_payment, may_release_payment
from qunli.projects.states import PAYMENT_LIFECYCLE, PaymentState, ProjectState, Stream

if TYPE_CHECKING:
    from django.core.files.base import File


class SamePerson(Refused):
    """A payment takes two different people."""


class BehindTheGate(Refused):
    """A team in a race is paid for a stage only after it passed the gate before it."""


class AboveTaskBook(Refused):
    """A stream never pays more than its task book promises."""


@action(_("Payment confirmed"))
def confirm_payment(*, payment: Payment, by: User, at: datetime) -> Payment:
    """Confirm, as the first of two people, that a payment is due; refused while a credit mark stands."""
    held = _held(payment)
    require(may_confirm_payment(by, held))
    _refuse_stopped(held)
    require_clean_credit(held.project, on=timezone.localdate(at))
    was, now = take_step(held, lifecycle=PAYMENT_LIFECYCLE, step="confirm")
    held.confirmed_by, held.confirmed_at, held.hold_reason = by, at, ""
    held.save()
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"amount": held.amount})
    return held


@action(_("Payment released"))
def release_payment(*, payment: Payment, by: User, at: datetime) -> Payment:
    """Release a confirmed payment, as the second person."""
    held = _held(payment)
    require(may_release_payment(by, held), _("Fiscal money is released by finance."))
    _refuse_stopped(held)
    if held.confirmed_by_id == by.pk:
        raise SamePerson(
            _("Who confirmed a payment cannot release it."), remedy=_("Ask somebody else of those who may.")
        )
    require_clean_credit(held.project, on=timezone.localdate(at))
    _refuse_above_task_book(held)
    was, now = take_step(held, lifecycle=PAYMENT_LIFECYCLE, step="release")
    held.released_by, held.released_at = by, at
    held.save()
    facts = {"amount": held.amount, "confirmed_by": held.confirmed_by_id, "released_by": by.pk}
    write_journal(on=held, by=by, at=at, was=was, now=now, facts=facts)
    return held


@action(_("Payment held back"))
def hold_payment(*, payment: Payment, reason: str, by: User, at: datetime) -> Payment:
    """Hold a confirmed or released payment back; it needs both people again."""
    held = _held(payment)
    require(may_hold_payment(by, held))
    if not reason.strip():
        raise WrongInput({"reason": _("Say why it is held back.")})
    was, now = take_step(held, lifecycle=PAYMENT_LIFECYCLE, step="hold")
    held.confirmed_by = held.confirmed_at = held.released_by = held.released_at = None
    held.hold_reason = reason.strip()
    held.save()
    tell(
        parties=[held.payee_id, held.project.operator_id],
        occasion=f"payment {held.pk} held {at.isoformat()}",
        words=gettext_noop("Instalment %(position)s of %(project)s is held back"),
        params={"position": held.position, "project": held.project.number},
        about=held,
        at=at,
    )
    write_journal(on=held, by=by, at=at, was=was, now=now)
    return held


@action(_("Payment noted as paid"))
def note_payment(
    *, payment: Payment, paid_on: date, proof: str, by: User, at: datetime, file: File[bytes] | None = None
) -> Payment:
    """Note a released payment as paid, with the number of its proof and, if at hand, the file."""
    held = _held(payment)
    require(may_note_payment(by, held))
    _refuse_stopped(held)
    faults = _note_faults(held, paid_on, proof, at)
    if faults:
        raise WrongInput(faults)
    require_clean_credit(held.project, on=paid_on)
    _refuse_above_task_book(held)
    was, now = take_step(held, lifecycle=PAYMENT_LIFECYCLE, step="pay")
    held.paid_on, held.paid_at, held.proof = paid_on, at, proof.strip()
    held.save()
    if file is not None:
        attach_file(to=held, file=file, by=by, at=at, purpose="proof")
    _post_payment(held, paid_on=paid_on, proof=held.proof, by=by, at=at)
    meet_duties(about=held, key="pay", at=at)
    tell(
        parties=[held.payee_id],
        occasion=f"payment {held.pk} paid",
        words=gettext_noop("Instalment %(position)s of %(project)s was paid"),
        params={"position": held.position, "project": held.project.number},
        about=held,
        at=at,
    )
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"amount": held.amount, "paid_on": paid_on})
    return held


def _held(payment: Payment) -> Payment:
    project = hold_project(payment.project_id)
    held = lock(Payment.objects.select_related("payer", "payee", "milestone"), payment.pk)
    held.project = project
    return held


def _refuse_stopped(payment: Payment) -> None:
    """Nothing is paid before the task book is in force, after an early end, or behind a gate that was not passed."""
    if payment.project.state not in {ProjectState.RUNNING, ProjectState.CONCLUDED}:
        raise Refused(_("Nothing is paid: %(project)s is not running.") % {"project": payment.project.number})
    needed = payment.milestone.position if payment.milestone else 0
    if payment.stream != Stream.OWN and Lane.objects.filter(project=payment.project_id, passed__lt=needed).exists():
        raise BehindTheGate(
            _("%(project)s has not passed the gate before this stage: nothing is paid for it.")
            % {"project": payment.project.number}
        )


def _note_faults(payment: Payment, paid_on: date, proof: str, at: datetime) -> dict[str, Words]:
    faults: dict[str, Words] = {}
    if not proof.strip():
        faults["proof"] = _("Give the number of the bank's slip or another proof.")
    if paid_on > timezone.localdate(at):
        faults["paid_on"] = _("This day has not come yet.")
    elif payment.released_at and paid_on < timezone.localdate(payment.released_at):
        faults["paid_on"] = _("This day lies before the release.")
    return faults


def _refuse_above_task_book(payment: Payment) -> None:
    """The sum of what is released and paid of a stream stays within its total, this payment included."""
    total = StreamTotal.objects.filter(project=payment.project_id, stream=payment.stream).values_list(
        "total", flat=True
    )
    others = Payment.objects.filter(
        project=payment.project_id, stream=payment.stream, state__in=[PaymentState.RELEASED, PaymentState.PAID]
    ).exclude(pk=payment.pk)
    spent = others.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    limit = next(iter(total), Decimal(0))
    if spent + payment.amount > limit:
        raise AboveTaskBook(
            _("%(stream)s: %(sum)s would be above the task book's %(limit)s.")
            % {
                "stream": payment.get_stream_display(),
                "sum": f"{spent + payment.amount:,.2f}",
                "limit": f"{limit:,.2f}",
            }
        )
