"""Races: who sees which, and how much of each lane the scheme lets somebody see."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Prefetch, Q, QuerySet

from qunli.calls.queries import scheme_of
from qunli.engines.racing import Scheme, Sight
from qunli.people.permits import Anyone
from qunli.projects.models import (
    Lane,
    Milestone,
    MilestoneIndicator,
    MilestoneReport,
    Project,
    Race,
    StageDecision,
    StageScore,
)
from qunli.projects.queries.seen import projects_seen_by
from qunli.projects.states import LaneState, RaceState, StageDecisionState

CONFIDENTIAL = Q(topic__item__need__is_confidential=True)


class SchemeLost(ValueError):
    """The terms of a race hold no scheme that can be read: publishing its call would have refused that."""


def scheme_of_race(race: Race) -> Scheme:
    """Return the scheme under which a race runs."""
    scheme = scheme_of(race.terms)
    if scheme is None:
        raise SchemeLost(race.number)
    return scheme


def lanes_at(race: Race, number: int) -> list[Lane]:
    """Return the lanes that came as far as a gate, by key, with their scores."""
    rows = race.lanes.filter(passed__gte=number - 1).select_related("project__lead").prefetch_related("scores")
    return list(rows.order_by("id"))


def milestones_at(race: Race, number: int) -> dict[int, Milestone]:
    """Return each project's milestone for a stage, with its indicators in their order and its latest report first."""
    indicators = MilestoneIndicator.objects.order_by("position", "id")
    rows = Milestone.objects.filter(project__lane__race=race, position=number).prefetch_related(
        Prefetch("indicators", indicators), Prefetch("reports", MilestoneReport.objects.order_by("-round"))
    )
    return {row.project_id: row for row in rows}


def milestone_at(project: Project, number: int) -> Milestone:
    """Return one project's milestone for a stage."""
    return Milestone.objects.get(project=project, position=number)


def races_seen_by(user: Anyone, *, at: datetime) -> QuerySet[Race]:
    """Races of which somebody reads a project, and those that the public may look at."""
    own = Lane.objects.filter(project__in=projects_seen_by(user, at=at).order_by().values("pk")).values("race")
    shown = Q(is_public=True) & ~CONFIDENTIAL & ~Q(state=RaceState.PREPARING)
    return Race.objects.filter(Q(pk__in=own) | shown)


def with_lanes(races: QuerySet[Race]) -> QuerySet[Race]:
    """Count the lanes and those still in the race, as `lanes_all` and `lanes_running`."""
    running = Q(lanes__state__in=[LaneState.RUNNING, LaneState.THROUGH])
    return races.annotate(lanes_all=Count("lanes"), lanes_running=Count("lanes", filter=running))


def lanes_seen_by(user: Anyone, race: Race, *, at: datetime) -> list[tuple[Lane, Sight | None]]:
    """Return the lanes that somebody sees, and how much: None for all of it, else what the scheme allows.

    Whoever reads a project in full sees its lane in full; of the others a team sees what the scheme lets teams see,
    everybody else what it lets the public see.
    """
    scheme = scheme_of_race(race)
    rows = list(
        race.lanes.select_related("project__lead")
        .prefetch_related(
            Prefetch("project__milestones", Milestone.objects.order_by("position")),
            "project__milestones__indicators",
            Prefetch("scores", StageScore.objects.order_by("stage", "who")),
        )
        .order_by("id")
    )
    whole = set(
        projects_seen_by(user, at=at).filter(lane__race=race).order_by().values_list("pk", flat=True)
        if user.is_authenticated
        else ()
    )
    others = scheme.teams_see if whole else scheme.public_sees
    seen = [(lane, None if lane.project_id in whole else others) for lane in rows]
    return [(lane, sight) for lane, sight in seen if sight is not Sight.NOTHING]


def decisions_of(race: Race) -> list[StageDecision]:
    """A race's results, the latest first."""
    rows = race.stage_decisions.select_related("decided_by__party", "stated_by__party", "notice")
    return list(rows.order_by("-stage", "-round"))


def open_decision(race: Race) -> StageDecision | None:
    """The result that is on its way; None where none is."""
    states = [StageDecisionState.PROPOSED, StageDecisionState.DECIDED]
    return race.stage_decisions.filter(state__in=states).select_related("notice").first()


def latest_in_force(race: Race) -> StageDecision | None:
    """The result that could be corrected: the latest one, where it is in force."""
    last = race.stage_decisions.exclude(state=StageDecisionState.SET_ASIDE).order_by("-id").first()
    return last if last is not None and last.state == StageDecisionState.IN_FORCE else None
