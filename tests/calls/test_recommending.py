"""A recommending unit sees what comes by way of it, and nothing else: on a page, as Excel, as the summary to stamp."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from making.calls import BIDDING, Made, a_draft_proposal, a_published_call, a_recommended_proposal, a_team
from making.people import a_client_for, a_party, an_account
from qunli.people.states import Role

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

pytestmark = pytest.mark.django_db


def address(made: Made, query: str = "") -> str:
    """Where the list of a call is."""
    return reverse("calls:recommended", args=[made.call.pk]) + query


def test_a_unit_sees_its_own_proposals_with_state_and_deadlines() -> None:
    made = a_recommended_proposal()
    a_draft_proposal(made, team=a_team("另一家"))
    with time_machine.travel(BIDDING, tick=False):
        page = a_client_for(made.office.recommender).get(address(made)).content.decode()
    shown, draft = made.proposals
    assert (shown.number in page, draft.number in page) == (True, False)
    assert "Recommending units stamp before" in page


def test_another_unit_sees_none_of_them_and_the_office_is_turned_away() -> None:
    made = a_recommended_proposal()
    other = an_account(role=Role.RECOMMENDING_UNIT, party=a_party())
    page = a_client_for(other).get(address(made)).content.decode()
    assert (made.proposals[0].number in page, "No proposal has come to your unit" in page) == (False, True)
    assert a_client_for(made.office.operator).get(address(made)).status_code == 403


def test_the_summary_comes_as_excel_and_as_word_for_the_units_stamp() -> None:
    made = a_recommended_proposal()
    client, proposal = a_client_for(made.office.recommender), made.proposals[0]
    book = load_workbook(io.BytesIO(client.get(address(made, "?format=xlsx")).content))
    rows = list(book.active.values)  # type: ignore[union-attr]  # a new workbook has one
    assert [(row[0], row[8]) for row in rows] == [("Number", "State"), (proposal.number, "recommended")]
    document = Document(io.BytesIO(client.get(address(made, "?format=docx")).content))
    said = [line.text for line in document.paragraphs if line.text]
    assert said[:3] == ["Recommendation summary", made.call.number, f"{made.call.authority.name}:"]
    assert said[-2:] == [made.office.recommending_party.name, "(day) ____________"]
    cells = [[cell.text for cell in row.cells] for row in document.tables[1].rows]
    assert cells[1][:3] == ["1", proposal.number, proposal.title]


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_asks_the_same_whatever_is_in_it(
    many: int, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    made = a_published_call()
    for number in range(many):
        a_recommended_proposal(made, team=a_team(f"第{number}家"))
    client = a_client_for(made.office.recommender)
    client.get(reverse("calls:recommended", args=[made.call.pk]))
    with django_assert_num_queries(9):
        client.get(reverse("calls:recommended", args=[made.call.pk]))
