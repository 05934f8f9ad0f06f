"""A task book word for word, and as the rules of the pack see it, from its records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qunli.projects.bridge.ratios import AT_SIGNING, AT_THE_END, Plan, PlannedPayment
from qunli.projects.queries.teams import team_parties
from qunli.projects.states import PaymentState, Stream

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qunli.projects.models import Milestone, Payment, Project


def content_of(project: Project) -> dict[str, object]:
    """Write a task book down: parties, dates, milestones with indicators, payments, totals."""
    payments = list(
        project.payments.exclude(state=PaymentState.CANCELLED)
        .select_related("payer", "payee", "milestone")
        .order_by("position", "id")
    )
    milestones = project.milestones.prefetch_related("indicators").order_by("position")
    return {
        "project": project.number,
        "document_number": project.document_number,
        "title": project.title,
        "lead": project.lead.name,
        "poster": project.poster.name,
        "authority": project.authority.name,
        "leader": project.leader_name,
        "starts_on": project.starts_on and project.starts_on.isoformat(),
        "ends_on": project.ends_on and project.ends_on.isoformat(),
        "milestones": [_milestone(row) for row in milestones],
        "payments": [_payment(row) for row in payments],
        "totals": {row.stream: str(row.total) for row in project.stream_totals.order_by("stream")},
    }


def _milestone(milestone: Milestone) -> dict[str, object]:
    return {
        "position": milestone.position,
        "title": milestone.title,
        "deliverables": milestone.deliverables,
        "starts_on": milestone.starts_on and milestone.starts_on.isoformat(),
        "due_on": milestone.due_on.isoformat(),
        "is_final": milestone.is_final,
        "indicators": [
            {
                "name": row.name,
                "comparator": row.comparator,
                "target": row.target,
                "unit": row.unit,
                "how_measured": row.how_measured,
            }
            for row in sorted(milestone.indicators.all(), key=lambda row: (row.position, row.pk))
        ],
    }


def _payment(payment: Payment) -> dict[str, object]:
    return {
        "position": payment.position,
        "milestone": payment.milestone.position if payment.milestone else None,
        "stream": payment.stream,
        "payer": payment.payer.name,
        "payee": payment.payee.name,
        "amount": str(payment.amount),
        "due_on": payment.due_on and payment.due_on.isoformat(),
    }


def place_of(payment: Payment) -> int:
    """Where a payment stands: at signing, at a milestone's position, or at the very end."""
    if payment.milestone is not None:
        return payment.milestone.position
    return AT_THE_END if payment.stream == Stream.POST_SUBSIDY else AT_SIGNING


def plan_of(project: Project, payments: Iterable[Payment]) -> Plan:
    """See a project's payments, with their milestones loaded, as the rules do."""
    living = [row for row in payments if row.state != PaymentState.CANCELLED]
    return Plan(
        starts_on=project.starts_on,
        ends_on=project.ends_on,
        payments=tuple(
            PlannedPayment(row.stream, row.amount, row.payer_id, row.payee_id, place_of(row)) for row in living
        ),
        poster=project.poster.party_id,
        team=team_parties(project),
    )
