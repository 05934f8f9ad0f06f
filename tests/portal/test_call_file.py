"""The file of a call holds what its reader may see: sealed proposals, scores and results only for those entitled."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from making.awards import an_approved_decision
from making.calls import a_drafted_call, a_recommended_proposal
from making.people import a_client_for

if TYPE_CHECKING:
    from qunli.calls.models import Call
    from qunli.people.models import User

pytestmark = pytest.mark.django_db


def sheets_for(user: User, call: Call) -> dict[str, list[Any]]:
    """Read the file of a call as somebody gets it, by the titles of its sheets, without the heads."""
    sent = a_client_for(user).get(reverse("portal:call_file", args=[call.pk]), {"format": "xlsx"})
    book = load_workbook(io.BytesIO(sent.content))
    return {sheet.title.partition(" ")[2]: list(sheet.values)[1:] for sheet in book.worksheets}


def test_a_sealed_proposal_is_in_its_teams_file_and_in_no_other() -> None:
    made = a_recommended_proposal()
    proposal, office = made.proposals[0], made.office
    assert [row[0] for row in sheets_for(made.teams[0].editor, made.call)["Proposals"]] == [proposal.number]
    for reader in (office.operator, office.authority, office.auditor):
        assert sheets_for(reader, made.call)["Proposals"] == []


def test_the_office_gets_review_and_results_and_a_team_its_own_result() -> None:
    world, decision = an_approved_decision()
    office = sheets_for(world.operator, world.call)
    assert list(office) == ["Call", "Topics", "Terms", "Questions and answers", "Proposals", "Review", "Results"]
    assert [row[2] for row in office["Review"]] == [one.number for one in world.proposals]
    assert [(row[3], row[6]) for row in office["Results"]] == [
        (one.number, standing)
        for one, standing in zip(world.proposals, ("winner", "reserve", "not chosen"), strict=True)
    ]
    team = sheets_for(world.proposals[1].stated_by, world.call)
    assert "Review" not in team
    assert [(row[3], row[9]) for row in team["Results"]] == [(world.proposals[1].number, decision.document_number)]


def test_the_file_comes_as_word_too_and_not_of_a_draft_nor_to_a_visitor() -> None:
    made, draft = a_recommended_proposal(), a_drafted_call()
    client = a_client_for(made.teams[0].editor)
    address = reverse("portal:call_file", args=[made.call.pk])
    document = Document(io.BytesIO(client.get(address, {"format": "docx"}).content))
    said = [line.text for line in document.paragraphs if line.text]
    assert said[0] == made.call.title
    assert {"Call", "Topics", "Proposals", "Results"} <= set(said)
    assert client.get(reverse("portal:call_file", args=[draft.call.pk])).status_code == 404
    assert Client().get(address).status_code == 302
