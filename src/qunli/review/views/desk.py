"""The expert's desk: my reviews, and a proposal beside its rubric."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from qunli.core.views import arrived_at, form_page, post_act
from qunli.people.models import User
from qunli.people.permits import account_of, require, returns_stamped_papers
from qunli.review.actions import (
    accept_seat,
    declare_conflict,
    decline_seat,
    give_sheet,
    save_sheet,
    sign_commitment,
    sign_in,
)
from qunli.review.forms import FactForm, ReasonForm, SheetForm
from qunli.review.models import PanelProposal, ScoreSheet, Seat
from qunli.review.permits import may_read_proposals
from qunli.review.queries import (
    Bench,
    bench_of,
    latest_opinion_of,
    own_seats,
    own_sheets,
    seats_seen_by,
    sheets_seen_by,
)
from qunli.review.queries.pool import own_candidacies
from qunli.review.queries.reading import files_for, reading_of, titles_for
from qunli.review.states import COMMITMENT, PanelState, SeatState, SheetState
from qunli.review.views.papers import letter_papers

STEPS = {"accept": accept_seat, "sign": sign_commitment, "sign_in": sign_in}
DONE = {
    "accept": gettext_lazy("Accepted. Now sign the commitment."),
    "sign": gettext_lazy("Signed."),
    "sign_in": gettext_lazy("Signed in."),
}


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """My reviews: what waits for me first."""
    seats = list(own_seats(account_of(request)).order_by("-panel__meets_at", "-id")[:60])
    waiting = {SeatState.ASKED, SeatState.SERVING}
    over = {PanelState.CONCLUDED, PanelState.DISSOLVED}
    now = [seat for seat in seats if seat.state in waiting and seat.panel.state not in over]
    past = [seat for seat in seats if seat not in now]
    asked = own_candidacies(account_of(request)).filter(panel__state=PanelState.FORMING).order_by("bids_until", "id")
    return render(request, "review/desk.html", {"now": now, "past": past, "asked": list(asked)})


@require_GET
def seat(request: HttpRequest, pk: int) -> HttpResponse:
    """My seat on a panel: what to do next, and the proposals that I judge. The office is led on to the panel."""
    user = account_of(request)
    if not own_seats(user).filter(pk=pk).exists():
        return redirect("review:panel", get_object_or_404(seats_seen_by(user), pk=pk).panel_id)
    found = get_object_or_404(own_seats(user).select_related("panel__call__authority"), pk=pk)
    bench = bench_of(found.panel)
    reads = may_read_proposals(user, found)
    rows = _rows(found, bench) if reads else []
    context = {
        "seat": found,
        "panel": found.panel,
        "commitment": COMMITMENT,
        "rows": rows,
        "left": sum(state != SheetState.GIVEN for _row, _title, state, _label in rows),
        "reads": reads,
        "may_sign_in": _may_sign_in(found),
        "opinion": latest_opinion_of(found.panel),
        "papers": letter_papers([found]),
        "can_return": returns_stamped_papers(user),
        "crumbs": [(_("My reviews"), reverse("review:desk")), (found.panel.number, "")],
    }
    return render(request, "review/seat.html", context)


@require_POST
def take(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Accept, sign the commitment, sign in."""
    user = account_of(request)
    found = get_object_or_404(own_seats(user), pk=pk)
    act = STEPS.get(step)
    if act is None:
        raise Http404
    at = arrived_at(request)
    return post_act(request, lambda: act(seat=found, by=user, at=at), done=DONE[step], to=_page(found))


