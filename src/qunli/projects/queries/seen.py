"""Who sees which projects, and what lists need."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from qunli.awards.models import Award
from qunli.awards.states import CHOSEN, DecisionState
from qunli.calls.models import Partner
from qunli.calls.states import Consent
from qunli.people.models import SightGrant
from qunli.people.permits import Anyone, Standing, standing_of
from qunli.people.states import Role
from qunli.projects.models import Milestone, Outcome, Payment, Project
from qunli.projects.permits import UNIT
from qunli.projects.states import MilestoneState, PaymentState, ProjectState

CONFIDENTIAL = Q(award__topic__item__need__is_confidential=True)


def projects_seen_by(user: Anyone, *, at: datetime) -> QuerySet[Project]:
    """Projects somebody reads in full.

    Team, poster, recommending unit, and who prepares a project and its authority read it; finance and auditors read
    all but confidential ones. Of those finance reads the ones it pays for, others by a logged grant.
    """
    standing = standing_of(user)
    if standing.user_id is None:
        return Project.objects.none()
    looks = standing.holds_any(Role.FINANCE, Role.AUDITOR)
    seen = _own(standing) | _granted(standing, at)
    if looks:
        seen |= ~CONFIDENTIAL
    return Project.objects.filter(seen)


def _own(standing: Standing) -> Q:
    unit = standing.parties(*UNIT)
    partner = Partner.objects.filter(
        proposal=OuterRef("award__proposal"), consent=Consent.GIVEN, organization__party__in=unit
    )
    paid_by = Payment.objects.filter(project=OuterRef("pk"), payer__in=standing.parties(Role.FINANCE))
    return (
        Q(lead__party__in=unit)
        | Q(poster__party__in=unit)
        | Q(award__proposal__leader_party=standing.own_party_id)
        | Q(operator__in=standing.parties(Role.OPERATOR, Role.SERVICE_BODY))
        | Q(authority__in=standing.parties(Role.AUTHORITY))
        | Q(award__proposal__recommending_unit__in=standing.parties(Role.RECOMMENDING_UNIT))
        | Exists(partner)
        | Exists(paid_by)
    )


def _granted(standing: Standing, at: datetime) -> Q:
    grants = SightGrant.objects.filter(user=standing.user_id, granted_at__lte=at, until__gt=at, ended_at=None)
    on_project = grants.filter(about_room="projects", about_kind="project").values("about_id")
    on_need = grants.filter(about_room="needs", about_kind="need").values("about_id")
    return Q(pk__in=on_project) | Q(award__topic__item__need__in=on_need)


def awards_to_start(user: Anyone) -> QuerySet[Award]:
    """Winners and admitted teams of approved decisions whose project has not begun, for those who may start it."""
    standing = standing_of(user)
    office = Q(decision__call__operator__in=standing.parties(Role.OPERATOR)) | Q(
        decision__call__authority__in=standing.parties(Role.AUTHORITY)
    )
    approved = Award.objects.filter(office, standing__in=CHOSEN, decision__state=DecisionState.APPROVED)
    begun = Project.objects.filter(award=OuterRef("pk"))
    return approved.exclude(Exists(begun)).select_related("proposal__lead", "decision").order_by("id")


def public_projects() -> QuerySet[Project]:
    """What everybody may know of: projects under way or ended whose need is not confidential."""
    return Project.objects.exclude(CONFIDENTIAL).exclude(state=ProjectState.PREPARING)


def public_outcomes() -> QuerySet[Outcome]:
    """Outcomes that were checked and published."""
    return Outcome.objects.filter(is_public=True).exclude(project__award__topic__item__need__is_confidential=True)


def payments_seen_by(user: Anyone, *, at: datetime) -> QuerySet[Payment]:
    """Payments of the projects somebody reads."""
    return Payment.objects.filter(project__in=projects_seen_by(user, at=at).values("pk"))


def outcomes_seen_by(user: Anyone, *, at: datetime) -> QuerySet[Outcome]:
    """Outcomes of the projects somebody reads, and public ones."""
    return Outcome.objects.filter(
        Q(project__in=projects_seen_by(user, at=at).values("pk")) | Q(pk__in=public_outcomes().values("pk"))
    )


def with_progress(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Count milestones and accepted ones, as `milestones_all` and `milestones_done`."""
    return projects.annotate(
        milestones_all=Count("milestones", filter=~Q(milestones__state=MilestoneState.DROPPED), distinct=True),
        milestones_done=Count("milestones", filter=Q(milestones__state=MilestoneState.ACCEPTED), distinct=True),
    )


def for_page(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Load what every page of a project shows and every permit asks."""
    return projects.select_related(
        "lead__party",
        "poster__party",
        "operator",
        "authority",
        "award__proposal",
        "award__topic__item__need",
        "award__decision__call",
        "lane",
    )


def due_payments(payments: QuerySet[Payment]) -> QuerySet[Payment]:
    """Payments that wait for somebody's hand."""
    return payments.filter(state__in=[PaymentState.DUE, PaymentState.CONFIRMED, PaymentState.RELEASED])


def payments_falling_due(today: date) -> QuerySet[Payment]:
    """Planned payments that belong to no milestone and whose day has come, of running projects."""
    return Payment.objects.filter(
        project__state=ProjectState.RUNNING, milestone=None, state=PaymentState.PLANNED, due_on__lte=today
    ).order_by("id")


def milestones_late(milestones: QuerySet[Milestone], *, today: date) -> QuerySet[Milestone]:
    """Milestones not reported by their day, or not remedied by theirs."""
    planned = Q(state=MilestoneState.PLANNED, due_on__lt=today)
    return milestones.filter(planned | Q(state=MilestoneState.REMEDY, remedy_until__lt=today))
