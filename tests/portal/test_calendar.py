"""A year of the working-day calendar, loaded by an administrator: what waited for it gets its date."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from making.calls import an_opened_call
from making.people import AT, a_client_for, an_administrator, an_api_client
from making.publicity import morning
from qunli.calls.actions import check_form, date_correction
from qunli.calls.models import Proposal
from qunli.calls.states import FormReason, FormResult
from qunli.calls.tasks import date_corrections
from qunli.core.models.calendar import CalendarYear
from qunli.core.queries.calendar import YearNotPublished
from qunli.core.queries.calendar_file import CalendarFile, read_calendar_file
from qunli.core.states import SYSTEM, NotPermitted, Refused, WrongInput
from qunli.duties.queries import duties_about
from qunli.portal.actions import load_calendar_file
from qunli.portal.queries import queues_of

pytestmark = pytest.mark.django_db

LATE = morning(2026, 12, 29)
GOOD = b"day,working\n2027-01-01,no\n2027-01-02,no\n2027-01-09,yes\n"


def a_proposal_to_correct_in_a_year_unknown() -> Proposal:
    made = an_opened_call()
    proposal = made.proposals[0]
    check_form(
        proposal=proposal,
        result=FormResult.TO_CORRECT,
        reasons=[FormReason.ATTACHMENT_MISSING],
        note="",
        by=made.office.operator,
        at=LATE,
    )
    return Proposal.objects.get(pk=proposal.pk)


def sent(client: Client, content: bytes, source: str = "国办发明电〔2026〕7号") -> str:
    file = SimpleUploadedFile("2027.csv", content)
    return client.post("/calendar/", {"source": source, "file": file}, follow=True).content.decode()


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        (
            b"day,working\n2027-13-01,no\n2027-01-02,perhaps\n2027-01-03,no\n2027-01-03,no\n",
            [
                "Row 2, column day: expected a day like 2027-01-01, found “2027-13-01”.",
                "Row 3, column working: expected yes or no, found “perhaps”.",
                "Row 5, column day: expected a day given once, found “2027-01-03”.",
            ],
        ),
        (b"when,what\n2027-01-01,no\n", ["Row 1: expected the columns “day” and “working”."]),
        (
            b"day,working\n2027-01-01,no\n2028-01-01,no\n",
            ["Expected the days of one year, found several: 2027, 2028."],
        ),
        (b"day,working\n", ["The file holds no day."]),
        (b"PK\x03\x04\0\0", ["Expected a CSV file of text, at most 100 kB."]),
        (b"\xff\xff\xff", ["The text is neither UTF-8 nor GB 18030."]),
    ],
)
def test_a_wrong_file_is_refused_with_every_fault_at_its_row_and_column(content: bytes, faults: list[str]) -> None:
    with pytest.raises(WrongInput) as refused:
        read_calendar_file(content)
    assert [str(fault) for fault in refused.value.faults.values()] == faults
    page = sent(a_client_for(an_administrator()), content)
    assert [fault in page for fault in faults] == [True] * len(faults)
    assert CalendarYear.objects.count() == 0


def test_chinese_headers_and_files_of_chinese_offices_are_read() -> None:
    content = "日期,说明,上班\n2027-01-01,元旦,休\n2027-01-10,调休,班\n".encode("gb18030")
    assert read_calendar_file(content) == CalendarFile(2027, {date(2027, 1, 1): False, date(2027, 1, 10): True})


def test_an_administrator_loads_a_year_on_the_page_and_sees_from_which_notice_it_is_known() -> None:
    with time_machine.travel(LATE, tick=False):
        client = a_client_for(an_administrator())
        before = client.get("/calendar/").content.decode()
        after = sent(client, GOOD)
    assert [text in before for text in ("not published yet: dates wait", "what was installed")] == [True, True]
    assert ("not published yet: dates wait" in after, "国办发明电〔2026〕7号" in after) == (False, True)
    assert "2027 is loaded; 0 duties got their dates." in after


def test_a_correction_that_waited_for_the_calendar_gets_its_day_and_so_does_its_duty() -> None:
    proposal = a_proposal_to_correct_in_a_year_unknown()
    assert proposal.correction_due_on is None
    waiting = duties_about(proposal.ref).get()
    assert [str(queue.label) for queue in queues_of(an_administrator(), at=LATE)] == [
        "Dates that wait for a calendar to be loaded"
    ]
    assert (waiting.due_at, waiting.undated_because) == (None, "The calendar of that year is not published yet.")
    with pytest.raises(YearNotPublished):
        date_correction(proposal=proposal, by=SYSTEM, at=LATE)

    found = read_calendar_file(GOOD)
    assert load_calendar_file(found=found, source="a notice", by=an_administrator(), at=LATE) == 1
    queued = ProcrastinateJob.objects.values_list("task_name", flat=True)
    assert {"publicity.follow_notices", "calls.date_corrections"} <= set(queued)
    with time_machine.travel(LATE, tick=False):
        date_corrections()

    proposal.refresh_from_db()
    assert proposal.correction_due_on == date(2027, 1, 6)
    dated = duties_about(proposal.ref).get()
    assert (dated.due_at, dated.undated_because) == (datetime(2027, 1, 6, 15, 59, 59, tzinfo=UTC), "")
    with pytest.raises(Refused):
        date_correction(proposal=proposal, by=SYSTEM, at=LATE)


def test_only_an_administrator_loads_a_year() -> None:
    with pytest.raises(NotPermitted):
        load_calendar_file(
            found=read_calendar_file(GOOD), source="a notice", by=an_opened_call().office.operator, at=AT
        )


def test_a_program_loads_a_year_too() -> None:
    body = {"year": 2027, "source": "a notice", "days": [{"day": "2027-01-01", "working": False}]}
    with time_machine.travel(LATE, tick=False):
        client = an_api_client(an_administrator())
        answer = client.post("/api/v1/calendar", body, content_type="application/json")
        wrong = client.post("/api/v1/calendar", body | {"year": 2028}, content_type="application/json")
        years = client.get("/api/v1/calendar").json()
    assert (answer.status_code, wrong.status_code) == (200, 422)
    assert years == [
        {"year": 2025, "source": "", "is_known": True},
        {"year": 2026, "source": "", "is_known": True},
        {"year": 2027, "source": "a notice", "is_known": True},
    ]
