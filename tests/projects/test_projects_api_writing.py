"""What a project agrees on, over the API: task book, contract, requests, the end, outcomes and transfers."""

from __future__ import annotations

import pytest

from making.people import an_account, an_api_client, sent
from making.projects import (
    a_cast,
    a_drafted_book,
    a_finished_project,
    a_prepared_project,
    a_running_project,
    an_accepted_project,
    with_first_milestone_accepted,
)
from qunli.people.states import Role
from qunli.projects.models import Payment, Project
from qunli.projects.states import PaymentState, Stream

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(60)]


def test_a_task_book_is_read_handed_back_and_signed_by_its_side_only() -> None:
    cast = a_cast()
    book = a_drafted_book(cast)
    lead, authority = an_api_client(cast.lead), an_api_client(cast.authority)
    listed = sent(lead, "GET", f"/projects/{book.project_id}/task-books")[1]
    assert [(row["id"], row["version"], row["content"]["lead"]) for row in listed["items"]] == [
        (book.pk, 1, book.project.lead.name)
    ]
    path = f"/task-books/{book.pk}"
    assert sent(authority, "POST", f"{path}/sign", {"side": "lead"})[0] == 403
    assert sent(lead, "POST", f"{path}/sign", {"side": "nobody"})[0] == 422
    assert sent(lead, "POST", f"{path}/sign", {"side": "lead"})[1]["lead_signed_at"] is not None
    assert sent(authority, "POST", f"{path}/hand-back", {"reason": "Dates."})[0] == 200
    stranger = an_api_client(an_account(role=Role.UNIT_ADMINISTRATOR, party=a_cast().bank))
    assert sent(stranger, "POST", f"{path}/sign", {"side": "lead"})[0] == 404


def test_a_task_book_is_drafted_whole_and_one_out_of_order_names_its_faults() -> None:
    cast = a_cast()
    project = a_prepared_project(cast)
    lead, path = an_api_client(cast.lead), f"/projects/{project.pk}/task-book"
    milestone = {"title": "M", "due_on": "2027-03-31", "is_final": True}
    body = {
        "starts_on": "2026-04-01",
        "ends_on": "2027-03-31",
        "milestones": [milestone],
        "payments": [{"stream": "poster", "amount": "4800000.00"}],
    }
    status, problem = sent(lead, "PUT", path, {**body, "ends_on": "2026-01-01"})
    assert (status, bool(problem["faults"]), project.task_books.count()) == (422, True, 0)
    status, problem = sent(lead, "PUT", path, {**body, "payments": [{"stream": "poster", "amount": "-1"}]})
    assert (status, problem["faults"][0]["place"]) == (422, "body.payments.0.amount")
    drafted = sent(lead, "PUT", path, body)[1]
    assert (drafted["version"], [row["title"] for row in drafted["content"]["milestones"]]) == (1, ["M"])
    assert sent(an_api_client(cast.auditor), "PUT", path, body)[0] == 403


def test_a_contract_is_written_and_signed_by_both_sides() -> None:
    cast = a_cast()
    project = a_prepared_project(cast)
    lead, poster = an_api_client(cast.lead), an_api_client(cast.poster)
    path = f"/projects/{project.pk}/contract"
    assert sent(lead, "GET", path)[0] == 404
    assert sent(lead, "PUT", path, {"amount": "4800000", "terms_text": "words"})[1]["terms_text"] == "words"
    assert sent(poster, "POST", f"{path}/sign", {"side": "taker"})[0] == 403
    assert sent(poster, "POST", f"{path}/sign", {"side": "poster"})[1]["poster_signed_at"] is not None
    assert sent(lead, "POST", f"{path}/sign", {"side": "taker"})[1]["taker_signed_at"] is not None


def test_a_change_is_asked_for_and_settled_by_another() -> None:
    cast = a_cast()
    project = a_running_project(cast)
    lead, authority = an_api_client(cast.lead), an_api_client(cast.authority)
    moves = [{"of": "project", "id": project.pk, "field": "leader_name", "now": "沈明远"}]
    body = {"kind": "change", "reason": "The leader left.", "moves": moves}
    status, asked = sent(lead, "POST", f"/projects/{project.pk}/changes", body)
    assert (status, asked["state"]) == (201, "asked")
    path = f"/changes/{asked['id']}/settle"
    assert sent(lead, "POST", path, {"granted": True, "reason": "ok"})[0] == 403
    assert sent(authority, "POST", path, {"granted": True, "reason": "ok"})[1]["state"] == "granted"
    assert Project.objects.get(pk=project.pk).leader_name == "沈明远"
    assert [row["id"] for row in sent(lead, "GET", f"/projects/{project.pk}/changes")[1]["items"]] == [asked["id"]]


