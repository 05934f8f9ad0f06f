"""What somebody can do next in a race: the same permits that the acts ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from qunli.projects import permits
from qunli.projects.actions.gates import publicity_days
from qunli.projects.queries.races import latest_in_force, open_decision, scheme_of_race
from qunli.projects.states import LaneState, RaceState, StageDecisionState
from qunli.publicity.states import NoticeState

if TYPE_CHECKING:
    from qunli.people.permits import Anyone
    from qunli.projects.models import Lane, Race, StageDecision

Step = dict[str, Any]


def _step(label: str, name: str, key: int, *, primary: bool = False, post: bool = False, danger: bool = False) -> Step:
    url = reverse(f"projects:{name}", args=[key])
    return {"label": label, "url": url, "primary": primary, "post": post, "danger": danger}


def race_steps(race: Race, user: Anyone) -> list[Step]:
    """What can be done with a race."""
    if race.state == RaceState.RUNNING and permits.may_propose_stage(user, race) and open_decision(race) is None:
        return [_step(_("Judge the gate and propose"), "propose_stage", race.pk, primary=True, post=True)]
    return []


def decision_steps(decision: StageDecision, race: Race, user: Anyone) -> list[Step]:
    """What can be done with a result."""
    runs, proposes = permits.may_run_race(user, race), permits.may_propose_stage(user, race)
    steps: list[Step] = []
    match decision.state:
        case StageDecisionState.PROPOSED:
            if runs and decision.stated_by_id != getattr(user, "pk", None):
                steps.append(_step(_("Decide the result of the stage"), "decide_stage", decision.pk, primary=True))
        case StageDecisionState.DECIDED if proposes and publicity_days(race):
            steps += _publicity_steps(decision, runs=runs)
        case StageDecisionState.IN_FORCE if runs and latest_in_force(race) == decision:
            steps.append(_step(_("Correct the result of the stage"), "correct_stage", decision.pk))
    if proposes and decision.state in {StageDecisionState.PROPOSED, StageDecisionState.DECIDED}:
        steps.append(_step(_("Set the result aside"), "set_stage_aside", decision.pk, danger=True))
    return steps


def _publicity_steps(decision: StageDecision, *, runs: bool) -> list[Step]:
    notice = decision.notice
    if notice is None or notice.state == NoticeState.WITHDRAWN:
        return [_step(_("Prepare the notice"), "prepare_stage_notice", decision.pk, primary=True)]
    if notice.state == NoticeState.ENDED and runs:
        return [_step(_("Put the result in force"), "put_stage_in_force", decision.pk, primary=True, post=True)]
    url = reverse("publicity:publicnotice", args=[notice.pk])
    return [{"label": _("To the notice"), "url": url, "primary": True}]


def lane_steps(lane: Lane, race: Race, user: Anyone) -> list[Step]:
    """What can be done with one team."""
    scheme, steps = scheme_of_race(race), []
    if race.state == RaceState.RUNNING and lane.state == LaneState.RUNNING and lane.passed < race.stage:
        judges = [one.who for one in scheme.stages[race.stage - 1].judges]
        if any(permits.may_score(user, race, who) for who in judges):
            steps.append(_step(_("Score"), "score_stage", lane.pk))
    if lane.state == LaneState.RUNNING and permits.may_run_race(user, race):
        steps.append(_step(_("Leaves the race"), "leave_race", lane.pk))
    may_bind = lane.state == LaneState.OUT and scheme.may_continue and permits.may_sign_as_lead(user, lane.project)
    if may_bind:
        steps.append(_step(_("Go on at own cost"), "go_on_at_own_cost", lane.pk, post=True))
    return steps
