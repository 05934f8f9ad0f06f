"""Letters that leave the site."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from qunli.people.actions.delivery import send_invitation_letter, send_waiting_messages

PATIENTLY = RetryStrategy(max_attempts=12, exponential_wait=3)


@app.task(name="people.send_messages")
def send_messages() -> None:
    """Send what waits; what fails is tried again by the job below."""
    send_waiting_messages(at=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="people.retry_messages", queueing_lock="people.retry_messages")
def retry_messages(timestamp: int) -> None:
    """Send again what stalled."""
    del timestamp
    send_waiting_messages(at=timezone.now())


@app.task(name="people.send_invitation", retry=PATIENTLY)
def send_invitation(invitation: int) -> None:
    """Send the letter of an invitation."""
    send_invitation_letter(invitation_id=invitation, at=timezone.now())
