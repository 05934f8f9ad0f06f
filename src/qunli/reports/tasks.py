"""The daily look at recognised clusters: what has ended lapses, and the report of the past year is asked for."""

from __future__ import annotations

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from qunli.core.states import SYSTEM
from qunli.reports.actions import lapse_recognitions, raise_yearly_reports
from qunli.reports.queries import lapsed_on, reports_to_raise


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


@app.periodic(cron="15 16 * * *")
@app.task(
    name="reports.lapse_recognitions",
    queueing_lock="reports.lapse_recognitions",
    retry=RetryStrategy(max_attempts=5, wait=300),
)
def lapse(timestamp: int = 0) -> None:
    """Look a quarter past midnight in China; a day on which nothing ended leaves no entry."""
    del timestamp
    at = timezone.now()
    if lapsed_on(timezone.localdate(at)).exists():
        lapse_recognitions(by=SYSTEM, at=at)
