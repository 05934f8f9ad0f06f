"""What everybody reads on the front page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count
from django.utils import timezone

from qunli.calls.queries import open_calls
from qunli.core.queries.calendar import DaysLeft
from qunli.directory.models import Cluster, TechnologyField
from qunli.needs.models import ListItem
from qunli.needs.states import ItemState
from qunli.projects.queries.seen import public_outcomes
from qunli.publicity.models import PublicNotice
from qunli.publicity.states import NoticeState

if TYPE_CHECKING:
    from datetime import datetime

    from qunli.calls.models import Call
    from qunli.projects.models import Outcome

SHOWN = 6


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A key-technology field, and how far its public items have come."""

    field: TechnologyField
    open: int
    posted: int
    taken: int
    done: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.open + self.posted + self.taken + self.done


def newest_cluster() -> Cluster | None:
    """Return the cluster that the front page speaks of: the first that was entered."""
    return Cluster.objects.select_related("jurisdiction", "operator").order_by("id").first()


def lines_of_fields(cluster: Cluster) -> list[FieldLine]:
    """Count the checked items of each field by state."""
    items = ListItem.objects.filter(checked_at__isnull=False, key_list__cluster=cluster).order_by()
    counted: dict[int, dict[str, int]] = {}
    for field, state, count in items.values_list("field_id", "state").annotate(Count("pk")):
        counted.setdefault(field, {})[state] = count
    fields = TechnologyField.objects.filter(cluster=cluster).order_by("position", "id")
    return [
        FieldLine(field, *(counted.get(field.pk, {}).get(state, 0) for state in ItemState.values)) for field in fields
    ]


def calls_with_days_left(days: DaysLeft, *, at: datetime) -> list[tuple[Call, int | None]]:
    """Return the open calls with the soonest deadlines, and how many working days each leaves."""
    return [
        (call, days.until(timezone.localdate(call.team_deadline) if call.team_deadline else None))
        for call in open_calls(at=at)[:SHOWN]
    ]


def notices_with_days_left(days: DaysLeft) -> list[tuple[PublicNotice, int | None]]:
    """Return the running notices that end first, and how many working days each leaves."""
    running = PublicNotice.objects.filter(state=NoticeState.RUNNING).select_related("in_name_of")
    return [(notice, days.until(notice.last_day)) for notice in running.order_by("last_day", "id")[:SHOWN]]


def newest_results() -> list[Outcome]:
    """Return the outcomes that were published last."""
    return list(public_outcomes().select_related("owner").order_by("-id")[:SHOWN])
