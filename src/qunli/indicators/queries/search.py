"""What the one search finds in this room: what happened in a cluster, which everybody reads."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from qunli.core.queries.searching import Entry, Searched
from qunli.indicators.models import Event

if TYPE_CHECKING:
    from qunli.people.queries import Anyone


def _events_seen_by(user: Anyone, at: datetime) -> QuerySet[Event]:
    del user, at
    return Event.objects.all()


def _event(event: Event) -> Entry:
    return Entry(
        title=(event.title, event.title_en),
        body=tuple(one.name for one in event.organizations.all()),
        region=event.cluster.jurisdiction_id,
        dated=event.period.first if event.period else None,
        state=event.kind,
    )


EVENTS = Searched(
    kind="event",
    title=_("Events"),
    records=lambda: Event.objects.select_related("cluster").prefetch_related("organizations"),
    entry=_event,
    seen_by=_events_seen_by,
    label=lambda event: str(event.title),
    note=lambda event: str(event.get_kind_display()),
    texts=lambda event: (event.title_en,),
    follows={("directory", "cluster"): ("cluster",)},
    named_after={("directory", "organization"): ("organizations",)},
    state_field="kind",
)
