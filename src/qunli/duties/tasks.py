"""The daily pass over what is owed."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from qunli.core.states import SYSTEM
from qunli.duties.actions import date_duties, remind_and_escalate
from qunli.duties.queries import duties_to_date, duties_to_escalate, duties_to_remind


@app.periodic(cron="0 23 * * *")
@app.task(name="duties.daily_pass", queueing_lock="duties.daily_pass", retry=RetryStrategy(max_attempts=5, wait=300))
def daily_pass(timestamp: int = 0) -> None:
    """Date, remind and escalate at seven in the morning in China; a day with nothing to say leaves no entry."""
    del timestamp
    at = timezone.now()
    if duties_to_date():
        date_duties(by=SYSTEM, at=at)
    if duties_to_remind(at=at).exists() or duties_to_escalate(at=at).exists():
        remind_and_escalate(by=SYSTEM, at=at)
