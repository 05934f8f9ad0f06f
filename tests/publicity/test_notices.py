"""Notices run for their working days, by the Chinese calendar."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from docx import Document

from making.people import AT, an_administrator, an_auditor, an_authority, an_operator
from making.publicity import a_prepared_notice, a_running_notice, an_objection, morning
from qunli.core.actions import load_calendar_year
from qunli.core.models import Message
from qunli.core.queries.calendar import YearNotPublished
from qunli.core.queries.journal import history_of, verify_journal
from qunli.core.states import SYSTEM, NotPermitted, Refused, StepNotOpen
from qunli.duties.queries import duties_about
from qunli.publicity.actions import (
    NoticeNotChecked,
    NoticeNotOver,
    ObjectionsOpen,
    check_notice,
    date_notice,
    dismiss_objection,
    end_notice,
    make_publicity_paper,
    post_notice,
    tell_notice_over,
    withdraw_notice,
)
from qunli.publicity.queries import notices_over_and_untold, notices_seen_by, objections_seen_by, undated_notices
from qunli.publicity.states import NoticeState
from qunli.publicity.tasks import follow_notices

if TYPE_CHECKING:
    from django.db.models.fields.files import FieldFile

pytestmark = pytest.mark.django_db


REAL = (
    (morning(2023, 4, 26), 5, date(2023, 5, 5)),
    (morning(2024, 6, 28), 5, date(2024, 7, 4)),
    (morning(2022, 8, 5), 5, date(2022, 8, 11)),
    (morning(2025, 12, 5), 5, date(2025, 12, 11)),
    (morning(2023, 10, 27), 6, date(2023, 11, 3)),
)
"""Spans of notices that were really posted: Nanning over the May holiday, Chongqing, a ministry, Jiangsu, Jiangmen."""


@pytest.mark.parametrize(("posted", "days", "last_day"), REAL)
def test_notices_end_on_the_day_on_which_they_really_ended(posted: datetime, days: int, last_day: date) -> None:
    made = a_running_notice(at=posted, working_days=days, counts_first_day=True)
    assert (made.notice.first_day, made.notice.last_day) == (posted.date(), last_day)


def test_a_working_saturday_counts_when_the_first_day_does_not() -> None:
    made = a_running_notice(at=morning(2023, 4, 26), working_days=5, counts_first_day=False)
    assert made.notice.last_day == date(2023, 5, 6)


def test_a_holiday_on_the_first_day_does_not_count() -> None:
    made = a_running_notice(at=morning(2023, 5, 1), working_days=1, counts_first_day=True)
    assert made.notice.last_day == date(2023, 5, 4)


def test_a_year_without_a_published_calendar_leaves_the_end_open_with_a_duty() -> None:
    made = a_running_notice(at=morning(2026, 12, 29), working_days=5)
    duty = duties_about(made.notice.ref).get()
    assert (made.notice.last_day, duty.due_at) == (None, None)
    assert duty.undated_because == "the working-day calendar of that year is not published"
    with pytest.raises(NoticeNotOver):
        end_notice(notice=made.notice, by=made.authority, at=morning(2027, 3, 1))
    with pytest.raises(YearNotPublished):
        date_notice(notice=made.notice, by=SYSTEM, at=morning(2027, 1, 2))


def test_the_end_is_fixed_by_the_hourly_pass_once_an_administrator_has_loaded_the_year() -> None:
    made = a_running_notice(at=morning(2026, 12, 29), working_days=5)
    holidays = {date(2027, 1, day): False for day in (1, 2, 3)}
    load_calendar_year(year=2027, days=holidays, source="a notice", by=an_administrator(), at=morning(2026, 12, 30))
    with time_machine.travel(morning(2026, 12, 31), tick=False):
        follow_notices()
    made.notice.refresh_from_db()
    assert made.notice.last_day == date(2027, 1, 5)
    assert [duty.due_at for duty in duties_about(made.notice.ref)] == [datetime(2027, 1, 5, 16, tzinfo=UTC)]
    assert list(undated_notices()) == []
    with pytest.raises(Refused):
        date_notice(notice=made.notice, by=SYSTEM, at=morning(2026, 12, 31))


def test_a_notice_is_posted_only_after_somebody_else_has_checked_it() -> None:
    made = a_prepared_notice()
    with pytest.raises(NoticeNotChecked):
        post_notice(notice=made.notice, by=made.authority, at=AT)
    with pytest.raises(NotPermitted):
        check_notice(notice=made.notice, by=made.operator, at=AT)
    with pytest.raises(NotPermitted):
        check_notice(notice=made.notice, by=an_operator(), at=AT)
    colleague = an_operator(party=made.operator.grants.get().party)
    checked = check_notice(notice=made.notice, by=colleague, at=AT)
    assert post_notice(notice=checked, by=made.operator, at=AT).state == NoticeState.RUNNING
    with pytest.raises(Refused):
        check_notice(notice=checked, by=made.authority, at=AT)


def test_a_notice_ends_after_its_last_day_and_never_before() -> None:
    made = a_running_notice()
    assert made.notice.last_day == date(2026, 3, 6)
    with pytest.raises(NoticeNotOver):
        end_notice(notice=made.notice, by=made.authority, at=morning(2026, 3, 6))
    ended = end_notice(notice=made.notice, by=made.authority, at=morning(2026, 3, 7))
    assert (ended.state, list(duties_about(ended.ref))) == (NoticeState.ENDED, [])
    with pytest.raises(StepNotOpen):
        end_notice(notice=made.notice, by=made.authority, at=morning(2026, 3, 7))


def test_a_notice_does_not_end_while_an_objection_is_open() -> None:
    made = a_running_notice()
    objection = an_objection(made.notice)
    with pytest.raises(ObjectionsOpen):
        end_notice(notice=made.notice, by=made.authority, at=morning(2026, 3, 9))
    dismiss_objection(objection=objection, reason="It has one.", by=made.authority, at=morning(2026, 3, 9))
    assert end_notice(notice=made.notice, by=made.authority, at=morning(2026, 3, 9)).state == NoticeState.ENDED


def test_only_the_body_in_whose_name_it_stands_and_the_operator_end_and_withdraw() -> None:
    made = a_running_notice()
    for other in (an_authority(), an_operator()):
        with pytest.raises(NotPermitted):
            end_notice(notice=made.notice, by=other, at=morning(2026, 3, 9))
        with pytest.raises(NotPermitted):
            withdraw_notice(notice=made.notice, by=other, at=AT)
    withdrawn = withdraw_notice(notice=made.notice, by=made.operator, at=AT)
    assert (withdrawn.state, list(duties_about(withdrawn.ref))) == (NoticeState.WITHDRAWN, [])


def test_the_public_sees_what_is_or_was_public_the_office_its_own_and_the_auditor_all() -> None:
    prepared, running, other = a_prepared_notice(), a_running_notice(), a_running_notice()
    withdrawn = withdraw_notice(notice=other.notice, by=other.operator, at=AT)
    assert set(notices_seen_by(AnonymousUser())) == {running.notice, withdrawn}
    assert set(notices_seen_by(running.operator)) == {running.notice, withdrawn}
    assert set(notices_seen_by(prepared.operator)) == {prepared.notice, running.notice, withdrawn}
    assert set(notices_seen_by(an_auditor())) == {prepared.notice, running.notice, withdrawn}


def test_an_objectors_name_is_read_by_those_who_act_for_the_notice_and_the_auditor_only() -> None:
    made = a_running_notice()
    objection = an_objection(made.notice)
    readers = (made.operator, made.authority, an_auditor())
    assert [list(objections_seen_by(user)) for user in readers] == [[objection]] * 3
    assert [list(objections_seen_by(user)) for user in (an_operator(), an_authority(), AnonymousUser())] == [[]] * 3


def test_the_authority_is_told_once_when_the_days_are_over() -> None:
    made = a_running_notice()
    an_objection(made.notice)
    later = morning(2026, 3, 9)
    assert list(notices_over_and_untold(date(2026, 3, 6))) == []
    with pytest.raises(NoticeNotOver):
        tell_notice_over(notice=made.notice, by=SYSTEM, at=AT)
    with time_machine.travel(later, tick=False):
        follow_notices()
        follow_notices()
    told = Message.objects.filter(occasion=f"notice over {made.notice.pk}")
    assert [(message.party_id, message.text) for message in told] == [
        (made.notice.in_name_of_id, f"The days of public notice {made.notice.number} are over; open objections: 1")
    ]
    assert next(entry.act for entry in history_of(made.notice.ref)) == "publicity.tell_notice_over"
    assert verify_journal().sound


def test_the_publicity_text_is_a_paper_and_the_same_text_makes_no_new_version() -> None:
    made = a_running_notice()
    first = make_publicity_paper(notice=made.notice, by=made.operator, at=AT)
    again = make_publicity_paper(notice=made.notice, by=made.authority, at=AT)
    words = "\n".join(text_of(first.file))
    assert (first.pk, first.version) == (again.pk, 1)
    for said in ("Teams to be awarded", "Laboratory of seals", "021-5555 0101", "Bureau of Science"):
        assert said in words
    with pytest.raises(NotPermitted):
        make_publicity_paper(notice=made.notice, by=an_auditor(), at=AT)


def text_of(file: FieldFile) -> list[str]:
    with file.open("rb") as stored:
        document = Document(io.BytesIO(stored.read()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in document.paragraphs] + cells
