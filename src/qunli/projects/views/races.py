"""Pages of races: the live one, and the acts at its gates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunli.calls.queries import scheme_facts, stage_rows
from qunli.core.views import arrived_at, form_page, history_entries, list_page, post_act
from qunli.people.permits import account_of, require
from qunli.projects import actions, permits
from qunli.projects.bridge.lanes import lane_rows, ruling_rows
from qunli.projects.forms.acts import ReasonForm
from qunli.projects.forms.races import CorrectionForm, LeaveForm, MeetingForm, ScoreForm, StageNoticeForm
from qunli.projects.models import Lane, Race, StageDecision
from qunli.projects.queries.races import (
    decisions_of,
    lanes_at,
    lanes_seen_by,
    latest_in_force,
    races_seen_by,
    scheme_of_race,
    with_lanes,
)
from qunli.projects.states import LaneState, RaceState
from qunli.projects.tables import RACES
from qunli.projects.views.race_steps import decision_steps, lane_steps, race_steps

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import BaseForm
    from django.http import HttpRequest, HttpResponse

    from qunli.core.states import Words

LOADED = ("poster__party", "operator", "authority", "topic__item__need", "decision")


def races(request: HttpRequest) -> HttpResponse:
    """List the races that the visitor may look at."""
    return list_page(request, table=RACES, rows=with_lanes(races_seen_by(request.user, at=arrived_at(request))))


def race(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a race: stages, lanes, who is in and what each must still show; each reader what the scheme lets them."""
    found = _race(request, pk)
    scheme, at = scheme_of_race(found), arrived_at(request)
    seen = lanes_seen_by(request.user, found, at=at)
    rows, decisions = lane_rows(found, seen), decisions_of(found)
    whole = any(row.is_whole for row in rows)
    steps = [one for decision in decisions for one in decision_steps(decision, found, request.user)]
    context = {
        "race": found,
        "road": _road(found, scheme),
        "facts": [(_("Begins on"), found.starts_on), (_("Seed of the lot"), found.seed), *scheme_facts(scheme)],
        "stages": stage_rows(scheme, found.starts_on),
        "lanes": [(row, lane_steps(row.lane, found, request.user)) for row in rows],
        "hidden": found.lanes.count() - len(rows),
        "decisions": [(one, ruling_rows(one, scheme, seen)) for one in decisions if whole or one.state == "in_force"],
        "steps": [*race_steps(found, request.user), *steps],
        "is_alone": sum(row.lane.state == LaneState.RUNNING for row in rows) == 1 and len(rows) > 1,
        "history": history_entries(found.ref, 20) if whole else (),
        "is_whole": whole,
    }
    return render(request, "projects/race.html", context)


def _road(found: Race, scheme: Any) -> list[dict[str, str]]:  # noqa: ANN401 - the engine's scheme
    over = found.state == RaceState.FINISHED
    return [
        {
            "label": row.title,
            "state": "done" if over or row.number < found.stage else "now" if row.number == found.stage else "next",
        }
        for row in stage_rows(scheme, found.starts_on)
    ]


def score(request: HttpRequest, pk: int) -> HttpResponse:
    """Score a team at the gate of the stage that runs."""
    lane = _lane(request, pk)
    found, user = lane.race, account_of(request)
    judges = [one.who for one in scheme_of_race(found).stages[found.stage - 1].judges]
    mine = [who for who in judges if permits.may_score(user, found, who)]
    require(bool(mine))
    form = ScoreForm(request.POST or None, judges=mine)

    def act() -> object:
        return actions.score_stage(lane=lane, by=user, at=arrived_at(request), **form.cleaned_data)

    return _form(request, found, form, act, _("Score %(team)s") % {"team": lane.project.lead.name})


@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge the gate and propose its result."""
    found, user = _race(request, pk), account_of(request)
    return post_act(
        request,
        lambda: actions.propose_stage(race=found, by=user, at=arrived_at(request)),
        done=_("The result is proposed. The authority decides."),
        to=_page(found),
    )


def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide a proposed result."""
    decision, user = _decision(request, pk), account_of(request)
    require(permits.may_run_race(user, decision.race))
    form = MeetingForm(request.POST or None)

    def act() -> object:
        return actions.decide_stage(decision=decision, by=user, at=arrived_at(request), **form.cleaned_data)

    return _form(request, decision.race, form, act, _("Decide the result of the stage"))


