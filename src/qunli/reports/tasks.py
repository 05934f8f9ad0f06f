"""The daily look at recognised clusters: the report of the past year is asked for once the year is over."""

from __future__ import annotations

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from qunli.core.states import SYSTEM
from qunli.reports.actions import raise_yearly_reports
from qunli.reports.queries import reports_to_raise


@app.periodic(cron="25 23 * * *")
@app.task(
    name="reports.ask_for_reports",
    queueing_lock="reports.ask_for_reports",
    retry=RetryStrategy(max_attempts=5, wait=300),
)
def ask_for_reports(timestamp: int = 0) -> None:
    """Ask in the morning in China; a day with nothing to ask leaves no entry."""
    del timestamp
    at = timezone.now()
    if reports_to_raise(timezone.localdate(at)):
        raise_yearly_reports(by=SYSTEM, at=at)
