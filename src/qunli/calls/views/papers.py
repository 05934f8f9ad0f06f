"""Making papers, each by one button on the page of its record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunli.calls import actions
from qunli.calls.bridge import application_of, guide_of, recommendation_summary_of
from qunli.calls.models import CommitmentLetter
from qunli.calls.queries import papers_of_proposal
from qunli.calls.views.loading import seen_call, seen_proposal
from qunli.core.bridge import PaperSource, paper_rows
from qunli.core.queries.files import papers_of
from qunli.core.states import PaperKind
from qunli.core.views import arrived_at, post_act
from qunli.people.permits import account_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from qunli.calls.models import Call, Proposal
    from qunli.core.bridge import PaperRow
    from qunli.core.models import Paper


def papers_of_call(call: Call, *, issues: bool) -> list[PaperRow]:
    """List the papers of a call: all of them to whoever issues it, to everybody else the newest guide."""
    papers = papers_of(call.ref) if issues else papers_of(call.ref).filter(template=PaperKind.GUIDE)[:1]
    sources = {
        PaperKind.GUIDE: PaperSource(lambda _paper: guide_of(call), _to("make_guide_paper", call.pk, may=issues)),
        PaperKind.RECOMMENDATION: PaperSource(
            lambda _paper: recommendation_summary_of(call), _to("make_recommendation_paper", call.pk, may=issues)
        ),
    }
    return paper_rows(papers, sources)


def paper_rows_of(proposal: Proposal) -> list[PaperRow]:
    """List the papers of a proposal and of its letters; the words of a letter stay as they were signed."""
    source = PaperSource(lambda _paper: application_of(proposal), _to("make_application_paper", proposal.pk, may=True))
    return paper_rows(papers_of_proposal(proposal), {PaperKind.APPLICATION: source})


def _to(name: str, pk: int, *, may: bool) -> Callable[[Paper], str] | None:
    return (lambda _paper: reverse(f"calls:{name}", args=[pk])) if may else None


@require_POST
def make_guide_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the guide."""
    found, user, at = seen_call(request, pk), account_of(request), arrived_at(request)
    return post_act(
        request,
        lambda: actions.make_guide_paper(call=found, by=user, at=at),
        done=_("The paper is made."),
        to=reverse("calls:call", args=[pk]),
    )


@require_POST
def make_recommendation_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the recommendation summary."""
    found, user, at = seen_call(request, pk), account_of(request), arrived_at(request)
    return post_act(
        request,
        lambda: actions.make_recommendation_paper(call=found, by=user, at=at),
        done=_("The paper is made."),
        to=reverse("calls:call", args=[pk]),
    )


@require_POST
def make_application_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the paper of a proposal."""
    found, user, at = seen_proposal(request, pk), account_of(request), arrived_at(request)
    return post_act(
        request,
        lambda: actions.make_application_paper(proposal=found, by=user, at=at),
        done=_("The paper is made."),
        to=reverse("calls:proposal", args=[pk]),
    )


@require_POST
def make_commitment_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the paper of a letter; it is listed on the page of its proposal."""
    letter = CommitmentLetter.objects.select_related("proposal").filter(pk=pk).first()
    if letter is None:
        raise Http404
    found, user, at = seen_proposal(request, letter.proposal_id), account_of(request), arrived_at(request)
    return post_act(
        request,
        lambda: actions.make_commitment_paper(letter=letter, by=user, at=at),
        done=_("The paper is made."),
        to=reverse("calls:proposal", args=[found.pk]),
    )
