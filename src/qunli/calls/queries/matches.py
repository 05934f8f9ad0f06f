"""Matches as the office reads them beside a call, and as an organization reads them of itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from qunli.calls.models import Call, CallInvitation, CallTopic, Match
from qunli.calls.queries.calls import open_calls
from qunli.needs.models import ListItem
from qunli.needs.states import ItemState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qunli.directory.models import Organization


@dataclass(frozen=True, slots=True)
class FoundMatch:
    """An organization that fits an item, as it is kept; `conflict` is why one is not offered."""

    organization: int
    score: float
    reasons: dict[str, Any]  # as `Match` describes it
    conflict: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A match beside its topic, and since when its organization is invited."""

    match: Match
    topic: CallTopic
    invited_at: datetime | None


def matches_for_call(call: Call) -> list[Standing]:
    """Return the matches of a call's topics, by topic and place: those set aside and excluded at the end of each."""
    topics = {topic.item_id: topic for topic in call.topics.all()}
    rows = Match.objects.filter(item__in=list(topics)).select_related("organization__jurisdiction")
    invited = {
        (one.topic_id, one.organization_id): one.stated_at for one in CallInvitation.objects.filter(topic__call=call)
    }
    found = [
        Standing(match, topics[match.item_id], invited.get((topics[match.item_id].pk, match.organization_id)))
        for match in rows
    ]
    return sorted(found, key=_order)


def _order(one: Standing) -> tuple[Any, ...]:
    match = one.match
    return (
        one.topic.position,
        one.topic.pk,
        match.set_aside_at is not None,
        bool(match.conflict),
        match.place,
        match.pk,
    )


def match_of(call: Call, pk: int) -> Match:
    """Load a match of one of a call's topics; raises `DoesNotExist`."""
    items = CallTopic.objects.filter(call=call).values("item")
    return Match.objects.select_related("organization").get(pk=pk, item__in=items)


def fitting(organization: Organization, *, at: datetime) -> QuerySet[Match]:
    """Return the open and posted items that an organization fits, the best first, with the open call of each."""
    calls = CallTopic.objects.filter(item=OuterRef("item"), call__in=open_calls(at=at).order_by().values("pk"))
    is_open = Q(item__state=ItemState.OPEN) | Q(item__state=ItemState.POSTED) & Exists(calls)
    return (
        Match.objects.filter(is_open, organization=organization, conflict="", set_aside_at=None)
        .exclude(item__checked_at=None)
        .select_related("item__field", "item__key_list")
        .annotate(call=calls.order_by("-pk").values("call")[:1])
        .order_by("-score", "id")
    )


def items_to_match() -> QuerySet[ListItem]:
    """Return what the public reads and nobody has taken: open items, and those posted in a call."""
    return (
        ListItem.objects.filter(state__in=(ItemState.OPEN, ItemState.POSTED), checked_at__isnull=False)
        .select_related("need__organization")
        .order_by("id")
    )


def capability_text(body: Organization) -> str:
    """Return what an organization says of itself, each thing once; its capabilities must be loaded."""
    told = [body.role_text, body.about]
    for one in body.capabilities.all():
        told += [one.title, one.description]
    kept: list[str] = []
    for part in (text.strip().rstrip("。") for text in told):
        if part and not any(part in other for other in kept):
            kept.append(part)
    return "。\n".join([*kept, ""]).strip()


def judged_items() -> QuerySet[ListItem]:
    """Return what the public reads of every item that was ever offered to anybody, or answered."""
    return ListItem.objects.filter(checked_at__isnull=False).order_by("id")


def differs(item: ListItem, found: Sequence[FoundMatch]) -> bool:
    """Tell whether matching found something else than is kept: another order, other scores, other conflicts."""
    kept = Match.objects.filter(item=item).order_by("place", "id")
    known = [(one.organization_id, round(one.score, 6), one.conflict) for one in kept.filter(set_aside_at=None)]
    aside = set(kept.exclude(set_aside_at=None).values_list("organization_id", flat=True))
    fresh = [(one.organization, round(one.score, 6), one.conflict) for one in found if one.organization not in aside]
    return known != fresh


def grouped(standings: list[Standing]) -> Iterator[tuple[CallTopic, list[Standing]]]:
    """Yield topics with their matches."""
    topics = dict.fromkeys(one.topic for one in standings)
    for topic in topics:
        yield topic, [one for one in standings if one.topic == topic]
