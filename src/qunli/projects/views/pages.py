"""Pages that show a project and its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from qunli.core.queries.calendar import DaysLeft
from qunli.core.queries.files import attachments_of
from qunli.core.views import arrived_at, history_entries, list_page
from qunli.people.permits import account_of, returns_stamped_papers
from qunli.projects.bridge.content import plan_of
from qunli.projects.bridge.ratios import check_rules
from qunli.projects.bridge.streams import stream_rows
from qunli.projects.models import Milestone, Project
from qunli.projects.queries.seen import (
    awards_to_start,
    due_payments,
    outcomes_seen_by,
    payments_seen_by,
    projects_seen_by,
    public_outcomes,
    public_projects,
    with_progress,
)
from qunli.projects.states import MilestoneState, ProjectState
from qunli.projects.tables import OUTCOMES, PAYMENTS, PROJECTS, PUBLIC
from qunli.projects.views.loading import milestone_for, payment_for, project_for, project_frame, task_book_for
from qunli.projects.views.papers import papers_of_project, papers_of_task_book
from qunli.projects.views.steps import (
    milestone_steps,
    payment_steps,
    project_steps,
    task_book_steps,
)

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from qunli.core.models import Record


def projects(request: HttpRequest) -> HttpResponse:
    """List the projects that the visitor reads; to the office also the awards that wait for their project."""
    user = account_of(request)
    seen = projects_seen_by(user, at=arrived_at(request)).select_related("lead", "poster")
    context = {"waiting": list(awards_to_start(user)[:20])}
    return list_page(
        request, table=PROJECTS, rows=with_progress(seen), template="projects/projects.html", context=context
    )


def due(request: HttpRequest) -> HttpResponse:
    """List the payments that wait for somebody's hand."""
    rows = due_payments(payments_seen_by(account_of(request), at=arrived_at(request)))
    return list_page(
        request, table=PAYMENTS, rows=rows.select_related("project", "payer", "payee", "confirmed_by__party")
    )


def outcomes(request: HttpRequest) -> HttpResponse:
    """List the outcomes that the visitor reads."""
    rows = outcomes_seen_by(account_of(request), at=arrived_at(request))
    return list_page(request, table=OUTCOMES, rows=rows.select_related("owner"))


def public(request: HttpRequest) -> HttpResponse:
    """List what everybody may know."""
    return list_page(request, table=PUBLIC, rows=public_projects().select_related("lead"))


def public_project(request: HttpRequest, pk: int) -> HttpResponse:
    """Show title, lead, state and public outcomes."""
    project = get_object_or_404(public_projects().select_related("lead"), pk=pk)
    shown = public_outcomes().filter(project=project).select_related("owner").order_by("id")
    return render(request, "projects/public_project.html", {"project": project, "outcomes": shown})


