"""A team's proposals: the list, the page, the editor, partners and files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from qunli.calls.actions import (
    ChangedMeanwhile,
    answer_partner,
    attach_to_proposal,
    change_proposal,
    detach_from_proposal,
    invite_partner,
    remove_partner,
    start_proposal,
)
from qunli.calls.forms import FileForm, PartnerForm, ProposalForm, StartForm
from qunli.calls.models import CallTopic
from qunli.calls.permits import may_edit
from qunli.calls.queries import (
    files_of,
    missing_of,
    proposals_seen_by,
    proposals_to_answer_by,
    was_handed_in,
)
from qunli.calls.states import UNSEALED_STATES, CallState, ProposalState
from qunli.calls.tables import PROPOSALS
from qunli.calls.views.loading import partner_of, seen_proposal
from qunli.calls.views.papers import paper_rows_of
from qunli.calls.views.steps import deadlines_of, steps_of
from qunli.core.views import arrived_at, form_page, history_entries, list_page, post_act
from qunli.people.permits import account_of, require, returns_stamped_papers

if TYPE_CHECKING:
    from django.forms import BaseForm

    from qunli.calls.models import Proposal

LABELS = {
    "title": gettext_lazy("Title"),
    "leader": gettext_lazy("Team leader"),
    "approach": gettext_lazy("Technical approach"),
    "foundation": gettext_lazy("The team's foundation"),
    "schedule": gettext_lazy("Schedule"),
    "asked_money": gettext_lazy("Money asked for"),
    "own_money": gettext_lazy("Own money"),
}


def mine(request: HttpRequest) -> HttpResponse:
    """List the proposals that this reader reads whole, and the invitations that wait for an answer."""
    context = {"invitations": proposals_to_answer_by(request.user)}
    rows = proposals_seen_by(request.user, at=arrived_at(request))
    return list_page(request, table=PROPOSALS, rows=rows, template="calls/proposals.html", context=context)


def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a proposal for a topic."""
    user = account_of(request)
    topic = CallTopic.objects.select_related("call").filter(pk=pk, call__published_at__isnull=False).first()
    if topic is None:
        raise Http404

    def act(form: BaseForm) -> str:
        proposal = start_proposal(topic=topic, by=user, at=arrived_at(request), **form.cleaned_data)
        return reverse("calls:change_proposal", args=[proposal.pk])

    context = {
        "title": _("Answer “%(topic)s”") % {"topic": topic.title},
        "intro": _("Sealed until the opening: only your team and the units that stamp it can read it."),
        "submit": _("Begin"),
        "back": reverse("calls:call", args=[topic.call_id]),
    }
    return form_page(request, form=StartForm(request.POST or None, user=user), act=act, context=context)


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a proposal with what is missing, who can read it, and what can be done now.

    Whoever has still to answer as a partner is led to the question: what they are told about is not open to them yet.
    """
    if proposals_to_answer_by(request.user).filter(proposal=pk).exists() and not _is_seen(request, pk):
        return redirect("calls:proposals")
    proposal, now = seen_proposal(request, pk), arrived_at(request)
    edits = may_edit(request.user, proposal)
    draft = proposal.state == ProposalState.DRAFT and proposal.call.state == CallState.PUBLISHED
    promised = {row.get("indicator"): row.get("value", "") for row in proposal.promised}
    context = {
        "proposal": proposal,
        "call": proposal.call,
        "now": now,
        "is_sealed": proposal.state not in UNSEALED_STATES,
        "edits": edits,
        "is_draft": draft,
        "may_attach": edits and (draft or proposal.state == ProposalState.CORRECTING),
        "missing": missing_of(proposal, on=timezone.localtime(now).date()) if draft and edits else (),
        "deadlines": deadlines_of(proposal, now=now),
        "steps": steps_of(request.user, proposal, now=now),
        "partners": proposal.partners.all(),
        "promises": [(row, promised.get(row.pk, "")) for row in proposal.topic.indicators.all()],
        "files": _files(proposal),
        "stamps": proposal.stamps.select_related("party", "stamped_by__party").order_by("id"),
        "letters": proposal.letters.select_related("signed_by__party").order_by("kind"),
        "checks": proposal.form_checks.order_by("-id"),
        "has_receipt": was_handed_in(proposal),
        "papers": paper_rows_of(proposal),
        "can_return": returns_stamped_papers(request.user),
        "history": history_entries(proposal.ref, 30),
    }
    return render(request, "calls/proposal.html", context)


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit a draft; when somebody saved meanwhile, show both texts and lose neither."""
    proposal = seen_proposal(request, pk)
    require(may_edit(request.user, proposal))
    back = reverse("calls:proposal", args=[pk])
    form = ProposalForm(request.POST or None, proposal=proposal)
    context: dict[str, Any] = {"proposal": proposal, "back": back, "now": arrived_at(request)}

    def act(_sent: BaseForm) -> str:
        try:
            change_proposal(
                proposal=proposal,
                changes=form.changes,
                by=account_of(request),
                at=arrived_at(request),
                seen_version=form.cleaned_data["seen_version"],
            )
        except ChangedMeanwhile as meanwhile:
            context["differences"] = _differences(meanwhile.saved.content, form)
            context["seen_version"] = meanwhile.saved.version
            raise
        return back

    done = gettext_lazy("The draft is saved.")
    return form_page(request, form=form, act=act, template="calls/edit.html", context=context, done=done)


