"""Key-technology lists over the API: what is checked to everybody, all of it to the office."""

from collections.abc import Callable
from functools import partial
from typing import Final, Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema, Status

from qunli.core.api import Key, KeyIn, arrived, paged
from qunli.needs.actions import (
    change_item,
    check_item,
    list_need,
    move_item,
    start_key_list,
    unlist_need,
    withdraw_check,
)
from qunli.needs.models import KeyTechnologyList, ListItem
from qunli.needs.permits import in_office
from qunli.needs.queries import clusters_prepared_by, items_of, key_lists, needs_seen_by, public_items
from qunli.people.permits import account_of

router = Router(tags=["needs"])

STEPS: Final[dict[str, Callable[..., ListItem]]] = {
    "check": check_item,
    "withdraw-check": withdraw_check,
    "up": partial(move_item, up=True),
    "down": partial(move_item, up=False),
}


class KeyListIn(Schema):
    """A new list of a cluster."""

    cluster_id: KeyIn
    title: str = Field(min_length=1, max_length=200)


class KeyListOut(Schema):
    """A key-technology list."""

    id: int
    number: str
    cluster_id: int
    title: str
    public_count: int = Field(description="Items checked for publication.")


class ItemIn(Schema):
    """What the public reads of an item once somebody else has checked it."""

    public_title: str = Field(min_length=1, max_length=200)
    public_title_en: str = Field("", max_length=200)
    public_summary: str = Field("", max_length=20_000)


class NewItemIn(ItemIn):
    """Which accepted need goes on the list, and into which field."""

    need_id: KeyIn
    field_id: KeyIn


class ItemOut(Schema):
    """What the public reads of an item."""

    id: int
    number: str
    field: str
    position: int
    state: str
    public_title: str
    public_title_en: str
    public_summary: str
    is_checked: bool = Field(description="Checked for publication. What is not is told to the office alone.")

    @staticmethod
    def resolve_field(item: ListItem) -> str:
        """Name the field."""
        return item.field.name

    @staticmethod
    def resolve_is_checked(item: ListItem) -> bool:
        """Tell whether the public reads it."""
        return item.checked_at is not None


@router.get("/key-lists", response=list[KeyListOut], url_name="key_lists", summary="Key-technology lists")
@paged
def lists(request: HttpRequest) -> QuerySet[KeyTechnologyList]:
    """List the lists, the newest first."""
    del request
    return key_lists()


@router.post("/key-lists", response={201: KeyListOut}, url_name="key_lists", summary="Begin a list")
def begin(request: HttpRequest, body: KeyListIn) -> Status[KeyTechnologyList]:
    """Begin a list of a cluster that the holder prepares for."""
    user = account_of(request)
    cluster = get_object_or_404(clusters_prepared_by(user), pk=body.cluster_id)
    made = start_key_list(cluster=cluster, title=body.title, by=user, at=arrived())
    return Status(201, key_lists().get(pk=made.pk))


@router.get("/key-lists/{key}/items", response=list[ItemOut], url_name="key_list_items", summary="A list's items")
@paged
def key_list_items(request: HttpRequest, key: Key) -> QuerySet[ListItem]:
    """List items by field in their order: those checked for publication, to the office all of them."""
    found = get_object_or_404(key_lists(), pk=key)
    works = request.user.is_authenticated and in_office(account_of(request), found.cluster)
    return items_of(found) if works else public_items(found)


@router.post("/key-lists/{key}/items", response={201: ItemOut}, url_name="key_list_items", summary="List a need")
def put_on_list(request: HttpRequest, key: Key, body: NewItemIn) -> Status[ListItem]:
    """Put an accepted need on a list; it waits for its check before publication."""
    user, at = account_of(request), arrived()
    found = get_object_or_404(key_lists(), pk=key)
    need = get_object_or_404(needs_seen_by(user, at), pk=body.need_id)
    field = get_object_or_404(found.cluster.fields, pk=body.field_id)
    words = body.dict(exclude={"need_id", "field_id"})
    return Status(201, list_need(key_list=found, need=need, field=field, by=user, at=at, **words))


@router.put("/key-list-items/{key}", response=ItemOut, url_name="key_list_item", summary="Change an item's words")
def change(request: HttpRequest, key: Key, body: ItemIn) -> ListItem:
    """Change what the public reads of an item that is not posted; it is checked again."""
    return change_item(item=_item(request, key), by=account_of(request), at=arrived(), **body.dict())


@router.api_operation(
    ["DELETE"], "/key-list-items/{key}", response={204: None}, url_name="key_list_item", summary="Take an item off"
)
def take_off(request: HttpRequest, key: Key) -> Status[None]:
    """Take an item off that was never posted; its need stays accepted."""
    unlist_need(item=_item(request, key), by=account_of(request), at=arrived())
    return Status(204, None)


@router.post("/key-list-items/{key}/{step}", response=ItemOut, url_name="key_list_item_step", summary="Check, move")
def step(request: HttpRequest, key: Key, step: Literal["check", "withdraw-check", "up", "down"]) -> ListItem:
    """Check an item before publication, withdraw the check, or move the item within its field."""
    return STEPS[step](item=_item(request, key), by=account_of(request), at=arrived())


def _item(request: HttpRequest, key: int) -> ListItem:
    """An item of a list whose office the holder is."""
    rows = ListItem.objects.select_related("key_list__cluster", "need", "field")
    found = get_object_or_404(rows, pk=key)
    if not in_office(account_of(request), found.key_list.cluster):
        raise ListItem.DoesNotExist
    return found
