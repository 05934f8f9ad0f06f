"""Where the pages lead: from what somebody is told to what they can do."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client

from making.calls import BIDDING, a_draft_proposal, a_partner, a_published_call, a_team
from making.people import a_client_for
from qunli.core.queries.refs import page_of
from qunli.people.models import User

pytestmark = pytest.mark.django_db


def page(user: User | None, url: str) -> str:
    client = a_client_for(user) if user else Client(headers={"accept-language": "en"})
    with time_machine.travel(BIDDING, tick=False):
        return client.get(url).content.decode()


def test_a_partner_is_led_to_the_question_until_it_is_answered() -> None:
    made = a_draft_proposal()
    ref = made.proposals[0].ref
    asked, refusing = a_partner(made, consents=None), a_partner(made, "无锡示例公司", consents=False)
    assert page_of(ref, asked.administrator) == f"/calls/proposals/{ref.id}/"
    assert page_of(ref, refusing.administrator) == ""


def test_who_is_asked_as_a_partner_is_led_from_the_proposal_to_the_question() -> None:
    made = a_draft_proposal()
    partner = a_partner(made, consents=None)
    with time_machine.travel(BIDDING, tick=False):
        answer = a_client_for(partner.administrator).get(f"/calls/proposals/{made.proposals[0].pk}/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/calls/proposals/")
    stranger = a_team("另一实验室").administrator
    assert a_client_for(stranger).get(f"/calls/proposals/{made.proposals[0].pk}/").status_code == 404


def test_a_team_finds_its_own_proposals_on_the_page_of_the_call() -> None:
    made = a_draft_proposal()
    call, proposal = f"/calls/{made.call.pk}/", f"/calls/proposals/{made.proposals[0].pk}/"
    readers = (made.teams[0].editor, a_team("另一实验室").editor, made.office.operator, None)
    assert [proposal in page(one, call) for one in readers] == [True, False, False, False]


def test_whoever_asks_signed_in_types_neither_name_nor_address() -> None:
    made = a_published_call()
    asker = a_team("另一实验室").editor
    form = page(asker, f"/calls/{made.call.pk}/ask/")
    assert (f'value="{asker}"' in form, f'value="{asker.email}"' in form) == (True, True)