def set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a result back that is not in force."""
    decision, user = _decision(request, pk), account_of(request)
    require(permits.may_propose_stage(user, decision.race))
    form = ReasonForm(request.POST or None)

    def act() -> object:
        return actions.set_stage_aside(decision=decision, by=user, at=arrived_at(request), **form.cleaned_data)

    return _form(request, decision.race, form, act, _("Set the result aside"))


def publicity(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare the notice of a decided result."""
    decision, user = _decision(request, pk), account_of(request)
    require(permits.may_propose_stage(user, decision.race))
    form = StageNoticeForm(request.POST or None)

    def act() -> object:
        return actions.prepare_stage_notice(decision=decision, by=user, at=arrived_at(request), **form.cleaned_data)

    return _form(request, decision.race, form, act, _("Prepare the notice"))


@require_POST
def put_in_force(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a result take effect after its notice."""
    decision, user = _decision(request, pk), account_of(request)
    return post_act(
        request,
        lambda: actions.put_stage_in_force(decision=decision, by=user, at=arrived_at(request)),
        done=_("The result is in force."),
        to=_page(decision.race),
    )


def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a team leaves."""
    lane, user = _lane(request, pk), account_of(request)
    require(permits.may_run_race(user, lane.race))
    form = LeaveForm(request.POST or None, lane=lane)

    def act() -> object:
        return actions.leave_race(lane=lane, by=user, at=arrived_at(request), **form.cleaned_data)

    return _form(request, lane.race, form, act, _("%(team)s leaves the race") % {"team": lane.project.lead.name})


@require_POST
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on at one's own cost."""
    lane, user = _lane(request, pk), account_of(request)
    return post_act(
        request,
        lambda: actions.go_on_at_own_cost(lane=lane, by=user, at=arrived_at(request)),
        done=_("The team goes on at its own cost."),
        to=_page(lane.race),
    )


def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the latest result after an upheld objection."""
    decision, user = _decision(request, pk), account_of(request)
    found = decision.race
    require(permits.may_run_race(user, found))
    if latest_in_force(found) != decision:
        raise Http404
    stage = scheme_of_race(found).stages[decision.stage - 1]
    lanes = [lane for lane in lanes_at(found, decision.stage) if lane.state != LaneState.LEFT]
    form = CorrectionForm(request.POST or None, stage=stage, lanes=lanes)

    def act() -> object:
        given = form.cleaned_data
        return actions.correct_stage(
            decision=decision,
            measured=form.given(measured=True),
            scores=form.given(measured=False),
            reason=given["reason"],
            meeting_record=given["meeting_record"],
            met_on=given["met_on"],
            by=user,
            at=arrived_at(request),
        )

    return _form(request, found, form, act, _("Correct the result of the stage"))


def _form(request: HttpRequest, found: Race, form: BaseForm, act: Callable[[], object], title: Words) -> HttpResponse:
    def go(_sent: BaseForm) -> str:
        act()
        return _page(found)

    crumbs = [(_("Races"), reverse("projects:races")), (found.number, _page(found)), (title, "")]
    context = {"title": title, "submit": title, "back": _page(found), "crumbs": crumbs}
    return form_page(request, form=form, act=go, context=context, done=_("Done."))


def _page(found: Race) -> str:
    return reverse("projects:race", args=[found.pk])


def _race(request: HttpRequest, pk: int) -> Race:
    seen = races_seen_by(request.user, at=arrived_at(request)).select_related(*LOADED)
    return get_object_or_404(seen, pk=pk)


def _lane(request: HttpRequest, pk: int) -> Lane:
    lane = get_object_or_404(Lane.objects.select_related("project__lead__party", "project__award__proposal"), pk=pk)
    lane.race = _race(request, lane.race_id)
    return lane


def _decision(request: HttpRequest, pk: int) -> StageDecision:
    decision = get_object_or_404(StageDecision.objects.select_related("notice"), pk=pk)
    decision.race = _race(request, decision.race_id)
    return decision