def ask_partner(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask an organization to be a partner."""
    proposal = seen_proposal(request, pk)
    require(may_edit(request.user, proposal))
    back = reverse("calls:proposal", args=[pk])

    def act(form: BaseForm) -> str:
        invite_partner(proposal=proposal, by=account_of(request), at=arrived_at(request), **form.cleaned_data)
        return back

    context = {
        "title": _("Ask a partner"),
        "submit": pgettext("partner", "Ask"),
        "back": back,
        "intro": _("It reads the cover of the proposal now, and the whole of it once it has consented."),
    }
    done = gettext_lazy("The partner has been asked.")
    form = PartnerForm(request.POST or None, proposal=proposal)
    return form_page(request, form=form, act=act, context=context, done=done)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Consent or refuse as a partner."""
    partner = partner_of(pk)
    consents = request.POST.get("consents") == "yes"
    return post_act(
        request,
        lambda: answer_partner(partner=partner, consents=consents, by=account_of(request), at=arrived_at(request)),
        done=gettext_lazy("You consented.") if consents else gettext_lazy("You refused."),
        to=reverse("calls:proposals"),
    )


@require_POST
def drop_partner(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a partner out of a draft."""
    partner = partner_of(pk)
    return post_act(
        request,
        lambda: remove_partner(partner=partner, by=account_of(request), at=arrived_at(request)),
        done=gettext_lazy("The partner was taken out."),
        to=reverse("calls:proposal", args=[partner.proposal_id]),
    )


def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach a file."""
    proposal = seen_proposal(request, pk)
    require(may_edit(request.user, proposal))
    back = reverse("calls:proposal", args=[pk])

    def act(form: BaseForm) -> str:
        attach_to_proposal(proposal=proposal, by=account_of(request), at=arrived_at(request), **form.cleaned_data)
        return back

    context = {"title": _("Attach a file"), "submit": _("Attach"), "back": back}
    form = FileForm(request.POST or None, request.FILES or None, call=proposal.call)
    return form_page(request, form=form, act=act, context=context, done=gettext_lazy("The file is attached."))


@require_POST
def detach(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Take a file out."""
    proposal = seen_proposal(request, pk)
    attachment = files_of(proposal).filter(pk=file).first()
    if attachment is None:
        raise Http404
    return post_act(
        request,
        lambda: detach_from_proposal(
            proposal=proposal, attachment=attachment, by=account_of(request), at=arrived_at(request)
        ),
        done=gettext_lazy("The file was taken out."),
        to=reverse("calls:proposal", args=[pk]),
    )


def hand_out(request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
    """Hand a file out to whoever reads the proposal, never shown inside a page."""
    attachment = files_of(seen_proposal(request, pk)).filter(pk=file).first()
    if attachment is None:
        raise Http404
    kind = attachment.content_type
    return FileResponse(attachment.file.open(), as_attachment=True, filename=attachment.name, content_type=kind)


def _is_seen(request: HttpRequest, pk: int) -> bool:
    return proposals_seen_by(request.user, at=arrived_at(request)).filter(pk=pk).exists()


def _files(proposal: Proposal) -> list[dict[str, Any]]:
    names = {row["key"]: row["label"] for row in proposal.call.required_attachments}
    return [
        {
            "pk": file.pk,
            "url": reverse("calls:proposal_file", args=[proposal.pk, file.pk]),
            "name": file.name,
            "size": file.size,
            "at": file.added_at,
            "by": names.get(file.purpose, file.added_by_label),
            "digest": file.sha256,
        }
        for file in files_of(proposal)
    ]


def _differences(saved: dict[str, Any], form: ProposalForm) -> list[dict[str, str]]:
    given = {**form.cleaned_data, "leader": form.cleaned_data["leader_name"]}
    rows = []
    for name, label in LABELS.items():
        amount = given[name] or 0
        new = f"{amount:.2f}" if name.endswith("_money") else str(given[name])
        if new != saved[name]:
            rows.append({"label": str(label), "old": saved[name], "new": new})
    return rows
