"""The room's lists."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qunli.calls.models import Call, Proposal
from qunli.calls.states import CallState, ProposalState
from qunli.core.states import named
from qunli.core.tables import Column, Filter, Table
from qunli.rulebook.queries import in_reading_language


def _calls_with(rows: QuerySet[Call], text: str) -> QuerySet[Call]:
    return rows.filter(Q(title__icontains=text) | Q(title_en__icontains=text))


def _proposals_with(rows: QuerySet[Proposal], text: str) -> QuerySet[Proposal]:
    return rows.filter(Q(title__icontains=text) | Q(lead__name__icontains=text) | Q(leader_name__icontains=text))


CALLS: Table[Call] = Table(
    name="calls",
    title=_("Open calls"),
    columns=(
        Column(
            "title",
            _("Call"),
            lambda row: in_reading_language({"zh": row.title, "en": row.title_en or row.title}),
            "link",
            "title",
        ),
        Column("cluster", _("Cluster"), lambda row: named(row.cluster)),
        Column("authority", _("Decided by"), lambda row: row.authority.name),
        Column("team_deadline", _("Teams hand in before"), lambda row: row.team_deadline, "time", "team_deadline"),
        Column("state", _("State"), lambda row: row, "state", "state"),
    ),
    order=("-published_at", "-id"),
    url_of=lambda row: reverse("calls:call", args=[row.pk]),
    filters=(Filter("state", _("State"), lambda: CallState.choices, lambda rows, value: rows.filter(state=value)),),
    search=_calls_with,
    search_hint=_("Title"),
    empty_title=_("No call is open"),
    empty_text=_("Calls appear here on the day they are published."),
)

RECOMMENDED: Table[Proposal] = Table(
    name="recommended",
    title=_("Proposals by way of my unit"),
    columns=(
        Column("number", _("Number"), lambda row: row.number, "link", "id"),
        Column("title", _("Title"), lambda row: row.title, "text", "title"),
        Column("topic", _("Topic"), lambda row: row.topic.title),
        Column("lead", _("Lead"), lambda row: row.lead.name, "text", "lead__sort_key"),
        Column("leader", _("Team leader"), lambda row: row.leader_name),
        Column("asked_money", _("Money asked for"), lambda row: row.asked_money, "money", "asked_money"),
        Column("submitted_at", _("Handed in"), lambda row: row.submitted_at, "time", "submitted_at"),
        Column("stamped_at", _("Recommended"), lambda row: row.recommended_at, "time"),  # type: ignore[attr-defined]  # annotated
        Column("state", _("State"), lambda row: row, "state", "state"),
    ),
    order=("id",),
    url_of=lambda row: reverse("calls:proposal", args=[row.pk]),
    filters=(Filter("state", _("State"), lambda: ProposalState.choices, lambda rows, value: rows.filter(state=value)),),
    search=_proposals_with,
    search_hint=_("Title, lead or leader"),
    empty_title=_("No proposal has come to your unit"),
    empty_text=_("Proposals appear here once their team has handed them in and named your unit."),
)

PROPOSALS: Table[Proposal] = Table(
    name="proposals",
    title=_("Proposals"),
    columns=(
        Column("title", _("Title"), lambda row: row.title, "link", "title"),
        Column("number", _("Number"), lambda row: row.number, "code", "id"),
        Column("topic", _("Topic"), lambda row: row.topic.title),
        Column("lead", _("Lead"), lambda row: row.lead.name, "text", "lead__sort_key"),
        Column("leader", _("Team leader"), lambda row: row.leader_name),
        Column("asked_money", _("Money asked for"), lambda row: row.asked_money, "money", "asked_money"),
        Column("submitted_at", _("Handed in"), lambda row: row.submitted_at, "time", "submitted_at"),
        Column("due", _("Correct by"), lambda row: row.correction_due_on, "day", "correction_due_on"),
        Column("state", _("State"), lambda row: row, "state", "state"),
    ),
    order=("-id",),
    url_of=lambda row: reverse("calls:proposal", args=[row.pk]),
    filters=(Filter("state", _("State"), lambda: ProposalState.choices, lambda rows, value: rows.filter(state=value)),),
    search=_proposals_with,
    search_hint=_("Title, lead or leader"),
    empty_title=_("No proposal to show"),
    empty_text=_(
        "A proposal begins on the page of an open call. Sealed ones are seen by their team and its stampers only."
    ),
)
