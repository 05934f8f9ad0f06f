"""Jobs of the portal."""

from django.utils import timezone
from procrastinate.contrib.django import app

from qunli.core.states import SYSTEM, Refused
from qunli.portal.actions import tell_of_new_finds
from qunli.portal.queries.saved import new_for, searches_to_look_at


@app.periodic(cron="*/20 * * * *")
@app.task(name="portal.look_for_new_finds", queueing_lock="portal.look_for_new_finds")
def look_for_new_finds(timestamp: int = 0) -> None:
    """Tell of what saved searches newly find, one act each: one that fails does not hold up the others."""
    del timestamp
    now = timezone.now()
    for saved in searches_to_look_at(at=now):
        if new_for(saved, at=now):
            try:
                tell_of_new_finds(saved=saved, by=SYSTEM, at=now)
            except Refused:
                continue  # ended, or told a moment ago
