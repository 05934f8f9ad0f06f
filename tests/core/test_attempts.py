"""Attempts are counted for a time, all of them, whoever counts at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from making.people import AT
from qunli.core.actions import count_attempt
from qunli.core.actions.attempts import forget_attempts
from qunli.core.models import AttemptCount


@pytest.mark.django_db
def test_attempts_are_counted_until_their_time_is_over_and_then_anew() -> None:
    after = [timedelta(seconds=seconds) for seconds in (0, 59, 60, 61)]
    counted = [count_attempt(key="one", seconds=60, at=AT + one) for one in after]
    assert (counted, count_attempt(key="other", seconds=60, at=AT)) == ([1, 2, 1, 2], 1)


@pytest.mark.django_db
def test_what_is_over_is_forgotten() -> None:
    count_attempt(key="old", seconds=60, at=AT)
    count_attempt(key="new", seconds=3600, at=AT)
    assert forget_attempts(at=AT + timedelta(minutes=2)) == 1
    assert list(AttemptCount.objects.values_list("key", flat=True)) == ["new"]


@pytest.mark.usefixtures("real_transactions")
def test_of_eight_at_the_same_moment_none_is_lost() -> None:
    start = Barrier(8)

    def once(_place: int) -> int:
        try:
            start.wait(timeout=15)
            return count_attempt(key="one", seconds=60, at=AT)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(once, range(8))) == [1, 2, 3, 4, 5, 6, 7, 8]
