"""Papers over the API: made, listed with their versions, handed out as Word, returned with a stamp."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from making.calls import a_published_call, an_opened_call
from making.people import an_account, an_api_client, sent
from qunli.calls.models import Call
from qunli.portal.api.making import MAKERS
from qunli.portal.permits import SIGHTS

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

SCAN = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"  # noqa: E501 - a file's bytes


def test_every_paper_is_made_of_a_record_whose_readers_are_known() -> None:
    assert {(room, kind) for _template, room, kind in MAKERS} - SIGHTS.keys() == set()


def test_a_guide_is_made_handed_out_and_comes_back_stamped() -> None:
    made = a_published_call()
    office, visitor = an_api_client(made.office.operator), an_api_client()
    body = {"template": "guide", "room": "calls", "kind": "call", "id": made.call.pk}
    about = f"/papers?room=calls&kind=call&id={made.call.pk}"
    assert sent(an_api_client(an_account()), "POST", "/papers", body)[0] == 403
    status, paper = sent(office, "POST", "/papers", body)
    assert (status, paper["version"], paper["about"]["label"]) == (201, 1, made.call.number)
    assert sent(office, "POST", "/papers", body)[1]["id"] == paper["id"]
    Call.objects.filter(pk=made.call.pk).update(contact="new@example.org")
    assert sent(office, "POST", "/papers", body)[1]["version"] == 2
    assert [row["version"] for row in sent(visitor, "GET", about)[1]["items"]] == [2, 1]
    word = visitor.get(f"/api/v1/papers/{paper['id']}/content")
    assert b"".join(word)[:2] == b"PK"
    file = SimpleUploadedFile("scan.pdf", SCAN)
    returned = office.post(f"/api/v1/papers/{paper['id']}/stamped", {"file": file})
    assert (returned.status_code, returned.json()["stamped_scan_id"] is None) == (200, False)
    again = office.post(f"/api/v1/papers/{paper['id']}/stamped", {"file": SimpleUploadedFile("scan.pdf", SCAN)})
    assert again.status_code == 403


def test_a_proposals_paper_is_its_readers_alone_and_no_other_record_makes_it() -> None:
    made = an_opened_call()
    proposal, office = made.proposals[0], an_api_client(made.office.operator)
    body = {"template": "application", "room": "calls", "kind": "proposal", "id": proposal.pk}
    outsider = an_api_client(an_account())
    assert sent(outsider, "POST", "/papers", body)[0] == 404
    paper = sent(office, "POST", "/papers", body)[1]
    for path in (f"/papers/{paper['id']}", f"/papers?room=calls&kind=proposal&id={proposal.pk}"):
        assert (sent(office, "GET", path)[0], sent(outsider, "GET", path)[0]) == (200, 404)
    assert outsider.get(f"/api/v1/papers/{paper['id']}/content").status_code == 404
    wrong = sent(office, "POST", "/papers", {**body, "template": "guide"})
    assert (wrong[0], wrong[1]["faults"][0]["place"]) == (422, "template")


@pytest.mark.parametrize("many", [1, 3])
def test_a_list_of_papers_asks_the_same_few_questions(
    many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made = a_published_call()
    office = an_api_client(made.office.operator)
    body = {"template": "guide", "room": "calls", "kind": "call", "id": made.call.pk}
    for number in range(many):
        Call.objects.filter(pk=made.call.pk).update(contact=f"n{number}@example.org")
        sent(office, "POST", "/papers", body)
    with django_assert_num_queries(6):
        path = f"/papers?room=calls&kind=call&id={made.call.pk}"
        assert len(sent(office, "GET", path)[1]["items"]) == many