def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Decline, with a reason."""
    user = account_of(request)
    found = get_object_or_404(own_seats(user), pk=pk)

    def act(form: Any) -> str:  # noqa: ANN401 - a checked form
        decline_seat(seat=found, reason=form.cleaned_data["reason"], by=user, at=arrived_at(request))
        return reverse("review:desk")

    context = {
        "title": _("Decline the seat"),
        "intro": found.panel.name,
        "submit": _("Decline the seat"),
        "back": _page(found),
    }
    return form_page(request, form=ReasonForm(request.POST or None), act=act, context=context)


def sheet(request: HttpRequest, pk: int, proposal: int) -> HttpResponse:
    """The proposal on one side, the rubric on the other; saved half-way or given."""
    user = account_of(request)
    found, row, bench = _judged(user, pk, proposal)
    kept = own_sheets(found).filter(proposal=proposal).first()
    initial = {**kept.points, "reason": kept.reason} if kept else {}
    form = SheetForm(request.POST or None, panel=found.panel, kept=initial)
    given = request.POST.get("do") == "give"

    def act(form: Any) -> str:  # noqa: ANN401 - a checked form
        keep = give_sheet if given else save_sheet
        keep(
            seat=found,
            proposal=row.proposal,
            points=form.points,
            reason=form.cleaned_data["reason"],
            by=user,
            at=arrived_at(request),
        )
        return _next(found, bench, proposal) if given else request.path

    context = {
        "seat": found,
        "panel": found.panel,
        "row": row,
        "reading": reading_of(proposal, found.panel),
        "kept": kept,
        "is_given": kept is not None and kept.state == SheetState.GIVEN,
        "scores_now": found.panel.state == PanelState.SCORING,
        "others": _others(user, found, bench, kept),
        "crumbs": [
            (_("My reviews"), reverse("review:desk")),
            (found.panel.number, _page(found)),
            (row.proposal.number, ""),
        ],
    }
    done = _("Given.") if given else _("Saved. Nobody else sees it.")
    return form_page(request, form=form, act=act, template="review/sheet.html", context=context, done=done)


def conflict(request: HttpRequest, pk: int, proposal: int) -> HttpResponse:
    """Declare a conflict: the second of two clicks."""
    user = account_of(request)
    found = get_object_or_404(own_seats(user), pk=pk)
    row = get_object_or_404(PanelProposal.objects.select_related("proposal"), panel=found.panel, proposal=proposal)

    def act(form: Any) -> str:  # noqa: ANN401 - a checked form
        at = arrived_at(request)
        declare_conflict(seat=found, proposal=row.proposal, fact=form.cleaned_data["fact"], by=user, at=at)
        return _page(found)

    context = {
        "title": _("Declare a conflict of interest"),
        "intro": _("You will be recused from %(proposal)s at once; a reserve takes your place for it.")
        % {"proposal": row.proposal.number},
        "submit": _("Declare"),
        "back": _page(found),
    }
    return form_page(
        request, form=FactForm(request.POST if request.method == "POST" else None), act=act, context=context
    )


@require_GET
def file(request: HttpRequest, pk: int, proposal: int, file: int) -> FileResponse:
    """Hand a proposal's file to a judge, always as a download."""
    found, row, _bench = _judged(account_of(request), pk, proposal)
    for one in files_for(row.proposal, found.panel):
        if one.pk == file:
            return FileResponse(
                one.file.open("rb"), as_attachment=True, filename=one.name, content_type=one.content_type
            )
    raise Http404


def _judged(user: User, pk: int, proposal: int) -> tuple[Seat, PanelProposal, Bench]:
    found = get_object_or_404(own_seats(user), pk=pk)
    require(may_read_proposals(user, found), _("Accept the seat and sign the commitment first."))
    bench = bench_of(found.panel)
    for row in bench.proposals:
        if row.proposal_id == proposal and bench.judges(proposal, seat=found):
            return found, row, bench
    raise Http404


def _rows(seat: Seat, bench: Bench) -> list[tuple[PanelProposal, str, str, str]]:
    """Each proposal that I judge: its title as I may read it, and how far my sheet is."""
    states = {one.proposal_id: one for one in own_sheets(seat)}
    titles = titles_for(seat.panel)
    shown = []
    for row in bench.proposals_for(seat):
        kept: ScoreSheet | None = states.get(row.proposal_id)
        label = str(kept.get_state_display()) if kept else _("not begun")
        shown.append((row, titles[row.proposal_id], kept.state if kept else "", label))
    return shown


def _others(user: User, seat: Seat, bench: Bench, kept: ScoreSheet | None) -> list[ScoreSheet]:
    if kept is None or kept.state != SheetState.GIVEN:
        return []
    seen = sheets_seen_by(user, seat.panel, bench=bench).filter(proposal=kept.proposal_id).exclude(seat=seat)
    return list(seen.order_by("seat__position", "id"))


def _next(seat: Seat, bench: Bench, proposal: int) -> str:
    """The next proposal without a given sheet, or my seat."""
    given = {*own_sheets(seat).filter(state=SheetState.GIVEN).values_list("proposal_id", flat=True), proposal}
    for row in bench.proposals_for(seat):
        if row.proposal_id not in given:
            return reverse("review:sheet", args=[seat.pk, row.proposal_id])
    return _page(seat)


def _may_sign_in(seat: Seat) -> bool:
    ready = seat.state == SeatState.SERVING and seat.commitment_signed_at is not None and seat.signed_in_at is None
    return ready and seat.panel.state in {PanelState.SEATED, PanelState.SCORING}


def _page(seat: Seat) -> str:
    return reverse("review:seat", args=[seat.pk])
