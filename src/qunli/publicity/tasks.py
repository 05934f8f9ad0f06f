"""Hourly work: notices whose days are over, notices whose calendar has come out."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from qunli.core.states import SYSTEM, Refused
from qunli.publicity.actions import date_notice, tell_notice_over
from qunli.publicity.queries import notices_over_and_untold, undated_notices


@app.periodic(cron="5 * * * *")
@app.task(name="publicity.follow_notices", queueing_lock="publicity.follow_notices")
def follow_notices(timestamp: int = 0) -> None:
    """Fix last days that can be known now, and tell the authorities whose notices' days are over."""
    del timestamp
    at = timezone.now()
    for notice in undated_notices():
        try:
            date_notice(notice=notice, by=SYSTEM, at=at)
        except Refused:
            continue
    for notice in notices_over_and_untold(timezone.localdate(at)):
        try:
            tell_notice_over(notice=notice, by=SYSTEM, at=at)
        except Refused:
            continue
