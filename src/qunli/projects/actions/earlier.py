"""What earlier rooms are told: the need's item, ties and capabilities; and what they say of credit."""

from __future__ import annotations

from datetime import date, datetime
from itertools import combinations

from django.utils.translation import gettext_lazy as _

from qunli.core.states import Refused
from qunli.directory.actions import RelationEntry, add_capability, add_relation, end_relation
from qunli.directory.models import Organization, Relation
from qunli.directory.queries import credit_marks_against, living_ids
from qunli.directory.states import RelationKind
from qunli.needs.actions import finish_items, reopen_items
from qunli.needs.states import ItemState
from qunli.people.models import User
from qunli.projects.models import Project
from qunli.projects.queries.teams import is_confidential, team_organizations, team_parties


class CreditMarkStands(Refused):
    """Nobody against whom a credit mark stands is paid."""


def require_clean_credit(project: Project, *, on: date) -> None:
    """Refuse while a credit mark stands against the team or its leader."""
    parties = set(team_parties(project)) | {project.award.proposal.leader_party_id or 0}
    standing = credit_marks_against(parties, on=on).count()
    if standing:
        raise CreditMarkStands(
            _("Credit marks stand against the team of %(project)s: %(count)s.")
            % {"count": standing, "project": project.number},
            remedy=_("Hold the payment back until they expire, or terminate the project."),
        )


def _record_joint_work(project: Project, *, by: User, at: datetime) -> None:
    """Note that poster and team work together: whoever reviews one of them later must know."""
    members = [*team_organizations(project).values_list("pk", flat=True), project.poster_id]
    together = Organization.objects.in_bulk(living_ids(members).values())
    for one, other in combinations(sorted(together), 2):
        form = RelationEntry(
            other=together[other],
            kind=RelationKind.JOINT_PROJECT,
            source=project.number,
            since=project.starts_on,
        )
        add_relation(organization=together[one], form=form, by=by, at=at)


def _end_joint_work(project: Project, *, on: date, by: User, at: datetime) -> None:
    """Note that the joint work is over; windows of years reach back to it."""
    ties = Relation.objects.filter(kind=RelationKind.JOINT_PROJECT, source=project.number, until=None)
    for tie in ties.order_by("id"):
        end_relation(relation=tie, on=max(on, tie.since or on), by=by, at=at)


def _record_capability(project: Project, *, by: User, at: datetime) -> None:
    """Note what a passed project showed the lead can do; of a confidential need only that there was a project."""
    title = project.number if is_confidential(project) else project.award.topic.title
    lead = Organization.objects.get(pk=living_ids([project.lead_id])[project.lead_id])
    add_capability(organization=lead, title=title, source=project.number, by=by, at=at)


def _finish_item(project: Project, *, by: User, at: datetime) -> None:
    """The need is met: its item on the key-technology list is done."""
    item = project.award.topic.item
    if item.state == ItemState.TAKEN:
        finish_items(items=[item], by=by, at=at)


def _reopen_item(project: Project, *, by: User, at: datetime) -> None:
    """The need is not met: its item is open again."""
    item = project.award.topic.item
    if item.state in {ItemState.POSTED, ItemState.TAKEN}:
        reopen_items(items=[item], by=by, at=at)
