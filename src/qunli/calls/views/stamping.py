"""Signing, handing in, stamping and the ways back, each with a page that says what follows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qunli.calls.actions import (
    LETTER_WORDS,
    hand_back_proposal,
    sign_letter,
    stamp_proposal,
    submit_proposal,
    take_back_proposal,
    withdraw_proposal,
)
from qunli.calls.forms import ReasonForm
from qunli.calls.permits import may_edit, may_sign, may_stamp
from qunli.calls.queries import missing_of, receipts_of
from qunli.calls.states import LetterKind, StampKind
from qunli.calls.views.confirming import confirm_page
from qunli.calls.views.loading import seen_proposal
from qunli.core.views import arrived_at
from qunli.people.permits import account_of, require

if TYPE_CHECKING:
    from django.forms import BaseForm

    from qunli.calls.models import Proposal

K = TypeVar("K", LetterKind, StampKind)


def sign(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Sign a commitment letter after reading it."""
    proposal, letter = seen_proposal(request, pk), _one_of(LetterKind, kind)
    require(may_sign(request.user, proposal, letter))
    asking = _asking(
        proposal,
        title=str(letter.label).capitalize(),
        consequence=_(LETTER_WORDS[letter]) % {"number": proposal.number},
        label=_("I sign this"),
    )
    return confirm_page(
        request,
        asking=asking,
        act=lambda _form: sign_letter(proposal=proposal, kind=letter, by=account_of(request), at=arrived_at(request)),
        done=gettext_lazy("The letter is signed; its words are kept as you signed them."),
    )


def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a proposal in: what is missing while something is, else the question; then the receipt."""
    proposal, now = seen_proposal(request, pk), arrived_at(request)
    require(may_edit(request.user, proposal))
    asking = _asking(
        proposal,
        title=_("Hand in the proposal"),
        consequence=_(
            "The time is the server's when your whole request has arrived. You get a receipt with a fingerprint of the "
            "content. Until the opening only your team and the units that stamp it can read it."
        ),
        label=_("Hand in now"),
    )
    context = {
        **asking,
        "back": reverse("calls:receipt", args=[pk]),
        "cancel": reverse("calls:proposal", args=[pk]),
        "missing": missing_of(proposal, on=timezone.localtime(now).date()),
        "until": proposal.call.team_deadline,
        "now": now,
    }
    return confirm_page(
        request,
        asking=context,
        act=lambda _form: submit_proposal(proposal=proposal, by=account_of(request), at=now),
        done=gettext_lazy("The proposal is handed in. Keep this receipt."),
    )


def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the receipts, to be printed and kept."""
    proposal = seen_proposal(request, pk)
    receipts = receipts_of(proposal)
    if not receipts:
        raise Http404
    return render(request, "calls/receipt.html", {"proposal": proposal, "receipts": receipts})


def stamp(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Stamp a proposal."""
    proposal, stamped = seen_proposal(request, pk), _one_of(StampKind, kind)
    require(may_stamp(request.user, proposal, stamped))
    asking = _asking(
        proposal,
        title=_("Stamp the proposal"),
        question=_("Does your unit stand behind version %(version)s?") % {"version": proposal.version},
        consequence=_(
            "Your stamp is put on exactly this version. If the team takes it back, your stamp counts no more."
        ),
        label=_("Stamp"),
    )
    return confirm_page(
        request,
        asking=asking,
        act=lambda _form: stamp_proposal(
            proposal=proposal, kind=stamped, by=account_of(request), at=arrived_at(request)
        ),
        done=gettext_lazy("The proposal is stamped."),
    )


def hand_back(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Hand a proposal back to its team."""
    proposal, stamped = seen_proposal(request, pk), _one_of(StampKind, kind)
    require(may_stamp(request.user, proposal, stamped))
    too_late = proposal.call.team_deadline is not None and arrived_at(request) >= proposal.call.team_deadline
    asking = _asking(
        proposal,
        title=_("Hand back to the team"),
        consequence=_("The team's deadline has passed: it cannot hand in again, and the proposal will not be opened.")
        if too_late
        else _("The team edits and hands in again before its deadline; you stamp the new version."),
        label=_("Hand back"),
        tone="danger",
    )

    def act(form: BaseForm) -> object:
        return hand_back_proposal(
            proposal=proposal, kind=stamped, by=account_of(request), at=arrived_at(request), **form.cleaned_data
        )

    asking["back"] = reverse("calls:proposals")
    done = gettext_lazy("The team has been told why.")
    return confirm_page(request, asking=asking, act=act, done=done, form=ReasonForm(request.POST or None))


def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a proposal back to edit it."""
    consequence = _(
        "It becomes a draft; stamps on this version count no more, and you hand in again before the deadline."
    )
    asking = {"title": _("Take back to edit"), "consequence": consequence, "label": _("Take back")}
    return _team_act(request, pk, asking, take_back_proposal)


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a proposal."""
    consequence = _("It takes no part any more and stays sealed for good. This cannot be undone.")
    asking = {"title": _("Withdraw the proposal"), "consequence": consequence, "label": _("Withdraw"), "tone": "danger"}
    return _team_act(request, pk, asking, withdraw_proposal)


def _team_act(request: HttpRequest, pk: int, asking: dict[str, str], act: Callable[..., Proposal]) -> HttpResponse:
    proposal = seen_proposal(request, pk)
    require(may_edit(request.user, proposal))
    return confirm_page(
        request,
        asking=_asking(proposal, **asking),
        act=lambda _form: act(proposal=proposal, by=account_of(request), at=arrived_at(request)),
        done=gettext_lazy("Done."),
    )


def _asking(proposal: Proposal, **words: str) -> dict[str, Any]:
    return {
        **words,
        "pretitle": f"{proposal.number} · {proposal.title}",
        "back": reverse("calls:proposal", args=[proposal.pk]),
    }


def _one_of(kinds: type[K], value: str) -> K:
    try:
        return kinds(value)
    except ValueError as unknown:
        raise Http404 from unknown
