"""Jobs of the room."""

from django.utils import timezone
from procrastinate.contrib.django import app

from qunli.calls.actions import date_correction, reject_uncorrected
from qunli.calls.queries import overdue_corrections, undated_corrections
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


@app.periodic(cron="6 * * * *")
@app.task(name="calls.date_corrections", queueing_lock="calls.date_corrections")
def date_corrections(timestamp: int = 0) -> None:
    """Fix the last day of each correction that waited for a calendar, as far as it is published now."""
    del timestamp
    now = timezone.now()
    for proposal in undated_corrections():
        try:
            date_correction(proposal=proposal, by=SYSTEM, at=now)
        except Refused:
            continue  # not published yet, or corrected a moment ago
