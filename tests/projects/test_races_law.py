"""Whatever is decided at the gates, in any order: no team is paid for a stage whose gate it has not passed."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from making.races import DECIDED, Field, a_running_race, decide_gate, pay, report_stage, score_all
from qunli.core.states import Refused, WrongInput
from qunli.projects.actions import correct_stage, leave_race
from qunli.projects.models import Payment
from qunli.projects.queries.races import latest_in_force

pytestmark = pytest.mark.law

ACTS = ("gate", "gate", "leave", "correct", "pay", "force")
roads = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 2), st.sampled_from(["0.3", "0.9"])), min_size=5, max_size=9
)


def do(field: Field, act: str, place: int, value: str, day: int) -> None:
    """Try one act; a refusal is an answer too."""
    at, lane = DECIDED + timedelta(days=31 * day), field.lanes[place]
    match act:
        case "gate":
            for one in range(3):
                with suppress(Refused), transaction.atomic():
                    report_stage(field, one, value if one == place else "0.4", at=at)
                    score_all(field, {one: 50 + 10 * one}, at=at)
            decide_gate(field, at=at + timedelta(days=30))
        case "leave":
            how = "disqualified" if value == "0.9" else "withdrew"
            leave_race(lane=lane, how=how, reason="So.", by=field.authority, at=at)
        case "correct":
            correct(field, lane.pk, Decimal(value), at)
        case "pay":
            for payment in Payment.objects.filter(project=lane.project_id, state="due").order_by("id"):
                pay(field, payment, at=at)
        case _:
            unpaid = Payment.objects.filter(project=lane.project_id, state__in=["planned", "cancelled"])
            unpaid.filter(milestone__position__gt=lane.passed).update(state="paid" if value == "0.9" else "due")


def correct(field: Field, lane: int, value: Decimal, at: datetime) -> None:
    """Correct the latest result, where it is in force."""
    decision = latest_in_force(field.now())
    if decision is not None:
        correct_stage(
            decision=decision,
            measured={lane: {"leak": value}},
            scores={},
            reason="So.",
            meeting_record="1",
            met_on=at.date(),
            by=field.authority,
            at=at,
        )


def check_lanes(field: Field, paid_once: dict[int, int]) -> None:
    """What is on its way is behind the gates passed; what was paid was so when it was paid."""
    for lane in field.lanes:
        rows = Payment.objects.filter(project=lane.project_id).select_related("milestone")
        for payment in rows.filter(state__in=["due", "confirmed", "released", "paid"]):
            needed = payment.milestone.position if payment.milestone else 0
            assert needed <= paid_once.get(payment.pk, lane.passed)
            if payment.state == "paid":
                paid_once.setdefault(payment.pk, lane.passed)


@pytest.mark.django_db
@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(road=roads)
def test_a_race_never_pays_an_eliminated_team_for_a_later_stage(road: list[tuple[str, int, str]]) -> None:
    with transaction.atomic():
        field, paid_once = a_running_race(), dict[int, int]()
        for day, (act, place, value) in enumerate(road):
            try:
                with transaction.atomic():
                    do(field, act, place, value, day)
            except (Refused, WrongInput, IntegrityError):
                pass
            check_lanes(field, paid_once)
        transaction.set_rollback(True)
