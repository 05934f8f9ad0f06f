"""Duties and messages on pages and through the API."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from making.duties import a_duty
from making.people import a_client_for, an_account, an_api_client
from qunli.core.models import Message
from qunli.core.states import SYSTEM
from qunli.duties.actions import remind_and_escalate

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("many", [1, 3])
@pytest.mark.parametrize(("path", "statements"), [("/duties/", 7), ("/messages/", 5)])
def test_lists_ask_the_same_few_questions_however_long(
    path: str, statements: int, many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    user = an_account()
    for _ in range(many):
        a_duty(owner=user.party)
    client = a_client_for(user)
    with django_assert_num_queries(statements):
        assert client.get(path).status_code == 200


def test_duties_can_be_narrowed_to_what_is_late() -> None:
    user, now = an_account(), timezone.now()
    a_duty(owner=user.party, due=now - timedelta(days=1), key="late one")
    a_duty(owner=user.party, due=now + timedelta(days=1), key="open one")
    client = a_client_for(user)
    assert client.get("/duties/").content.decode().count("Report about seals") == 2
    assert client.get("/duties/?late=late").content.decode().count("Report about seals") == 1


def test_messages_are_marked_read_up_to_what_was_shown() -> None:
    user = an_account()
    duty = a_duty(owner=user.party)
    client = a_client_for(user)
    assert "Mark all as read" in client.get("/messages/").content.decode()
    shown = Message.objects.get().pk
    assert duty.due_at
    remind_and_escalate(by=SYSTEM, at=duty.due_at + timedelta(days=1))
    client.post("/messages/read/", {"upto": shown})
    assert [message.read_at is None for message in Message.objects.order_by("id")] == [False, True]
    for wrong in ("", "x", "9" * 30, "²"):
        assert client.post("/messages/read/", {"upto": wrong}).status_code == 302


def test_nobody_sees_what_was_told_to_others() -> None:
    a_duty(owner=an_account().party)
    assert "Report about seals" not in a_client_for(an_account()).get("/messages/").content.decode()


def test_the_api_tells_duties_with_their_words() -> None:
    user = an_account()
    duty = a_duty(owner=user.party)
    (told,) = an_api_client(user).get("/api/v1/me/duties").json()["items"]
    assert (told["id"], told["owner"], told["text"]) == (duty.pk, str(user), "Report about seals")
    assert told["about"]["kind"] == "party"


def test_the_api_tells_messages_and_marks_them_read() -> None:
    user = an_account()
    a_duty(owner=user.party)
    client = an_api_client(user)
    (told,) = client.get("/api/v1/me/messages").json()["items"]
    assert (told["text"], told["read_at"]) == ("Report about seals", None)
    marked = client.post("/api/v1/me/messages/read", {"upto": told["id"]}, content_type="application/json")
    assert (marked.status_code, marked.json()) == (200, {"marked": 1})
    reading = an_api_client(user, may_write=False)
    assert reading.post("/api/v1/me/messages/read", {"upto": 1}, content_type="application/json").status_code == 403
