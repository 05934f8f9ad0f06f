"""Assignments: asked for, looked at with every reason, changed by hand, adopted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from qunli.core.states import listed
from qunli.core.views import arrived_at, form_page, history_entries, list_page, post_act
from qunli.people.models import User
from qunli.people.permits import account_of, require
from qunli.review.actions import Wanted, adopt_assignment, ask_assignment, set_aside_assignment
from qunli.review.bridge import missing_for, whole_tables
from qunli.review.forms import AssignmentForm, HandForm, name_of_pair
from qunli.review.models import Assignment, Panel
from qunli.review.permits import may_run_panels
from qunli.review.queries.assigned import Picture, extras_of, picture_of, why_of
from qunli.review.queries.panels import panels_seen_by, proposals_of
from qunli.review.queries.pool import assignments_of, assignments_seen_by, even_load_for, pool_of
from qunli.review.states import AssignmentMethod, AssignmentState, PanelState
from qunli.review.tables import ASSIGNMENTS
from qunli.review.views.charts import charts_of

WAITING = (AssignmentState.ASKED, AssignmentState.SOLVING)
OPEN = (PanelState.FORMING, PanelState.SEATED, PanelState.SCORING)


def assignments(request: HttpRequest, pk: int) -> HttpResponse:
    """List the assignments of a panel."""
    user = account_of(request)
    found = get_object_or_404(panels_seen_by(user).select_related("call"), pk=pk)
    pool = pool_of(found, on=timezone.localdate(arrived_at(request)))
    runs = may_run_panels(user, found.call) and found.state in OPEN
    context = {
        "panel": found,
        "runs": runs and (found.is_divided or found.state == PanelState.FORMING),
        "many": len(pool.experts),
        "left_out": [(one, reason) for one, reason in pool.left_out],
        "crumbs": _crumbs(found, _("Assignment")),
    }
    rows = assignments_of(found)
    return list_page(request, table=ASSIGNMENTS, rows=rows, template="review/assignments.html", context=context)


def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for an assignment; `?from=` takes up the rules of an earlier one."""
    user = account_of(request)
    found = get_object_or_404(panels_seen_by(user).select_related("call"), pk=pk)
    require(may_run_panels(user, found.call))
    pool = pool_of(found, on=timezone.localdate(arrived_at(request)))
    before = _named(user, found, request.GET.get("from", ""))
    form = AssignmentForm(request.POST or None, initial=_initial(found, len(pool.experts), before))

    def act(form: Any) -> str:  # noqa: ANN401 - a checked form
        made = ask_assignment(panel=found, wanted=form.wanted, previous=before, by=user, at=arrived_at(request))
        return reverse("review:assignment", args=[made.pk])

    context = {
        "panel": found,
        "many": len(pool.experts),
        "left_out": pool.left_out,
        "proposals": proposals_of(found).count(),
        "missing": missing_for(AssignmentMethod.TOTAL),
        "install": extras_of(missing_for(AssignmentMethod.TOTAL)),
        "crumbs": _crumbs(found, _("Propose an assignment")),
    }
    return form_page(request, form=form, act=act, template="review/ask_assignment.html", context=context)


