"""Every page opens for those who may read it, to nobody else, at a known number of queries."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from making.people import AT, a_client_for, an_account
from making.projects import (
    PAID,
    Cast,
    a_cast,
    a_drafted_book,
    a_milestone,
    a_prepared_project,
    a_running_project,
    ended_early,
    pay_what_is_due,
    report,
    with_first_milestone_accepted,
)
from qunli.core.states import SYSTEM
from qunli.people.actions import end_sight, grant_sight
from qunli.people.states import Role
from qunli.projects.actions import OutcomeEntry, publish_outcome, record_outcome
from qunli.projects.models import Project, TaskBook
from qunli.projects.queries.seen import projects_seen_by, public_projects
from qunli.projects.states import ChangeKind

if TYPE_CHECKING:
    from django.http import HttpResponse

    from qunli.people.models import User

pytestmark = pytest.mark.django_db


def page(user: User, name: str, *args: object) -> HttpResponse:
    response: HttpResponse = a_client_for(user).get(reverse(f"projects:{name}", args=args))  # type: ignore[assignment]  # the stubs' monkey-patched response
    return response


def statements(user: User, name: str, *args: object) -> int:
    client = a_client_for(user)
    client.get(reverse(f"projects:{name}", args=args))
    with CaptureQueriesContext(connection) as caught:
        assert client.get(reverse(f"projects:{name}", args=args)).status_code == 200
    return len(caught)


@pytest.mark.slow
@pytest.mark.timeout(60)
def test_every_page_of_a_running_project_opens_within_fifteen_statements() -> None:
    cast = a_cast()
    project = with_first_milestone_accepted(cast)
    pay_what_is_due(cast, project)
    milestone, payment = a_milestone(project), project.payments.order_by("id")[0]
    book, contract = project.task_books.get(), project.contract
    entry = OutcomeEntry(kind="product", title="密封件", owner=project.lead, trl=8)
    outcome = record_outcome(project=project, entry=entry, by=cast.lead, at=PAID)
    counts = {
        name: statements(cast.authority, name, pk)
        for name, pk in (
            ("project", project.pk),
            ("payments", project.pk),
            ("changes", project.pk),
            ("project_outcomes", project.pk),
            ("milestone", milestone.pk),
            ("payment", payment.pk),
            ("taskbook", book.pk),
            ("technicalcontract", contract.pk),
            ("outcome", outcome.pk),
        )
    }
    assert {name: count for name, count in counts.items() if count > 15} == {}


@pytest.mark.slow
@pytest.mark.timeout(60)
def test_lists_take_the_same_statements_for_one_and_three_rows() -> None:
    cast = a_cast()
    with_first_milestone_accepted(cast)
    names = ("projects", "due")
    one = [statements(cast.auditor, name) for name in names]
    for _more in range(2):
        with_first_milestone_accepted(a_cast())
    assert [statements(cast.auditor, name) for name in names] == one
    assert one == [5, 5]


def published_outcomes(cast: Cast) -> None:
    project = a_running_project(cast)
    for title in ("密封件样件", "密封件专利"):
        entry = OutcomeEntry(kind="product", title=title, owner=project.lead)
        outcome = record_outcome(project=project, entry=entry, by=cast.lead, at=PAID)
        publish_outcome(outcome=outcome, by=cast.operator, at=PAID)


@pytest.mark.slow
@pytest.mark.timeout(60)
def test_outcomes_and_public_results_take_the_same_statements_for_one_and_three_projects() -> None:
    cast = a_cast()
    published_outcomes(cast)
    names = ("outcomes", "public")
    one = [statements(cast.auditor, name) for name in names]
    for _more in range(2):
        published_outcomes(a_cast())
    assert [statements(cast.auditor, name) for name in names] == one
    assert one == [5, 5]


def test_a_grant_that_was_ended_shows_the_project_no_longer() -> None:
    cast = a_cast(confidential=True)
    project = a_prepared_project(cast)
    stranger = an_account()
    grant = grant_sight(
        user=stranger, about=project.ref, reason="audit", until=AT + timedelta(days=9), by=SYSTEM, at=AT
    )
    before = list(projects_seen_by(stranger, at=AT))
    end_sight(grant=grant, by=SYSTEM, at=AT)
    assert (before, list(projects_seen_by(stranger, at=AT))) == ([project], [])


def test_an_approved_award_waits_in_the_list_until_its_project_is_started_there() -> None:
    cast = a_cast()
    address = reverse("projects:start_project", args=[cast.winner.pk])
    seen = [address in page(user, "projects").content.decode() for user in (cast.operator, cast.authority, cast.lead)]
    assert seen == [True, True, False]
    answer = a_client_for(cast.operator).post(address)
    project = Project.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("projects:project", args=[project.pk]))
    assert address not in page(cast.operator, "projects").content.decode()
    assert a_client_for(cast.operator).post(address).status_code == 404


def test_forms_open_and_act() -> None:
    cast = a_cast()
    project = a_running_project(cast)
    milestone = a_milestone(project)
    client = a_client_for(cast.engineer)
    address = reverse("projects:report_milestone", args=[milestone.pk])
    assert client.get(address).status_code == 200
    strength, looks = milestone.indicators.order_by("position")
    sent = {"text": "Done.", "spent": "10", f"measured_{strength.pk}": "strong", f"measured_{looks.pk}": "无"}
    wrong = client.post(address, sent)
    assert (wrong.status_code, "A number in N/mm is expected." in wrong.content.decode()) == (422, True)
    assert client.post(address, {**sent, f"measured_{strength.pk}": "4.1"}).status_code == 302
    judge = a_client_for(cast.authority)
    address = reverse("projects:judge_milestone", args=[milestone.pk])
    assert judge.get(address).status_code == 200
    assert judge.post(address, {"outcome": "accept", f"verdict_{looks.pk}": "yes"}).status_code == 302
    assert a_milestone(project).state == "accepted"


def test_payments_go_from_hand_to_hand_on_the_pages() -> None:
    cast = a_cast()
    payment = a_running_project(cast).payments.get(state="due")
    for user, name in ((cast.authority, "confirm_payment"), (cast.finance, "release_payment")):
        assert a_client_for(user).post(reverse(f"projects:{name}", args=[payment.pk])).status_code == 302
    paid = reverse("projects:note_payment", args=[payment.pk])
    payment.refresh_from_db()
    assert payment.state == "released"
    assert a_client_for(cast.finance).get(paid).status_code == 200


def test_the_task_book_editor_saves_what_it_shows_without_script() -> None:
    cast = a_cast()
    book = a_drafted_book(cast)
    client = a_client_for(cast.lead)
    address = reverse("projects:edit_task_book", args=[book.project_id])
    shown = client.get(address).context["editor"]
    sent: dict[str, str] = {}
    for part in (shown.frame, *shown.milestones, *shown.indicators, *shown.payments):
        for field in part:
            value = field.value()
            if value not in {None, False, ""}:
                sent[field.html_name] = str(value)
    for rows in (shown.milestones, shown.indicators, shown.payments):
        sent |= {field.html_name: str(field.value()) for field in rows.management_form}
    before = TaskBook.objects.get(pk=book.pk).content
    response = client.post(address, sent)
    assert (response.status_code, TaskBook.objects.get(pk=book.pk).content) == (302, before)
    wrong = client.post(address, {**sent, "frame-total_own": "1", "frame-total_match": "1"})
    text = wrong.content.decode()
    assert (wrong.status_code, text.count("1.00 apart"), "total-own" in text) == (422, 1, False)
    before = len(shown.payments.forms)
    more = client.post(address, {**sent, "frame-total_own": "77777", "more": "1"})
    editor = more.context["editor"]
    assert (more.status_code, "77777" in more.content.decode(), "field-error" in more.content.decode()) == (
        200,
        True,
        False,
    )
    assert len(editor.payments.forms) == before


@pytest.mark.slow
@pytest.mark.timeout(60)
def test_forms_of_the_end_open() -> None:
    cast = a_cast()
    project = with_first_milestone_accepted(cast)
    pay_what_is_due(cast, project)
    for user, name, args in (
        (cast.lead, "ask_change", (project.pk, "extension")),
        (cast.lead, "ask_change", (project.pk, "change")),
        (cast.operator, "ask_change", (project.pk, "revocation")),
        (cast.poster, "give_opinion", (project.pk,)),
        (cast.authority, "accept", (project.pk,)),
        (cast.lead, "record_outcome", (project.pk,)),
    ):
        assert (name, page(user, name, *args).status_code) == (name, 200)
    asked = {
        kind: page(cast.operator, "ask_change", project.pk, kind).content.decode()
        for kind in ("termination", "revocation")
    }
    assert {kind: ("honest stop" in text, "for a fault" in text) for kind, text in asked.items()} == {
        "termination": (True, False),
        "revocation": (False, True),
    }
    change = ended_early(cast, project, ChangeKind.TERMINATION)
    assert page(cast.authority, "changerequest", change.pk).status_code == 200
    assert page(cast.finance, "recovery", change.recoveries.order_by("id")[0].pk).status_code == 200


def readers(cast: Cast, project: Project) -> dict[str, bool]:
    people = {
        "lead": cast.lead,
        "partner": cast.partner,
        "poster": cast.poster,
        "operator": cast.operator,
        "authority": cast.authority,
        "recommending unit": cast.unit,
        "finance": cast.finance,
        "other finance": an_account(role=Role.FINANCE),
        "service body that prepares": an_account(role=Role.SERVICE_BODY, party=project.operator),
        "other service body": an_account(role=Role.SERVICE_BODY),
        "auditor": cast.auditor,
        "other team": an_account(role=Role.UNIT_ADMINISTRATOR, party=cast.reserve.proposal.lead.party),
        "other operator": an_account(role=Role.OPERATOR),
        "nobody": an_account(),
    }
    return {name: projects_seen_by(user, at=AT).filter(pk=project.pk).exists() for name, user in people.items()}


def test_who_reads_a_project() -> None:
    cast = a_cast()
    seen = readers(cast, a_running_project(cast))
    assert {name for name, sees in seen.items() if not sees} == {
        "other team",
        "other operator",
        "other service body",
        "nobody",
    }
    assert page(an_account(role=Role.TEAM_MEMBER), "project", Project.objects.get().pk).status_code == 404


def test_a_confidential_need_makes_its_project_confidential() -> None:
    cast = a_cast(confidential=True)
    project = a_running_project(cast)
    seen = readers(cast, project)
    assert {name for name, sees in seen.items() if sees} == {
        "lead",
        "partner",
        "poster",
        "operator",
        "service body that prepares",
        "authority",
        "recommending unit",
        "finance",
    }
    assert list(public_projects()) == []


def test_the_public_sees_title_lead_state_and_public_outcomes_only() -> None:
    cast = a_cast()
    project = a_running_project(cast)
    entry = OutcomeEntry(kind="product", title="密封件样件", owner=project.lead)
    outcome = record_outcome(project=project, entry=entry, by=cast.lead, at=PAID)
    address = reverse("projects:public_project", args=[project.pk])
    before = Client(headers={"accept-language": "en"}).get(address).content.decode()
    assert (project.title in before, outcome.title in before, "4,800,000" in before) == (True, False, False)
    publish_outcome(outcome=outcome, by=cast.operator, at=PAID)
    assert outcome.title in Client().get(address).content.decode()
    assert Client().get(reverse("projects:project", args=[project.pk])).status_code == 302


def test_a_prepared_project_shows_what_to_do_next() -> None:
    cast = a_cast()
    project = a_prepared_project(cast)
    assert "Draft the task book" in page(cast.lead, "project", project.pk).content.decode()
    assert "Draft the task book" not in page(cast.auditor, "project", project.pk).content.decode()


def test_lists_are_handed_out_as_excel() -> None:
    cast = a_cast()
    report(cast, a_milestone(a_running_project(cast)), "4.1", "无")
    answer = a_client_for(cast.finance).get(reverse("projects:due"), {"format": "xlsx"})
    assert answer.content[:2] == b"PK"
