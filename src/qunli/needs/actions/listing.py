"""The key-technology list: items put on it, checked before publication, and moved by what becomes of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, lock, take_step, write_journal
from qunli.core.states import Doer, Refused, Words, WrongInput
from qunli.directory.models import Cluster, TechnologyField
from qunli.needs.models import KeyTechnologyList, ListItem, Need
from qunli.needs.permits import may_check_item, may_prepare
from qunli.needs.queries import need_rows, next_position
from qunli.needs.states import ITEM_LIFECYCLE, ItemState, NeedState
from qunli.people.models import User
from qunli.people.permits import require

if TYPE_CHECKING:
    from django.db.models import QuerySet


class NotListable(Refused):
    """The need cannot be put on the list."""


class NotChecked(Refused):
    """An item is not checked for publication."""

    def __init__(self, item: ListItem) -> None:
        super().__init__(
            _("%(item)s has not been checked for publication.") % {"item": item.number},
            remedy=_("Somebody of the office who did not write it makes the check."),
        )


class InUse(Refused):
    """The item cannot leave the list any more."""


@action(_("Key-technology list begun"))
def start_key_list(*, cluster: Cluster, title: str, by: User, at: datetime) -> KeyTechnologyList:
    """Begin a list."""
    require(may_prepare(by, cluster))
    if not title.strip():
        raise WrongInput({"title": _("Give the list a title.")})
    made = KeyTechnologyList.objects.create(cluster=cluster, title=title.strip(), stated_at=at)
    write_journal(on=made, by=by, at=at)
    return made


@action(_("Need put on the key-technology list"))
def list_need(  # noqa: PLR0913 - list, need and place, and three texts that the public reads
    *,
    key_list: KeyTechnologyList,
    need: Need,
    field: TechnologyField,
    public_title: str,
    public_title_en: str,
    public_summary: str,
    by: User,
    at: datetime,
) -> ListItem:
    """Put an accepted need at the end of its field; nothing is public before the check.

    A confidential need needs public words of its own: `WrongInput` if they repeat its title or problem.
    """
    held = lock(need_rows(), need.pk)
    lists = lock(KeyTechnologyList.objects.select_related("cluster"), key_list.pk)
    require(may_prepare(by, lists.cluster))
    _require_listable(held, lists, field)
    _require_public_words(held, public_title, public_summary)
    item = ListItem.objects.create(
        key_list=lists,
        need=held,
        field=field,
        position=next_position(lists, field),
        public_title=public_title.strip(),
        public_title_en=public_title_en.strip(),
        public_summary=public_summary.strip(),
        stated_by=by,
        stated_at=at,
    )
    write_journal(on=item, by=by, at=at, now=item.state, facts={"need": held.number})
    write_journal(on=held, by=by, at=at, facts={"item": item.number})
    return item


@action(_("Key-technology list begun with its first need"))
def begin_list_with(  # noqa: PLR0913 - as above, and the list's own title
    *,
    list_title: str,
    need: Need,
    field: TechnologyField,
    public_title: str,
    public_title_en: str,
    public_summary: str,
    by: User,
    at: datetime,
) -> ListItem:
    """Begin the cluster's list and put its first need on it, or neither."""
    if not list_title.strip():
        raise WrongInput({"list_title": _("Give the list a title.")})
    return list_need(
        key_list=start_key_list(cluster=need.cluster, title=list_title, by=by, at=at),
        need=need,
        field=field,
        public_title=public_title,
        public_title_en=public_title_en,
        public_summary=public_summary,
        by=by,
        at=at,
    )


@action(_("Item of the list changed"))
def change_item(
    *, item: ListItem, public_title: str, public_title_en: str, public_summary: str, by: User, at: datetime
) -> ListItem:
    """Change what the public reads of an item that is not posted; it has to be checked again."""
    held = lock(_rows(), item.pk)
    require(may_prepare(by, held.key_list.cluster))
    if held.state != ItemState.OPEN:
        raise InUse(_("%(item)s is posted: its words stand in a call.") % {"item": held.number})
    _require_public_words(held.need, public_title, public_summary)
    held.public_title, held.public_title_en = public_title.strip(), public_title_en.strip()
    held.public_summary = public_summary.strip()
    held.stated_by, held.checked_by, held.checked_at = by, None, None
    held.save()
    write_journal(on=held, by=by, at=at)
    return held


@action(_("Item checked before publication"))
def check_item(*, item: ListItem, by: User, at: datetime) -> ListItem:
    """Confirm that what the public will read of an item holds nothing confidential and no state secret."""
    held = lock(_rows(), item.pk)
    require(may_check_item(by, held), _("Somebody of the office other than its writer makes this check."))
    if held.checked_at is not None:
        raise Refused(_("%(item)s is checked already.") % {"item": held.number})
    held.checked_by, held.checked_at = by, at
    held.save(update_fields=["checked_by", "checked_at"])
    write_journal(on=held, by=by, at=at)
    return held


