"""What the one search finds in this room: needs, what the public reads of them, and collection notices."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qunli.core.queries.searching import Entry, Searched
from qunli.needs.models import CollectionNotice, ListItem, Need
from qunli.needs.queries import collections_seen_by, needs_seen_by
from qunli.needs.states import NeedState

if TYPE_CHECKING:
    from qunli.people.queries import Anyone


def _needs() -> QuerySet[Need]:
    return Need.objects.select_related("organization").prefetch_related("indicators")


def _need(need: Need) -> Entry:
    """A draft is its owner's alone, and closed like a confidential one."""
    indicators = (f"{one.name} {one.target} {one.unit}" for one in need.indicators.all())
    return Entry(
        title=(need.title, need.number),
        body=(*_texts_of_need(need), need.organization.name, *indicators),
        is_closed=need.is_confidential or need.state == NeedState.DRAFT,
        field=need.field_id,
        region=need.organization.jurisdiction_id or "",
        dated=timezone.localdate(need.stated_at),
        state=need.state,
    )


def _texts_of_need(need: Need) -> tuple[str, ...]:
    return (need.problem, need.beyond_own_means, need.bidder_conditions)


def _items() -> QuerySet[ListItem]:
    return ListItem.objects.filter(checked_at__isnull=False).select_related("field", "key_list__cluster")


def _items_seen_by(user: Anyone, at: datetime) -> QuerySet[ListItem]:
    del user, at
    return ListItem.objects.filter(checked_at__isnull=False)


def _item(item: ListItem) -> Entry:
    return Entry(
        title=(item.public_title, item.public_title_en, item.number),
        body=(item.public_summary, item.field.name, item.field.name_en),
        field=item.field_id,
        region=item.key_list.cluster.jurisdiction_id,
        dated=timezone.localdate(item.stated_at),
        state=item.state,
    )


def _collection(notice: CollectionNotice) -> Entry:
    return Entry(
        title=(notice.title, notice.number),
        body=(notice.text,),
        region=notice.cluster.jurisdiction_id,
        dated=timezone.localdate(notice.stated_at),
        state=notice.state,
    )


def _collections_seen_by(user: Anyone, at: datetime) -> QuerySet[CollectionNotice]:
    del at
    return collections_seen_by(user) if user.is_authenticated else CollectionNotice.objects.none()


NEEDS = Searched(
    kind="need",
    title=_("Needs"),
    records=_needs,
    entry=_need,
    seen_by=needs_seen_by,
    label=lambda need: str(need.title),
    note=lambda need: f"{need.number} · {need.organization.name} · {need.get_state_display()}",
    texts=_texts_of_need,
    may_close=True,
    named_after={("directory", "organization"): ("organization",)},
)
ITEMS = Searched(
    kind="item",
    title=_("Key-technology list"),
    records=_items,
    entry=_item,
    seen_by=_items_seen_by,
    label=lambda item: str(item.public_title),
    note=lambda item: f"{item.number} · {item.field} · {item.get_state_display()}",
    texts=lambda item: (item.public_summary,),
    follows={("directory", "technologyfield"): ("field",), ("directory", "cluster"): ("key_list__cluster",)},
)
COLLECTIONS = Searched(
    kind="collection",
    title=_("Collection notices"),
    records=lambda: CollectionNotice.objects.select_related("cluster"),
    entry=_collection,
    seen_by=_collections_seen_by,
    label=lambda notice: str(notice.title),
    note=lambda notice: f"{notice.number} · {notice.get_state_display()}",
    texts=lambda notice: (notice.text,),
    follows={("directory", "cluster"): ("cluster",)},
)
