"""Lists of duties and messages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from qunli.core.models import Message
from qunli.core.queries.refs import pages_of
from qunli.core.tables import Column, Filter, Table
from qunli.duties.models import Duty
from qunli.duties.queries import late

if TYPE_CHECKING:
    from qunli.people.queries import Anyone

Row = TypeVar("Row", Duty, Message)


def _state(duty: Duty) -> str:
    if duty.due_at is None:
        return _now("date to be fixed")
    return _now("late") if duty.due_at < timezone.now() else _now("open")


def with_pages(rows: Iterable[Row], reader: Anyone) -> list[tuple[Row, str]]:
    """Return rows with the pages of what they are about; the messages where the reader has none to open."""
    held = list(rows)
    pages = pages_of((row.about for row in held), reader)
    return [(row, pages.get(row.about) or reverse("duties:messages")) for row in held]


DUTIES: Table[Duty] = Table(
    name="duties",
    title=_("Duties"),
    columns=(
        Column("what", _("What"), lambda duty: duty.text, "link"),
        Column("about", _("About"), lambda duty: duty.about_label),
        Column("owner", _("Owed by"), lambda duty: duty.owner),
        Column("due", _("Due"), lambda duty: duty.due_at, "time", sort="due_at"),
        Column("state", _("State"), _state),
    ),
    order=("due_at", "id"),
    filters=(
        Filter(
            "late",
            _("Date"),
            lambda: [("late", _("late"))],
            lambda rows, _choice: late(rows, at=timezone.now()),
        ),
    ),
    empty_title=_("Nothing is owed"),
    empty_text=_("What you or the organizations you act for owe stands here with its date."),
)
