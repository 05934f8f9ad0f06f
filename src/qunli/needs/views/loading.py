"""Loading a record together with the leave to see it: what somebody may not read is not there."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from qunli.core.views import arrived_at
from qunli.needs.models import CollectionNotice, KeyTechnologyList, ListItem, Need, NeedAdvice
from qunli.needs.permits import in_office
from qunli.needs.queries import advice_seen_by, collections_seen_by, key_lists, needs_seen_by
from qunli.people.permits import account_of

PARTIES = ("organization__party", "cluster__operator", "cluster__authority", "recommending_unit", "recommended_by")
"""Who stands around a need: the page says of each who reads it."""
ITEM = "item__field"
"""Its place on the key-technology list, if it has one."""


def need_for(request: HttpRequest, pk: int) -> Need:
    """Load a need that the visitor may read."""
    seen = needs_seen_by(account_of(request), arrived_at(request))
    return get_object_or_404(seen.select_related(*PARTIES, ITEM), pk=pk)


def advice_for(request: HttpRequest, pk: int) -> NeedAdvice:
    """Load advice on a need that the visitor may read."""
    return get_object_or_404(advice_seen_by(account_of(request), arrived_at(request)), pk=pk)


def collection_for(request: HttpRequest, pk: int) -> CollectionNotice:
    """Load a notice that the visitor may read."""
    return get_object_or_404(collections_seen_by(account_of(request)), pk=pk)


def key_list_for(pk: int) -> KeyTechnologyList:
    """Load a list; who reads which of its items is asked apart."""
    return get_object_or_404(key_lists(), pk=pk)


def item_for(request: HttpRequest, pk: int) -> ListItem:
    """Load an item for the office."""
    item = get_object_or_404(ListItem.objects.select_related("key_list__cluster", "need", "field"), pk=pk)
    if not in_office(account_of(request), item.key_list.cluster):
        raise Http404
    return item
