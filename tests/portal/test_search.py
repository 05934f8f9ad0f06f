"""Search finds what somebody may see, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.test import Client

from making.calls import BIDDING, a_published_call, a_submitted_proposal
from making.needs import SECRET, a_checked_item, a_confidential_need, a_submitted_need, a_town
from making.people import AT, a_client_for, a_party, an_account, an_api_client, an_auditor
from making.publicity import a_prepared_notice, a_running_notice
from qunli.core.models import SearchEntry
from qunli.people.states import Role
from qunli.portal.queries.search import Wanted, search_for

if TYPE_CHECKING:
    from datetime import datetime

    from pytest_django import DjangoAssertNumQueries

    from qunli.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    cache.clear()


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"accept-language": "en"})


def labels(user: User, words: str, at: datetime = AT) -> list[str]:
    return [found.label for found in search_for(user, Wanted(words), at=at).found]


@pytest.mark.parametrize("count", [1, 3])
def test_a_search_takes_as_many_statements_for_one_record_as_for_three(
    visitor: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(count):
        a_running_notice(title="Seals for the cold")
    with django_assert_num_queries(6):  # the rate; the search in a transaction with room to work; the notices shown
        page = visitor.get("/search/", {"q": "seals cold"}).content.decode()
    assert page.count(">Seals for the cold</a>") == count


def test_visitors_find_public_notices_and_none_in_preparation(visitor: Client) -> None:
    a_running_notice(title="Seals, running")
    a_prepared_notice(title="Seals, prepared")
    page = visitor.get("/search/", {"q": "seals"}).content.decode()
    assert ("Seals, running" in page, "Seals, prepared" in page, "1 record" in page) == (True, False, True)


def test_a_confidential_need_is_found_by_the_entitled_only() -> None:
    town = a_town()
    need = a_confidential_need(town)
    others = [an_auditor(), an_account(role=Role.EXPERT, party=a_party())]
    for asked in (SECRET, need.title, need.number):
        assert labels(town.engineer, asked) == [need.title]
        for other in others:
            results = search_for(other, Wanted(asked), at=AT)
            assert (results.total, results.found, results.facets) == (0, (), ())


def test_the_search_keeps_no_word_of_what_is_confidential() -> None:
    town = a_town()
    need = a_submitted_need(town, problem=SECRET)
    kept = SearchEntry.objects.filter(kind="need", about_id=need.pk)
    assert "绝缘" in kept.get().terms
    need = a_confidential_need(town, title="绝缘件")
    closed = SearchEntry.objects.get(kind="need", about_id=need.pk)
    assert closed.is_closed
    assert [
        word for word in ("绝缘", "绝", "漆", need.number[:6].lower()) if word in closed.terms + closed.title_terms
    ] == []
    assert labels(town.engineer, "绝缘件") == ["绝缘件"]


def test_a_sealed_proposal_is_found_by_its_team_and_not_by_the_office() -> None:
    made = a_submitted_proposal()
    proposal = made.proposals[0]
    assert labels(made.teams[0].editor, proposal.number, BIDDING) == [proposal.title]
    assert [
        found.label
        for reader in (made.office.operator, made.office.authority, made.office.auditor)
        for asked in (proposal.number, proposal.title)
        for found in search_for(reader, Wanted(asked), at=BIDDING).found
        if found.kind == "proposal"
    ] == []


def test_a_number_leads_to_its_record_alone(visitor: Client) -> None:
    made = a_running_notice()
    a_running_notice()
    page = visitor.get("/search/", {"q": f" {made.notice.number.lower()} "}).content.decode()
    assert page.count(f'href="/notices/{made.notice.pk}/"') == 1
    assert page.count("Teams to be awarded") == 1
    assert "Nothing was found" in visitor.get("/search/", {"q": "GS1999-0001"}).content.decode()
    assert "Nothing was found" in visitor.get("/search/", {"q": f"GS1999-{made.notice.pk}"}).content.decode()


def test_both_scripts_find_what_stands_in_one(visitor: Client) -> None:
    town = a_town()
    item = a_checked_item(town)
    a_published_call(title="汽车天窗密封")
    for words in ("汽车天窗", "汽車天窗"):
        assert "汽车天窗密封" in visitor.get("/search/", {"q": words}).content.decode()
    assert item.public_title in visitor.get("/search/", {"q": item.public_title}).content.decode()


def test_a_need_that_was_not_accepted_is_no_news_for_others() -> None:
    town = a_town()
    need = a_submitted_need(town)
    assert labels(an_account(role=Role.EXPERT, party=a_party()), need.number) == []
    assert labels(town.operator, need.number) == [need.title]


def test_an_empty_search_and_one_without_hits_say_what_to_do(visitor: Client) -> None:
    assert "such as XQ2026-0001" in visitor.get("/search/").content.decode()
    assert "sign in" in visitor.get("/search/", {"q": "zzzz\x00zz"}).content.decode()
    assert "Nothing was found" in visitor.get("/search/", {"q": "…?!"}).content.decode()


def test_the_api_searches_the_same_way() -> None:
    a_running_notice(title="Seals, running")
    a_prepared_notice(title="Seals, prepared")
    found = an_api_client().get("/api/v1/search", {"q": "seal"}).json()
    assert (found["total"], found["pages"]) == (1, 1)
    assert [(one["group"], one["label"]) for one in found["found"]] == [("Public notices", "Seals, running")]
    assert a_client_for(an_auditor()).get("/search/", {"q": "seals"}).status_code == 200


@pytest.mark.parametrize(
    "narrowed",
    [
        {"year": "99999"},
        {"year": "20x6"},
        {"field": "9" * 30},
        {"field": "-1"},
        {"region": "'; --"},
        {"state": "x" * 30},
        {"kind": "nothing"},
        {"page": "0"},
        {"page": "9" * 40},
        {"page": "٣"},
    ],
)
def test_an_address_that_makes_no_sense_finds_what_it_can_and_fails_nobody(
    visitor: Client, narrowed: dict[str, str]
) -> None:
    a_running_notice(title="Seals for the cold")
    answer = visitor.get("/search/", {"q": "seals & | ! ' \\ \ud800".encode("utf-8", "replace").decode()} | narrowed)
    assert answer.status_code == 200
    assert visitor.get("/search/", {"q": "seals"} | narrowed).status_code == 200


def test_filters_narrow_and_stand_in_the_address(visitor: Client) -> None:
    a_running_notice(title="Seals for the cold")
    a_published_call(title="Seals for sunroofs")
    page = visitor.get("/search/", {"q": "seals"}).content.decode()
    assert ("2 records" in page, 'href="?q=seals&amp;kind=notice"' in page) == (True, True)
    narrowed = visitor.get("/search/", {"q": "seals", "kind": "notice"}).content.decode()
    assert ("1 record" in narrowed, ">Seals for sunroofs<" in narrowed) == (True, False)
    assert 'type="hidden" name="kind" value="notice"' in narrowed
