"""Every paper of a project says what its record says, and only those who may make it do."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from docx import Document

from making.people import AT, a_client_for, an_account
from making.projects import (
    PAID,
    a_cast,
    a_drafted_book,
    a_finished_project,
    a_running_project,
    an_accepted_project,
)
from qunli.core.queries.files import papers_of
from qunli.core.states import NotPermitted
from qunli.projects.actions import (
    Move,
    NothingToPrint,
    ask_change,
    make_acceptance_paper,
    make_change_paper,
    make_task_book_paper,
    make_users_opinion_paper,
    settle_change,
)
from qunli.projects.models import TaskBook
from qunli.projects.states import ChangeKind

if TYPE_CHECKING:
    from qunli.core.models import Paper

pytestmark = pytest.mark.django_db


def lines(paper: Paper) -> list[str]:
    """Read every paragraph and every row of a paper back."""
    with paper.file.open("rb") as kept:
        document = Document(io.BytesIO(kept.read()))
    rows = [" | ".join(cell.text for cell in row.cells) for table in document.tables for row in table.rows]
    return [line.text for line in document.paragraphs if line.text] + rows


def test_a_task_book_is_printed_word_for_word_with_its_signatures() -> None:
    cast = a_cast()
    project = a_running_project(cast)
    book = TaskBook.objects.get(project=project)
    said = lines(make_task_book_paper(task_book=book, by=cast.lead, at=PAID))
    assert said[:2] == ["Task book", f"{book.number} v1"]
    assert f"Lead | {project.lead.name}" in said
    assert any(line.startswith("M1 配方定型 | ") and "剥离强度 ≥ 3.5 N/mm" in line for line in said)
    assert any(line.endswith("| 4,800,000.00") for line in said)
    assert f"Fingerprint | {book.fingerprint}" in said
    assert sum("signed by" in line for line in said) == 2


def test_an_unsigned_task_book_leaves_room_for_stamps_and_a_signed_one_is_the_next_version() -> None:
    cast = a_cast()
    book = a_drafted_book(cast)
    first = make_task_book_paper(task_book=book, by=cast.operator, at=AT)
    again = make_task_book_paper(task_book=book, by=cast.lead, at=AT)
    assert (first.pk, first.version) == (again.pk, 1)
    assert f"Lead (stamp): {book.project.lead.name}" in lines(first)
    assert [paper.pk for paper in papers_of(book.ref)] == [first.pk]


def test_a_change_request_says_what_moves_from_what_to_what_and_how_it_was_settled() -> None:
    cast = a_cast()
    project = a_running_project(cast)
    moves = (Move("project", project.pk, "leader_name", "沈明远"),)
    change = ask_change(
        project=project, kind=ChangeKind.CHANGE, reason="The leader left.", moves=moves, by=cast.lead, at=PAID
    )
    asked = make_change_paper(change=change, by=cast.lead, at=PAID)
    assert "The leader left." in lines(asked)
    assert "leader | 程嘉禾 | 沈明远" in lines(asked)
    settle_change(change=change, granted=True, reason="Agreed.", by=cast.authority, at=PAID)
    settled = make_change_paper(change=change, by=cast.authority, at=PAID)
    assert (settled.version, "Reason | Agreed." in lines(settled)) == (2, True)


def test_the_users_opinion_is_printed_once_it_is_given() -> None:
    cast = a_cast()
    project = a_finished_project(cast)
    said = lines(make_users_opinion_paper(project=project, by=cast.poster, at=PAID))
    assert "It does not leak." in said
    assert any(line.startswith(f"Poster: {project.poster.name} · signed by") for line in said)


def test_the_acceptance_certificate_gives_verdict_grade_and_what_was_measured() -> None:
    cast = a_cast()
    acceptance = an_accepted_project(cast)
    said = lines(make_acceptance_paper(project=acceptance.project, by=cast.authority, at=PAID))
    assert said[:2] == ["Acceptance certificate", acceptance.number]
    assert {"Verdict | passed", "Grade | good", "All reached.", "It does not leak."} <= set(said)
    assert "M1 | 剥离强度 | ≥ 3.5 N/mm | 4.1 | yes" in said


def test_what_does_not_stand_yet_is_not_printed() -> None:
    cast = a_cast()
    project = a_running_project(cast)
    with pytest.raises(NothingToPrint):
        make_users_opinion_paper(project=project, by=cast.poster, at=PAID)
    with pytest.raises(NothingToPrint):
        make_acceptance_paper(project=project, by=cast.authority, at=PAID)


def test_neither_strangers_nor_the_auditor_print() -> None:
    cast = a_cast()
    book = a_drafted_book(cast)
    for other in (an_account(), cast.auditor):
        with pytest.raises(NotPermitted):
            make_task_book_paper(task_book=book, by=other, at=AT)
    assert list(papers_of(book.ref)) == []


@pytest.mark.slow
@pytest.mark.timeout(60)
def test_a_button_on_the_page_makes_the_paper_and_the_page_lists_it() -> None:
    cast = a_cast()
    book = a_drafted_book(cast)
    client = a_client_for(cast.lead)
    page, making = (reverse(f"projects:{name}", args=[book.pk]) for name in ("taskbook", "make_task_book_paper"))
    assert making in client.get(page).content.decode()
    assert client.get(making).status_code == 405
    assert client.post(making)["Location"] == page
    paper = papers_of(book.ref).get()
    assert paper.check_code in client.get(page).content.decode()
    word = reverse("portal:paper", args=[paper.pk])
    assert client.get(word)["Content-Disposition"].startswith("attachment")
    assert a_client_for(an_account()).get(word).status_code == 404
    assert a_client_for(cast.auditor).post(making).status_code == 403
