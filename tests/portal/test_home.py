"""The front page: what is mine today first, and what the public reads."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from making.calls import PUBLISHED, a_published_call
from making.duties import a_duty
from making.needs import a_checked_item, a_submitted_need, a_town
from making.people import AT, a_client_for, a_party, an_account, an_authority, an_operator
from making.publicity import a_prepared_notice, a_running_notice, an_objection, morning
from qunli.calls.actions import ask_question
from qunli.core.states import THE_PUBLIC
from qunli.people.states import Role

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

EVERY_ROLE = tuple(Role)


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"accept-language": "en"})


def test_the_sign_in_page_is_open_to_everybody(client: Client) -> None:
    assert client.get("/account/login/").status_code == 200


def test_a_watcher_hears_that_the_site_runs(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_the_front_page_without_a_cluster_says_so(visitor: Client) -> None:
    page = visitor.get("/").content.decode()
    assert "No cluster has been entered yet" in page
    assert "No call is open now" in page


@pytest.mark.parametrize("count", [1, 3])
def test_visitors_see_calls_and_notices_in_as_many_statements_for_one_as_for_three(
    visitor: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made = None
    for number in range(count):
        made = a_published_call(made.office if made else None, title_en=f"Call of round {number}")
        a_running_notice(at=PUBLISHED)
    with time_machine.travel(PUBLISHED, tick=False), django_assert_num_queries(10):
        # cluster, calls, years and days of the calendar, notices, results, figures, fields with their items, members
        page = visitor.get("/").content.decode()
    assert [f"Call of round {number}" in page for number in range(count)] == [True] * count
    assert page.count("Teams to be awarded") == count


def test_the_public_list_of_fields_counts_checked_items_only(visitor: Client) -> None:
    town = a_town()
    item = a_checked_item(town)
    page = visitor.get("/cluster/", headers={"accept-language": "zh-hans"}).content.decode()
    assert (item.field.name in page, town.cluster.name in page) == (True, True)


@pytest.mark.parametrize("count", [1, 3])
def test_what_is_mine_takes_as_many_statements_for_one_duty_as_for_three(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    body = a_party(name="Bureau of Science")
    user = an_authority(party=body)
    for number in range(count):
        a_duty(owner=body, due=AT + timedelta(days=3), key=f"report {number}")
    client = a_client_for(user)
    with time_machine.travel(AT, tick=False), django_assert_num_queries(8):
        # session, account, roles; duties, years, days; unread messages; all queues at once
        assert client.get("/").status_code == 200


def test_what_is_late_stands_before_what_is_due_and_what_has_no_date_says_why() -> None:
    made = a_running_notice(at=morning(2026, 12, 29))
    with time_machine.travel(morning(2026, 12, 30), tick=False):
        for days in (-4, 4):
            a_duty(owner=made.notice.in_name_of, due=timezone.now() + timedelta(days=days), key=f"report {days}")
        page = a_client_for(made.authority).get("/").content.decode()
    assert page.index("working days late") < page.index("To do") < page.index("calendar of that year is not published")


def test_an_authority_sees_what_waits_for_it_counted_and_linked() -> None:
    made = a_running_notice()
    first = an_objection(made.notice)
    client = a_client_for(made.authority)
    with time_machine.travel(morning(2026, 3, 9), tick=False):
        alone = client.get("/").content.decode()
        an_objection(made.notice)
        two = client.get("/").content.decode()
    assert f'<a href="/notices/objections/{first.pk}/">Objections to settle</a>' in alone
    assert f'<a href="/notices/{made.notice.pk}/">Notices to end</a>' in alone
    assert '<a href="/notices/objections/?state=filed">Objections to settle</a>' in two


def test_what_no_list_narrows_to_is_listed_by_itself() -> None:
    made = a_published_call()
    for text in ("How cold?", "How long?"):
        ask_question(call=made.call, text=text, asked_by="Ann", contact="ann@example.org", by=THE_PUBLIC, at=PUBLISHED)
    client = a_client_for(made.office.operator)
    assert '<a href="/today/?name=questions">Questions to answer</a>' in client.get("/").content.decode()
    page = client.get("/today/?name=questions").content.decode()
    assert [text in page for text in ("Questions to answer", "How cold?", "How long?")] == [True] * 3
    assert client.get("/today/?name=changes").headers["Location"] == "/"


def test_queues_of_another_body_are_not_mine() -> None:
    made = a_running_notice()
    an_objection(made.notice)
    page = a_client_for(an_authority()).get("/").content.decode()
    assert "Objections to settle" not in page


def test_an_operator_sees_the_needs_to_screen_and_a_preparer_does_not_check_the_own_notice() -> None:
    town = a_town()
    a_submitted_need(town)
    made = a_prepared_notice()
    assert "Notices to check before publication" not in a_client_for(made.operator).get("/").content.decode()
    assert "Notices to check before publication" not in a_client_for(an_operator()).get("/").content.decode()
    colleague = an_operator(party=made.operator.grants.get().party)
    page = a_client_for(colleague).get("/").content.decode()
    assert "Notices to check before publication" in page
    assert "Needs to screen" not in page


# On a site without a cluster the administrator is shown the first steps instead: tests/portal/test_first_steps.py.
@pytest.mark.parametrize("role", [role for role in EVERY_ROLE if role != Role.ADMINISTRATOR])
def test_whoever_has_nothing_to_do_is_told_what_comes_next(
    role: Role, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = a_client_for(an_account(role=role, party=a_party()))
    with django_assert_max_num_queries(12):
        page = client.get("/").content.decode()
    assert "Nothing waits for you" in page
    assert 'class="empty-action' in page
