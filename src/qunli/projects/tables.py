"""Lists of the room."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qunli.core.tables import Column, Filter, Table
from qunli.projects.models import Outcome, Payment, Project, Race
from qunli.projects.states import OutcomeKind, PaymentState, ProjectState, RaceState, Stream


def _search_projects(rows: QuerySet[Project], words: str) -> QuerySet[Project]:
    return rows.filter(Q(title__icontains=words) | Q(lead__name__icontains=words) | Q(document_number__icontains=words))


PROJECTS: Table[Project] = Table(
    name="projects",
    title=_("Projects"),
    columns=(
        Column("title", _("Title"), lambda row: row.title, "link", sort="title"),
        Column("number", _("Number"), lambda row: row.number, "code", "id"),
        Column("lead", _("Lead"), lambda row: row.lead.name, sort="lead__sort_key"),
        Column("poster", _("Poster"), lambda row: row.poster.name),
        Column("state", _("State"), lambda row: row, "state", sort="state"),
        Column(
            "progress",
            _("Milestones"),
            lambda row: f"{row.milestones_done} / {row.milestones_all}",  # type: ignore[attr-defined]  # counted by the query
        ),
        Column("ends_on", _("Ends on"), lambda row: row.ends_on, "day", sort="ends_on"),
    ),
    order=("-id",),
    url_of=lambda row: reverse("projects:project", args=[row.pk]),
    filters=(
        Filter(
            "state",
            _("State"),
            lambda: ProjectState.choices,
            lambda rows, value: rows.filter(state=value),
        ),
    ),
    search=_search_projects,
    search_hint=_("title, lead or document number"),
    empty_title=_("No projects"),
    empty_text=_("A project begins from an approved award."),
)

PAYMENTS: Table[Payment] = Table(
    name="payments",
    title=_("Payments in hand"),
    columns=(
        Column("instalment", _("Instalment"), lambda row: row.ref_label, "link", sort="project_id"),
        Column("stream", _("Stream"), lambda row: row.get_stream_display(), sort="stream"),
        Column("payer", _("Payer"), lambda row: row.payer.name),
        Column("payee", _("Payee"), lambda row: row.payee.name),
        Column("amount", _("Amount in yuan"), lambda row: row.amount, "money", sort="amount"),
        Column("due_on", _("Due on"), lambda row: row.due_on, "day", sort="due_on"),
        Column("confirmed_by", _("Confirmed by"), lambda row: row.confirmed_by or ""),
        Column("state", _("State"), lambda row: row, "state", sort="state"),
    ),
    order=("due_on", "id"),
    url_of=lambda row: reverse("projects:payment", args=[row.pk]),
    filters=(
        Filter("state", _("State"), lambda: PaymentState.choices, lambda rows, value: rows.filter(state=value)),
        Filter("stream", _("Stream"), lambda: Stream.choices, lambda rows, value: rows.filter(stream=value)),
    ),
    empty_title=_("Nothing to pay"),
    empty_text=_("Payments appear here when their milestone is accepted."),
)

OUTCOMES: Table[Outcome] = Table(
    name="outcomes",
    title=_("Outcomes"),
    columns=(
        Column("title", _("Title"), lambda row: row.title, "link", sort="title"),
        Column("kind", _("Kind"), lambda row: row.get_kind_display(), sort="kind"),
        Column("trl", _("Technology readiness level"), lambda row: row.trl, "number", sort="trl"),
        Column("owner", _("Owner"), lambda row: row.owner.name),
        Column("is_public", _("Public"), lambda row: row.is_public, "mark"),
    ),
    order=("-id",),
    url_of=lambda row: reverse("projects:outcome", args=[row.pk]),
    filters=(Filter("kind", _("Kind"), lambda: OutcomeKind.choices, lambda rows, value: rows.filter(kind=value)),),
    empty_title=_("No outcomes"),
    empty_text=_("A project's team records what it brought."),
)

PUBLIC: Table[Project] = Table(
    name="public-projects",
    title=_("Projects under way and done"),
    columns=(
        Column("title", _("Title"), lambda row: row.title, "link", sort="title"),
        Column("lead", _("Lead"), lambda row: row.lead.name),
        Column("state", _("State"), lambda row: row, "state", sort="state"),
    ),
    order=("-id",),
    url_of=lambda row: reverse("projects:public_project", args=[row.pk]),
    empty_title=_("No projects yet"),
)

RACES: Table[Race] = Table(
    name="races",
    title=_("Races"),
    columns=(
        Column("title", _("Title"), lambda row: row.title, "link", sort="title"),
        Column("number", _("Number"), lambda row: row.number, "code", "id"),
        Column("stage", _("Stage that runs"), lambda row: row.stage, "number", sort="stage"),
        Column(
            "lanes",
            _("In the race, of all"),
            lambda row: f"{row.lanes_running} / {row.lanes_all}",  # type: ignore[attr-defined]  # counted by the query
        ),
        Column("starts_on", _("Begins on"), lambda row: row.starts_on, "day", sort="starts_on"),
        Column("state", _("State"), lambda row: row, "state", sort="state"),
    ),
    order=("-id",),
    url_of=lambda row: reverse("projects:race", args=[row.pk]),
    filters=(Filter("state", _("State"), lambda: RaceState.choices, lambda rows, value: rows.filter(state=value)),),
    search=lambda rows, words: rows.filter(title__icontains=words),
    search_hint=_("title"),
    empty_title=_("No races"),
    empty_text=_("A race begins when the teams that a decision admitted start their projects."),
)
