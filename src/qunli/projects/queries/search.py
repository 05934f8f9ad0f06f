"""What the one search finds in this room: projects and outcomes, by what everybody may read of them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qunli.core.queries.searching import Entry, Searched
from qunli.projects.models import Outcome, Project
from qunli.projects.queries.seen import outcomes_seen_by, projects_seen_by, public_projects

if TYPE_CHECKING:
    from qunli.people.queries import Anyone

NEED = ("needs", "need")
ITEM = ("needs", "listitem")
ORGANIZATION = ("directory", "organization")
TASK_BOOK = ("projects", "taskbook")


def _projects() -> QuerySet[Project]:
    return Project.objects.select_related("lead", "award__topic__item__need")


def _projects_seen_by(user: Anyone, at: datetime) -> QuerySet[Project]:
    """Projects read in full, and those of which everybody reads a page."""
    whole = projects_seen_by(user, at=at).order_by().values("pk")
    return Project.objects.filter(Q(pk__in=whole) | Q(pk__in=public_projects().order_by().values("pk")))


def _project(project: Project) -> Entry:
    return Entry(
        title=(project.title, project.title_en, project.number),
        body=(project.lead.name,),
        is_closed=project.award.topic.item.need.is_confidential,
        field=project.award.topic.item.field_id,
        region=project.lead.jurisdiction_id or "",
        dated=project.starts_on or timezone.localdate(project.stated_at),
        state=project.state,
    )


def _outcomes() -> QuerySet[Outcome]:
    return Outcome.objects.select_related("owner", "project__award__topic__item__need")


def _outcomes_seen_by(user: Anyone, at: datetime) -> QuerySet[Outcome]:
    return outcomes_seen_by(user, at=at)


def _outcome(outcome: Outcome) -> Entry:
    """One that was not checked for the public is the project's own, and closed."""
    item = outcome.project.award.topic.item
    return Entry(
        title=(outcome.title, outcome.title_en, outcome.number),
        body=(outcome.description, outcome.owner.name),
        inner=(outcome.identifier,),
        is_closed=item.need.is_confidential or not outcome.is_public,
        field=item.field_id,
        region=outcome.owner.jurisdiction_id or "",
        dated=timezone.localdate(outcome.stated_at),
        state=outcome.kind,
    )


PROJECTS = Searched(
    kind="project",
    title=_("Projects"),
    records=_projects,
    entry=_project,
    seen_by=_projects_seen_by,
    label=lambda project: str(project.title),
    note=lambda project: f"{project.number} · {project.lead.name} · {project.get_state_display()}",
    texts=lambda project: (project.title_en,),
    may_close=True,
    # A draft of the task book fixes the day on which the project begins.
    follows={NEED: ("award__topic__item__need",), ITEM: ("award__topic__item",), TASK_BOOK: ("task_books",)},
    named_after={ORGANIZATION: ("lead",)},
    public_page=("projects:public_project", "pk"),
)
OUTCOMES = Searched(
    kind="outcome",
    title=_("Outcomes"),
    records=_outcomes,
    entry=_outcome,
    seen_by=_outcomes_seen_by,
    label=lambda outcome: str(outcome.title),
    note=lambda outcome: f"{outcome.number} · {outcome.get_kind_display()} · {outcome.owner.name}",
    texts=lambda outcome: (outcome.title_en, outcome.description),
    inner_texts=lambda outcome: (outcome.identifier,),
    sees_inside=lambda user: bool(user.is_authenticated),
    may_close=True,
    follows={NEED: ("project__award__topic__item__need",), ITEM: ("project__award__topic__item",)},
    named_after={ORGANIZATION: ("owner",)},
    public_page=("projects:public_project", "project_id"),
    state_field="kind",
)
