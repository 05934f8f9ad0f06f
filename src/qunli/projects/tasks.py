"""The daily pass of the room."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from qunli.core.states import SYSTEM
from qunli.projects.actions import let_payment_fall_due
from qunli.projects.queries.seen import payments_falling_due


@app.periodic(cron="5 0 * * *")
@app.task(name="projects.let_payments_fall_due", queueing_lock="projects.let_payments_fall_due")
def let_payments_fall_due(timestamp: int) -> int:
    """Let the payments whose day has come fall due; returns how many."""
    del timestamp
    now = timezone.now()
    fallen = [
        let_payment_fall_due(payment=payment, by=SYSTEM, at=now)
        for payment in payments_falling_due(timezone.localdate(now))
    ]
    return len(fallen)
