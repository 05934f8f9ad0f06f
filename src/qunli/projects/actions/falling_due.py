"""How payments fall due and are cancelled: steps inside other acts, and the daily pass."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.core.actions import action, lock, take_step, write_journal
from qunli.core.states import Doer
from qunli.duties.actions import drop_duties
from qunli.projects.actions.holding import NO_DATE, hold_project, owe, require_running
from qunli.projects.models import Payment, Project
from qunli.projects.states import PAYMENT_LIFECYCLE, PaymentState


@action(_("Payment fell due"))
def let_payment_fall_due(*, payment: Payment, by: Doer, at: datetime) -> Payment:
    """Let one planned payment fall due by its date."""
    project = hold_project(payment.project_id)
    require_running(project)
    held = lock(Payment.objects.select_related("payer"), payment.pk)
    held.project = project
    _fall(held, by=by, at=at)
    return held


def _let_fall_due(project: Project, payments: QuerySet[Payment], *, by: Doer, at: datetime) -> None:
    """Let the planned ones among some payments of a held project fall due."""
    rows = payments.filter(state=PaymentState.PLANNED).select_related("payer").order_by("id")
    for payment in rows.select_for_update(of=("self",)):
        payment.project = project
        _fall(payment, by=by, at=at)


def _fall(payment: Payment, *, by: Doer, at: datetime) -> None:
    was, now = take_step(payment, lifecycle=PAYMENT_LIFECYCLE, step="fall_due")
    payment.save(update_fields=["state"])
    owe(
        owner=payment.payer,
        about=payment,
        key="pay",
        words=gettext_noop("Pay instalment %(position)s of %(project)s"),
        params={"position": payment.position, "project": payment.project.number},
        at=at,
        due=payment.due_on,
        why_undated=NO_DATE,
        climbs_to=payment.project.operator,
    )
    write_journal(on=payment, by=by, at=at, was=was, now=now, facts={"amount": payment.amount})


def _cancel(project: Project, payments: QuerySet[Payment], *, by: Doer, at: datetime) -> None:
    """Cancel what is not paid among some payments of a held project."""
    unpaid = payments.exclude(state__in=[PaymentState.PAID, PaymentState.CANCELLED]).order_by("id")
    for payment in unpaid.select_for_update(of=("self",)):
        payment.project = project
        was, now = take_step(payment, lifecycle=PAYMENT_LIFECYCLE, step="cancel")
        payment.save(update_fields=["state"])
        drop_duties(about=payment, at=at)
        write_journal(on=payment, by=by, at=at, was=was, now=now, facts={"amount": payment.amount})