def test_a_confirmed_payment_is_held_back_with_a_reason() -> None:
    cast = a_cast()
    project = with_first_milestone_accepted(cast)
    due = Payment.objects.filter(project=project, stream=Stream.POSTER, state=PaymentState.DUE).get()
    poster, path = an_api_client(cast.poster), f"/payments/{due.pk}"
    assert sent(poster, "POST", f"{path}/hold", {"reason": "An audit runs."})[0] == 409
    assert sent(poster, "POST", f"{path}/confirm")[0] == 200
    assert sent(poster, "POST", f"{path}/hold", {"reason": ""})[0] == 422
    assert sent(an_api_client(cast.auditor), "POST", f"{path}/hold", {"reason": "no"})[0] == 403
    assert sent(poster, "POST", f"{path}/hold", {"reason": "An audit runs."})[1]["state"] == "due"


def test_only_the_authority_accepts_and_only_the_poster_gives_the_users_opinion() -> None:
    cast = a_cast()
    project = a_finished_project(cast)
    lead, poster, authority = (an_api_client(one) for one in (cast.lead, cast.poster, cast.authority))
    opinion = {"opinion": "It holds."}
    assert sent(lead, "POST", f"/projects/{project.pk}/users-opinion", opinion)[0] == 403
    assert sent(poster, "POST", f"/projects/{project.pk}/users-opinion", opinion)[0] == 204
    verdict = {"verdict": "passed", "grade": "good", "opinion": "All met."}
    assert sent(lead, "POST", f"/projects/{project.pk}/accept", verdict)[0] == 403
    assert sent(authority, "POST", f"/projects/{project.pk}/accept", {**verdict, "grade": "splendid"})[0] == 422


def test_an_outcome_is_recorded_published_and_transferred() -> None:
    acceptance = an_accepted_project(cast := a_cast())
    project = acceptance.project
    lead, authority = an_api_client(cast.lead), an_api_client(cast.authority)
    entry = {"kind": "product", "title": "A seal", "owner_id": project.lead_id, "trl": 8}
    status, outcome = sent(lead, "POST", f"/projects/{project.pk}/outcomes", entry)
    assert (status, outcome["is_public"], outcome["trl"]) == (201, False, 8)
    assert sent(lead, "POST", f"/projects/{project.pk}/outcomes", {**entry, "trl": 12})[0] == 422
    path = f"/outcomes/{outcome['id']}"
    assert sent(authority, "POST", f"{path}/steps/publish")[1]["is_public"] is True
    deal = {"kind": "licence", "receiver_id": project.poster_id, "price": "100000"}
    status, made = sent(lead, "POST", f"{path}/transfers", deal)
    assert (status, made["state"]) == (201, "prepared")
    given_up = sent(lead, "POST", f"/transfers/{made['id']}/give-up", {"reason": "Another way."})[1]
    assert given_up["state"] == "given_up"
    assert sent(lead, "GET", f"{path}/transfers")[1]["count"] == 1
    assert sent(lead, "GET", "/outcomes")[1]["count"] == 1


def test_a_project_is_started_over_the_api_by_the_office_of_its_call() -> None:
    cast = a_cast()
    operator, lead, stranger = (
        an_api_client(who) for who in (cast.operator, cast.lead, an_account(role=Role.OPERATOR))
    )
    assert [row["id"] for row in sent(operator, "GET", "/awards-to-start")[1]["items"]] == [cast.winner.pk]
    assert sent(stranger, "GET", "/awards-to-start")[1]["count"] == 0
    url = f"/awards/{cast.winner.pk}/project"
    assert [sent(client, "POST", url)[0] for client in (lead, stranger)] == [403, 404]
    status, started = sent(operator, "POST", url)
    assert (status, started["state"]) == (201, "preparing")
    assert sent(operator, "POST", url)[0] == 404  # it has been started
    authority = an_api_client(cast.authority)
    assert sent(operator, "POST", f"/projects/{started['id']}/reserve/pass")[0] == 403
    refused = sent(authority, "POST", f"/projects/{started['id']}/reserve/pass")
    assert (refused[0], refused[1]["code"]) == (409, "no_chance_for_reserve")
