"""An act writes the journal in its own transaction, and the journal cannot be changed."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateJob

from qunli.core.actions import ActWithoutRecord, action, tell, write_journal
from qunli.core.models import JournalEntry, JournalSeal, Message
from qunli.core.queries.journal import journal_head, verify_journal
from qunli.core.states import SYSTEM, Doer, NotPermitted, Ref, Refused

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
THING = Ref("core", "thing", 7, "thing 7")


@action(_("Thing done"))
def do_thing(*, by: Doer, at: datetime) -> str:
    write_journal(on=THING, by=by, at=at, facts={"at": at})
    return "done"


@action(_("Two things done"))
def do_two_things(*, by: Doer, at: datetime) -> None:
    do_thing(by=by, at=at)
    do_thing(by=by, at=at)
    write_journal(on=THING, by=by, at=at, was="none", now="two")


@action(_("Nothing written down"))
def forget(*, by: Doer, at: datetime) -> None:
    del by, at


def test_an_act_returns_its_result_and_leaves_one_sealed_entry() -> None:
    assert do_thing(by=SYSTEM, at=AT) == "done"
    seal = JournalSeal.objects.select_related("entry").get()
    assert (seal.number, seal.entry.about, seal.entry.at, seal.entry.by_label) == (1, THING, AT, "Qunli")
    assert verify_journal().sound


def test_acts_inside_an_act_are_sealed_once_in_the_order_of_writing() -> None:
    do_two_things(by=SYSTEM, at=AT)
    assert list(JournalSeal.objects.order_by("number").values_list("entry_id", flat=True)) == list(
        JournalEntry.objects.order_by("id").values_list("id", flat=True)
    )
    assert verify_journal().entries == 3


def test_an_act_that_writes_nothing_is_a_fault() -> None:
    with pytest.raises(ActWithoutRecord):
        forget(by=SYSTEM, at=AT)


@action(_("Thing told"))
def tell_thing(*, occasion: str, by: Doer, at: datetime, fails: bool = False) -> None:
    tell(parties=[1, 2], occasion=occasion, words="x", params={}, about=THING, at=at)
    write_journal(on=THING, by=by, at=at)
    if fails:
        raise NotPermitted


@action(_("Two things told"))
def tell_two_things(*, by: Doer, at: datetime) -> None:
    with suppress(Refused):
        tell_thing(occasion="a", by=by, at=at, fails=True)
    tell_thing(occasion="b", by=by, at=at)
    tell_thing(occasion="c", by=by, at=at)


def test_an_act_that_tells_often_queues_one_job_and_one_that_fails_queues_none() -> None:
    tell_two_things(by=SYSTEM, at=AT)
    assert list(ProcrastinateJob.objects.values_list("task_name", flat=True)) == ["people.send_messages"]
    assert set(Message.objects.values_list("party_id", "occasion")) == {(1, "b"), (2, "b"), (1, "c"), (2, "c")}


def test_an_act_takes_keyword_arguments_only() -> None:
    with pytest.raises(TypeError):
        do_thing(SYSTEM, AT)  # type: ignore[call-arg]  # the point of the test


def test_an_entry_can_be_neither_changed_nor_deleted() -> None:
    do_thing(by=SYSTEM, at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for sql in (
        "UPDATE core_journalentry SET by_label = 'nobody'",
        "DELETE FROM core_journalseal",
        "TRUNCATE core_journalentry CASCADE",
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def _tamper(table: str, sql: str) -> None:
    """Do what only the owner of the tables can: take the guard away."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql)


@pytest.mark.parametrize(
    ("table", "sql", "fault"),
    [
        ("core_journalentry", "UPDATE core_journalentry SET by_label = 'x'", "the entry was changed"),
        ("core_journalseal", "DELETE FROM core_journalseal WHERE number = 2", "seal 2 is missing"),
        ("core_journalseal", "UPDATE core_journalseal SET hash = repeat('0', 64)", "the seal was changed"),
    ],
)
def test_verifying_names_what_does_not_fit(table: str, sql: str, fault: str) -> None:
    do_two_things(by=SYSTEM, at=AT)
    _tamper(table, sql if "WHERE" in sql or table != "core_journalseal" else f"{sql} WHERE number = 1")
    verdict = verify_journal()
    assert (verdict.sound, verdict.fault) == (False, fault)


def test_a_head_kept_outside_finds_a_cut_tail() -> None:
    do_thing(by=SYSTEM, at=AT)
    head = journal_head()
    do_thing(by=SYSTEM, at=AT)
    assert verify_journal(against=head).sound
    longer = journal_head().replace("2:", "9:")
    assert verify_journal(against=longer).fault == "the tail is cut: 9 entries were there"
