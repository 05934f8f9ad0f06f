"""Lists of notices and of objections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Case, DateField, F, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qunli.core.queries.calendar import DaysLeft
from qunli.core.states import Words
from qunli.core.tables import Column, Filter, Table
from qunli.publicity.models import Objection, PublicNotice
from qunli.publicity.states import NoticeState, ObjectionState


def running_first(notices: QuerySet[PublicNotice]) -> QuerySet[PublicNotice]:
    """Mark what a list is sorted by: running notices first, the next to end before others; of ended ones the newest."""
    rank = Case(
        When(state=NoticeState.RUNNING, then=Value(0)),
        When(state=NoticeState.PREPARED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    running = Case(When(state=NoticeState.RUNNING, then=F("last_day")), output_field=DateField())
    ended = Case(When(state=NoticeState.RUNNING, then=None), default=F("last_day"), output_field=DateField())
    return notices.annotate(rank=rank, running_until=running, ended_on=ended)


def notices_table(*, today: date, for_office: bool) -> Table[PublicNotice]:
    """The list of notices; the office also sees preparation and open objections (`open_objections` is counted)."""
    days, states = DaysLeft(today), _office_states if for_office else _public_states
    columns: tuple[Column[PublicNotice], ...] = (
        Column("title", _("Notice"), lambda notice: notice.title, "link", "title"),
        Column("number", _("Number"), lambda notice: notice.number, "code", "id"),
        Column("state", _("State"), lambda notice: notice, "state", "state"),
        Column("in_name_of", _("In the name of"), lambda notice: notice.in_name_of.name, sort="in_name_of__name"),
        Column("first_day", _("First day"), lambda notice: notice.first_day, "day", "first_day"),
        Column("last_day", _("Last day"), lambda notice: notice.last_day, "day", "last_day"),
        Column("left", _("Working days left"), lambda notice: _left_of(days, notice), "number"),
    )
    office: tuple[Column[PublicNotice], ...] = (
        Column("open", _("Open objections"), lambda notice: notice.open_objections or None, "number"),  # type: ignore[attr-defined]  # counted by the query
    )
    return Table(
        name="notices",
        title=_("Public notices"),
        columns=columns + (office if for_office else ()),
        order=("rank", "running_until", "-ended_on", "-id"),
        url_of=lambda notice: reverse("publicity:publicnotice", args=[notice.pk]),
        filters=(
            Filter(
                "state",
                _("State"),
                states,
                lambda rows, v: rows.filter(state=v),
            ),
        ),
        search=_search,
        search_hint=_("Title or number"),
        empty_title=_("No public notice"),
        empty_text=_("A notice stands here from the day it is posted; who disagrees can object."),
    )


def objections_table() -> Table[Objection]:
    """The list of objections for those who settle them."""
    return Table(
        name="objections",
        title=_("Objections"),
        columns=(
            Column("number", _("Number"), lambda objection: objection.number, "link", "id"),
            Column("notice", _("Notice"), lambda objection: objection.notice.title, sort="notice__title"),
            Column("stated_at", _("Filed"), lambda objection: objection.stated_at, "time", "stated_at"),
            Column("state", _("State"), lambda objection: objection, "state", "state"),
            Column("settled_at", _("Settled"), lambda objection: objection.settled_at, "time", "settled_at"),
        ),
        order=("-settled_at", "-id"),
        url_of=lambda objection: reverse("publicity:objection", args=[objection.pk]),
        filters=(
            Filter("state", _("State"), lambda: ObjectionState.choices, lambda rows, value: rows.filter(state=value)),
        ),
        empty_title=_("No objection"),
        empty_text=_("Objections to running notices arrive here."),
    )


def _left_of(days: DaysLeft, notice: PublicNotice) -> int | Words | None:
    if notice.state != NoticeState.RUNNING:
        return None
    return _("to be fixed") if notice.last_day is None else days.until(notice.last_day)


def _office_states() -> Sequence[tuple[str, Words]]:
    return NoticeState.choices


def _public_states() -> Sequence[tuple[str, Words]]:
    return [(value, words) for value, words in NoticeState.choices if value != NoticeState.PREPARED]


def _search(notices: QuerySet[PublicNotice], words: str) -> QuerySet[PublicNotice]:
    found = Q(title__icontains=words) | Q(rows__icontains=words)
    tail = words.rpartition("-")[2]
    if words.upper().startswith(PublicNotice.NUMBER_PREFIX) and tail.isdigit():
        found |= Q(pk=int(tail[:18]))
    return notices.filter(found)
