"""Panels, as who runs them sees them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from qunli.calls.models import Call
from qunli.calls.queries import admitted_proposals
from qunli.core.queries.refs import pages_of
from qunli.core.views import arrived_at, form_page, history_entries, list_page, post_act
from qunli.people.permits import Anyone, account_of, require, returns_stamped_papers, standing_of
from qunli.people.states import Role
from qunli.review.actions import (
    PanelDraft,
    Slot,
    appoint_head,
    conclude_panel,
    dissolve_panel,
    draw_panel,
    form_panel,
    remove_seat,
    seat_expert,
    seat_panel,
    set_slots,
    sign_in,
    start_scoring,
    verify_draw,
)
from qunli.review.forms import DrawForm, PanelForm, ReasonForm, SeatForm, SlotsForm
from qunli.review.models import Draw, Panel, PanelProposal, Seat
from qunli.review.permits import may_run_panels
from qunli.review.queries import (
    Bench,
    all_given,
    bench_of,
    calls_without_panel,
    conflicts_of,
    current_round,
    panels_seen_by,
    progress_of,
    proposals_before_a_panel,
    with_panels,
)
from qunli.review.states import PANEL_LIFECYCLE, PanelState, SeatRank
from qunli.review.tables import PANELS
from qunli.review.views.papers import letter_papers

STEPS = {"seat": seat_panel, "start_scoring": start_scoring, "conclude": conclude_panel}
DONE = {
    "seat": gettext_lazy("The panel is complete."),
    "start_scoring": gettext_lazy("Scoring has begun: the experts have been told."),
    "conclude": gettext_lazy("The panel is concluded. Its fees can be computed, and the call be recommended on."),
}
ROAD = (PanelState.FORMING, PanelState.SEATED, PanelState.SCORING, PanelState.SIGNING, PanelState.CONCLUDED)


@require_GET
def panel_list(request: HttpRequest) -> HttpResponse:
    """List the panels, and the calls that wait for one."""
    user = account_of(request)
    context = {"waiting": list(calls_without_panel(user)[:20])}
    rows = with_panels(panels_seen_by(user))
    return list_page(request, table=PANELS, rows=rows, template="review/panels.html", context=context)


def form(request: HttpRequest, call: int) -> HttpResponse:
    """Form a panel for a call."""
    found = get_object_or_404(Call, pk=call)
    user = account_of(request)
    require(may_run_panels(user, found))
    free = admitted_proposals(found).exclude(pk__in=proposals_before_a_panel(found, current_round(found)))
    bound = PanelForm(request.POST or None, proposals=free)

    def act(form: Any) -> str:  # noqa: ANN401 - a checked form
        wanted = dict(form.cleaned_data)
        group = list(wanted.pop("proposals"))
        made = form_panel(call=found, proposals=group, draft=PanelDraft(**wanted), by=user, at=arrived_at(request))
        return reverse("review:panel", args=[made.pk])

    context = {"title": _("Form a panel"), "intro": found.title, "submit": _("Form the panel")}
    return form_page(request, form=bound, act=act, context=context)


@require_GET
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a panel: who sits, what it judges, who is recused from what, how far the scores are."""
    user = account_of(request)
    if not standing_of(user).holds_any(Role.OPERATOR, Role.AUTHORITY, Role.SERVICE_BODY, Role.AUDITOR):
        return redirect("review:desk")  # messages to an expert are about the panel
    found = get_object_or_404(panels_seen_by(user).select_related("call"), pk=pk)
    bench = bench_of(found)
    given, due = progress_of(bench)
    context = {
        "panel": found,
        "road": _road(found),
        "seats": bench.seats,
        "rows": _rows(bench, user),
        "conflicts": conflicts_of(found),
        "fewest": bench.fewest,
        "given": given,
        "due": due,
        "scores_open": all_given(bench),
        "draws": list(found.draws.order_by("-id")),
        "runs": may_run_panels(user, found.call),
        "open": found.state in {PanelState.FORMING, PanelState.SEATED, PanelState.SCORING},
        "steps": _steps(found, bench) if may_run_panels(user, found.call) else [],
        "letters": letter_papers(list(bench.seats)),
        "can_return": returns_stamped_papers(user),
        "history": history_entries(found.ref),
        "crumbs": [(_("Panels"), reverse("review:panels")), (found.number, "")],
    }
    return render(request, "review/panel.html", context)