@action(_("Check before publication withdrawn"))
def withdraw_check(*, item: ListItem, by: User, at: datetime) -> ListItem:
    """Take an item that is not posted out of the public's sight again."""
    held = lock(_rows(), item.pk)
    require(may_check_item(by, held) or may_prepare(by, held.key_list.cluster))
    if held.checked_at is None or held.state != ItemState.OPEN:
        raise InUse(_("%(item)s is not checked, or is posted.") % {"item": held.number})
    held.checked_by = held.checked_at = None
    held.save(update_fields=["checked_by", "checked_at"])
    write_journal(on=held, by=by, at=at)
    return held


@action(_("Item moved"))
def move_item(*, item: ListItem, up: bool, by: User, at: datetime) -> ListItem:
    """Let an item change places with its neighbour in the same field; at the end nothing changes."""
    held = lock(_rows(), item.pk)
    require(may_prepare(by, held.key_list.cluster))
    beside = held.key_list.items.select_for_update().filter(field=held.field).exclude(pk=held.pk)
    nearest = (
        beside.filter(position__lt=held.position).order_by("-position")
        if up
        else beside.filter(position__gt=held.position).order_by("position")
    ).first()
    if nearest is not None:
        held.position, nearest.position = nearest.position, held.position
        held.save(update_fields=["position"])
        nearest.save(update_fields=["position"])
    write_journal(on=held, by=by, at=at, facts={"position": held.position})
    return held


@action(_("Need taken off the key-technology list"))
def unlist_need(*, item: ListItem, by: User, at: datetime) -> Need:
    """Take an item off that was never posted; the need stays accepted."""
    held = lock(_rows(), item.pk)
    require(may_prepare(by, held.key_list.cluster))
    if held.state != ItemState.OPEN:
        raise InUse(_("%(item)s is posted.") % {"item": held.number})
    need = held.need
    write_journal(on=need, by=by, at=at, facts={"item": held.number})
    try:
        held.delete()
    except ProtectedError as used:
        raise InUse(_("%(item)s stands in a call.") % {"item": held.number}) from used
    return need


# What becomes of items. Called by the acts of later rooms, which ask their own permits.


@action(_("Items posted"))
def post_items(*, items: Iterable[ListItem], by: Doer, at: datetime) -> list[ListItem]:
    """Note that a call has posted items. Raises `NotChecked` for one that was not checked for publication."""
    held = _locked(items)
    for item in held:
        if item.checked_at is None:
            raise NotChecked(item)
    return _move(held, "post", by=by, at=at)


@action(_("Items taken"))
def take_items(*, items: Iterable[ListItem], by: Doer, at: datetime) -> list[ListItem]:
    """Note that a team has taken posted items."""
    return _move(_locked(items), "take", by=by, at=at)


@action(_("Items done"))
def finish_items(*, items: Iterable[ListItem], by: Doer, at: datetime) -> list[ListItem]:
    """Note that what the items ask for is reached."""
    return _move(_locked(items), "finish", by=by, at=at)


@action(_("Items open again"))
def reopen_items(*, items: Iterable[ListItem], by: Doer, at: datetime) -> list[ListItem]:
    """Open items again after a call that found nobody or a project that ended without result."""
    return _move(_locked(items), "reopen", by=by, at=at)


def _move(items: list[ListItem], step: str, *, by: Doer, at: datetime) -> list[ListItem]:
    for item in items:
        was, now = take_step(item, lifecycle=ITEM_LIFECYCLE, step=step)
        item.save(update_fields=["state"])
        write_journal(on=item, by=by, at=at, was=was, now=now)
    return items


def _rows() -> QuerySet[ListItem]:
    return ListItem.objects.select_related("key_list__cluster", "need", "field")


def _locked(items: Iterable[ListItem]) -> list[ListItem]:
    wanted = [item.pk for item in items]
    return list(_rows().select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk"))


def _require_listable(need: Need, key_list: KeyTechnologyList, field: TechnologyField) -> None:
    if need.state != NeedState.ACCEPTED:
        raise NotListable(
            _("%(need)s is not accepted.") % {"need": need.number}, remedy=_("Accept it first, then list it.")
        )
    if ListItem.objects.filter(need=need).exists():
        raise NotListable(_("%(need)s is on a list already.") % {"need": need.number})
    if need.cluster_id != key_list.cluster_id or field.cluster_id != key_list.cluster_id:
        raise NotListable(_("Need, field and list are not of the same cluster."))


def _require_public_words(need: Need, title: str, summary: str) -> None:
    faults: dict[str, Words] = {}
    if not title.strip():
        faults["public_title"] = _("Give the item a title that the public may read.")
    elif need.is_confidential and title.strip() == need.title.strip():
        faults["public_title"] = _("The need is confidential: its own title may not be public.")
    if need.is_confidential and need.problem.strip() and need.problem.strip() in summary:
        faults["public_summary"] = _("The need is confidential: its own problem may not be public.")
    if faults:
        raise WrongInput(faults)
