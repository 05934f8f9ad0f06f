"""What experts are paid, by the fee pack, with each step of the computation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from qunli.calls.models import Call
from qunli.core.states import Refused
from qunli.directory.states import ExpertGrade
from qunli.rulebook.models import RulePack
from qunli.rulebook.states import PackKind

CENT = Decimal("0.01")
FULL_DAYS = 2
HALF = Decimal("0.5")


class FeePackSilent(Refused):
    """The fee pack leaves open what is needed to compute a fee."""


@dataclass(frozen=True, slots=True)
class DayRate:
    """The range of a day for a grade."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Fee:
    """An amount and how it came about; `basis` is kept with the fee."""

    amount: Decimal
    basis: dict[str, Any]


def day_rates_of(*, senior: Decimal | None, other: Decimal | None) -> dict[str, Decimal]:
    """Return the day's rate agreed for each grade; an academician is paid as a senior expert is, or more."""
    rates = {ExpertGrade.ACADEMICIAN.value: senior, ExpertGrade.SENIOR.value: senior, ExpertGrade.OTHER.value: other}
    return {grade: rate for grade, rate in rates.items() if rate is not None}


def fee_pack_of(call: Call) -> RulePack:
    """Return the call's fee pack, or the latest one loaded; raises `FeePackSilent` where there is none."""
    pack = call.fee_pack or RulePack.objects.filter(kind=PackKind.EXPERT_FEES).order_by("-version", "-id").first()
    if pack is None:
        raise FeePackSilent(_("No pack of experts' fees is loaded."), remedy=_("An administrator loads one."))
    return pack


def parameters_of(pack: RulePack) -> dict[str, Mapping[str, Any]]:
    """Return a pack's parameters by key."""
    return {str(row["key"]): row for row in pack.content["parameters"]}


def day_rate(parameters: Mapping[str, Mapping[str, Any]], grade: str) -> DayRate:
    """Return what a day may bring: an academician as a senior expert, with the share on top that the pack names."""
    kind = "other" if grade == ExpertGrade.OTHER else "senior"
    low, high = _value(parameters, f"fee_{kind}_day_min"), _value(parameters, f"fee_{kind}_day_max")
    if grade == ExpertGrade.ACADEMICIAN:
        high *= 1 + _value(parameters, "fee_academician_more_share")
    return DayRate(low, high)


def fee_by_letter(parameters: Mapping[str, Mapping[str, Any]], grade: str) -> Fee:
    """Return the most that reviewing by letter brings: a share of the upper end of a day."""
    rate = day_rate(parameters, grade)
    share = _value(parameters, "fee_letter_share")
    amount = (rate.high * share).quantize(CENT, ROUND_HALF_UP)
    return Fee(amount, {"way": "letter", "grade": grade, "day": str(rate.high), "share": str(share)})


def fee_for_days(
    parameters: Mapping[str, Mapping[str, Any]], grade: str, *, days: Decimal, day: Decimal | None = None
) -> Fee:
    """Return what so many days and half days bring; `day` is the rate agreed inside the range, else its lower end.

    A half day counts as the pack's share; from the third day on every day counts as the pack's share, a half one as
    both. Raises `FeePackSilent` where the rate lies outside the range.
    """
    rate = day_rate(parameters, grade)
    agreed = rate.low if day is None else day
    if not rate.low <= agreed <= rate.high:
        raise FeePackSilent(
            _("A day's fee lies between %(low)s and %(high)s yuan.") % {"low": rate.low, "high": rate.high}
        )
    steps: list[dict[str, str]] = []
    half_share, later_share = _value(parameters, "fee_half_day_share"), _value(parameters, "fee_third_day_share")
    whole = int(days)
    for number in range(1, whole + (days > whole) + 1):
        share = Decimal(1) if number <= FULL_DAYS else later_share
        is_half = number > whole
        share *= half_share if is_half else 1
        steps.append({"day": str(number), "half": "yes" if is_half else "", "share": str(share)})
    amount = sum((agreed * Decimal(step["share"]) for step in steps), Decimal(0)).quantize(CENT, ROUND_HALF_UP)
    return Fee(amount, {"way": "days", "grade": grade, "day": str(agreed), "steps": steps})


def _value(parameters: Mapping[str, Mapping[str, Any]], key: str) -> Decimal:
    row = parameters.get(key)
    if row is None or row["value"] in {"", None}:
        raise FeePackSilent(
            _("The fee pack leaves “%(key)s” open.") % {"key": key}, remedy=_("Load a pack that fixes it.")
        )
    return Decimal(str(row["value"]))
