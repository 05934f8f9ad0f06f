"""Lists of duties and messages."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from qunli.core.models import Message
from qunli.core.tables import Column, Filter, Table
from qunli.duties.models import Duty
from qunli.duties.queries import late


def _state(duty: Duty) -> str:
    if duty.due_at is None:
        return _now("date to be fixed")
    return _now("late") if duty.due_at < timezone.now() else _now("open")


def page_of(row: Duty | Message) -> str:
    """Return the page of what a row is about; the messages where it has none."""
    return str(import_string(settings.REF_PAGES)(row.about)) or reverse("duties:messages")


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
    url_of=page_of,
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
