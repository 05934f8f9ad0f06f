"""The course of a race: it starts, goes on to the next stage and ends as its lanes allow."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_noop

from qunli.core.actions import lock, take_step, tell, write_journal
from qunli.duties.actions import drop_duties
from qunli.people.models import User
from qunli.people.states import Role
from qunli.projects.actions.earlier import _reopen_item
from qunli.projects.actions.holding import owe
from qunli.projects.models import Lane, Project, Race
from qunli.projects.queries.races import scheme_of_race
from qunli.projects.states import RACE_LIFECYCLE, LaneState, ProjectState, RaceState


def hold_race(pk: int) -> Race:
    """Lock a race and its projects, always in the same order, before anything of it changes."""
    race = lock(Race.objects.select_related("poster__party", "operator", "authority", "topic__item__need"), pk)
    list(Project.objects.select_for_update().filter(lane__race=race).order_by("pk").values_list("pk", flat=True))
    return race


def _start_when_signed(project: Project, *, by: User, at: datetime) -> None:
    """Start a race as soon as every team that is still in it has its task book in force."""
    lane = Lane.objects.filter(project=project).first()
    if lane is not None:
        _settle_race(
            lock(Race.objects.select_related("poster__party", "operator", "authority"), lane.race_id), by=by, at=at
        )


def _settle_race(race: Race, *, by: User, at: datetime) -> None:
    """Go on to the next stage, start or end the race: whatever the lanes now allow."""
    running = list(race.lanes.filter(state=LaneState.RUNNING).select_related("project"))
    if race.state == RaceState.PREPARING and running:
        if all(one.project.state == ProjectState.RUNNING for one in running):
            _step(race, "start", by=by, at=at)
            owe_stage(race, at=at)
    elif race.state == RaceState.RUNNING and running:
        if all(one.passed >= race.stage for one in running):
            race.stage += 1
            race.save(update_fields=["stage"])
            write_journal(on=race, by=by, at=at, facts={"stage": race.stage})
            owe_stage(race, at=at)
    elif race.state in {RaceState.PREPARING, RaceState.RUNNING}:
        _end(race, by=by, at=at)


def _end(race: Race, *, by: User, at: datetime) -> None:
    through = race.lanes.filter(state=LaneState.THROUGH).exists()
    race.closed_at = at
    _step(race, "finish" if through else "end_without_winner", by=by, at=at)
    drop_duties(about=race, at=at)
    first = race.lanes.select_related("project__award__topic__item").order_by("id").first()
    if not through and first is not None:
        _reopen_item(first.project, by=by, at=at)
    words = (
        gettext_noop("The race %(race)s is over")
        if through
        else gettext_noop("The race %(race)s ended without a winner")
    )
    _tell_race(race, words, f"race {race.pk} {race.state} {at.isoformat()}", at=at)


def _step(race: Race, step: str, *, by: User, at: datetime) -> None:
    was, now = take_step(race, lifecycle=RACE_LIFECYCLE, step=step)
    race.save(update_fields=["state", "closed_at"])
    write_journal(on=race, by=by, at=at, was=was, now=now, facts={"stage": race.stage})


def _tell_race(race: Race, words: str, occasion: str, *, at: datetime) -> None:
    teams = race.lanes.values_list("project__lead__party", flat=True)
    parties = [*teams, race.poster.party_id, race.operator_id, race.authority_id]
    tell(parties=parties, occasion=occasion, words=words, params={"race": race.number}, about=race, at=at)


def owe_stage(race: Race, *, at: datetime) -> None:
    """Owe the scores of the stage that now runs, and the proposal of its gate, from the day its reports are due."""
    scheme = scheme_of_race(race)
    stage, day = scheme.stages[race.stage - 1], scheme.ends_of_stages(race.starts_on)[race.stage - 1]
    owners = {"experts": race.operator, "demander": race.poster.party, "department": race.authority}
    params: dict[str, str | int] = {"stage": race.stage, "race": race.number}
    words = gettext_noop("Score stage %(stage)s of the race %(race)s")
    for one in stage.judges:
        owe(
            owner=owners[one.who],
            about=race,
            key=f"score {race.stage} {one.who}",
            words=words,
            params=params,
            at=at,
            due=day,
        )
    owe(
        owner=race.operator,
        about=race,
        key=f"gate {race.stage}",
        words=gettext_noop("Propose what becomes of the teams after stage %(stage)s of the race %(race)s"),
        params=params,
        at=at,
        due=day,
        role=Role.OPERATOR,
        climbs_to=race.authority,
    )