def _rows(bench: Bench, reader: Anyone) -> list[tuple[PanelProposal, int, bool, str]]:
    """Return each proposal with its judges, whether they are too few, and its page where the reader may open it."""
    pages = pages_of([row.proposal.ref for row in bench.proposals], reader)
    short = bench.short
    return [
        (row, len(bench.judges_of(row.proposal_id)), row in short, pages.get(row.proposal.ref, ""))
        for row in bench.proposals
    ]


def seat_by_hand(request: HttpRequest, pk: int) -> HttpResponse:
    """Seat an expert by hand."""
    found, user = _mine(request, pk)

    def act(form: Any) -> str:  # noqa: ANN401 - a checked form
        wanted = form.cleaned_data
        rank = SeatRank(wanted["rank"])
        seat_expert(panel=found, expert=wanted["expert"], rank=rank, by=user, at=arrived_at(request))
        return _page(found)

    context = {"title": _("Seat an expert"), "intro": found.name, "submit": _("Ask the expert"), "back": _page(found)}
    return form_page(request, form=SeatForm(request.POST or None, panel=found), act=act, context=context)


def draw_by_lot(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw the seats that are still empty."""
    found, user = _mine(request, pk)

    def act(form: Any) -> str:  # noqa: ANN401 - a checked form
        wanted = form.cleaned_data
        drawn = draw_panel(
            panel=found,
            seed=wanted["seed"],
            witness=wanted["witness"],
            by=user,
            at=arrived_at(request),
            fields=wanted["fields_wanted"].replace("，", ",").split(","),
        )
        return reverse("review:draw", args=[drawn.pk])

    intro = _("Recusal comes first; nobody from one institution twice, never all from one region.")
    context = {"title": _("Draw by lot"), "intro": intro, "submit": _("Draw"), "back": _page(found)}
    return form_page(request, form=DrawForm(request.POST or None), act=act, context=context)


@require_GET
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a draw so that it can be printed, signed and repeated."""
    seen = panels_seen_by(account_of(request))
    found = get_object_or_404(
        Draw.objects.filter(panel__in=seen).select_related("panel__call", "drawn_by__party"), pk=pk
    )
    context = {
        "draw": found,
        "repeats": verify_draw(found),
        "picks": found.drawn["picks"],
        "passed_over": found.drawn["passed_over"],
        "crumbs": [
            (_("Panels"), reverse("review:panels")),
            (found.panel.number, _page(found.panel)),
            (_("Draw"), ""),
        ],
    }
    return render(request, "review/draw.html", context)


def slots(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the defence slots."""
    found, user = _mine(request, pk)
    rows = list(bench_of(found).proposals)

    def act(form: Any) -> str:  # noqa: ANN401 - a checked form
        wanted = form.cleaned_data
        pairs = [(row.proposal_id, wanted[f"from-{row.proposal_id}"], wanted[f"to-{row.proposal_id}"]) for row in rows]
        given = [Slot(proposal, begins, ends) for proposal, begins, ends in pairs if begins and ends]
        set_slots(panel=found, slots=given, by=user, at=arrived_at(request))
        return _page(found)

    context = {"title": _("Defence slots"), "intro": found.name, "back": _page(found)}
    return form_page(request, form=SlotsForm(request.POST or None, rows=rows), act=act, context=context)


def dissolve(request: HttpRequest, pk: int) -> HttpResponse:
    """Dissolve a panel, with a reason."""
    found, user = _mine(request, pk)

    def act(form: Any) -> str:  # noqa: ANN401 - a checked form
        dissolve_panel(panel=found, reason=form.cleaned_data["reason"], by=user, at=arrived_at(request))
        return _page(found)

    intro = _("Its proposals can then be put before another panel. This cannot be undone.")
    context = {"title": _("Dissolve the panel"), "intro": intro, "submit": _("Dissolve"), "back": _page(found)}
    return form_page(request, form=ReasonForm(request.POST or None), act=act, context=context)


@require_POST
def take(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a step of the panel's lifecycle that needs no more than a yes."""
    found, user = _mine(request, pk)
    act = STEPS.get(step)
    if act is None:
        return render(request, "404.html", status=404)
    return post_act(
        request, lambda: act(panel=found, by=user, at=arrived_at(request)), done=DONE[step], to=_page(found)
    )


@require_POST
def head(request: HttpRequest, pk: int) -> HttpResponse:
    """Appoint the head."""
    found, user = _seat_of_mine(request, pk)
    return post_act(
        request,
        lambda: appoint_head(seat=found, by=user, at=arrived_at(request)),
        done=_("Head appointed."),
        to=_page(found.panel),
    )


def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove an expert, with a reason."""
    found, user = _seat_of_mine(request, pk)

    def act(form: Any) -> str:  # noqa: ANN401 - a checked form
        remove_seat(seat=found, reason=form.cleaned_data["reason"], by=user, at=arrived_at(request))
        return _page(found.panel)

    context = {
        "title": _("Remove from the panel"),
        "intro": str(found.expert),
        "submit": _("Remove from the panel"),
        "back": _page(found.panel),
    }
    return form_page(request, form=ReasonForm(request.POST or None), act=act, context=context)


@require_POST
def sign_in_at_door(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that an expert is there."""
    found, user = _seat_of_mine(request, pk)
    return post_act(
        request,
        lambda: sign_in(seat=found, by=user, at=arrived_at(request)),
        done=_("Signed in."),
        to=_page(found.panel),
    )


def _mine(request: HttpRequest, pk: int) -> tuple[Panel, Any]:
    user = account_of(request)
    found = get_object_or_404(panels_seen_by(user).select_related("call"), pk=pk)
    require(may_run_panels(user, found.call))
    return found, user


def _seat_of_mine(request: HttpRequest, pk: int) -> tuple[Seat, Any]:
    user = account_of(request)
    seats = Seat.objects.filter(panel__in=panels_seen_by(user)).select_related("panel__call", "expert__party")
    found = get_object_or_404(seats, pk=pk)
    require(may_run_panels(user, found.panel.call))
    return found, user


def _page(panel: Panel) -> str:
    return reverse("review:panel", args=[panel.pk])


def _road(panel: Panel) -> list[dict[str, Any]]:
    if panel.state == PanelState.DISSOLVED:
        return [{"label": PanelState.DISSOLVED.label, "state": "stopped"}]
    now = ROAD.index(PanelState(panel.state))
    is_over = panel.state == PanelState.CONCLUDED
    return [
        {"label": state.label, "state": "done" if place < now or is_over else "now" if place == now else "next"}
        for place, state in enumerate(ROAD)
    ]


def _steps(panel: Panel, bench: Bench) -> list[dict[str, Any]]:
    """The buttons that the lifecycle allows now; the opinion has a page of its own."""
    shown: list[dict[str, Any]] = []
    if panel.state == PanelState.FORMING:
        shown += [
            {"label": _("Draw by lot"), "url": reverse("review:draw_panel", args=[panel.pk]), "icon": "dice"},
            {
                "label": _("Propose an assignment"),
                "url": reverse("review:assignments", args=[panel.pk]),
                "icon": "target-arrow",
            },
            {"label": _("Seat by hand"), "url": reverse("review:seat_expert", args=[panel.pk]), "icon": "user-plus"},
        ]
    for step in PANEL_LIFECYCLE.steps_from(panel.state):
        if step.name == "dissolve":
            url = reverse("review:dissolve_panel", args=[panel.pk])
            shown.append({"label": step.label, "url": url, "danger": True})
        elif step.name in STEPS:
            url = reverse("review:panel_step", args=[panel.pk, step.name])
            shown.append({"label": step.label, "url": url, "post": True, "primary": not bench.short})
    return shown
