"""Acts on files that the portal hands out and takes in, and on the calendar."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, load_calendar_year, queue_job, return_stamped, write_journal
from qunli.core.models import Attachment, Paper
from qunli.core.queries.calendar_file import CalendarFile
from qunli.duties.actions import date_duties
from qunli.duties.queries import duties_to_date
from qunli.people.models import User
from qunli.people.permits import require
from qunli.portal.permits import may_load_calendar, may_read_file, may_return_stamped

if TYPE_CHECKING:
    from django.core.files.base import File

WAITING_FOR_CALENDARS: Final = ("publicity.follow_notices", "calls.date_corrections")
"""Jobs that fix what waits for a year to be published; they run every hour anyway."""


@action(_("Confidential file opened"))
def open_confidential_file(*, file: Attachment, by: User, at: datetime) -> Attachment:
    """Note who opened a confidential file; the file itself is not named."""
    require(may_read_file(by, file, at=at))
    write_journal(on=file.about, by=by, at=at, facts={"file": file.pk, "sha256": file.sha256})
    return file


@action(_("Calendar file loaded"))
def load_calendar_file(*, found: CalendarFile, source: str, by: User, at: datetime) -> int:
    """Load a year of the working-day calendar and fix the dates that waited for it; returns how many duties."""
    require(may_load_calendar(by))
    load_calendar_year(year=found.year, days=found.days, source=source, by=by, at=at)
    for task in WAITING_FOR_CALENDARS:
        queue_job(task, key=f"{task} {found.year} {at.isoformat()}", at=at)
    return date_duties(by=by, at=at) if duties_to_date() else 0


@action(_("Stamped scan handed in"))
def hand_in_stamped(*, paper: Paper, file: File[bytes], by: User, at: datetime) -> Paper:
    """Take the scan of a stamped print from somebody who may read the paper."""
    require(may_return_stamped(by, paper, at=at), _("This paper takes no stamped scan from you."))
    return return_stamped(paper=paper, file=file, by=by, at=at)
