"""The live page of a race: each reader sees what the scheme lets them, and every act has its form."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from making.people import a_client_for, a_party, an_account
from making.races import DECIDED, REPORTED, SCHEME, Field, a_running_race, report_stage
from making.review import a_topic
from qunli.people.models import User
from qunli.people.states import Role
from qunli.projects.models import Race, StageDecision
from qunli.projects.states import LaneState, RaceState

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel(DECIDED, tick=False):
        yield


def seen(field: Field, user: User | None) -> tuple[int, list[bool], bool]:
    """Return the status, whether each lead is named, and whether a measured value is shown."""
    client = a_client_for(user) if user else Client(headers={"accept-language": "en"})
    page = client.get(f"/projects/races/{field.race.pk}/")
    text = page.content.decode()
    return page.status_code, [lane.project.lead.name in text for lane in field.lanes], "0.4321" in text


def test_everybody_sees_what_the_scheme_lets_them() -> None:
    field = a_running_race()
    report_stage(field, 0, "0.4321")
    auditor = an_account(role=Role.AUDITOR, party=a_party(name="Audit"))
    everyone = [True, True, True]
    for user in (field.operator, field.authority, field.poster, field.finance, auditor, field.leads[0]):
        assert seen(field, user) == (200, everyone, True)
    assert [seen(field, user) for user in (field.leads[1], None)] == [(200, everyone, False)] * 2
    race = field.race
    wide = SCHEME.replace("may_continue = true", 'may_continue = true\nteams_see = "measured"\npublic_sees = "nothing"')
    race.terms["scheme"]["value"], race.is_public = wide, False
    race.save()
    assert [seen(field, user)[::2] for user in (field.leads[1], None)] == [(200, True), (404, False)]
    race.terms["scheme"]["value"] = wide.replace('"measured"', '"nothing"')
    race.save()
    assert seen(field, field.leads[1]) == (200, [False, True, False], False)
    need = race.topic.item.need
    need.is_confidential = True
    need.save()
    race.terms["scheme"]["value"], race.is_public = SCHEME, True
    race.save()
    assert [seen(field, user)[0] for user in (None, auditor, field.leads[0])] == [404, 404, 200]


def test_a_stage_is_scored_proposed_and_decided_on_the_page() -> None:
    field = a_running_race()
    for place, value in enumerate(("0.4", "0.7", "0.4")):
        report_stage(field, place, value, at=REPORTED)
    lanes = field.lanes
    for user, who in ((field.operator, "experts"), (field.poster, "demander")):
        for lane, points in zip(lanes, ("80", "70", "60"), strict=True):
            sent = {"who": who, "points": points, "reason": "So."}
            assert a_client_for(user).post(f"/projects/races/lanes/{lane.pk}/score/", sent).status_code == 302
    url = f"/projects/races/{field.race.pk}/"
    assert "Judge the gate and propose" in a_client_for(field.operator).get(url).content.decode()
    a_client_for(field.operator).post(f"{url}propose/")
    decision = StageDecision.objects.get()
    sent = {"meeting_record": "〔2026〕9", "met_on": DECIDED.date().isoformat()}
    answer = a_client_for(field.authority).post(f"/projects/races/results/{decision.pk}/decide/", sent)
    assert (answer.status_code, field.states()) == (302, [LaneState.RUNNING, LaneState.OUT, LaneState.RUNNING])
    page = a_client_for(field.authority).get(url).content.decode()
    for words in ("Leakage ≤ 0.5 mL/min: missed with 0.7", "all places are taken by teams that passed", "Returns"):
        assert words in page
    assert "missed with" not in Client(headers={"accept-language": "en"}).get(url).content.decode()


@pytest.mark.parametrize("races", [1, 3])
def test_the_list_of_races_takes_as_many_statements_for_three_as_for_one(
    races: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    field = a_running_race(teams=1, scheme=SCHEME)
    first = field.race
    for _number in range(races - 1):
        Race.objects.create(
            decision=first.decision,
            topic=a_topic(first.decision.call),
            poster=first.poster,
            operator=first.operator,
            authority=first.authority,
            title=first.title,
            terms=first.terms,
            seed="x",
            starts_on=first.starts_on,
            stated_at=DECIDED,
            is_public=True,
            state=RaceState.RUNNING,
        )
    client = Client(headers={"accept-language": "en"})
    client.get("/projects/races/")
    with django_assert_num_queries(2):
        assert client.get("/projects/races/").content.decode().count('class="row-title"') == races
