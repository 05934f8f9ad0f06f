"""The yearly report: owed by its day, handed in, taken or handed back."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.core.actions import action, write_batch, write_journal
from qunli.core.states import Doer, Ref, WrongInput
from qunli.duties.actions import Promise, meet_duties, raise_duty
from qunli.people.models import User
from qunli.people.states import Role
from qunli.reports.actions.papers import make_yearly_paper
from qunli.reports.actions.recognising import day_of
from qunli.reports.actions.steps import NOT_FIXED, end_of, held_part, move_part, owe_a_look, told_why
from qunli.reports.models import Recognition, YearlyReport
from qunli.reports.queries import reports_to_raise


@action(_("Yearly reports asked for"))
def raise_yearly_reports(*, by: Doer, at: datetime) -> int:
    """Ask each recognised cluster for the report of the past year, once; returns how many."""
    today = timezone.localdate(at)
    lines = []
    for recognition, year in reports_to_raise(today):
        due = day_of(recognition.report_by, year + 1) if recognition.report_by else None
        made = YearlyReport.objects.create(recognition=recognition, year=year, due_on=due)
        _owe(made, recognition, at=at)
        lines.append((recognition.ref, f"report {year}"))
    write_batch(on=Ref("reports", "pass", today.toordinal(), today.isoformat()), by=by, at=at, lines=lines)
    return len(lines)


@action(_("Yearly report handed in"))
def hand_in_yearly_report(*, report: YearlyReport, words: str, next_year: str, by: User, at: datetime) -> YearlyReport:
    """Hand in what the year brought and what the next one is to bring.

    The paper is made with it: figures that are confirmed later do not change what was handed in.
    """
    held = held_part(report, "hand_in", by)
    if not words.strip():
        raise WrongInput({"words": _("Say what the year brought.")})
    held.words, held.next_year = words.strip(), next_year.strip()
    held.handed_in_by, held.handed_in_at, held.hand_back_reason = by, at, ""
    write_journal(
        by=by,
        at=at,
        **move_part(held, "hand_in", "words", "next_year", "handed_in_by", "handed_in_at", "hand_back_reason"),
    )
    meet_duties(about=held.recognition, key=_key(held), at=at)
    look = gettext_noop("Read the yearly report %(year)s of %(recognition)s")
    owe_a_look(held, f"take {_key(held)}", look, {"year": str(held.year)}, at=at)
    make_yearly_paper(report=held, by=by, at=at)
    return held


@action(_("Yearly report taken"))
def take_yearly_report(*, report: YearlyReport, by: User, at: datetime) -> YearlyReport:
    """Take the report."""
    held = held_part(report, "take", by)
    write_journal(by=by, at=at, **move_part(held, "take"))
    meet_duties(about=held.recognition, key=f"take {_key(held)}", at=at)
    return held


@action(_("Yearly report handed back"))
def hand_back_yearly_report(*, report: YearlyReport, reason: str, by: User, at: datetime) -> YearlyReport:
    """Hand the report back with what is missing; it is owed again."""
    held = held_part(report, "hand_back", by)
    held.hand_back_reason = told_why(reason)
    write_journal(by=by, at=at, **move_part(held, "hand_back", "hand_back_reason"))
    meet_duties(about=held.recognition, key=f"take {_key(held)}", at=at)
    _owe(held, held.recognition, at=at)
    return held


def _key(report: YearlyReport) -> str:
    return f"yearly report {report.year}"


def _owe(report: YearlyReport, recognition: Recognition, *, at: datetime) -> None:
    due: date | None = report.due_on
    promise = Promise(
        key=_key(report),
        words=gettext_noop("Hand in the yearly report %(year)s of %(recognition)s"),
        params={"year": str(report.year), "recognition": recognition.number},
        due=end_of(due),
        undated_because="" if due else NOT_FIXED,
        role=Role.OPERATOR,
        escalates_to=recognition.authority,
    )
    raise_duty(owner=recognition.applicant, promise=promise, about=recognition, at=at)
