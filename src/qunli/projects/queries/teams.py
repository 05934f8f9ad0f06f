"""Who belongs to a project: the team's organizations, and who is told."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from qunli.awards.models import Award
from qunli.awards.states import Standing as AwardStanding
from qunli.calls.models import Partner
from qunli.calls.states import Consent
from qunli.directory.models import Organization
from qunli.projects.models import Project
from qunli.projects.states import PaymentState, ProjectState


def team_organizations(project: Project) -> QuerySet[Organization]:
    """The lead and the partners that consented."""
    partners = Partner.objects.filter(proposal=project.award.proposal_id, consent=Consent.GIVEN)
    return Organization.objects.filter(Q(pk=project.lead_id) | Q(pk__in=partners.values("organization")))


def team_parties(project: Project) -> frozenset[int]:
    """The parties of the team's organizations."""
    return frozenset(team_organizations(project).values_list("party_id", flat=True))


def is_confidential(project: Project) -> bool:
    """A project is as confidential as the need behind it."""
    return bool(project.award.topic.item.need.is_confidential)


def living_projects_of(award: Award) -> QuerySet[Project]:
    """Projects of the same topic that were neither terminated nor revoked."""
    return Project.objects.filter(award__topic=award.topic_id).exclude(
        state__in=[ProjectState.TERMINATED, ProjectState.REVOKED]
    )


def reserves_of(project: Project) -> QuerySet[Award]:
    """The reserves of the same decision and topic, best rank first, that no project has begun from."""
    begun = Project.objects.filter(award__decision=project.award.decision_id).values("award")
    return (
        Award.objects.filter(
            decision=project.award.decision_id, topic=project.award.topic_id, standing=AwardStanding.RESERVE
        )
        .exclude(pk__in=begun)
        .order_by("rank", "id")
    )


def has_chance_for_reserve(project: Project) -> bool:
    """Tell whether a reserve could take over: the project ended early, nothing was paid, and there is one."""
    return (
        project.state in {ProjectState.TERMINATED, ProjectState.REVOKED}
        and not project.payments.filter(state=PaymentState.PAID).exists()
        and not living_projects_of(project.award).exists()
        and reserves_of(project).exists()
    )
