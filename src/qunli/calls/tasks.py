"""Jobs of the room."""

from django.db.models import QuerySet
from django.utils import timezone
from procrastinate.contrib.django import app

from qunli.calls.actions import date_correction, record_matches, reject_uncorrected
from qunli.calls.bridge import matches_of, matching_is_installed
from qunli.calls.models import CallTopic
from qunli.calls.queries import overdue_corrections, undated_corrections
from qunli.calls.queries.matches import differs, items_to_match
from qunli.core.states import SYSTEM, Refused
from qunli.needs.models import ListItem


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


@app.periodic(cron="40 21 * * *")
@app.task(name="calls.match_items", queueing_lock="calls.match_items")
def match_items(timestamp: int = 0) -> None:
    """Match every item that is open or posted, in the night: what organizations can do has changed meanwhile."""
    del timestamp
    _match(items_to_match())


@app.task(name="calls.match_call")
def match_call(call: int) -> None:
    """Match the topics of one call now."""
    _match(items_to_match().filter(pk__in=CallTopic.objects.filter(call=call).values("item")))


def _match(items: QuerySet[ListItem]) -> None:
    """Match items, one act each where something has changed; nothing where the engine is not installed."""
    if not matching_is_installed() or not items.exists():
        return
    now = timezone.now()
    for item, found in matches_of(items, on=timezone.localdate(now)):
        if differs(item, found):
            record_matches(item=item, found=found, by=SYSTEM, at=now)