def project(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a project: where it stands, its milestones on a time line, its papers and its history."""
    found = project_for(request, pk)
    user, days = account_of(request), DaysLeft(timezone.localdate(arrived_at(request)))
    milestones = list(found.milestones.order_by("position"))
    context = {
        **project_frame(found, tab="project"),
        "stepbar": road_of(found, milestones),
        "steps": project_steps(found, user),
        "facts": _facts(found),
        "milestones": [(row, _left(row, days)) for row in milestones],
        "gantt": gantt_of(found, milestones),
        "task_books": found.task_books.order_by("-version"),
        "contract": getattr(found, "contract", None),
        "acceptance": getattr(found, "acceptance", None),
        "papers": papers_of_project(found, user),
        "can_return": returns_stamped_papers(user),
        "history": history_entries(found.ref, 20),
    }
    return render(request, "projects/project.html", context)


def _left(milestone: Milestone, days: DaysLeft) -> int | None:
    if milestone.state not in {MilestoneState.PLANNED, MilestoneState.REMEDY}:
        return None
    return days.until(milestone.remedy_until or milestone.due_on)


def _facts(found: Project) -> list[tuple[str, object]]:
    return [
        (_("Lead"), found.lead.name),
        (_("Leader"), found.leader_name),
        (_("Poster"), found.poster.name),
        (_("Authority"), found.authority.name),
        (_("Approval"), found.document_number),
        (_("Begins on"), found.starts_on),
        (_("Ends on"), found.ends_on),
        (_("Extensions"), found.extensions),
    ]


def road_of(found: Project, milestones: list[Milestone]) -> list[dict[str, str]]:
    """Return the road of a project as the step bar shows it."""
    labels = [_("Task book"), *(f"M{row.position}" for row in milestones), _("Acceptance")]
    done = [found.state != ProjectState.PREPARING, *(row.state == MilestoneState.ACCEPTED for row in milestones)]
    done.append(found.state == ProjectState.CONCLUDED)
    stopped = found.state in {ProjectState.TERMINATED, ProjectState.REVOKED}
    steps = []
    now_seen = False
    for label, is_done in zip(labels, done, strict=True):
        state = "done" if is_done else "stopped" if stopped else "next" if now_seen else "now"
        now_seen = now_seen or state == "now"
        steps.append({"label": label, "state": state})
    return steps


GANTT_TONES = {MilestoneState.ACCEPTED: "good", MilestoneState.FAILED: "wrong", MilestoneState.REMEDY: "warn"}


def gantt_of(found: Project, milestones: list[Milestone]) -> list[dict[str, Any]]:  # rows of a chart
    """Return the milestones as bars; one without a beginning begins where the one before ends."""
    rows, begins = [], found.starts_on
    for row in milestones:
        start = row.starts_on or begins or row.due_on
        rows.append(
            {
                "label": f"M{row.position} {row.title}",
                "start": start,
                "end": row.due_on,
                "note": row.get_state_display(),
                "tone": GANTT_TONES.get(MilestoneState(row.state), "open"),
            }
        )
        begins = row.due_on
    return rows


def milestone(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a milestone: what was promised beside what was measured, its reports and payments."""
    found = milestone_for(request, pk)
    reports = list(found.reports.select_related("reported_by__party").order_by("-round"))
    context = {
        **project_frame(found.project),
        "milestone": found,
        "steps": milestone_steps(found, account_of(request)),
        "indicators": found.indicators.order_by("position", "id"),
        "reports": [(row, _files(row) if place == 0 else None) for place, row in enumerate(reports)],
        "payments": found.payments.select_related("payer", "payee").order_by("position"),
        "history": history_entries(found.ref, 20),
    }
    return render(request, "projects/milestone.html", context)


def _files(record: Record) -> list[dict[str, object]]:
    return [
        {
            "name": file.name,
            "size": file.size,
            "at": file.added_at,
            "by": file.added_by_label,
            "digest": file.sha256,
            "confidential": file.is_confidential,
            "url": reverse("projects:file", args=[file.pk]),
        }
        for file in attachments_of(record.ref)
    ]


def task_book(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one version word for word, ready for print."""
    found = task_book_for(request, pk)
    checks = check_rules(
        found.project.terms, plan_of(found.project, found.project.payments.select_related("milestone"))
    )
    context = {
        **project_frame(found.project),
        "book": found,
        "steps": task_book_steps(found, account_of(request)),
        "checks": checks,
        "papers": papers_of_task_book(found, account_of(request)),
        "can_return": returns_stamped_papers(request.user),
        "history": history_entries(found.ref, 20),
    }
    return render(request, "projects/task_book.html", context)


def payments(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the money: streams, rules of the pack, and every instalment."""
    found = project_for(request, pk)
    rows = list(found.payments.select_related("milestone", "payer", "payee").order_by("position"))
    context = {
        **project_frame(found, tab="payments"),
        "streams": stream_rows(found.stream_totals.values_list("stream", "total"), rows),
        "checks": check_rules(found.terms, plan_of(found, rows)),
        "payments": rows,
        "recoveries": found.recoveries.select_related("payer").order_by("id"),
    }
    return render(request, "projects/payments.html", context)


def payment(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an instalment and who has had it in hand."""
    found = payment_for(request, pk)
    context = {
        **project_frame(found.project),
        "payment": found,
        "steps": payment_steps(found, account_of(request)),
        "facts": [
            (_("Stream"), found.get_stream_display()),
            (_("Payer"), found.payer.name),
            (_("Payee"), found.payee.name),
            (_("Paid for"), str(found.milestone or _("signing, or a pass"))),
            (_("Due on"), found.due_on),
            (_("Confirmed by"), found.confirmed_by),
            (_("Released by"), found.released_by),
            (_("Paid on"), found.paid_on),
            (_("Proof"), found.proof),
            (_("Held back because"), found.hold_reason),
        ],
        "files": _files(found),
        "history": history_entries(found.ref, 20),
    }
    return render(request, "projects/payment.html", context)