@require_GET
def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an assignment: pairs with reasons, before and after, loads; or who is short and why."""
    user = account_of(request)
    found = get_object_or_404(assignments_seen_by(user), pk=pk)
    if request.headers.get("HX-Request"):  # the page asks whether the answer is there, and is then loaded anew
        return HttpResponse(status=204, headers={} if _is_waiting(found) else {"HX-Refresh": "true"})
    picture = picture_of(found, user, at=arrived_at(request))
    runs = may_run_panels(user, found.panel.call) and found.panel.state in OPEN
    hand = _hand_form(None, found, picture) if runs and not _is_waiting(found) else None
    context = {
        "assignment": found,
        "panel": found.panel,
        "picture": picture,
        "road": _road(found),
        "waiting": _is_waiting(found),
        "why": why_of(found, picture.experts),
        "pairs": [(one, [(judge, _bound(hand, judge.pair)) for judge in one.judges]) for one in picture.served],
        "others": [] if hand is None else _others(hand, picture),
        "hand": hand,
        "rules": _rules(found),
        "charts": charts_of(found, picture) if picture.loads and found.tables else [],
        "steps": _steps(found) if runs else [],
        "history": history_entries(found.ref),
        "crumbs": _crumbs(found.panel, found.number, middle=True),
    }
    return render(request, "review/assignment.html", context)


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Solve again with the pairs kept and ruled out by hand."""
    user = account_of(request)
    found = get_object_or_404(assignments_seen_by(user), pk=pk)
    require(may_run_panels(user, found.panel.call))
    form = _hand_form(request.POST, found, picture_of(found, user, at=arrived_at(request)))
    made: list[Assignment] = []

    def act() -> None:
        form.is_valid()
        wanted = Wanted.of(found)
        asked = ask_assignment(
            panel=found.panel, wanted=wanted, hand=form.hand, previous=found, by=user, at=arrived_at(request)
        )
        made.append(asked)

    answer = post_act(request, act, done=_("Asked for: the worker solves it again."), to=_page(found))
    return answer if not made else _redirected(answer, made[0])


def adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """Adopt an assignment: the second of two clicks, after saying what follows."""
    user = account_of(request)
    found = get_object_or_404(assignments_seen_by(user), pk=pk)
    require(may_run_panels(user, found.panel.call))
    picture = picture_of(found, user, at=arrived_at(request))

    def act(_form: object) -> str:
        adopt_assignment(assignment=found, by=user, at=arrived_at(request))
        return reverse("review:panel", args=[found.panel_id])

    many = sum(load.after > 0 for load in picture.loads)
    context = {
        "title": _("Adopt the assignment"),
        "pretitle": f"{found.number} · {found.panel.name}",
        "question": ngettext("Ask %(experts)d expert to judge?", "Ask %(experts)d experts to judge?", many)
        % {"experts": many},
        "consequence": _consequence(picture),
        "submit": _("Adopt"),
        "back": _page(found),
    }
    form = forms.Form(request.POST if request.method == "POST" else None)
    done = _("Adopted: the experts have been asked.")
    return form_page(request, form=form, act=act, template="core/confirm.html", context=context, done=done)


@require_POST
def set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up what was asked for or proposed."""
    user = account_of(request)
    found = get_object_or_404(assignments_seen_by(user), pk=pk)
    require(may_run_panels(user, found.panel.call))
    return post_act(
        request,
        lambda: set_aside_assignment(assignment=found, by=user, at=arrived_at(request)),
        done=_("Set aside."),
        to=_page(found),
    )


@require_GET
def instance(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the tables as solved, in keys and numbers, so that anybody can solve or draw them again."""
    found = get_object_or_404(assignments_seen_by(account_of(request)), pk=pk)
    tables = whole_tables(found.tables) if found.tables.get("proposals") else {}
    response = JsonResponse(tables)
    response["Content-Disposition"] = f'attachment; filename="{found.number}.json"'
    return response


def _named(user: User, panel: Panel, key: str) -> Assignment | None:
    if not key.isdecimal():
        return None
    return assignments_seen_by(user).filter(panel=panel, pk=int(key)).first()


def _initial(panel: Panel, many: int, before: Assignment | None) -> dict[str, Any]:
    if before is not None:
        seed = before.seed.partition(" +")[0]
        return {**before.wanted, "method": before.method, "seed": seed, "witness": before.witness}
    return {"demand": panel.members_wanted, "load_max": even_load_for(panel, many)}


def _hand_form(sent: Any, found: Assignment, picture: Picture) -> HandForm:  # noqa: ANN401 - what a browser sent
    """Offer every pair shown, and those ruled out or kept before."""
    pinned, never = ({(int(one), int(two)) for one, two in rows} for rows in (found.pinned, found.forbidden))
    shown = [(one.pair.proposal_id, one.pair.expert_id) for served in picture.served for one in served.judges]
    pairs = {pair: "keep" if pair in pinned else "" for pair in shown}
    pairs |= dict.fromkeys(sorted(pinned - set(shown)), "keep") | dict.fromkeys(sorted(never), "never")
    proposals = [(served.proposal.pk, served.proposal.number) for served in picture.served]
    experts = sorted((one.party.name, key) for key, one in picture.experts.items())
    return HandForm(sent, pairs=pairs, proposals=proposals, experts=[(key, name) for name, key in experts])


