"""Lists of the portal."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qunli.core.actions import ACT_WORDS
from qunli.core.models import JournalEntry
from qunli.core.queries.journal import move_words
from qunli.core.queries.refs import page_of
from qunli.core.states import Words
from qunli.core.tables import Column, Filter, Table


def _rooms() -> list[tuple[str, Words]]:
    return [(room, apps.get_app_config(room).verbose_name) for room in settings.ROOMS]


def _acts() -> list[tuple[str, Words]]:
    return sorted(((name, words) for name, words in ACT_WORDS.items()), key=lambda pair: str(pair[1]))


def _who_or_what(rows: QuerySet[JournalEntry], words: str) -> QuerySet[JournalEntry]:
    return rows.filter(Q(by_label__icontains=words) | Q(about_label__icontains=words))


def _page_of(entry: JournalEntry) -> str:
    return reverse("portal:history", args=[entry.about_room, entry.about_kind, entry.about_id])


def _whole_of(row: Any) -> str:  # noqa: ANN401 -- a record of any room
    for name in ("project", "call", "panel"):
        if whole := getattr(row, name, None):
            return f"{whole.number} · {whole}"
    return ""


JOURNAL: Table[JournalEntry] = Table(
    name="journal",
    title=_("Journal"),
    columns=(
        Column("about", pgettext_lazy("record", "About"), lambda entry: entry.about_label or str(entry.about), "link"),
        Column("act", _("Act"), lambda entry: ACT_WORDS.get(entry.act, entry.act)),
        Column("by", _("By"), lambda entry: entry.by_label),
        Column("at", _("When"), lambda entry: entry.at, "time"),
        Column("change", _("Change"), move_words),
        Column("number", _("Entry"), lambda entry: entry.pk, "number", sort="id"),
    ),
    order=("-id",),
    url_of=_page_of,
    filters=(
        Filter("room", _("Room"), _rooms, lambda rows, room: rows.filter(about_room=room)),
        Filter("act", _("Act"), _acts, lambda rows, act: rows.filter(act=act)),
    ),
    search=_who_or_what,
    search_hint=_("Who acted, or a record's number"),
    empty_title=_("No entry"),
    empty_text=_("Every act writes an entry here, in the same transaction."),
)

JOURNAL_ALONE: Table[JournalEntry] = replace(
    JOURNAL, url_of=None, columns=(replace(JOURNAL.columns[0], kind="text"), *JOURNAL.columns[1:])
)
"""For those who read the journal as a whole, and not what each record's page says of it."""

WAITING: Table[Any] = Table(
    name="waiting",
    title=_("Waits for your role"),
    columns=(
        Column("record", _("Record"), str, "link", sort="id"),
        Column("of", _("Belongs to"), _whole_of),
    ),
    order=("id",),
    url_of=lambda row: page_of(row.ref),
    empty_title=_("Nothing waits here any more"),
)
