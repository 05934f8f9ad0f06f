"""Jobs of the directory."""

from django.utils import timezone
from procrastinate.contrib.django import app

from qunli.core.states import SYSTEM
from qunli.directory.actions import offer_likenesses
from qunli.directory.bridge.likeness import likely_pairs
from qunli.directory.models import Likeness
from qunli.directory.queries import living_names


@app.task(name="directory.find_likenesses")
def find_likenesses() -> int:
    """Look for organizations that look alike, after imports and changes; returns how many pairs are new."""
    pairs = likely_pairs(living_names())
    known = set(Likeness.objects.values_list("one_id", "other_id"))
    fresh = [pair for pair in pairs if (pair.one, pair.other) not in known]
    return offer_likenesses(pairs=fresh, by=SYSTEM, at=timezone.now()) if fresh else 0
