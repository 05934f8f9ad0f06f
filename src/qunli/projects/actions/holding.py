"""What the acts of this room share: holding a project, owing, and telling."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.core.actions import lock
from qunli.core.models import Record
from qunli.core.states import Refused
from qunli.duties.actions import Promise, raise_duty
from qunli.projects.models import Project
from qunli.projects.queries.seen import for_page
from qunli.projects.states import ProjectState

if TYPE_CHECKING:
    from qunli.people.models import Party
    from qunli.people.states import Role

NO_TERM = gettext_noop("no rule gives a term for this")
NO_DATE = gettext_noop("the task book gives no date for this")


class ProjectNotRunning(Refused):
    """What belongs to a running project was asked of one that is not."""


def hold_project(pk: int) -> Project:
    """Lock a project with all that permits ask of it; every act of the room takes this lock first."""
    return lock(for_page(Project.objects.all()), pk)


def require_running(project: Project) -> None:
    """Refuse unless the project runs."""
    if project.state != ProjectState.RUNNING:
        raise ProjectNotRunning(_("%(project)s is not running.") % {"project": project.number})


def end_of(day: date) -> datetime:
    """The last second of a day in the site's time zone."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


def owe(  # noqa: PLR0913 - the words of a promise
    *,
    owner: Party,
    about: Record,
    key: str,
    words: str,
    params: Mapping[str, str | int],
    at: datetime,
    due: date | None = None,
    why_undated: str = NO_TERM,
    role: Role | None = None,
    climbs_to: Party | None = None,
) -> None:
    """Raise a duty with the end of a day as its date, or without one and why."""
    raise_duty(
        owner=owner,
        promise=Promise(
            key=key,
            words=words,
            due=None if due is None else end_of(due),
            params=params,
            role=role,
            undated_because="" if due else why_undated,
            escalates_to=climbs_to,
        ),
        about=about,
        at=at,
    )
