"""Fills the whole stock and says what the pages are asked for."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from benchmarks.stock.calls import a_call, proposals_of
from benchmarks.stock.knowing import Knowing, knowing_of
from benchmarks.stock.members import members_of
from benchmarks.stock.needs import list_items, needs_of
from benchmarks.stock.office import Office, accounts_of, an_office
from benchmarks.stock.panels import panels_of
from benchmarks.stock.projects import decision_of, projects_of
from benchmarks.stock.sizes import AT
from benchmarks.stock.traces import duties_of, journal_of, messages_to, notices_of
from qunli.awards.models import Decision
from qunli.calls.models import Call, Proposal
from qunli.core.actions.entries import rebuild_entries
from qunli.directory.models import Organization
from qunli.needs.models import Need
from qunli.projects.models import Project
from qunli.publicity.models import PublicNotice
from qunli.review.models import Panel


@dataclass(frozen=True, slots=True)
class Filled:
    """What the pages are asked for."""

    office: Office
    organization: Organization
    need: Need
    call: Call
    proposal: Proposal
    panel: Panel
    decision: Decision
    project: Project
    notice: PublicNotice
    knowing: Knowing


def fill() -> Filled:
    """Write the whole stock and let the planner count it."""
    office = an_office()
    organizations = members_of(office.cluster)
    accounts_of([one.party for one in organizations])
    needs = needs_of(office, organizations)
    call = a_call(office, list_items(office, needs[1::2][:100]))
    proposals = proposals_of(call, organizations, office.operator)
    panels = panels_of(office, call, proposals)
    decision = decision_of(office, proposals)
    projects = projects_of(office, decision, organizations[-1])
    notices = notices_of(office)
    filled = Filled(
        office,
        organizations[0],
        needs[0],
        call,
        proposals[-1],
        panels[0],
        decision,
        projects[0],
        notices[0],
        knowing_of(office, organizations[0]),
    )
    thick = [
        filled.organization,
        filled.need,
        call,
        filled.proposal,
        filled.panel,
        decision,
        filled.project,
        notices[0],
    ]
    journal_of([*thick], needs[1])
    duties_of(office, needs[1])
    messages_to(office.operator.party, needs[1])
    rebuild_entries(at=AT)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return filled
