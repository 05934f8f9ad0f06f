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
from qunli.people.states import Role
from qunli.portal.queries import search_for

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from qunli.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    cache.clear()


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"accept-language": "en"})


def labels(user: User, words: str) -> list[str]:
    return [found.label for group in search_for(user, words, at=AT) for found in group.found]


@pytest.mark.parametrize("count", [1, 3])
def test_a_search_takes_as_many_statements_for_one_record_as_for_three(
    visitor: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(count):
        a_running_notice(title="Seals for the cold")
    with django_assert_num_queries(7):  # the rate, calls, the list, organizations, notices, projects, outcomes
        page = visitor.get("/search/", {"q": "seals cold"}).content.decode()
    assert page.count(">Seals for the cold</a>") == count


def test_visitors_find_public_notices_and_none_in_preparation(visitor: Client) -> None:
    a_running_notice(title="Seals, running")
    a_prepared_notice(title="Seals, prepared")
    page = visitor.get("/search/", {"q": "seals"}).content.decode()
    assert ("Seals, running" in page, "Seals, prepared" in page) == (True, False)


def test_a_confidential_need_is_found_by_the_entitled_only() -> None:
    town = a_town()
    need = a_confidential_need(town)
    others = [an_auditor(), an_account(role=Role.EXPERT, party=a_party()), town.unit]
    for asked in (SECRET, need.title, need.number):
        assert need.title in labels(town.engineer, asked)
        assert [labels(other, asked) for other in others[:2]] == [[], []]
    assert SECRET not in str(search_for(town.engineer, SECRET, at=AT))


def test_a_sealed_proposal_is_found_by_its_team_and_not_by_the_office() -> None:
    made = a_submitted_proposal()
    proposal = made.proposals[0]
    team = [
        found.label for group in search_for(made.teams[0].editor, proposal.number, at=BIDDING) for found in group.found
    ]
    office = [
        search_for(reader, asked, at=BIDDING)
        for reader in (made.office.operator, made.office.authority, made.office.auditor)
        for asked in (proposal.number, proposal.title)
    ]
    assert team == [proposal.title]
    assert [
        found.label for groups in office for group in groups for found in group.found if group.page == "calls:proposals"
    ] == []


def test_a_number_leads_to_its_record_alone(visitor: Client) -> None:
    made = a_running_notice()
    a_running_notice()
    page = visitor.get("/search/", {"q": f" {made.notice.number.lower()} "}).content.decode()
    assert page.count(f'href="/notices/{made.notice.pk}/"') == 1
    assert page.count("Teams to be awarded") == 1
    assert "Nothing was found" in visitor.get("/search/", {"q": "GS1999-0001"}).content.decode()


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


def test_the_api_searches_the_same_way() -> None:
    a_running_notice(title="Seals, running")
    a_prepared_notice(title="Seals, prepared")
    found = an_api_client().get("/api/v1/search", {"q": "seals"}).json()
    assert [(one["group"], one["label"]) for one in found] == [("Public notices", "Seals, running")]
    assert a_client_for(an_auditor()).get("/search/", {"q": "seals"}).status_code == 200
