"""Jobs of the room."""

from django.utils import timezone
from procrastinate.contrib.django import app

from qunli.calls.actions import reject_uncorrected
from qunli.calls.queries import overdue_corrections
from qunli.core.states import SYSTEM, Refused


@app.periodic(cron="10 0 * * *")
@app.task(name="calls.reject_all_uncorrected", queueing_lock="calls.reject_all_uncorrected")
def reject_all_uncorrected(timestamp: int = 0) -> None:
    """Reject each proposal whose correction is overdue, one act each: one that fails does not hold up the others."""
    del timestamp
    now = timezone.now()
    for proposal in overdue_corrections(on=timezone.localtime(now).date()):
        try:
            reject_uncorrected(proposal=proposal, by=SYSTEM, at=now)
        except Refused:
            continue  # corrected a moment ago
