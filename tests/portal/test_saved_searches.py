"""A saved search tells its owner that there is something new, never what, and never of what they may not see."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache

from making.needs import a_confidential_need, a_submitted_need, a_town
from making.people import AT, a_client_for, an_account, an_api_client
from making.publicity import a_prepared_notice, a_running_notice
from qunli.core.models import JournalEntry, Message, SearchEntry
from qunli.core.states import SYSTEM, NotPermitted, WrongInput
from qunli.portal.actions import CannotSave, end_saved_search, save_search, tell_of_new_finds
from qunli.portal.models import SavedSearch
from qunli.portal.queries.saved import new_for
from qunli.portal.queries.search import Wanted
from qunli.portal.tasks import look_for_new_finds

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(days=1)


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    cache.clear()


def test_what_is_found_today_is_known_and_what_comes_later_is_told_once() -> None:
    owner = an_account()
    a_running_notice(title="Seals of today")
    saved = save_search(wanted=Wanted("seals"), name="Seals", by=owner, at=AT)
    assert new_for(saved, at=AT) == []
    a_running_notice(title="Seals of tomorrow")
    a_prepared_notice(title="Seals in preparation")
    SearchEntry.objects.update(moved_at=LATER.replace(year=2199))  # the job asks the real clock what moved lately
    look_for_new_finds()
    look_for_new_finds()
    message = Message.objects.get(party_id=owner.party_id)
    assert message.text == f"Your saved search {saved.number} finds something new: 1"
    assert "tomorrow" not in f"{message.params} {message.about_label}"
    assert JournalEntry.objects.filter(act="portal.tell_of_new_finds").count() == 1
    with pytest.raises(WrongInput):
        tell_of_new_finds(saved=saved, by=SYSTEM, at=LATER)


def test_what_the_owner_may_not_see_is_no_news() -> None:
    town, outsider = a_town(), an_account()
    hers = save_search(wanted=Wanted("密封"), name="", by=town.engineer, at=AT)
    theirs = save_search(wanted=Wanted("密封"), name="", by=outsider, at=AT)
    a_confidential_need(town, title="密封条")
    a_submitted_need(town, title="密封圈")
    assert (len(new_for(hers, at=AT)), len(new_for(theirs, at=AT))) == (2, 0)


def test_the_same_search_is_saved_once_and_an_empty_one_not_at_all() -> None:
    owner = an_account()
    first = save_search(wanted=Wanted("seals", page=3), name="One", by=owner, at=AT)
    again = save_search(wanted=Wanted("seals"), name="Two", by=owner, at=AT)
    assert (first.pk, SavedSearch.objects.get().name) == (again.pk, "Two")
    with pytest.raises(CannotSave):
        save_search(wanted=Wanted(), name="", by=owner, at=AT)


def test_only_the_owner_opens_and_ends_it() -> None:
    owner, other = an_account(), an_account()
    saved = save_search(wanted=Wanted("seals", kind="notice"), name="Seals", by=owner, at=AT)
    page = f"/search/saved/{saved.pk}/"
    assert a_client_for(owner).get(page).headers["Location"] == "/search/?q=seals&kind=notice"
    assert a_client_for(other).get(page).status_code == 404
    with pytest.raises(NotPermitted):
        end_saved_search(saved=saved, by=other, at=AT)
    assert a_client_for(other).post(f"{page}end/").status_code == 404
    assert a_client_for(owner).post(f"{page}end/").status_code == 302
    assert "No saved search yet" in a_client_for(owner).get("/search/saved/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_statements_for_one_as_for_three(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    owner = an_account()
    for place in range(count):
        save_search(wanted=Wanted(f"seals{place}"), name=f"Seals {place}", by=owner, at=AT)
    client = a_client_for(owner)
    client.get("/search/saved/")
    with django_assert_num_queries(4):
        page = client.get("/search/saved/").content.decode()
    assert page.count('class="row-title"') == count


def test_a_search_is_saved_from_its_page_and_over_the_api() -> None:
    owner = an_account()
    client = a_client_for(owner)
    assert "tell me of what is new" in client.get("/search/", {"q": "seals"}).content.decode()
    assert (
        client.post("/search/save/", {"q": "seals", "kind": "notice"}).headers["Location"]
        == "/search/?q=seals&kind=notice"
    )
    api = an_api_client(owner)
    made = api.post("/api/v1/search/saved", {"q": "rubber", "name": "Rubber"}, content_type="application/json").json()
    assert (made["name"], made["query"]) == ("Rubber", "q=rubber")
    assert [one["query"] for one in api.get("/api/v1/search/saved").json()] == ["q=rubber", "q=seals&kind=notice"]
    assert api.post(f"/api/v1/search/saved/{made['id']}/end").status_code == 200
    assert len(api.get("/api/v1/search/saved").json()) == 1
