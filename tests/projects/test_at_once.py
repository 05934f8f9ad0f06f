"""Twenty hands at the same one-time act: one succeeds, nineteen are refused, and the journal holds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from making.projects import JUDGED, PAID, a_cast, a_finished_project, a_milestone, a_running_project, judge, report
from qunli.core.queries.journal import verify_journal
from qunli.core.states import Refused
from qunli.people.models import User
from qunli.projects.actions import accept_project, confirm_payment, note_payment, release_payment, start_project
from qunli.projects.models import Acceptance, Payment, Project

if TYPE_CHECKING:
    from collections.abc import Callable

TIMES = 20


pytestmark = [pytest.mark.usefixtures("real_transactions"), pytest.mark.slow, pytest.mark.timeout(60, func_only=True)]


def at_once(act: Callable[[int], object]) -> tuple[int, set[str]]:
    """Do it twenty times at the same instant; return how often it succeeded, and the kinds of refusals."""
    start = Barrier(TIMES)

    def once(place: int) -> str:
        try:
            start.wait(timeout=30)
            act(place)
        except Refused as refused:
            return type(refused).__name__
        else:
            return ""
        finally:
            connection.close()

    with ThreadPoolExecutor(TIMES) as pool:
        said = list(pool.map(once, range(TIMES)))
    return said.count(""), {name for name in said if name}


def test_a_payment_is_confirmed_released_and_paid_once() -> None:
    cast = a_cast()
    payment = a_running_project(cast).payments.get(state="due")

    def confirm(place: int) -> object:
        return confirm_payment(payment=payment, by=(cast.finance, cast.authority)[place % 2], at=PAID)

    assert at_once(confirm) == (1, {"StepNotOpen"})
    first = Payment.objects.get(pk=payment.pk).confirmed_by
    second = cast.cashier

    def release(_place: int) -> object:
        return release_payment(payment=payment, by=second, at=PAID)

    assert at_once(release) == (1, {"StepNotOpen"})
    paid = at_once(
        lambda place: note_payment(payment=payment, paid_on=PAID.date(), proof=f"slip {place}", by=second, at=PAID)
    )
    assert paid == (1, {"StepNotOpen"})
    payment.refresh_from_db()
    assert (payment.state, payment.confirmed_by, payment.released_by) == ("paid", first, second)
    assert verify_journal().sound


def test_a_project_is_started_once() -> None:
    cast = a_cast()
    assert at_once(lambda _place: start_project(award=cast.winner, by=cast.operator, at=PAID)) == (1, {"TopicTaken"})
    assert Project.objects.count() == 1


def test_a_milestone_is_judged_once() -> None:
    cast = a_cast()
    project = a_running_project(cast)
    milestone = report(cast, a_milestone(project), "4.1", "无")
    assert at_once(lambda _place: judge(cast, milestone)) == (1, {"StepNotOpen"})
    assert project.payments.filter(state="due").count() == 4


def test_a_project_is_accepted_once() -> None:
    cast = a_cast()
    project = a_finished_project(cast)
    judges = [cast.authority, cast.second]

    def accept(place: int) -> object:
        return accept_project(
            project=project,
            verdict="passed",
            grade="good",
            opinion="All reached.",
            users_opinion="",
            by=User.objects.get(pk=judges[place % 2].pk),
            at=JUDGED + timedelta(days=410),
        )

    assert at_once(accept) == (1, {"ProjectNotRunning"})
    assert Acceptance.objects.count() == 1
    assert verify_journal().sound
