"""Queueing follow-up jobs in the transaction of the change."""

from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued


def queue_job(name: str, *, key: str = "", at: datetime | None = None, **arguments: str | int) -> None:
    """Insert a job by task name, so that a lower room needs no import of the task.

    A `key` lets only one such job wait at a time; `at` is the earliest time to run it.
    """
    task = app.configure_task(name, allow_unknown=True, schedule_at=at, queueing_lock=key or None)
    try:
        # A job that waits already is a broken constraint to the database: only the savepoint is lost by it.
        with transaction.atomic():
            task.defer(**arguments)
    except AlreadyEnqueued:
        return
