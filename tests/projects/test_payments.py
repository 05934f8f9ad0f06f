"""Two different people, clean credit, a proof, and never above the task book."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from making.people import an_account
from making.projects import (
    PAID,
    SIGNED,
    a_cast,
    a_running_project,
    pay,
    pay_what_is_due,
    with_first_milestone_accepted,
)
from qunli.core.states import SYSTEM, NotPermitted, Refused, StepNotOpen, WrongInput
from qunli.directory.models import CreditMark
from qunli.duties.models import Duty
from qunli.people.actions import give_role
from qunli.people.models import User
from qunli.people.states import Role
from qunli.projects.actions import (
    CreditMarkStands,
    SamePerson,
    confirm_payment,
    hold_payment,
    let_payment_fall_due,
    note_payment,
    release_payment,
)
from qunli.projects.models import Payment, Project
from qunli.projects.queries.seen import payments_falling_due

pytestmark = pytest.mark.django_db


def first_payment(project: Project) -> Payment:
    return project.payments.get(state="due")


def test_the_authority_confirms_and_finance_releases() -> None:
    cast = a_cast()
    payment = first_payment(a_running_project(cast))
    payment = confirm_payment(payment=payment, by=cast.authority, at=PAID)
    with pytest.raises(NotPermitted):
        release_payment(payment=payment, by=cast.second, at=PAID)
    payment = release_payment(payment=payment, by=cast.finance, at=PAID)
    assert (payment.state, payment.confirmed_by, payment.released_by) == ("released", cast.authority, cast.finance)


def test_one_person_never_does_both_whatever_their_roles() -> None:
    cast = a_cast()
    payment = first_payment(a_running_project(cast))
    give_role(user=cast.finance, role=Role.AUTHORITY, party=cast.authority.grants.get().party, by=SYSTEM, at=SIGNED)
    both = User.objects.get(pk=cast.finance.pk)
    payment = confirm_payment(payment=payment, by=both, at=PAID)
    with pytest.raises(SamePerson):
        release_payment(payment=payment, by=both, at=PAID)
    with pytest.raises(IntegrityError, match="payment_by_two_people"), transaction.atomic():
        Payment.objects.filter(pk=payment.pk).update(released_by=both)


def test_other_finance_departments_do_not_pay() -> None:
    cast = a_cast()
    payment = first_payment(a_running_project(cast))
    for stranger in (an_account(role=Role.FINANCE), cast.operator, cast.lead, cast.poster):
        with pytest.raises(NotPermitted):
            confirm_payment(payment=payment, by=stranger, at=PAID)


def test_the_posters_money_is_confirmed_by_the_poster_and_released_by_the_authority() -> None:
    cast = a_cast()
    payment = with_first_milestone_accepted(cast).payments.get(stream="poster", state="due")
    payment = confirm_payment(payment=payment, by=cast.poster, at=PAID)
    payment = release_payment(payment=payment, by=cast.authority, at=PAID)
    payment = note_payment(payment=payment, paid_on=PAID.date(), proof="slip 7", by=cast.lead, at=PAID)
    assert (payment.state, payment.proof) == ("paid", "slip 7")


def test_what_is_not_due_cannot_be_confirmed_nor_paid() -> None:
    cast = a_cast()
    project = a_running_project(cast)
    planned = project.payments.filter(state="planned").order_by("id")[0]
    with pytest.raises(StepNotOpen):
        confirm_payment(payment=planned, by=cast.finance, at=PAID)
    with pytest.raises(StepNotOpen):
        release_payment(payment=first_payment(project), by=cast.finance, at=PAID)


def test_a_standing_credit_mark_stops_payment_and_an_expired_one_does_not() -> None:
    cast = a_cast()
    payment = first_payment(a_running_project(cast))
    partner = cast.winner.proposal.partners.get().organization.party
    mark = CreditMark.objects.create(
        party=partner, issuer="Office", reason="x", since=date(2026, 1, 1), until=PAID.date(), source="notice"
    )
    with pytest.raises(CreditMarkStands):
        confirm_payment(payment=payment, by=cast.finance, at=PAID)
    payment = confirm_payment(payment=payment, by=cast.finance, at=PAID + timedelta(days=1))
    CreditMark.objects.filter(pk=mark.pk).update(until=date(2027, 1, 1))
    with pytest.raises(CreditMarkStands):
        release_payment(payment=payment, by=cast.cashier, at=PAID + timedelta(days=1))


def test_a_payment_held_back_needs_both_people_again() -> None:
    cast = a_cast()
    payment = confirm_payment(payment=first_payment(a_running_project(cast)), by=cast.authority, at=PAID)
    payment = release_payment(payment=payment, by=cast.finance, at=PAID)
    with pytest.raises(WrongInput):
        hold_payment(payment=payment, reason="", by=cast.finance, at=PAID)
    payment = hold_payment(payment=payment, reason="Account number wrong.", by=cast.finance, at=PAID)
    assert (payment.state, payment.confirmed_by, payment.released_by) == ("due", None, None)
    assert pay(cast, payment).state == "paid"


def test_a_payment_is_noted_with_a_proof_and_a_day_that_fits() -> None:
    cast = a_cast()
    payment = confirm_payment(payment=first_payment(a_running_project(cast)), by=cast.finance, at=PAID)
    payment = release_payment(payment=payment, by=cast.cashier, at=PAID)
    tomorrow, before = PAID.date() + timedelta(days=1), PAID.date() - timedelta(days=1)
    for paid_on, proof, places in (
        (tomorrow, "", {"proof", "paid_on"}),
        (before, "slip", {"paid_on"}),
    ):
        with pytest.raises(WrongInput) as wrong:
            note_payment(payment=payment, paid_on=paid_on, proof=proof, by=cast.finance, at=PAID)
        assert set(wrong.value.faults) == places


def test_paying_meets_the_duty() -> None:
    cast = a_cast()
    payment = first_payment(a_running_project(cast))
    pay(cast, payment)
    assert list(Duty.objects.filter(key="pay").values_list("about_id", "state")) == [(payment.pk, "met")]


def test_everything_due_can_be_paid_to_the_fen_of_the_task_book() -> None:
    cast = a_cast()
    project = with_first_milestone_accepted(cast)
    pay_what_is_due(cast, project)
    paid = project.payments.filter(state="paid").values_list("amount", flat=True)
    assert sum(paid, Decimal(0)) == Decimal(3_020_000)


def test_a_dated_payment_falls_due_on_its_day() -> None:
    cast = a_cast()
    project = a_running_project(cast)
    planned = project.payments.filter(state="planned").order_by("id")[0]
    Payment.objects.filter(pk=planned.pk).update(milestone=None, due_on=PAID.date())
    assert list(payments_falling_due(PAID.date() - timedelta(days=1))) == []
    fallen = [let_payment_fall_due(payment=one, by=SYSTEM, at=PAID) for one in payments_falling_due(PAID.date())]
    assert [(one.pk, one.state) for one in fallen] == [(planned.pk, "due")]


def test_nothing_is_paid_before_the_task_book_is_in_force() -> None:
    cast = a_cast()
    payment = first_payment(a_running_project(cast))
    Project.objects.filter(pk=payment.project_id).update(state="preparing")
    with pytest.raises(Refused, match="Nothing is paid"):
        confirm_payment(payment=payment, by=cast.finance, at=PAID)
