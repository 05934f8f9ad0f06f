"""The daily look at certifications that run out."""

from __future__ import annotations

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from qunli.core.states import SYSTEM
from qunli.indicators.actions import follow_certifications
from qunli.indicators.actions.certifications import AHEAD
from qunli.indicators.queries.certifications import renewed_duties, unasked_certifications


@app.periodic(cron="20 23 * * *")
@app.task(
    name="indicators.follow_certifications",
    queueing_lock="indicators.follow_certifications",
    retry=RetryStrategy(max_attempts=5, wait=300),
)
def follow(timestamp: int = 0) -> None:
    """Ask for re-checks in the morning in China; a day with nothing to say leaves no entry."""
    del timestamp
    at = timezone.now()
    today = timezone.localdate(at)
    if unasked_certifications(today, until=today + AHEAD) or any(renewed_duties()):
        follow_certifications(by=SYSTEM, at=at)
