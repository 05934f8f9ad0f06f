"""Objections: by anybody, under real name, with evidence; settled once, with a reason."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.db import connections

from making.people import AT, an_account, an_api_client, an_auditor, an_authority, an_operator, sent
from making.publicity import a_pdf, a_prepared_notice, a_running_notice, an_objection, morning
from qunli.core.models import Attachment, JournalEntry
from qunli.core.queries.journal import verify_journal
from qunli.core.states import THE_PUBLIC, NotPermitted, StepNotOpen, WrongInput
from qunli.duties.queries import duties_about
from qunli.publicity.actions import NoticeNotRunning, Objector, dismiss_objection, file_objection, uphold_objection
from qunli.publicity.models import Objection
from qunli.publicity.queries import objection_of_receipt, objections_seen_by
from qunli.publicity.states import ObjectionState

if TYPE_CHECKING:
    from qunli.people.models import User


@pytest.mark.django_db
def test_an_objection_without_name_contact_or_statement_is_refused_at_each_place() -> None:
    made = a_running_notice()
    with pytest.raises(WrongInput) as refused:
        file_objection(
            notice=made.notice, objector=Objector(name=" ", contact=""), statement="\n", by=THE_PUBLIC, at=AT
        )
    assert sorted(refused.value.faults) == ["contact", "name", "statement"]
    assert Objection.objects.count() == 0


@pytest.mark.django_db
def test_an_objection_is_taken_to_the_end_of_the_last_day() -> None:
    made = a_running_notice()
    last_minute = morning(2026, 3, 6).replace(hour=15, minute=59)
    assert an_objection(made.notice, at=last_minute).state == ObjectionState.FILED
    with pytest.raises(NoticeNotRunning):
        an_objection(made.notice, at=morning(2026, 3, 6).replace(hour=16, minute=0))


@pytest.mark.django_db
def test_evidence_is_kept_confidential_and_bad_evidence_keeps_the_whole_objection_out() -> None:
    made = a_running_notice()
    objection = an_objection(made.notice, files=[a_pdf(), a_pdf("second.pdf")])
    kept = Attachment.objects.filter(about_kind="objection").values_list("about_id", "name", "is_confidential")
    assert sorted(kept) == [(objection.pk, "evidence.pdf", True), (objection.pk, "second.pdf", True)]
    with pytest.raises(WrongInput):
        an_objection(made.notice, name="Qian", files=[a_pdf(), ContentFile(b"\x7fELF\x02\x01\x01", name="x.pdf")])
    assert Objection.objects.count() == 1


@pytest.mark.django_db
def test_the_journal_names_no_objector() -> None:
    made = a_running_notice()
    objection = an_objection(made.notice, files=[a_pdf()])
    said = str(list(JournalEntry.objects.values()))
    assert [word in said for word in ("Zhao Lei", "zhao@example.org", "no laboratory", "evidence.pdf")] == [False] * 4
    assert objection.number in said


@pytest.mark.django_db
def test_the_details_of_an_objector_are_seen_by_who_settles_prepares_or_audits() -> None:
    made = a_running_notice()
    objection = an_objection(made.notice)
    for reader in (made.authority, made.operator, an_auditor()):
        assert list(objections_seen_by(reader)) == [objection]
    assert list(objections_seen_by(an_authority())) == []
    assert list(objections_seen_by(AnonymousUser())) == []
    assert objection_of_receipt(f" {objection.receipt[:8]}-{objection.receipt[8:].lower()} ") == objection
    assert objection_of_receipt("0") is None


@pytest.mark.django_db
def test_only_the_body_in_whose_name_the_notice_stands_settles_and_only_with_a_reason() -> None:
    made = a_running_notice()
    objection = an_objection(made.notice)
    for other in (an_authority(), made.operator, an_operator()):
        with pytest.raises(NotPermitted):
            uphold_objection(objection=objection, reason="So it is.", by=other, at=AT)
    with pytest.raises(WrongInput):
        uphold_objection(objection=objection, reason=" ", by=made.authority, at=AT)
    assert len(duties_about(objection.ref)) == 1
    upheld = uphold_objection(objection=objection, reason=" So it is. ", by=made.authority, at=AT)
    assert (upheld.state, upheld.reason, upheld.settled_by) == (ObjectionState.UPHELD, "So it is.", made.authority)
    assert list(duties_about(objection.ref)) == []
    with pytest.raises(StepNotOpen):
        dismiss_objection(objection=objection, reason="After all not.", by=made.authority, at=AT)


@pytest.mark.usefixtures("real_transactions")
@pytest.mark.slow
@pytest.mark.timeout(60, func_only=True)
def test_of_twenty_who_settle_at_once_one_succeeds_and_nineteen_are_told_why() -> None:
    made = a_running_notice()
    objection = an_objection(made.notice)

    def settle(number: int) -> str:
        act = uphold_objection if number % 2 else dismiss_objection
        try:
            act(objection=objection, reason=f"Reason {number}", by=fresh(made.authority), at=AT)
        except StepNotOpen:
            return "refused"
        else:
            return "settled"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=20) as pool:
        answers = list(pool.map(settle, range(20)))
    assert sorted(answers) == ["refused"] * 19 + ["settled"]
    assert JournalEntry.objects.filter(about_kind="objection", was="filed").count() == 1
    assert verify_journal().sound


def fresh(user: User) -> User:
    return type(user).objects.select_related("party").get(pk=user.pk)


@pytest.mark.django_db
def test_an_objection_is_filed_over_the_api_and_its_receipt_tells_nothing_of_who_objects() -> None:
    notice = a_running_notice().notice
    said = {"name": "Zhao Lei", "contact": "zhao@example.org", "statement": "The second team has none."}
    with time_machine.travel(AT, tick=False):
        client = an_api_client(an_account())
        url = f"/notices/{notice.pk}/objections"
        told = [sent(client, "POST", url, said) for _time in range(6)]
        assert [status for status, _answer in told] == [201] * 5 + [429]
        status, shown = sent(an_api_client(), "GET", f"/receipts/{told[0][1]['receipt']}")
        assert (status, shown["state"], "Zhao" in str(shown)) == (200, "filed", False)
        assert sent(an_api_client(), "GET", "/receipts/0123456789ABCDEF")[0] == 404
        assert sent(an_api_client(), "POST", url, said)[0] == 401
        assert sent(client, "POST", f"/notices/{a_prepared_notice().notice.pk}/objections", said)[0] == 404
