"""Saving a search, ending it, and telling its owner of what is new."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.core.actions import action, lock, tell, write_journal
from qunli.core.states import Doer, Refused, WrongInput
from qunli.people.models import User
from qunli.people.permits import is_self, require
from qunli.portal.models import SavedSearch
from qunli.portal.queries.saved import MOST_FOUND, MOST_SAVED, found_now, new_for, saved_searches_of
from qunli.portal.queries.search import Wanted, plain


class CannotSave(Refused):
    """A search that asks nothing, finds too much, or is one too many."""


@action(_("Search saved"))
def save_search(*, wanted: Wanted, name: str, by: User, at: datetime) -> SavedSearch:
    """Save a search under a name; what it finds today is known, what it finds later is told. The same one is kept once.

    Raises `CannotSave` where it asks nothing or finds more than is remembered.
    """
    User.objects.select_for_update().get(pk=by.pk)
    if not wanted.asks:
        raise CannotSave(_("Search for something first."))
    query = wanted.paged(1).query
    kept = saved_searches_of(by).filter(query=query).first()
    if kept is None and saved_searches_of(by).count() >= MOST_SAVED:
        raise CannotSave(
            _("You have %(count)s saved searches.") % {"count": MOST_SAVED}, remedy=_("End one of them first.")
        )
    known = found_now(by, wanted, at=at)
    if len(known) >= MOST_FOUND:
        raise CannotSave(_("It finds too much to tell what is new."), remedy=_("Narrow it first."))
    given = (plain(name).strip() or wanted.words or ", ".join(wanted.narrowed.values()))[:100]
    if kept is not None:
        kept.name = given
        kept.save(update_fields=["name"])
    saved = kept or SavedSearch.objects.create(user=by, name=given, query=query, known=known, stated_at=at)
    write_journal(on=saved, by=by, at=at)
    return saved


@action(_("Saved search ended"))
def end_saved_search(*, saved: SavedSearch, by: User, at: datetime) -> SavedSearch:
    """End one's own saved search: nothing more is told of it."""
    held = lock(SavedSearch.objects.select_related("user"), saved.pk)
    require(is_self(by, held.user))
    if held.ended_at is None:
        held.ended_at, held.known = at, []
        held.save(update_fields=["ended_at", "known"])
    write_journal(on=held, by=by, at=at)
    return held


@action(_("New finds told"))
def tell_of_new_finds(*, saved: SavedSearch, by: Doer, at: datetime) -> int:
    """Tell the owner how many records a saved search finds that it did not find before; return how many.

    The message names the search by its number and nothing that was found: what it finds is asked again when it is
    opened. Raises `WrongInput` where there is nothing new.
    """
    held = lock(SavedSearch.objects.select_related("user__party"), saved.pk)
    fresh = new_for(held, at=at) if held.ended_at is None and held.user.is_active else []
    if not fresh:
        raise WrongInput({"saved": _("There is nothing new.")})
    held.known, held.told_at = [*held.known, *fresh][-2 * MOST_FOUND :], at
    held.save(update_fields=["known", "told_at"])
    tell(
        parties=[held.user.party_id],
        occasion=f"saved search {held.pk} {len(held.known)} {at.isoformat()}",
        words=gettext_noop("Your saved search %(number)s finds something new: %(count)s"),
        params={"number": held.number, "count": len(fresh)},
        about=held,
        at=at,
    )
    write_journal(on=held, by=by, at=at, facts={"new": len(fresh)})
    return len(fresh)
