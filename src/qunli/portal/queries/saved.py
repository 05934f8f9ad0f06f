"""Searches that somebody saved, and what they find now that they did not find before."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.http import QueryDict

from qunli.core.models import SearchEntry
from qunli.portal.models import SavedSearch
from qunli.portal.queries.search import Wanted, visible_entries, wanted_from

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from qunli.people.models import User

MOST_FOUND: Final = 5000
"""So many finds of a saved search are remembered: one that finds more says nothing by finding one more."""
MOST_SAVED: Final = 50
"""So many searches one person may have saved."""
MARGIN: Final = timedelta(hours=2)


def saved_searches_of(user: User) -> QuerySet[SavedSearch]:
    """Return somebody's own saved searches, the newest first."""
    return SavedSearch.objects.filter(user=user, ended_at=None).order_by("-id")


def searches_to_look_at(*, at: datetime) -> QuerySet[SavedSearch]:
    """Return every saved search of those who may sign in; none where nothing has moved lately."""
    rows = SavedSearch.objects.filter(ended_at=None, user__is_active=True).select_related("user__party")
    moved = SearchEntry.objects.filter(moved_at__gt=at - MARGIN).exists()
    return rows.order_by("id") if moved else rows.none()


def wanted_of(saved: SavedSearch) -> Wanted:
    """Return what a saved search asks for."""
    return wanted_from(QueryDict(saved.query).dict())


def found_now(user: User, wanted: Wanted, *, at: datetime) -> list[int]:
    """Return the entries that a search finds for somebody now, the newest ones where there are too many."""
    return visible_entries(user, wanted, at=at, most=MOST_FOUND)


def new_for(saved: SavedSearch, *, at: datetime) -> list[int]:
    """Return the entries that a saved search finds now and did not find before."""
    known = set(saved.known)
    return [entry for entry in found_now(saved.user, wanted_of(saved), at=at) if entry not in known]
