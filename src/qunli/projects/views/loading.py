"""Loading a record together with the leave to see it: what somebody may not read is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from qunli.core.views import arrived_at
from qunli.people.permits import account_of
from qunli.projects.models import (
    ChangeRequest,
    Milestone,
    Outcome,
    Payment,
    Project,
    Recovery,
    TaskBook,
    TechnicalContract,
    Transfer,
)
from qunli.projects.queries.seen import for_page, projects_seen_by
from qunli.projects.queries.teams import is_confidential

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

R = TypeVar("R", Milestone, Payment, TaskBook, TechnicalContract, ChangeRequest, Recovery, Outcome)


def project_for(request: HttpRequest, pk: int) -> Project:
    """Load a project that the visitor reads."""
    return get_object_or_404(for_page(projects_seen_by(account_of(request), at=arrived_at(request))), pk=pk)


def _with_project(request: HttpRequest, rows: QuerySet[R], pk: int) -> R:
    row = get_object_or_404(rows, pk=pk)
    row.project = project_for(request, row.project_id)
    return row


def milestone_for(request: HttpRequest, pk: int) -> Milestone:
    """Load a milestone of a project that the visitor reads."""
    return _with_project(request, Milestone.objects.select_related("settled_by__party"), pk)


def payment_for(request: HttpRequest, pk: int) -> Payment:
    """Load a payment."""
    rows = Payment.objects.select_related("milestone", "payer", "payee", "confirmed_by__party", "released_by__party")
    return _with_project(request, rows, pk)


def task_book_for(request: HttpRequest, pk: int) -> TaskBook:
    """Load a version of a task book."""
    rows = TaskBook.objects.select_related("lead_signed_by__party", "authority_signed_by__party")
    return _with_project(request, rows, pk)


def contract_for(request: HttpRequest, pk: int) -> TechnicalContract:
    """Load a technical contract."""
    rows = TechnicalContract.objects.select_related("poster_signed_by__party", "taker_signed_by__party")
    return _with_project(request, rows, pk)


def change_for(request: HttpRequest, pk: int) -> ChangeRequest:
    """Load a request."""
    return _with_project(request, ChangeRequest.objects.select_related("stated_by__party", "settled_by__party"), pk)


def recovery_for(request: HttpRequest, pk: int) -> Recovery:
    """Load a recovery."""
    return _with_project(request, Recovery.objects.select_related("payer"), pk)


def outcome_for(request: HttpRequest, pk: int) -> Outcome:
    """Load an outcome."""
    return _with_project(request, Outcome.objects.select_related("owner__party", "checked_by__party"), pk)


def transfer_for(request: HttpRequest, pk: int) -> Transfer:
    """Load a transfer."""
    rows = Transfer.objects.select_related("outcome__owner__party", "receiver", "notice")
    transfer = get_object_or_404(rows, pk=pk)
    transfer.outcome.project = project_for(request, transfer.outcome.project_id)
    return transfer


def project_frame(project: Project, *, tab: str = "") -> dict[str, object]:
    """Return what the frame of every page of a project shows."""
    labels = {
        "project": _("Overview"),
        "payments": _("Payments"),
        "changes": _("Requests"),
        "project_outcomes": _("Outcomes"),
    }
    return {
        "project": project,
        "is_confidential": is_confidential(project),
        "crumbs": [
            (_("Projects"), reverse("projects:projects")),
            (project.number, reverse("projects:project", args=[project.pk]) if tab != "project" else ""),
        ],
        "tabs": [
            {"label": label, "url": reverse(f"projects:{name}", args=[project.pk]), "active": name == tab}
            for name, label in labels.items()
        ],
    }