def _bound(form: HandForm | None, pair: Any) -> Any:  # noqa: ANN401 - a field of the form
    return form[name_of_pair(pair.proposal_id, pair.expert_id)] if form else None


def _others(form: HandForm, picture: Picture) -> list[Any]:
    """The fields of pairs that were set by hand and are not shown among the judges."""
    shown = {(one.pair.proposal_id, one.pair.expert_id) for served in picture.served for one in served.judges}
    return [form[name_of_pair(*pair)] for pair in form.pairs if pair not in shown]


def _rules(found: Assignment) -> list[tuple[str, str]]:
    wanted = found.wanted
    asked = [
        (_("How"), str(found.get_method_display())),
        (_("Judges of each proposal"), str(wanted["demand"])),
        (_("Proposals of an expert"), f"{wanted['load_min']} – {wanted['load_max']}"),
    ]
    if found.method == AssignmentMethod.DRAW:
        asked += [(_("Seed"), found.seed), (_("Witness"), found.witness)]
    else:
        asked.append((_("Weight of wishes"), f"{wanted['bid_share']} %"))
    kept = {
        "apart": _("nobody from one institution twice"),
        "mixed": _("not all from one province"),
        "outsider": _("one from outside the province of the lead"),
    }
    rules = [words for name, words in kept.items() if wanted[name]]
    if wanted["seniors"]:
        rules.append(_("%(seniors)d with a senior title") % {"seniors": wanted["seniors"]})
    return [*asked, (_("Rules"), listed(rules) or "—")]


def _road(found: Assignment) -> list[dict[str, str]]:
    states = (AssignmentState.ASKED, AssignmentState.SOLVING, AssignmentState.PROPOSED, AssignmentState.ADOPTED)
    if found.state not in states:
        return [{"label": str(found.get_state_display()), "state": "stopped"}]
    now = states.index(AssignmentState(found.state))
    over = found.state == AssignmentState.ADOPTED
    return [
        {"label": str(one.label), "state": "done" if place < now or over else "now" if place == now else "next"}
        for place, one in enumerate(states)
    ]


def _steps(found: Assignment) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = []
    if found.state == AssignmentState.PROPOSED:
        adopt_url = reverse("review:adopt_assignment", args=[found.pk])
        shown.append({"label": _("Adopt"), "url": adopt_url, "primary": True, "icon": "check"})
    if not _is_waiting(found):
        other = f"{reverse('review:ask_assignment', args=[found.panel_id])}?from={found.pk}"
        shown.append({"label": _("Change the rules"), "url": other, "icon": "adjustments"})
    if found.state in {*WAITING, AssignmentState.PROPOSED}:
        aside = reverse("review:set_aside_assignment", args=[found.pk])
        shown.append({"label": _("Set aside"), "url": aside, "post": True, "danger": True})
    return shown


def _consequence(picture: Picture) -> str:
    said = [_("Each is asked for the proposals assigned to them, and may accept or decline.")]
    leaving = [str(load.expert) for load in picture.loads if load.before and not load.after]
    if leaving:
        said.append(_("These give their seats up: %(names)s.") % {"names": listed(leaving)})
    said.append(_("Conflicts, loads and rules are checked once more as they stand today."))
    return " ".join(said)


def _is_waiting(found: Assignment) -> bool:
    return found.state in WAITING


def _redirected(answer: HttpResponse, made: Assignment) -> HttpResponse:
    answer["Location"] = _page(made)
    return answer


def _page(found: Assignment) -> str:
    return reverse("review:assignment", args=[found.pk])


def _crumbs(panel: Panel, last: str, *, middle: bool = False) -> list[tuple[str, str]]:
    between = [(_("Assignment"), reverse("review:assignments", args=[panel.pk]))] if middle else []
    return [
        (_("Panels"), reverse("review:panels")),
        (panel.number, reverse("review:panel", args=[panel.pk])),
        *between,
        (last, ""),
    ]
