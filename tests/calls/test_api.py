"""Calls and proposals over the API."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from making.calls import BIDDING, a_complete_draft, a_published_call, a_submitted_proposal
from qunli.people.actions import make_token
from qunli.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel(BIDDING + timedelta(hours=1), tick=False):
        yield


def a_program_of(user: User) -> Client:
    _token, secret = make_token(user=user, name="test", may_write=True, days=30, by=user, at=timezone.now())
    return Client(headers={"accept-language": "en", "authorization": f"Bearer {secret}"})


def test_a_visitor_reads_published_calls() -> None:
    made = a_published_call()
    listed = Client().get("/api/v1/calls").json()
    assert (listed["count"], listed["items"][0]["title"]) == (1, made.call.title)
    whole = Client().get(f"/api/v1/calls/{made.call.pk}").json()
    assert [row["name"] for row in whole["topics"][0]["indicators"]] == ["低温渗水量", "开闭耐久"]
    assert "李" not in str(Client().get(f"/api/v1/calls/{made.call.pk}/questions").json())


def test_a_sealed_proposal_is_not_there_for_others() -> None:
    made = a_submitted_proposal()
    url = f"/api/v1/proposals/{made.proposals[0].pk}"
    for stranger in (made.office.operator, made.office.authority, made.office.auditor):
        program = a_program_of(stranger)
        assert program.get(url).status_code == 404
        assert program.get("/api/v1/proposals").json()["count"] == 0
    assert a_program_of(made.teams[0].editor).get(url).json()["title"] == made.proposals[0].title


def test_a_program_changes_a_draft_and_hands_it_in() -> None:
    made = a_complete_draft()
    program, url = a_program_of(made.teams[0].editor), f"/api/v1/proposals/{made.proposals[0].pk}"
    stale = program.patch(f"{url}/draft", {"seen_version": 1, "approach": "改"}, content_type="application/json")
    assert (stale.status_code, stale["content-type"]) == (409, "application/problem+json")
    changed = program.patch(f"{url}/draft", {"seen_version": 2, "approach": "改"}, content_type="application/json")
    assert (changed.json()["approach"], changed.json()["version"]) == ("改", 3)
    receipt = program.post(f"{url}/submit").json()
    assert program.get(f"{url}/receipts").json() == [receipt]
    assert receipt["journal_head"].partition(":")[0].isdigit()
    assert program.post(f"{url}/submit").status_code == 409
