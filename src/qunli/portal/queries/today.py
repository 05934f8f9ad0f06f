"""What somebody owes, with what is left of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from qunli.core.queries.calendar import DaysLeft
from qunli.core.queries.refs import pages_of
from qunli.duties.queries import duties_of, working_days_left
from qunli.people.permits import standing_of
from qunli.people.states import Role

if TYPE_CHECKING:
    from qunli.duties.models import Duty
    from qunli.people.models import User

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Owed:
    """A duty as the front page shows it: `left` is negative when it is late, None where it cannot be known."""

    duty: Duty
    url: str
    left: int | None
    is_late: bool

    @property
    def because(self) -> str:
        """Why there is no date, in the reader's words."""
        return _(self.duty.undated_because) if self.duty.undated_because else ""


def owed_by(user: User, *, at: datetime) -> list[Owed]:
    """Return the most pressing open duties of somebody: the late ones first, undated ones last."""
    duties = list(duties_of(standing_of(user))[: SHOWN + 1])
    days = DaysLeft(timezone.localdate(at))
    pages = pages_of((duty.about for duty in duties), user)
    return [
        Owed(
            duty=duty,
            url=pages.get(duty.about, ""),
            left=working_days_left(duty, days=days, at=at),
            is_late=duty.due_at is not None and duty.due_at < at,
        )
        for duty in duties
    ]


def address(page: str) -> str:
    """Return where a page is; empty where the room has none."""
    try:
        return reverse(page)
    except NoReverseMatch:
        return ""


def next_step(roles: frozenset[str]) -> dict[str, str]:
    """Say what somebody with nothing to do can do next."""
    steps = (
        (Role.OPERATOR, _("Ask the members for their needs, or draft a call."), "needs:collections", _("Collections")),
        (Role.AUTHORITY, _("Look at the calls that are under way."), "calls:calls", _("Calls")),
        (Role.SERVICE_BODY, _("Look at the calls that are under way."), "calls:calls", _("Calls")),
        (Role.UNIT_ADMINISTRATOR, _("State what your organization cannot solve alone."), "needs:needs", _("Needs")),
        (Role.MEMBER_EDITOR, _("State what your organization cannot solve alone."), "needs:needs", _("Needs")),
        (Role.TEAM_MEMBER, _("See which calls you could answer."), "calls:calls", _("Open calls")),
        (Role.RECOMMENDING_UNIT, _("See which calls your units could answer."), "calls:calls", _("Open calls")),
        (
            Role.EXPERT,
            _("Keep your fields and employers up to date: panels are drawn from them."),
            "review:desk",
            _("Desk"),
        ),
        (Role.FINANCE, _("Look at what will fall due."), "projects:due", _("Payments")),
        (Role.AUDITOR, _("Check the journal, or open a record's history."), "portal:journal", _("Journal")),
        (Role.ADMINISTRATOR, _("See who has an account, and invite who is missing."), "people:accounts", _("Accounts")),
    )
    for role, text, page, label in steps:
        if role in roles and (url := address(page)):
            return {"text": text, "url": url, "label": label}
    return {"text": _("See what the cluster looks for."), "url": reverse("portal:public"), "label": _("The cluster")}
