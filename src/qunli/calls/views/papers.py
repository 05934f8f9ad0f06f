"""Making papers, each by one button on the page of its record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunli.calls import actions
from qunli.calls.models import CommitmentLetter
from qunli.calls.views.loading import seen_call, seen_proposal
from qunli.core.views import arrived_at, post_act
from qunli.people.permits import account_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


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
