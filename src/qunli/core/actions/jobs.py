"""Queueing follow-up jobs in the transaction of the change."""

from datetime import datetime

from procrastinate.contrib.django import app

from qunli.core.actions.acts import first_in_act


def queue_job(name: str, *, key: str = "", at: datetime | None = None, **arguments: str | int) -> None:
    """Insert a job by task name, so that a lower room needs no import of the task.

    A `key` inserts one such job per act, however often it is asked for; `at` is the earliest time to run it.
    The queue's own lock is not used: a second act would wait for the first one's commit, or be aborted by it.
    Tasks therefore do what is left to do, and nothing when another job has done it.
    """
    if key and not first_in_act(key):
        return
    app.configure_task(name, allow_unknown=True, schedule_at=at).defer(**arguments)
