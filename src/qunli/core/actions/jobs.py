"""Queueing follow-up jobs in the transaction of the change."""

from datetime import datetime

from procrastinate.contrib.django import app

from qunli.core.actions.acts import is_first_in_act


def queue_job(name: str, *, key: str = "", at: datetime | None = None, **arguments: str | int) -> None:
    """Insert a job by task name, so that a lower room needs no import of the task.

    With a `key` an act queues one such job only, however often it asks. The queue's own lock for this is not
    used: a second waiting job would break the transaction, and two acts would wait for each other. So such a
    task finds its work itself and does nothing when another was quicker. `at` is the earliest time to run it.
    """
    if key and not is_first_in_act(key):
        return
    app.configure_task(name, allow_unknown=True, schedule_at=at).defer(**arguments)
