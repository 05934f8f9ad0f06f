"""The pages of notices and objections, as visitors and the office meet them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import time_machine
from django.test import Client

from making.people import AT, a_client_for, an_api_client, an_auditor, an_authority
from making.publicity import a_pdf, a_prepared_notice, a_running_notice, an_objection, morning
from qunli.core.models import JournalEntry, Paper
from qunli.core.queries.files import attachments_of
from qunli.publicity.actions import make_publicity_paper
from qunli.publicity.models import Objection, PublicNotice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

SAID = {"name": "Zhao Lei", "body": "", "contact": "zhao@example.org", "statement": "The second team has none."}


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    """Stop the clock on the Monday on which notices are posted."""
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"accept-language": "en"})


@pytest.mark.parametrize("count", [1, 3])
def test_the_public_list_takes_as_many_statements_for_one_as_for_three(
    visitor: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(count):
        a_running_notice()
    with django_assert_num_queries(4):  # count, rows, loaded years and days
        page = visitor.get("/notices/")
    assert page.content.decode().count("Teams to be awarded") == count
    assert ">4<" in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_offices_list_takes_as_many_statements_for_one_as_for_three(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made = [a_running_notice() for _number in range(count)]
    client = a_client_for(made[0].operator)
    with django_assert_num_queries(7):  # session, account, roles, and as above
        assert client.get("/notices/").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_objections_takes_as_many_statements_for_one_as_for_three(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made = a_running_notice()
    numbers = [an_objection(made.notice).number for _number in range(count)]
    client = a_client_for(made.authority)
    with django_assert_num_queries(5):  # session, account, roles, count, rows
        page = client.get("/notices/objections/").content.decode()
    assert [number in page for number in numbers] == [True] * count


def test_running_notices_stand_first_and_preparation_is_hidden(visitor: Client) -> None:
    prepared = a_prepared_notice(title="Still secret")
    ended = a_running_notice(title="Long ago", at=morning(2026, 1, 5))
    running = a_running_notice(title="Now")
    client = a_client_for(ended.operator)
    client.post(f"/notices/{ended.notice.pk}/end/")
    page = visitor.get("/notices/").content.decode()
    assert page.index("Now") < page.index("Long ago")
    assert "Still secret" not in page
    assert visitor.get(f"/notices/{prepared.notice.pk}/").status_code == 404
    assert "Still secret" not in a_client_for(running.operator).get("/notices/").content.decode()
    assert "Still secret" in a_client_for(prepared.operator).get("/notices/").content.decode()


def test_the_list_is_searched_by_title_number_and_what_the_table_says(visitor: Client) -> None:
    made, other = a_running_notice(title="Seals"), a_running_notice(title="Springs", rows=())
    assert found(visitor, "spring") == ["Springs"]
    assert found(visitor, made.notice.number) == ["Seals"]
    assert found(visitor, "Works for rubber") == ["Seals"]
    assert found(visitor, "GS2026-99999999999999999999999") == []
    assert other.notice.number != made.notice.number


def found(client: Client, words: str) -> list[str]:
    page = client.get("/notices/", {"q": words}).content.decode()
    return [title for title in ("Seals", "Springs") if f">{title}</a>" in page]


def test_a_notice_shows_its_table_days_and_contact_to_everybody_and_its_inside_to_nobody(
    visitor: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    made = a_running_notice()
    with django_assert_max_num_queries(4):
        page = visitor.get(f"/notices/{made.notice.pk}/").content.decode()
    for said in (
        "Laboratory of seals",
        "4 working days left",
        "021-5555 0101",
        "Bureau of Science",
        "File an objection",
    ):
        assert said in page
    for inside in ("Wang Min", "History", "Withdraw"):
        assert inside not in page


def test_the_office_checks_posts_ends_and_makes_the_paper(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    made = a_prepared_notice()
    office, authority = a_client_for(made.operator), a_client_for(made.authority)
    at = f"/notices/{made.notice.pk}/"
    assert "Check before publication</button>" not in office.get(at).content.decode()
    authority.post(f"{at}check/")
    authority.post(f"{at}post/")
    office.post(f"{at}paper/")
    with time_machine.travel(morning(2026, 3, 9), tick=False):
        with django_assert_max_num_queries(12):
            page = authority.get(at).content.decode()
        assert "publicity text" in page.lower()
        authority.post(f"{at}end/")
    made.notice.refresh_from_db()
    assert (made.notice.state, Paper.objects.count()) == ("ended", 1)


def test_who_may_not_settle_or_post_is_refused_at_the_door(visitor: Client) -> None:
    made = a_running_notice()
    objection = an_objection(made.notice)
    stranger, auditor = a_client_for(an_authority()), a_client_for(an_auditor())
    assert visitor.get(f"/notices/objections/{objection.pk}/").status_code == 302
    assert stranger.get(f"/notices/objections/{objection.pk}/").status_code == 404
    assert stranger.post(f"/notices/{made.notice.pk}/withdraw/").status_code == 403
    assert auditor.get(f"/notices/objections/{objection.pk}/").status_code == 200
    assert auditor.post(f"/notices/objections/{objection.pk}/uphold/", {"reason": "x"}).status_code == 403


def test_anybody_files_an_objection_with_evidence_and_follows_it_by_its_receipt(visitor: Client) -> None:
    made = a_running_notice()
    files = [a_pdf("one.pdf"), a_pdf("two.pdf")]
    sent = visitor.post(f"/notices/{made.notice.pk}/object/", {**SAID, "evidence": files})
    filed = Objection.objects.get()
    assert (sent.status_code, sent["Location"]) == (302, f"/notices/receipts/{filed.receipt}/")
    receipt = visitor.get(sent["Location"]).content.decode()
    assert (filed.receipt in receipt, "Zhao" in receipt, "has none" in receipt) == (True, False, False)
    page = a_client_for(made.authority).get(f"/notices/objections/{filed.pk}/").content.decode()
    assert [word in page for word in ("Zhao Lei", "zhao@example.org", "one.pdf", "two.pdf")] == [True] * 4
    settled = a_client_for(made.authority).post(f"/notices/objections/{filed.pk}/dismiss/", {"reason": "It has one."})
    assert settled.status_code == 302
    assert "It has one." in visitor.get(sent["Location"]).content.decode()
    assert visitor.get("/notices/receipts/UNKNOWN/").status_code == 404


def test_a_form_with_faults_keeps_what_was_typed_and_enters_nothing(visitor: Client) -> None:
    made = a_running_notice()
    answer = visitor.post(f"/notices/{made.notice.pk}/object/", {**SAID, "name": ""})
    assert (answer.status_code, Objection.objects.count()) == (422, 0)
    assert "The second team has none." in answer.content.decode()


def test_a_program_that_fills_the_trap_is_refused(visitor: Client) -> None:
    made = a_running_notice()
    answer = visitor.post(f"/notices/{made.notice.pk}/object/", {**SAID, "website": "http://spam.example"})
    assert (answer.status_code, Objection.objects.count()) == (422, 0)


def test_the_sixth_objection_of_an_hour_from_one_address_is_put_off(visitor: Client) -> None:
    made = a_running_notice()
    answers = [visitor.post(f"/notices/{made.notice.pk}/object/", SAID).status_code for _number in range(6)]
    assert answers == [302] * 5 + [429]
    assert Objection.objects.count() == 5


def test_the_form_is_gone_after_the_last_day(visitor: Client) -> None:
    made = a_running_notice()
    with time_machine.travel(morning(2026, 3, 9), tick=False):
        assert visitor.get(f"/notices/{made.notice.pk}/object/").status_code == 302
        assert visitor.post(f"/notices/{made.notice.pk}/object/", SAID).status_code == 302
    assert Objection.objects.count() == 0


def test_evidence_is_handed_out_to_who_settles_as_a_download_and_that_is_written_down(visitor: Client) -> None:
    made = a_running_notice()
    visitor.post(f"/notices/{made.notice.pk}/object/", {**SAID, "evidence": [a_pdf()]})
    address = files_of(Objection.objects.get())
    answer = a_client_for(made.authority).get(address)
    assert (answer.status_code, answer["X-Content-Type-Options"]) == (200, "nosniff")
    assert answer["Content-Disposition"] == 'attachment; filename="evidence.pdf"'
    assert JournalEntry.objects.filter(act="portal.open_confidential_file").count() == 1
    assert visitor.get(address).status_code == 404
    assert a_client_for(an_authority()).get(address).status_code == 404


def files_of(objection: Objection) -> str:
    return f"/files/{attachments_of(objection.ref).get().pk}/"


def test_the_paper_is_the_offices() -> None:
    made = a_running_notice()
    paper = make_publicity_paper(notice=made.notice, by=made.operator, at=AT)
    assert a_client_for(made.operator).get(f"/papers/{paper.pk}/")["Content-Disposition"].startswith("attachment")
    assert Client().get(f"/papers/{paper.pk}/").status_code == 404


def test_the_api_tells_public_notices_to_everybody_and_acts_for_the_office() -> None:
    made, hidden = a_running_notice(), a_prepared_notice()
    listed = an_api_client().get("/api/v1/notices").json()
    assert [(one["number"], one["last_day"]) for one in listed["items"]] == [(made.notice.number, "2026-03-06")]
    assert an_api_client().get(f"/api/v1/notices/{hidden.notice.pk}").status_code == 404
    assert an_api_client(hidden.authority).post(f"/api/v1/notices/{hidden.notice.pk}/check").status_code == 200
    assert an_api_client(hidden.authority).post(f"/api/v1/notices/{hidden.notice.pk}/end").status_code == 409
    objection = an_objection(made.notice)
    uphold = f"/api/v1/objections/{objection.pk}/uphold"
    assert an_api_client(an_authority()).post(uphold, {"reason": "x"}, "application/json").status_code == 404
    answer = an_api_client(made.authority).post(uphold, {"reason": "So it is."}, "application/json")
    assert (answer.status_code, answer.json()["state"]) == (200, "upheld")
    assert PublicNotice.objects.get(pk=made.notice.pk).state == "running"
