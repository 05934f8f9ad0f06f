"""Lists of needs, notices and key-technology items: what they show, filter and export."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qunli.core.states import Words, named
from qunli.core.tables import Column, Filter, Table
from qunli.directory.models import TechnologyField
from qunli.directory.queries import name_in_reading_language
from qunli.directory.states import ImportState
from qunli.needs.models import CollectionNotice, Need, NeedsImport
from qunli.needs.queries import needs_matching, needs_of, needs_seen_by
from qunli.needs.states import CollectionState, NeedState
from qunli.people.queries import Anyone

OWNERS = 60
"""As many organizations are offered to choose from; where there are more, the search finds them by name."""


def needs_table(user: Anyone, at: datetime) -> Table[Need]:
    """The list of needs that somebody may read; who calls has narrowed the rows."""

    def owners() -> Sequence[tuple[str, Words]]:
        seen = needs_seen_by(user, at).order_by("organization__sort_key", "organization")
        named = list(seen.values_list("organization", "organization__name").distinct()[: OWNERS + 1])
        return [(str(pk), name) for pk, name in named] if len(named) <= OWNERS else []

    def own(rows: QuerySet[Need], choice: str) -> QuerySet[Need]:
        mine = needs_of(user, rows)
        return mine if choice == "mine" else rows.exclude(pk__in=mine.values("pk"))

    return Table(
        name="needs",
        title=_("Needs"),
        columns=(
            Column("title", _("Title"), lambda need: need.title, "link", "title"),
            Column("number", _("Number"), lambda need: need.number, "code", "id"),
            Column("state", _("State"), lambda need: need, "state", "state"),
            Column(
                "organization", _("Organization"), lambda need: need.organization.name, sort="organization__sort_key"
            ),
            Column(
                "field",
                _("Field"),
                lambda need: name_in_reading_language(need.field) if need.field else "",
                sort="field__position",
            ),
            Column("wanted_by", _("Wanted by"), lambda need: need.wanted_by, "day", "wanted_by"),
            Column("budget", _("Would pay"), lambda need: need.budget, "money", "budget"),
            Column("confidential", _("Confidential"), lambda need: need.is_confidential, "mark"),
        ),
        order=("-id",),
        url_of=lambda need: reverse("needs:need", args=[need.pk]),
        filters=(
            Filter("state", _("State"), lambda: NeedState.choices, lambda rows, state: rows.filter(state=state)),
            Filter("field", _("Field"), _fields, lambda rows, key: rows.filter(field=key)),
            Filter("organization", _("Organization"), owners, lambda rows, key: rows.filter(organization=key)),
            Filter("own", _("Whose"), lambda: [("mine", _("mine")), ("others", _("others'"))], own),
            Filter(
                "confidential",
                _("Confidential"),
                _yes_no,
                lambda rows, is_so: rows.filter(is_confidential=is_so == "yes"),
            ),
        ),
        search=needs_matching,
        search_hint=_("Number, title, problem or organization"),
        empty_title=_("No needs here"),
        empty_text=_("State one, or loosen the filters."),
    )


def collections_table() -> Table[CollectionNotice]:
    """The list of collection notices; rows carry `stated_needs`."""
    return Table(
        name="collections",
        title=_("Collection notices"),
        columns=(
            Column("title", _("Title"), lambda notice: notice.title, "link", "title"),
            Column("number", _("Number"), lambda notice: notice.number, "code", "id"),
            Column("state", _("State"), lambda notice: notice, "state", "state"),
            Column("closes_at", _("Closes"), lambda notice: notice.closes_at, "time", "closes_at"),
        ),
        order=("-id",),
        url_of=lambda notice: reverse("needs:collectionnotice", args=[notice.pk]),
        filters=(
            Filter("state", _("State"), lambda: CollectionState.choices, lambda rows, state: rows.filter(state=state)),
        ),
        empty_title=_("No collection notice yet"),
        empty_text=_("The operator sends one out to invite needs."),
    )


def _fields() -> Sequence[tuple[str, Words]]:
    fields = TechnologyField.objects.order_by("position", "id")
    return [(str(field.pk), name_in_reading_language(field)) for field in fields]


def _yes_no() -> Sequence[tuple[str, Words]]:
    return [("True", _("yes")), ("False", _("no"))]


def needs_imports_table() -> Table[NeedsImport]:
    """The list of sheets of needs that were read."""
    return Table(
        name="needs-imports",
        title=_("Sheets of needs read"),
        columns=(
            Column("number", _("Number"), lambda row: row.number, "link"),
            Column("file", _("File"), lambda row: row.file_name),
            Column("cluster", _("Cluster"), lambda row: named(row.cluster)),
            Column("state", _("State"), lambda row: row, "state"),
            Column("added", _("Added"), lambda row: row.outcome.get("added"), "number"),
            Column("at", _("Read at"), lambda row: row.stated_at, "time", sort="stated_at"),
        ),
        order=("-id",),
        url_of=lambda row: reverse("needs:needsimport", args=[row.pk]),
        filters=(
            Filter("state", _("State"), lambda: ImportState.choices, lambda rows, state: rows.filter(state=state)),
        ),
        empty_title=_("No sheet has been read"),
        empty_text=_("Import the sheet in which needs came in: nothing enters before you have seen it."),
    )
