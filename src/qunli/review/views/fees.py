"""The pay sheet."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qunli.core.views import arrived_at, form_page, list_page
from qunli.people.permits import account_of, require
from qunli.review.actions import FeePlan, compute_fees, pay_fee
from qunli.review.forms import FeesForm, ProofForm
from qunli.review.models import ExpertFee, Panel
from qunli.review.permits import may_pay_experts, may_run_panels, may_see_fees
from qunli.review.queries import bench_of, day_rates_of, fees_of, unpaid_fees
from qunli.review.tables import PAY_SHEET, UNPAID_FEES


@require_GET
def unpaid(request: HttpRequest) -> HttpResponse:
    """List the fees that wait to be paid; as Excel too."""
    require(may_pay_experts(account_of(request)))
    return list_page(request, table=UNPAID_FEES, rows=unpaid_fees())


@require_GET
def pay_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the fees of a panel, how each was computed, and what is paid; as Excel for signing."""
    user = account_of(request)
    panel = get_object_or_404(Panel.objects.select_related("call"), pk=pk)
    require(may_see_fees(user, panel))
    fees = fees_of(panel)
    context = {
        "panel": panel,
        "total": sum((fee.amount for fee in fees), start=0),
        "unpaid": [fee for fee in fees if fee.paid_at is None] if may_pay_experts(user) else [],
        "runs": may_run_panels(user, panel.call),
    }
    return list_page(request, table=PAY_SHEET, rows=fees, template="review/pay_sheet.html", context=context)


def compute(request: HttpRequest, pk: int) -> HttpResponse:
    """Compute the fees."""
    user = account_of(request)
    panel = get_object_or_404(Panel.objects.select_related("call"), pk=pk)
    require(may_run_panels(user, panel.call))
    back = reverse("review:pay_sheet", args=[panel.pk])
    seats = list(bench_of(panel).signers)

    def act(form: Any) -> str:  # noqa: ANN401 - a checked form
        wanted = form.cleaned_data
        rates = day_rates_of(senior=wanted["senior_day"], other=wanted["other_day"])
        plan = FeePlan(days_of=form.days_of, day_rate_of=rates)
        compute_fees(
            panel=panel,
            days=wanted["days"],
            by_letter=wanted["by_letter"],
            by=user,
            at=arrived_at(request),
            plan=plan,
        )
        return back

    intro = _("By the fee pack of the call. What is paid already stays as it is.")
    context = {"title": _("Compute the fees"), "intro": intro, "submit": _("Compute"), "back": back}
    return form_page(request, form=FeesForm(request.POST or None, seats=seats), act=act, context=context)


def pay(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a payment with its proof."""
    user = account_of(request)
    require(may_pay_experts(user))
    fee = get_object_or_404(ExpertFee.objects.select_related("seat__expert__party"), pk=pk)
    back = reverse("review:pay_sheet", args=[fee.seat.panel_id])

    def act(form: Any) -> str:  # noqa: ANN401 - a checked form
        pay_fee(fee=fee, proof=form.cleaned_data["proof"], by=user, at=arrived_at(request))
        return back

    intro = f"{fee.seat.expert} · {fee.amount}"
    context = {"title": _("Note the payment"), "intro": intro, "submit": _("Paid"), "back": back}
    return form_page(request, form=ProofForm(request.POST or None), act=act, context=context)
