"""Every paper of a call says what its record says, and a sealed proposal stays sealed on paper too."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document

from making.calls import BIDDING, OPENING, PUBLISHED, a_published_call, a_recommended_proposal, an_opened_call
from making.people import a_client_for
from qunli.calls.actions import (
    StillSealed,
    make_application_paper,
    make_commitment_paper,
    make_guide_paper,
    make_recommendation_paper,
)
from qunli.calls.models import Call
from qunli.calls.queries import papers_of_proposal
from qunli.calls.states import LetterKind
from qunli.core.states import NotPermitted
from qunli.portal.permits import may_read_paper

if TYPE_CHECKING:
    from qunli.core.models import Paper

pytestmark = pytest.mark.django_db


def lines(paper: Paper) -> list[str]:
    """Read every paragraph and every row of a paper back."""
    with paper.file.open("rb") as kept:
        document = Document(io.BytesIO(kept.read()))
    rows = [" | ".join(cell.text for cell in row.cells) for table in document.tables for row in table.rows]
    return [line.text for line in document.paragraphs if line.text] + rows


def test_a_guide_gives_the_dates_and_every_indicator() -> None:
    made = a_published_call()
    said = lines(make_guide_paper(call=made.call, by=made.office.operator, at=PUBLISHED))
    assert said[:2] == ["Guide", made.call.number]
    assert "二、指标:两项,缺一不可。" in said
    assert "低温渗水量 | ≤ 0 mL | 台架试验" in said
    assert "Required attachments | 试验条件证明" in said


def test_a_sealed_application_is_printed_by_its_team_and_stampers_only() -> None:
    made = a_recommended_proposal()
    proposal, team, office = made.proposals[0], made.teams[0], made.office
    paper = make_application_paper(proposal=proposal, by=team.editor, at=BIDDING)
    again = make_application_paper(proposal=proposal, by=office.recommender, at=BIDDING)
    said = lines(paper)
    assert (said[:2], again.pk) == (["Application", proposal.number], paper.pk)
    assert {f"Lead | {team.organization.name}", "试验 | 3,000,000.00 | —"} <= set(said)
    assert sum("signed by" in line for line in said) == 2
    for other in (office.operator, office.authority, office.auditor):
        with pytest.raises(NotPermitted):
            make_application_paper(proposal=proposal, by=other, at=BIDDING)
        assert may_read_paper(other, paper, at=BIDDING) is False


def test_the_office_prints_an_application_and_the_summary_after_the_opening() -> None:
    made = a_published_call()
    with pytest.raises(StillSealed):
        make_recommendation_paper(call=made.call, by=made.office.operator, at=BIDDING)
    an_opened_call(made)
    proposal, office = made.proposals[0], made.office
    assert lines(make_application_paper(proposal=proposal, by=office.operator, at=OPENING))[1] == proposal.number
    said = lines(make_recommendation_paper(call=made.call, by=office.operator, at=OPENING))
    assert any(line.startswith(f"{office.recommending_party.name} | {proposal.number} | ") for line in said)
    with pytest.raises(NotPermitted):
        make_recommendation_paper(call=made.call, by=made.teams[0].editor, at=OPENING)


def test_a_commitment_letter_is_printed_in_the_words_that_were_signed() -> None:
    made = a_recommended_proposal()
    proposal, team = made.proposals[0], made.teams[0]
    letter = proposal.letters.get(kind=LetterKind.UNIT)
    paper = make_commitment_paper(letter=letter, by=team.administrator, at=BIDDING)
    assert letter.words in lines(paper)
    assert [one.pk for one in papers_of_proposal(proposal)] == [paper.pk]
    assert may_read_paper(team.editor, paper, at=BIDDING) is True
    assert may_read_paper(made.office.operator, paper, at=BIDDING) is False


def test_buttons_on_the_pages_make_the_papers() -> None:
    made = an_opened_call()
    client = a_client_for(made.office.operator)
    for page, name, record in (
        ("call", "make_guide_paper", made.call),
        ("proposal", "make_application_paper", made.proposals[0]),
    ):
        shown, making = (reverse(f"calls:{one}", args=[record.pk]) for one in (page, name))
        assert making in client.get(shown).content.decode()
        assert client.get(making).status_code == 405
        assert client.post(making)["Location"] == shown


def test_a_guide_printed_before_publication_is_out_of_date_until_it_is_printed_anew() -> None:
    made = a_published_call()
    client, visitor = a_client_for(made.office.operator), Client(headers={"accept-language": "en"})
    page, making = (reverse(f"calls:{name}", args=[made.call.pk]) for name in ("call", "make_guide_paper"))
    client.post(making)
    assert "out of date" not in client.get(page).content.decode()
    Call.objects.filter(pk=made.call.pk).update(contact="new@example.org")
    offered = client.get(page).content.decode()
    assert ("out of date" in offered, "Make a new version" in offered) == (True, True)
    seen = visitor.get(page).content.decode()
    assert ("out of date" in seen, "Make a new version" in seen) == (True, False)
    client.post(making)
    assert "out of date" not in visitor.get(page).content.decode()


def test_the_page_of_a_proposal_offers_to_hand_in_the_stamped_scan() -> None:
    made = a_recommended_proposal()
    client = a_client_for(made.teams[0].administrator)
    paper = make_application_paper(proposal=made.proposals[0], by=made.teams[0].editor, at=BIDDING)
    page = client.get(reverse("calls:proposal", args=[made.proposals[0].pk])).content.decode()
    assert reverse("portal:stamped", args=[paper.pk]) in page
