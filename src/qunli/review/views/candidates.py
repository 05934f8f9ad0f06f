"""Candidates of a panel, and an expert's own wishes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunli.core.views import arrived_at, form_page, list_page, post_act
from qunli.people.models import User
from qunli.people.permits import account_of, require
from qunli.review.actions import drop_candidate, name_candidates, save_bids, sign_as_candidate
from qunli.review.forms import CandidatesForm, WishesForm
from qunli.review.models import Candidate, Panel
from qunli.review.permits import is_own_candidacy, may_run_panels
from qunli.review.queries.bidding import biddable, topics_before
from qunli.review.queries.panels import panels_seen_by
from qunli.review.queries.pool import (
    bids_said_by,
    candidates_of,
    candidates_seen_by,
    experts_to_consider,
    fields_to_consider,
    own_candidacies,
)
from qunli.review.states import COMMITMENT, PanelState
from qunli.review.tables import CANDIDATES


def candidates(request: HttpRequest, pk: int) -> HttpResponse:
    """List who is considered for a panel, and what they said."""
    user = account_of(request)
    found = get_object_or_404(panels_seen_by(user).select_related("call"), pk=pk)
    open_states = {PanelState.FORMING, PanelState.SEATED, PanelState.SCORING}
    runs = may_run_panels(user, found.call) and found.state in open_states
    context = {"panel": found, "runs": runs, "crumbs": _crumbs(found, _("Candidates"))}
    rows = candidates_of(found)
    return list_page(request, table=CANDIDATES, rows=rows, template="review/candidates.html", context=context)


def name(request: HttpRequest, pk: int) -> HttpResponse:
    """Name candidates; `?field=` in the address narrows whom one chooses from."""
    user = account_of(request)
    found = get_object_or_404(panels_seen_by(user).select_related("call"), pk=pk)
    require(may_run_panels(user, found.call))
    chosen = request.GET.get("field", "")
    experts = experts_to_consider(found)
    fields = fields_to_consider(experts)
    if chosen in fields:
        experts = experts.filter(fields__contains=[chosen])
    form = CandidatesForm(request.POST or None, experts=experts)

    def act(form: Any) -> str:  # noqa: ANN401 - a checked form
        wanted = form.cleaned_data
        name_candidates(
            panel=found,
            experts=list(wanted["experts"]),
            bids_until=wanted["bids_until"],
            by=user,
            at=arrived_at(request),
        )
        return reverse("review:candidates", args=[found.pk])

    context = {
        "panel": found,
        "fields": fields,
        "chosen": chosen,
        "several": experts.exists(),
        "crumbs": _crumbs(found, _("Name candidates")),
    }
    return form_page(
        request, form=form, act=act, template="review/name_candidates.html", context=context, done=_("Named.")
    )


def candidate(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an expert their own wishes, to say them; the office what was said."""
    user = account_of(request)
    rows = candidates_seen_by(user).select_related("panel__call", "expert__party")
    found = get_object_or_404(rows, pk=pk)
    if not is_own_candidacy(user, found) or found.left_at is not None or found.bids_until is None:
        return _for_the_office(request, user, found)
    at = arrived_at(request)
    is_open = found.panel.state == PanelState.FORMING and found.bids_until >= at
    context = {
        "candidate": found,
        "panel": found.panel,
        "commitment": COMMITMENT,
        "is_open": is_open,
        "crumbs": [(_("My reviews"), reverse("review:desk")), (found.panel.number, "")],
    }
    if found.commitment_signed_at is None:
        return render(request, "review/wishes.html", {**context, "topics": topics_before(found.panel)})
    lines = biddable(found)
    form = WishesForm(
        request.POST or None, rows=[(one.proposal_id, one.number, one.said) for one in lines if not one.is_recused]
    )

    def act(form: Any) -> str:  # noqa: ANN401 - a checked form
        save_bids(candidate=found, bids=form.bids, facts=form.facts, by=user, at=arrived_at(request))
        return request.path

    shown = [
        (one, None, None)
        if one.is_recused
        else (one, form[f"choice-{one.proposal_id}"], form[f"fact-{one.proposal_id}"])
        for one in lines
    ]
    context |= {"rows": shown}
    done = _("Kept. You may change it until the time is over.")
    return form_page(request, form=form, act=act, template="review/wishes.html", context=context, done=done)


@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign the commitment, which opens the titles."""
    user = account_of(request)
    found = get_object_or_404(own_candidacies(user), pk=pk)
    return post_act(
        request,
        lambda: sign_as_candidate(candidate=found, by=user, at=arrived_at(request)),
        done=_("Signed."),
        to=reverse("review:candidate", args=[found.pk]),
    )


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a candidate off the list."""
    user = account_of(request)
    rows = Candidate.objects.filter(panel__in=panels_seen_by(user)).select_related("panel__call")
    found = get_object_or_404(rows, pk=pk)
    require(may_run_panels(user, found.panel.call))
    return post_act(
        request,
        lambda: drop_candidate(candidate=found, by=user, at=arrived_at(request)),
        done=_("Taken off the list."),
        to=reverse("review:candidates", args=[found.panel_id]),
    )


def _for_the_office(request: HttpRequest, user: User, found: Candidate) -> HttpResponse:
    context = {
        "candidate": found,
        "panel": found.panel,
        "said": bids_said_by(found),
        "runs": may_run_panels(user, found.panel.call) and found.left_at is None,
        "crumbs": [
            *_crumbs(found.panel, "")[:2],
            (_("Candidates"), reverse("review:candidates", args=[found.panel_id])),
            (str(found.expert), ""),
        ],
    }
    return render(request, "review/candidate.html", context)


def _crumbs(panel: Panel, last: str) -> list[tuple[str, str]]:
    return [
        (_("Panels"), reverse("review:panels")),
        (panel.number, reverse("review:panel", args=[panel.pk])),
        (last, ""),
    ]
