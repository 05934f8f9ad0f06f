"""Whatever is done with payments, in any order by anybody: never above the task book, two people, exact sums."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from making.projects import PAID, Cast, a_cast, a_milestone, a_running_project, judge, report
from qunli.core.states import Refused
from qunli.projects.actions import (
    Reckoning,
    ask_change,
    confirm_payment,
    hold_payment,
    note_payment,
    release_payment,
    settle_change,
)
from qunli.projects.bridge.recovery import Paid, to_be_recovered
from qunli.projects.models import Payment, Project, Recovery, StreamTotal
from qunli.projects.states import ChangeKind, PaymentState, Stream

pytestmark = pytest.mark.law

PEOPLE = ("authority", "second", "finance", "cashier", "poster", "lead", "operator")
ACTS = ("confirm", "release", "hold", "pay", "report", "judge", "end")

steps = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 5), st.sampled_from(PEOPLE)), min_size=10, max_size=40)


def do(cast: Cast, project: Project, act: str, place: int, who: str) -> None:
    """Try one act; a refusal is an answer too."""
    by = getattr(cast, who)
    payments = list(Payment.objects.filter(project=project).order_by("id"))
    payment = payments[place % len(payments)]
    milestone = a_milestone(project, place % 2 + 1)
    match act:
        case "confirm":
            confirm_payment(payment=payment, by=by, at=PAID)
        case "release":
            release_payment(payment=payment, by=by, at=PAID)
        case "hold":
            hold_payment(payment=payment, reason="Wait.", by=by, at=PAID)
        case "pay":
            note_payment(payment=payment, paid_on=PAID.date(), proof="slip", by=by, at=PAID)
        case "report":
            report(cast, milestone, *(("4.1", "无") if milestone.position == 1 else ("0",)), at=PAID)
        case "judge":
            judge(cast, milestone, at=PAID)
        case _:
            kind = (ChangeKind.TERMINATION, ChangeKind.REVOCATION)[place % 2]
            change = ask_change(project=project, kind=kind, reason="Stop.", by=by, at=PAID)
            settle_change(
                change=change, granted=place == 5, reason="So.", by=cast.second, at=PAID, reckoning=Reckoning()
            )


def check_money(project: Project) -> None:
    """Hold what the database has now against the law."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    state = Project.objects.values_list("state", flat=True).get(pk=project.pk)
    for stream, total in StreamTotal.objects.filter(project=project).values_list("stream", "total"):
        living = Payment.objects.filter(project=project, stream=stream).exclude(state=PaymentState.CANCELLED)
        planned = sum(living.values_list("amount", flat=True), Decimal(0))
        assert planned == total if state == "running" else planned <= total
    handed = Payment.objects.filter(project=project, state__in=[PaymentState.RELEASED, PaymentState.PAID])
    for confirmed, released in handed.values_list("confirmed_by", "released_by"):
        assert confirmed != released
        assert None not in {confirmed, released}
    for recovery in Recovery.objects.filter(project=project):
        paid = Payment.objects.filter(
            project=project, stream=recovery.stream, payer=recovery.payer, state=PaymentState.PAID
        )
        assert recovery.paid == sum(paid.values_list("amount", flat=True), Decimal(0))
        assert Decimal(0) <= recovery.amount <= recovery.paid


@pytest.mark.django_db
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(road=steps)
def test_money_keeps_the_law_on_every_road(road: list[tuple[str, int, str]]) -> None:
    with transaction.atomic():
        cast = a_cast()
        project = a_running_project(cast)
        for act, place, who in road:
            try:
                with transaction.atomic():
                    do(cast, project, act, place, who)
            except Refused:
                pass
            check_money(project)
        transaction.set_rollback(True)


cents = st.integers(0, 10**9).map(lambda fen: Decimal(fen) / 100)
rows = st.lists(
    st.builds(Paid, st.sampled_from(Stream.values), st.integers(1, 3), cents.filter(lambda one: one > 0)), max_size=8
)


@given(
    paid=rows,
    reported=cents,
    recognized=st.dictionaries(st.sampled_from(Stream.values), cents),
    kind=st.sampled_from([ChangeKind.TERMINATION, ChangeKind.REVOCATION]),
)
def test_what_comes_back_is_never_more_than_was_paid_and_exact_to_the_fen(
    paid: list[Paid], reported: Decimal, recognized: dict[str, Decimal], kind: ChangeKind
) -> None:
    claims = to_be_recovered(kind=kind, paid=paid, reported=reported, recognized=recognized)
    for claim in claims:
        given_by = sum(
            (one.amount for one in paid if (one.stream, one.payer) == (claim.stream, claim.payer)), Decimal(0)
        )
        assert claim.paid == given_by
        assert Decimal(0) <= claim.spent <= claim.paid
        assert claim.amount in {claim.paid, claim.paid - claim.spent}
        assert claim.stream != Stream.OWN
