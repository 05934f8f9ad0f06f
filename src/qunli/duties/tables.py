"""Lists of duties and messages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qunli.core.models import Message
from qunli.core.queries.calendar import DaysLeft
from qunli.core.queries.refs import pages_of
from qunli.core.tables import Column, Due, Filter, Table
from qunli.duties.models import Duty
from qunli.duties.queries import late, working_days_left

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from qunli.people.queries import Anyone

Row = TypeVar("Row", Duty, Message)


def with_pages(rows: Iterable[Row], reader: Anyone) -> list[tuple[Row, str]]:
    """Return rows with the pages of what they are about; the messages where the reader has none to open."""
    held = list(rows)
    pages = pages_of((row.about for row in held), reader)
    return [(row, pages.get(row.about) or reverse("duties:messages")) for row in held]


def duties_table(reader: Anyone, *, at: datetime) -> Table[Duty]:
    """The list of duties, each with its working days left and the page that the reader may open."""
    days = DaysLeft(timezone.localdate(at))

    def pages(shown: Sequence[Duty]) -> dict[int, str]:
        return {duty.pk: url for duty, url in with_pages(shown, reader)}

    def due(duty: Duty) -> Due:
        return Due(duty.due_at, working_days_left(duty, days=days, at=at))

    columns = (*DUTIES.columns, Column("due", _("Due"), due, "due", sort="due_at"))
    return replace(DUTIES, columns=columns, urls_of=pages)


DUTIES: Table[Duty] = Table(
    name="duties",
    title=_("Duties"),
    columns=(
        Column("what", _("What"), lambda duty: duty.text, "link"),
        Column("about", pgettext_lazy("record", "About"), lambda duty: duty.about_label),
        Column("owner", _("Owed by"), lambda duty: duty.owner),
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
