"""The form check: the workbench, one proposal, and the team's correction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qunli.calls.actions import check_form, correct_proposal
from qunli.calls.forms import FormCheckForm
from qunli.calls.models import Proposal
from qunli.calls.permits import may_edit, may_issue, may_prepare
from qunli.calls.queries import files_of, form_check_counts, proposals_seen_by
from qunli.calls.states import FormReason, FormResult, ProposalState
from qunli.calls.tables import PROPOSALS
from qunli.calls.views.confirming import confirm_page
from qunli.calls.views.loading import seen_call, seen_proposal
from qunli.core.views import arrived_at, form_page, list_page
from qunli.people.permits import account_of, require

if TYPE_CHECKING:
    from django.forms import BaseForm


def workbench(request: HttpRequest, pk: int) -> HttpResponse:
    """List the opened proposals of a call, with how many wait; as Excel too."""
    call = seen_call(request, pk)
    require(may_issue(request.user, call))
    rows = proposals_seen_by(request.user, at=arrived_at(request)).filter(call=call)
    counts = form_check_counts(call)
    stats = [(state.label, counts.get(state, 0)) for state in ProposalState if counts.get(state)]
    context = {"call": call, "stats": stats, "back": reverse("calls:call", args=[pk])}
    return list_page(request, table=PROPOSALS, rows=rows, template="calls/workbench.html", context=context)


def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Check one proposal's form beside what the call asks for."""
    user, proposal = account_of(request), seen_proposal(request, pk)
    require(may_prepare(user, proposal.call))
    back = reverse("calls:form_check", args=[proposal.call_id])

    def act(form: BaseForm) -> str:
        given = form.cleaned_data
        check_form(
            proposal=proposal,
            result=FormResult(given["result"]),
            reasons=[FormReason(reason) for reason in given["reasons"]],
            note=given["note"],
            by=user,
            at=arrived_at(request),
        )
        return back

    context = {
        "title": _("Form check of %(number)s") % {"number": proposal.number},
        "proposal": proposal,
        "facts": completeness_of(proposal),
        "back": back,
        "intro": _("Completeness only: what the proposal says is for the panel."),
    }
    form = FormCheckForm(request.POST or None)
    done = gettext_lazy("The form check is noted; the team has been told.")
    return form_page(request, form=form, act=act, template="calls/check.html", context=context, done=done)


def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the correction in."""
    proposal = seen_proposal(request, pk)
    require(may_edit(request.user, proposal))
    asking = {
        "title": _("Hand in the correction"),
        "pretitle": proposal.number,
        "consequence": _("You correct once. Files, letters, stamps and consents count as they now stand."),
        "label": _("Hand in the correction"),
        "back": reverse("calls:proposal", args=[pk]),
    }
    return confirm_page(
        request,
        asking=asking,
        act=lambda _form: correct_proposal(proposal=proposal, by=account_of(request), at=arrived_at(request)),
        done=gettext_lazy("The correction is handed in. The receipt names its fingerprint."),
    )


def completeness_of(proposal: Proposal) -> list[dict[str, Any]]:
    """Say of each thing that the call asks for whether it is there."""
    there = set(files_of(proposal).values_list("purpose", flat=True))
    signed = set(proposal.letters.values_list("kind", flat=True))
    stamped = set(proposal.stamps.filter(is_handed_back=False).values_list("kind", flat=True))
    facts = [{"label": row["label"], "there": row["key"] in there} for row in proposal.call.required_attachments]
    facts += [
        {"label": _("team leader's commitment"), "there": "leader" in signed},
        {"label": _("unit's commitment"), "there": "unit" in signed},
        {"label": _("stamp of the own unit"), "there": "own_unit" in stamped},
        {"label": _("stamp of the recommending unit"), "there": "recommending_unit" in stamped},
    ]
    return facts + [
        {"label": row.organization.name, "there": row.consent == "given"} for row in proposal.partners.all()
    ]
