"""Real connections at the same instant: what is free is committed once, and a commitment is paid once, past any act."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, connection, transaction

from making.funds import PAID, a_paid_fund, a_supported_project, raw_entry
from qunli.core.queries.journal import verify_journal
from qunli.core.states import Refused
from qunli.funds.actions import pay_support
from qunli.funds.bridge.proving import prove_books
from qunli.funds.models import Account, Entry, Programme
from qunli.funds.queries import money_by_support

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.usefixtures("real_transactions"), pytest.mark.slow, pytest.mark.timeout(60, func_only=True)]

TIMES = 8


def at_once(act: Callable[[int], object]) -> list[str]:
    """Do it from so many connections at the same instant; return what each was told, nothing where it succeeded."""
    start = Barrier(TIMES)

    def once(place: int) -> str:
        try:
            start.wait(timeout=30)
            act(place)
        except (Refused, DatabaseError) as refused:
            return type(refused).__name__
        else:
            return ""
        finally:
            connection.close()

    with ThreadPoolExecutor(TIMES) as pool:
        return sorted(pool.map(once, range(TIMES)))


def test_eight_who_pay_at_once_pay_no_more_than_is_committed_and_leave_books_that_prove() -> None:
    joint = a_paid_fund()
    support = a_supported_project(joint, asked=300_000)

    def pay(_place: int) -> object:
        day, by = PAID.date(), joint.cashier
        return pay_support(support=support, amount=Decimal(100_000), day=day, proof="slip", by=by, at=PAID)

    assert at_once(pay) == ["", "", "", *["NotEnough"] * 5]
    assert money_by_support([support.pk])[support.pk].paid == Decimal(300_000)
    assert prove_books(joint.fund).faults == []
    assert verify_journal().sound
    past_every_act(joint.fund.pk)


def past_every_act(fund: int) -> None:
    """Commit straight into the tables from eight connections: the database alone lets seven of 700,000 through."""
    of = {one.kind: one for one in Account.objects.filter(fund=fund, party__position=1)}
    moved = [(of["available"], Decimal(-100_000)), (of["committed"], Decimal(100_000))]
    assert at_once(lambda place: raw_entry(fund, moved, number=900 + place)) == [*[""] * 7, "IntegrityError"]
    of["available"].refresh_from_db()
    assert of["available"].balance == 0
    Programme.objects.update(ceiling=Decimal(1_000_000))
    back = [(of["committed"], Decimal(-300_000)), (of["available"], Decimal(300_000))]
    raw_entry(fund, back, number=800)
    assert at_once(lambda place: raw_entry(fund, moved, number=950 + place)) == [*[""] * 3, *["IntegrityError"] * 5]
    with transaction.atomic():
        assert Entry.objects.filter(fund=fund, number_in_fund__gte=900).count() == 10
