"""The draft of the approval says what was decided, how the notice went, who wins and who stands in reserve."""

from __future__ import annotations

import pytest
from django.urls import reverse

from making.awards import (
    a_decided_decision,
    a_decision_on_notice,
    a_recommended_decision,
    an_approved_decision,
)
from making.papers import lines_of
from making.people import AT, a_client_for, an_account
from qunli.awards.actions import NothingToApprove, make_approval_paper
from qunli.core.states import NotPermitted
from qunli.people.states import Role
from qunli.portal.permits import may_read_paper

pytestmark = pytest.mark.django_db


def test_a_draft_before_the_notice_leaves_number_and_day_free() -> None:
    world, decision = a_decided_decision()
    said = lines_of(make_approval_paper(decision=decision, by=world.operator, at=AT))
    winner, reserve = world.proposals[:2]
    assert said[:3] == [
        f"Approval of the projects of “{world.call.title}”",
        "No. ______",
        f"{world.call.operator.name}:",
    ]
    assert "The decision has not been on public notice yet." in said
    assert "Altogether 6,000,000.00 yuan for 1 projects." in said
    assert said[said.index("What follows") + 2 : said.index("What follows") + 4] == [
        world.call.authority.name,
        "(day) ____________",
    ]
    rows = [line.split(" | ")[:4] for line in said if line.startswith("A seal | ")]
    assert rows == [["A seal", one.number, one.title, one.lead.name] for one in (winner, reserve)]


def test_an_approved_decision_prints_with_number_day_and_the_course_of_the_notice() -> None:
    world, decision = an_approved_decision()
    said = lines_of(make_approval_paper(decision=decision, by=world.authority, at=AT))
    assert said[1] == decision.document_number
    assert any(
        line.startswith("It was on public notice from March 2, 2026 to March 6, 2026, 5 working days. No objection")
        for line in said
    )
    assert "March 10, 2026" in said


def test_nothing_is_drafted_of_a_mere_recommendation_nor_by_others() -> None:
    world, decision = a_recommended_decision()
    with pytest.raises(NothingToApprove):
        make_approval_paper(decision=decision, by=world.operator, at=AT)
    with pytest.raises(NotPermitted):
        make_approval_paper(decision=decision, by=an_account(role=Role.AUDITOR), at=AT)


def test_the_page_makes_the_draft_and_says_when_it_is_out_of_date() -> None:
    world, decision = a_decision_on_notice()
    client = a_client_for(world.operator)
    page, making = (reverse(f"awards:{name}", args=[decision.pk]) for name in ("decision", "make_approval_paper"))
    assert making in client.get(page).content.decode()
    assert client.post(making)["Location"] == page
    shown = client.get(page).content.decode()
    assert ("approval draft" in shown, "out of date" in shown) == (True, False)
    decision.awards.filter(proposal=world.proposals[0]).update(money=5_000_000)
    assert "out of date" in client.get(page).content.decode()


def test_finance_and_auditor_read_the_draft_and_teams_do_not() -> None:
    world, decision = a_decided_decision()
    paper = make_approval_paper(decision=decision, by=world.operator, at=AT)
    team = world.proposals[0].stated_by
    readers = (an_account(role=Role.FINANCE), an_account(role=Role.AUDITOR), team)
    assert [may_read_paper(one, paper, at=AT) for one in readers] == [True, True, False]
