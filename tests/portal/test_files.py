"""Files, papers, histories and the journal: each by the permit of its record."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.test import Client

from making.people import (
    AT,
    a_client_for,
    a_party,
    an_account,
    an_administrator,
    an_api_client,
    an_auditor,
    an_operator,
)
from making.publicity import PDF, a_pdf, a_running_notice, an_objection
from qunli.core.actions import attach_file, make_paper, remove_attachment
from qunli.core.bridge import PaperContent, Text
from qunli.core.models import JournalEntry, Paper
from qunli.core.queries.journal import journal_head
from qunli.core.states import SYSTEM, PaperKind
from qunli.people.states import Role
from qunli.portal.permits import SIGHTS
from qunli.publicity.actions import make_publicity_paper

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    cache.clear()


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"accept-language": "en"})


def test_the_table_of_permits_names_kinds_that_exist() -> None:
    assert [pair for pair in SIGHTS if pair[1] not in apps.all_models[pair[0]]] == []


def test_a_file_of_a_kind_without_a_row_is_refused_to_everybody() -> None:
    file = attach_file(to=a_party(), file=a_pdf(), by=SYSTEM, at=AT)
    clients = [a_client_for(user) for user in (an_operator(), an_administrator(), an_auditor())]
    assert [client.get(f"/files/{file.pk}/").status_code for client in clients] == [404] * 3


def test_a_text_file_that_holds_a_page_is_handed_out_as_a_download_and_never_shown() -> None:
    made = a_running_notice()
    page = ContentFile(b"<script>alert(1)</script>\n", name='a "page".txt')
    file = attach_file(to=made.notice, file=page, by=SYSTEM, at=AT)
    answer = a_client_for(made.operator).get(f"/files/{file.pk}/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == ("nosniff", "text/plain")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer.getvalue() == b"<script>alert(1)</script>\n"
    assert JournalEntry.objects.filter(act="portal.open_confidential_file").count() == 0


def test_a_removed_file_is_gone() -> None:
    made = a_running_notice()
    file = attach_file(to=made.notice, file=a_pdf(), by=SYSTEM, at=AT)
    remove_attachment(attachment=file, by=SYSTEM, at=AT)
    assert a_client_for(made.operator).get(f"/files/{file.pk}/").status_code == 404


def test_a_stamped_scan_comes_back_once_and_is_read_by_who_reads_the_paper(visitor: Client) -> None:
    made = a_running_notice()
    paper = make_publicity_paper(notice=made.notice, by=made.operator, at=AT)
    office, auditor = a_client_for(made.operator), a_client_for(an_auditor())
    assert auditor.get(f"/papers/{paper.pk}/stamped/").status_code == 404
    sent = office.post(f"/papers/{paper.pk}/stamped/", {"file": a_pdf("scan.pdf")})
    assert (sent.status_code, sent["Location"]) == (302, f"/notices/{made.notice.pk}/")
    paper.refresh_from_db()
    scan = f"/files/{paper.stamped_scan_id}/"
    assert auditor.get(scan).getvalue() == PDF
    assert visitor.get(scan).status_code == 404
    assert office.get(f"/papers/{paper.pk}/stamped/").status_code == 404


def test_a_check_code_tells_kind_version_date_and_whether_there_is_a_newer_one(visitor: Client) -> None:
    made = a_running_notice()
    papers = [
        make_paper(about=made.notice, template=PaperKind.PUBLICITY, content=content(word), by=SYSTEM, at=AT)
        for word in ("first", "second")
    ]
    old = visitor.get("/papers/check/", {"code": papers[0].check_code.lower()}).content.decode()
    new = visitor.get(
        "/papers/check/", {"code": f"{papers[1].check_code[:5]} {papers[1].check_code[5:]}"}
    ).content.decode()
    assert ("There is a newer version: 2" in old, "This is the newest version." in new) == (True, True)
    assert [word in old for word in (made.notice.number, "Teams to be awarded", "Bureau of Science")] == [False] * 3
    assert "No paper bears this code" in visitor.get("/papers/check/", {"code": "AAAAAAAAAA"}).content.decode()


def content(word: str) -> PaperContent:
    return PaperContent(title="Publicity", blocks=(Text(word),))


def test_a_paper_of_a_kind_without_a_row_is_refused() -> None:
    paper = make_paper(about=a_party(), template=PaperKind.GUIDE, content=content("x"), by=SYSTEM, at=AT)
    assert Paper.objects.count() == 1
    assert a_client_for(an_operator()).get(f"/papers/{paper.pk}/").status_code == 404


@pytest.mark.parametrize("times", [1, 3])
def test_a_history_takes_as_many_statements_for_one_objection_as_for_three(
    times: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made = a_running_notice()
    for number in range(times):
        an_objection(made.notice, at=AT + timedelta(minutes=number))
    client = a_client_for(made.operator)
    with django_assert_num_queries(6):  # session, account, roles; the permit, newest entry, entries
        page = client.get(f"/history/publicity/publicnotice/{made.notice.pk}/").content.decode()
    assert "Public notice posted" in page


def test_a_history_is_hidden_from_who_may_not_read_the_record() -> None:
    made = a_running_notice()
    objection = an_objection(made.notice)
    at = f"/history/publicity/objection/{objection.pk}/"
    finance = an_account(role=Role.FINANCE, party=a_party())
    answers = [a_client_for(user).get(at).status_code for user in (made.authority, an_auditor(), finance)]
    assert answers == [200, 200, 404]
    assert a_client_for(an_auditor()).get("/history/publicity/objection/999999/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_journal_takes_as_many_statements_for_one_notice_as_for_three(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(count):
        a_running_notice()
    client = a_client_for(an_auditor())
    with django_assert_num_queries(6):  # session, account, roles; head, count, entries
        page = client.get("/journal/", {"room": "publicity"}).content.decode()
    assert page.count("Public notice posted</td>") == count


def test_the_journal_is_checked_against_a_head_kept_outside() -> None:
    a_running_notice()
    kept = journal_head()
    client = a_client_for(an_auditor())
    assert "The journal is sound." in client.get("/journal/check/", {"against": kept}).content.decode()
    number, _colon, link = kept.partition(":")
    longer = f"{int(number) + 5}:{link}"
    assert "the tail is cut" in client.get("/journal/check/", {"against": longer}).content.decode()
    assert client.get("/journal/check/", {"against": "12:zz"}).status_code == 422
    assert a_client_for(an_operator()).get("/journal/").status_code == 403


def test_the_api_hands_out_the_head_and_the_journal_to_those_who_check_it() -> None:
    a_running_notice()
    auditor = an_api_client(an_auditor())
    assert auditor.get("/api/v1/journal/head").json() == {"head": journal_head()}
    assert auditor.get("/api/v1/journal").json()["count"] == JournalEntry.objects.count()
    assert an_api_client(an_operator()).get("/api/v1/journal").status_code == 403
