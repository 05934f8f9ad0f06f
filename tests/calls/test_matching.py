"""A call's office sees who might answer and why, and invites once; an organization sees what it could solve."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from time_machine import Traveller, travel

from making.calls import BIDDING, PUBLISHED, a_published_call, a_team
from making.people import a_client_for, an_api_client
from qunli.calls.actions import (
    AlreadyInvited,
    NotToInvite,
    ask_for_matches,
    invite_matched,
    record_matches,
    set_match_aside,
    take_match_up,
)
from qunli.calls.bridge import FoundMatch, matches_of
from qunli.calls.models import CallInvitation, Match
from qunli.calls.queries.matches import fitting, items_to_match, matches_for_call
from qunli.calls.tasks import match_call
from qunli.core.models import JournalEntry, Message
from qunli.core.states import SYSTEM, NotPermitted
from qunli.directory.models import Capability, CreditMark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoAssertNumQueries

    from making.calls import Made, Team

pytestmark = pytest.mark.django_db


def a_capable_team(name: str, can: str) -> Team:
    """Make an organization that says what it can do."""
    team = a_team(name)
    Capability.objects.create(
        organization=team.organization, title="能力", description=can, source="自述", stated_at=PUBLISHED
    )
    return team


@pytest.fixture
def clock() -> Iterator[Traveller]:
    with travel(BIDDING, tick=False) as moved:
        yield moved


@pytest.fixture
def made() -> Made:
    call = a_published_call()
    topic = call.topic
    topic.item.public_summary = "密封条在低温下变硬漏水，须在零下四十摄氏度保持弹性。"
    topic.item.save()
    return call


def kept(made: Made, *teams: Team, conflict: str = "") -> list[Match]:
    """Keep matches as if the engine had found them."""
    reasons = {
        "terms": [["密封条", 0.6, ""], ["低温", 0.4, ""]],
        "passages": ["低温密封条"],
        "fits": [["region", ["310112"]]],
    }
    found = [
        FoundMatch(team.organization.pk, 9.0 - place, {} if conflict else reasons, conflict)
        for place, team in enumerate(teams)
    ]
    record_matches(item=made.topic.item, found=found, by=SYSTEM, at=PUBLISHED)
    return list(Match.objects.order_by("place"))


def test_publishing_queues_matching_and_the_job_finds_who_fits_and_says_why(made: Made) -> None:
    lab = a_capable_team("密封实验室", "研制低温密封条，零下五十摄氏度仍有弹性。")
    a_capable_team("软件公司", "排产软件与数据看板。")
    poster = made.owner
    Capability.objects.create(
        organization=poster, title="能力", description="低温密封条", source="自述", stated_at=PUBLISHED
    )
    marked = a_capable_team("失信密封厂", "低温密封条，弹性好，不漏水。")
    CreditMark.objects.create(
        party=marked.organization.party,
        issuer="示例",
        reason="示例",
        since="2026-01-01",
        until="2199-01-01",
        source="示例",
    )
    match_call(call=made.call.pk)
    told = {one.match.organization.name: one.match for one in matches_for_call(made.call)}
    assert {name: match.conflict for name, match in told.items()} == {
        lab.organization.name: "",
        poster.name: "It stated the need itself.",
        marked.organization.name: "A credit mark is in force against it.",
    }
    reasons = told[lab.organization.name].reasons
    assert "低温密封" in [term for term, _share, _through in reasons["terms"]]
    assert sum(share for _term, share, _through in reasons["terms"]) == pytest.approx(1, abs=0.01)
    assert reasons["passages"] == ["能力。\n研制低温密封条，零下五十摄氏度仍有弹性。"]
    entries = JournalEntry.objects.filter(act="calls.record_matches").count()
    match_call(call=made.call.pk)
    assert JournalEntry.objects.filter(act="calls.record_matches").count() == entries  # nothing has changed


def test_only_what_the_public_reads_is_matched(made: Made) -> None:
    need = made.topic.item.need
    need.problem = "绝缘漆配方"
    need.save()
    a_capable_team("绝缘漆厂", "绝缘漆配方")
    found = dict(matches_of(items_to_match(), on=PUBLISHED.date()))
    assert [one.organization for rows in found.values() for one in rows if not one.conflict] == []


def test_an_organization_is_invited_once_and_its_people_are_told_why(made: Made) -> None:
    lab = a_capable_team("密封实验室", "低温密封条")
    [match] = kept(made, lab)
    with pytest.raises(NotPermitted):
        invite_matched(match=match, call=made.call, by=lab.editor, at=BIDDING)
    invite_matched(match=match, call=made.call, by=made.office.operator, at=BIDDING)
    with pytest.raises(AlreadyInvited):
        invite_matched(match=match, call=made.call, by=made.office.authority, at=BIDDING)
    message = Message.objects.get(party_id=lab.organization.party_id, occasion=f"topic {made.topic.pk} invitation")
    assert message.text == (
        f"You are invited to answer “{made.topic.title}” in the call {made.call.number}. "
        "What you do fits: 密封条、低温."
    )
    assert CallInvitation.objects.get().organization == lab.organization
    assert JournalEntry.objects.filter(act="calls.invite_matched", about_id=made.call.pk).count() == 1


def test_nobody_is_invited_against_a_conflict_or_after_the_deadline(made: Made) -> None:
    lab = a_team("密封实验室")
    [match] = kept(made, lab)
    with pytest.raises(NotToInvite):
        invite_matched(match=match, call=made.call, by=made.office.operator, at=BIDDING + timedelta(days=60))
    [match] = kept(made, lab, conflict="It stated the need itself.")
    with pytest.raises(NotToInvite):
        invite_matched(match=match, call=made.call, by=made.office.operator, at=BIDDING)
    assert not CallInvitation.objects.exists()


def test_what_was_set_aside_stays_so_until_it_is_taken_up(made: Made) -> None:
    lab, other = a_team("密封实验室"), a_team("别的")
    first, _second = kept(made, lab, other)
    office = made.office.operator
    set_match_aside(match=first, call=made.call, by=office, at=BIDDING)
    record_matches(item=made.topic.item, found=[], by=SYSTEM, at=BIDDING)
    assert [match.organization for match in Match.objects.all()] == [lab.organization]
    assert list(fitting(lab.organization, at=BIDDING)) == []
    take_match_up(match=Match.objects.get(), call=made.call, by=office, at=BIDDING)
    assert [match.item for match in fitting(lab.organization, at=BIDDING)] == [made.topic.item]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_matches_takes_as_many_statements_for_one_as_for_three(
    made: Made, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    kept(made, *(a_team(f"实验室{place}") for place in range(count)))
    client = a_client_for(made.office.operator)
    client.get("/")
    with django_assert_num_queries(9):
        page = client.get(f"/calls/{made.call.pk}/matches/").content.decode()
    assert (page.count('class="match-terms"'), "密封条</span> 60%" in page) == (count, True)


@pytest.mark.parametrize("count", [1, 3])
def test_what_an_organization_fits_takes_as_many_statements_for_one_as_for_three(
    count: int, clock: Traveller, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    lab = a_team("密封实验室")
    for _place in range(count):
        kept(a_published_call(), lab)
    client = a_client_for(lab.editor)
    client.get("/")
    with django_assert_num_queries(5):
        page = client.get(f"/calls/fitting/{lab.organization.pk}/").content.decode()
    assert page.count('class="match-passage"') == count


def test_matches_are_for_the_office_and_what_fits_for_its_own_people(made: Made) -> None:
    lab, other = a_team("密封实验室"), a_team("别的")
    [match] = kept(made, lab)
    page = f"/calls/{made.call.pk}/matches/"
    fits = f"/calls/fitting/{lab.organization.pk}/"
    assert [a_client_for(one).get(page).status_code for one in (made.office.auditor, lab.editor)] == [200, 403]
    assert [a_client_for(one).get(fits).status_code for one in (lab.editor, other.editor)] == [200, 404]
    api = f"/api/v1/calls/{made.call.pk}/matches"
    assert [row["organization"] for row in an_api_client(made.office.auditor).get(api).json()] == [
        lab.organization.name
    ]
    acts = f"{api}/{match.pk}"
    writer = an_api_client(made.office.operator, may_write=True)
    assert writer.post(f"{acts}/set-aside").json()[0]["is_set_aside"]
    assert an_api_client(lab.editor).get(api).status_code == 403
    told = an_api_client(lab.editor).get(f"/api/v1/organizations/{lab.organization.pk}/fitting").json()
    assert told == []


def test_matching_is_asked_for_by_the_office_alone(made: Made) -> None:
    ask_for_matches(call=made.call, by=made.office.operator, at=BIDDING)
    with pytest.raises(NotPermitted):
        ask_for_matches(call=made.call, by=a_team("别的").editor, at=BIDDING)
    client = a_client_for(made.office.operator)
    assert "No match yet" in client.get(f"/calls/{made.call.pk}/matches/").content.decode()
    assert client.post(f"/calls/{made.call.pk}/matches/ask/").status_code == 302
