"""The ranking and the panel's opinion."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qunli.core.views import arrived_at, form_page, xlsx_file
from qunli.people.models import User
from qunli.people.permits import account_of, require, returns_stamped_papers
from qunli.review.actions import sign_opinion, write_opinion
from qunli.review.forms import OpinionForm, SignForm
from qunli.review.models import Panel, Seat
from qunli.review.permits import is_own_seat, may_look_at_panel
from qunli.review.queries import (
    Bench,
    RankedProposal,
    ScoresHidden,
    all_given,
    bench_of,
    latest_opinion_of,
    signatures_of,
    visible_ranking,
)
from qunli.review.queries.reading import titles_for
from qunli.review.states import PanelState, SeatRank
from qunli.review.tables import ranking_book
from qunli.review.views.papers import opinion_papers


@require_GET
def ranked(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the ranking with its spread and outliers, or why it is not shown yet."""
    user = account_of(request)
    panel, bench = _panel(user, pk)
    rows: list[RankedProposal] = []
    hidden = ""
    try:
        rows = visible_ranking(user, panel, bench=bench)
    except ScoresHidden as refused:
        hidden = str(refused)
    titles = _titles(user, panel, bench)
    names = {seat.pk: str(seat.expert) for seat in bench.seats}
    if request.GET.get("format") == "xlsx" and not hidden:
        return xlsx_file(ranking_book(rows, titles, names), f"ranking-{panel.number}")
    context = {
        "panel": panel,
        "hidden": hidden,
        "rows": [(row, titles[row.proposal.pk], _lines(row, names)) for row in rows],
        "chart": [
            {
                "label": f"{row.rank}. {row.proposal.number}",
                "value": float(row.score),
                "note": titles[row.proposal.pk],
                "tone": "warn" if row.outliers else "open",
            }
            for row in rows
        ],
        "crumbs": _crumbs(user, panel, bench, _("Ranking")),
    }
    return render(request, "review/ranking.html", context)


@require_GET
def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the opinion, who has signed, and what I can do."""
    user = account_of(request)
    panel, bench = _panel(user, pk)
    found = latest_opinion_of(panel)
    if found is not None:
        found.panel = panel
    signed = signatures_of(found) if found else []
    own = _own(user, bench)
    mine = own is not None and any(one.seat_id == own.pk for one in signed)
    context = {
        "panel": panel,
        "opinion": found,
        "titles": _titles(user, panel, bench),
        "signed": signed,
        "missing": [seat for seat in bench.signers if seat.pk not in {one.seat_id for one in signed}],
        "may_write": _may_write(own, panel, bench),
        "may_sign": own is not None and panel.state == PanelState.SIGNING and own in bench.signers and not mine,
        "papers": opinion_papers(panel, found),
        "can_return": returns_stamped_papers(user),
        "crumbs": _crumbs(user, panel, bench, _("Opinion")),
    }
    return render(request, "review/opinion.html", context)


def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Gather the opinion, as the head."""
    user = account_of(request)
    panel, _bench = _panel(user, pk)
    before = latest_opinion_of(panel)
    form = OpinionForm(request.POST or None, initial={"text": before.text if before else ""})

    def act(form: Any) -> str:  # noqa: ANN401 - a checked form
        write_opinion(panel=panel, text=form.cleaned_data["text"], by=user, at=arrived_at(request))
        return reverse("review:opinion", args=[panel.pk])

    intro = _("The ranking is kept with it. A new version voids the signatures under the one before.")
    context = {"title": _("The panel's opinion"), "intro": intro, "back": reverse("review:opinion", args=[panel.pk])}
    return form_page(request, form=form, act=act, context=context)


def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign the opinion."""
    user = account_of(request)
    panel, bench = _panel(user, pk)
    own = _own(user, bench)
    if own is None:
        raise Http404

    def act(form: Any) -> str:  # noqa: ANN401 - a checked form
        sign_opinion(panel=panel, seat=own, dissent=form.cleaned_data["dissent"], by=user, at=arrived_at(request))
        return reverse("review:opinion", args=[panel.pk])

    context = {
        "title": _("Sign the opinion"),
        "submit": _("Sign"),
        "back": reverse("review:opinion", args=[panel.pk]),
    }
    return form_page(
        request, form=SignForm(request.POST if request.method == "POST" else None), act=act, context=context
    )


def _panel(user: User, pk: int) -> tuple[Panel, Bench]:
    panel = get_object_or_404(Panel.objects.select_related("call__authority"), pk=pk)
    bench = bench_of(panel)
    require(may_look_at_panel(user, panel) or _own(user, bench) is not None)
    return panel, bench


def _own(user: User, bench: Bench) -> Seat | None:
    return next((seat for seat in bench.serving if is_own_seat(user, seat)), None)


def _may_write(own: Seat | None, panel: Panel, bench: Bench) -> bool:
    heads = own is not None and own.rank == SeatRank.HEAD
    return heads and panel.state in {PanelState.SCORING, PanelState.SIGNING} and all_given(bench)


def _titles(user: User, panel: Panel, bench: Bench) -> dict[int, str]:
    """Titles as the reader may see them: whoever runs the panel knows the teams."""
    if may_look_at_panel(user, panel):
        return {row.proposal_id: row.proposal.title for row in bench.proposals}
    return titles_for(panel)


def _lines(row: RankedProposal, names: dict[int, str]) -> list[dict[str, Any]]:
    return [
        {"name": names[line.seat_id], "total": line.total, "z": line.z, "is_outlier": line.is_outlier}
        for line in row.lines
    ]


def _crumbs(user: User, panel: Panel, bench: Bench, last: str) -> list[tuple[str, str]]:
    own = _own(user, bench)
    if own is not None:
        return [
            (_("My reviews"), reverse("review:desk")),
            (panel.number, reverse("review:seat", args=[own.pk])),
            (last, ""),
        ]
    return [
        (_("Panels"), reverse("review:panels")),
        (panel.number, reverse("review:panel", args=[panel.pk])),
        (last, ""),
    ]
