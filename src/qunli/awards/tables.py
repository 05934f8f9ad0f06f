"""Lists of the awards room."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qunli.awards.models import Decision
from qunli.awards.states import DecisionState
from qunli.core.tables import Column, Filter, Table


def _in_state(rows: QuerySet[Decision], state: str) -> QuerySet[Decision]:
    return rows.filter(state=state)


def _annotated(name: str) -> Any:  # noqa: ANN401 - annotations are not typed
    def read(decision: Decision) -> object:
        return getattr(decision, name)

    return read


def _last_day(decision: Decision) -> object:
    return decision.notice.last_day if decision.notice else None


DECISIONS: Table[Decision] = Table(
    name="decisions",
    title=_("Decisions"),
    columns=(
        Column("call", _("Call"), lambda row: row.call.title, kind="link", sort="call__title"),
        Column("number", _("Number"), lambda row: row.number, "code"),
        Column("round", _("Round"), lambda row: row.round, kind="number", sort="round"),
        Column("winners", _("Winners"), _annotated("winner_count"), kind="number", sort="winner_count"),
        Column("money", _("Money"), _annotated("winner_money"), kind="money", sort="winner_money"),
        Column("meeting", _("Meeting record"), lambda row: row.meeting_record),
        Column("notice", _("Notice until"), _last_day, kind="day", sort="notice__last_day"),
        Column("document", pgettext_lazy("approval", "Document"), lambda row: row.document_number),
        Column("state", _("State"), lambda row: row, kind="state", sort="state"),
    ),
    order=("-id",),
    url_of=lambda row: reverse("awards:decision", args=[row.pk]),
    filters=(Filter("state", _("State"), lambda: DecisionState.choices, _in_state),),
    search=lambda rows, words: (
        rows.filter(call__title__icontains=words) | rows.filter(document_number__icontains=words)
    ),
    search_hint=_("Call or document number"),
    empty_title=_("No decision yet"),
    empty_text=_("Once the panels of a call have concluded, the operator recommends."),
)
