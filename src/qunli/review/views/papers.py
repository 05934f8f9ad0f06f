"""Making the papers of a panel, each by one button, and listing them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunli.core.bridge import PaperRow, PaperSource, paper_rows
from qunli.core.models import Paper
from qunli.core.queries.files import papers_of
from qunli.core.states import PaperKind
from qunli.core.views import arrived_at, post_act
from qunli.people.permits import account_of
from qunli.review.actions import make_expert_letter_paper, make_opinion_paper
from qunli.review.bridge.papers import expert_commitment_of, panel_opinion_of
from qunli.review.models import Opinion, Panel, Seat
from qunli.review.queries import seats_seen_by


@require_POST
def make_opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the paper of the opinion."""
    user, at = account_of(request), arrived_at(request)
    found = get_object_or_404(Panel.objects.select_related("call"), pk=pk)
    return post_act(
        request,
        lambda: make_opinion_paper(panel=found, by=user, at=at),
        done=_("The paper is made."),
        to=reverse("review:opinion", args=[pk]),
    )


@require_POST
def make_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the paper of an expert's letter; it is listed on the expert's seat and on the page of the panel."""
    user, at = account_of(request), arrived_at(request)
    found = get_object_or_404(seats_seen_by(user), pk=pk)
    return post_act(
        request,
        lambda: make_expert_letter_paper(seat=found, by=user, at=at),
        done=_("The paper is made."),
        to=reverse("review:seat", args=[pk]),
    )


def opinion_papers(panel: Panel, opinion: Opinion | None) -> list[PaperRow]:
    """List the papers of a panel's opinion beside its present version."""
    if opinion is None:
        return []
    source = PaperSource(
        lambda _paper: panel_opinion_of(opinion), lambda _paper: reverse("review:make_opinion_paper", args=[panel.pk])
    )
    return paper_rows(papers_of(panel.ref), {PaperKind.PANEL_OPINION: source})


def letter_papers(seats: list[Seat]) -> list[PaperRow]:
    """List the printed letters of experts."""
    by_key = {seat.pk: seat for seat in seats}
    rows = Paper.objects.filter(about_id__in=by_key, about_room="review", about_kind="seat")
    source = PaperSource(
        lambda paper: expert_commitment_of(by_key[paper.about_id]),
        lambda paper: reverse("review:make_expert_letter_paper", args=[paper.about_id]),
    )
    shown = rows.select_related("stamped_scan").order_by("-id")
    return paper_rows(shown, {PaperKind.COMMITMENT: source} if len(by_key) == 1 else {})
