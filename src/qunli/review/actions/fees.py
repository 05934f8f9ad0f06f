"""Experts' fees: computed by the pack, paid by finance with a proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.core.actions import action, lock, tell, write_journal
from qunli.core.states import Refused, WrongInput
from qunli.directory.queries import credit_marks_against
from qunli.people.models import User
from qunli.people.permits import require
from qunli.review.models import ExpertFee, Panel, Seat
from qunli.review.permits import may_pay_experts, may_run_panels
from qunli.review.queries.bench import bench_of
from qunli.review.queries.fees import fee_by_letter, fee_for_days, fee_pack_of, parameters_of
from qunli.review.states import PanelState

HALF = Decimal("0.5")


class FeeNotDue(Refused):
    """A fee is paid once, and not before it is computed."""


@dataclass(frozen=True, slots=True)
class FeePlan:
    """What departs from the rule for all: days by seat, and the day's rate agreed by grade."""

    days_of: Mapping[int, Decimal] = field(default_factory=dict)
    day_rate_of: Mapping[str, Decimal] = field(default_factory=dict)


@action(_("Experts' fees computed"))
def compute_fees(
    *, panel: Panel, days: Decimal, by_letter: bool, by: User, at: datetime, plan: FeePlan | None = None
) -> list[ExpertFee]:
    """Compute the fee of everybody who judged; computing again replaces what is not paid yet."""
    held = lock(Panel.objects.select_related("call__fee_pack"), panel.pk)
    require(may_run_panels(by, held.call))
    if held.state not in {PanelState.SIGNING, PanelState.CONCLUDED}:
        raise FeeNotDue(_("Fees are computed once the scores are given."))
    pack = fee_pack_of(held.call)
    parameters, agreed = parameters_of(pack), plan or FeePlan()
    fees = []
    for seat in bench_of(held).signers:
        served = agreed.days_of.get(seat.pk, days)
        _check_days(served)
        grade = seat.expert.grade
        fee = (
            fee_by_letter(parameters, grade)
            if by_letter
            else fee_for_days(parameters, grade, days=served, day=agreed.day_rate_of.get(grade))
        )
        basis = {**fee.basis, "pack": pack.code, "version": pack.version, "issue": pack.issue_number}
        fees.append(_kept(seat, ExpertFee(days=served, by_letter=by_letter, amount=fee.amount, basis=basis), at=at))
    total = sum((fee.amount for fee in fees), Decimal(0))
    write_journal(on=held, by=by, at=at, facts={"fees": len(fees), "total": total, "pack": pack.pk})
    return fees


@action(_("Expert's fee paid"))
def pay_fee(*, fee: ExpertFee, proof: str, by: User, at: datetime) -> ExpertFee:
    """Note that finance has paid a fee, with the number of the proof; the expert is told. Checks credit marks."""
    held = lock(ExpertFee.objects.select_related("seat__panel", "seat__expert__party"), fee.pk)
    require(may_pay_experts(by))
    if held.paid_at is not None:
        raise FeeNotDue(_("This fee has been paid."))
    if not proof.strip():
        raise WrongInput({"proof": _("Name the proof of payment.")})
    expert = held.seat.expert
    if credit_marks_against([expert.party_id], on=timezone.localdate(at)).exists():
        raise FeeNotDue(_("A credit mark stands against this expert."), remedy=_("Let the operator look into it."))
    held.paid_at, held.proof = at, proof.strip()
    held.save(update_fields=["paid_at", "proof"])
    write_journal(on=held.seat.panel, by=by, at=at, facts={"fee": held.pk, "amount": held.amount, "proof": held.proof})
    tell(
        parties=[expert.party_id],
        occasion=f"fee {held.pk} paid",
        words=gettext_noop("Your fee for panel %(panel)s has been paid. Thank you for judging."),
        params={"panel": held.seat.panel.number},
        about=held.seat,
        at=at,
    )
    return held


def _kept(seat: Seat, computed: ExpertFee, *, at: datetime) -> ExpertFee:
    held = ExpertFee.objects.select_for_update().filter(seat=seat).first()
    if held is None:
        computed.seat, computed.stated_at = seat, at
        computed.save(force_insert=True)
        return computed
    if held.paid_at is None:
        held.days, held.by_letter = computed.days, computed.by_letter
        held.amount, held.basis, held.stated_at = computed.amount, computed.basis, at
        held.save(update_fields=["days", "by_letter", "amount", "basis", "stated_at"])
    return held


def _check_days(days: Decimal) -> None:
    if days <= 0 or days % HALF:
        raise WrongInput({"days": _("Days are whole or half ones.")})
