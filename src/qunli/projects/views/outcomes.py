"""Pages of outcomes and transfers, and the files of the room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from qunli.core.models import Attachment
from qunli.core.states import listed
from qunli.core.views import arrived_at, history_entries, post_act
from qunli.directory.models import Organization
from qunli.people.permits import account_of
from qunli.projects import actions, permits
from qunli.projects.forms.acts import (
    ContactForm,
    OptionalReasonForm,
    OutcomeForm,
    ReasonForm,
    TransferForm,
)
from qunli.projects.models import MilestoneReport, Payment
from qunli.projects.queries.teams import team_organizations
from qunli.projects.states import TRL_NAMES
from qunli.projects.views.acts import _bound, _page, act_page
from qunli.projects.views.loading import (
    outcome_for,
    payment_for,
    project_for,
    project_frame,
    transfer_for,
)
from qunli.projects.views.steps import outcome_steps, transfer_steps

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from qunli.projects.models import Project


def project_outcomes(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a project brought."""
    project = project_for(request, pk)
    context = {
        **project_frame(project, tab="project_outcomes"),
        "outcomes": project.outcomes.select_related("owner").order_by("id"),
        "may_record": permits.may_record_outcome(account_of(request), project),
    }
    return render(request, "projects/outcomes.html", context)


def _owners(project: Project) -> QuerySet[Organization]:
    own = team_organizations(project) | Organization.objects.filter(pk=project.poster_id)
    return own.distinct().order_by("sort_key", "id")


def record_outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """Record an outcome."""
    project = project_for(request, pk)

    def act(form: OutcomeForm) -> object:
        sent = {**form.cleaned_data, "co_owners": list(form.cleaned_data["co_owners"])}
        return actions.record_outcome(
            project=project, entry=actions.OutcomeEntry(**sent), by=account_of(request), at=arrived_at(request)
        )

    form = _bound(request, OutcomeForm, owners=_owners(project))
    to = _page("project_outcomes", pk)
    return act_page(request, form=form, act=act, to=to, title=_("Record an outcome"), project=project)


def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an outcome and its transfers."""
    found = outcome_for(request, pk)
    context = {
        **project_frame(found.project),
        "outcome": found,
        "steps": outcome_steps(found, account_of(request)),
        "facts": [
            (_("Kind"), found.get_kind_display()),
            (_("Technology readiness level"), f"{found.trl} {TRL_NAMES[found.trl]}" if found.trl else ""),
            (_("Rights"), found.get_ip_status_display()),
            (_("Number"), found.identifier),
            (_("Owner"), found.owner.name),
            (_("Owned together with"), listed(one.name for one in found.co_owners.order_by("sort_key"))),
            (_("Checked before publication by"), found.checked_by),
        ],
        "transfers": found.transfers.select_related("receiver").order_by("-id"),
        "history": history_entries(found.ref, 20),
    }
    return render(request, "projects/outcome.html", context)


def publish_outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish an outcome after having read it."""
    found = outcome_for(request, pk)

    def act(_form: object) -> object:
        return actions.publish_outcome(outcome=found, by=account_of(request), at=arrived_at(request))

    more = {
        "question": _("Is there nothing secret or confidential in it?"),
        "consequence": f"{found.title} {found.title_en} {found.description}",
    }
    return act_page(
        request,
        form=_bound(request, OptionalReasonForm),
        act=act,
        to=_page("outcome", pk),
        title=_("Publish after the check"),
        project=found.project,
        template="core/confirm.html",
        more=more,
    )


@require_POST
def unpublish_outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an outcome out of the public."""
    found = outcome_for(request, pk)
    user, at = account_of(request), arrived_at(request)
    return post_act(
        request,
        lambda: actions.unpublish_outcome(outcome=found, by=user, at=at),
        done=_("Taken out of the public."),
        to=_page("outcome", pk),
    )


def prepare_transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare a transfer."""
    found = outcome_for(request, pk)
    receivers = Organization.objects.filter(merged_into=None).order_by("sort_key", "id")

    def act(form: TransferForm) -> object:
        entry = actions.TransferEntry(**form.cleaned_data)
        return actions.prepare_transfer(outcome=found, entry=entry, by=account_of(request), at=arrived_at(request))

    form = _bound(request, TransferForm, receivers=receivers)
    return act_page(
        request, form=form, act=act, to=_page("outcome", pk), title=_("Prepare a transfer"), project=found.project
    )


def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a transfer and the notice of its price."""
    found = transfer_for(request, pk)
    context = {
        **project_frame(found.outcome.project),
        "transfer": found,
        "steps": transfer_steps(found, account_of(request)),
        "facts": [
            (_("Outcome"), found.outcome.title),
            (_("Way"), found.get_kind_display()),
            (_("Owner"), found.outcome.owner.name),
            (_("Receiver"), found.receiver.name),
            (_("Terms"), found.terms_text),
            (_("Given up because"), found.give_up_reason),
        ],
        "history": history_entries(found.ref, 20),
    }
    return render(request, "projects/transfer.html", context)


def prepare_price_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare the notice of a price."""
    found = transfer_for(request, pk)

    def act(form: ContactForm) -> object:
        contact = form.cleaned_data["contact"]
        return actions.prepare_price_notice(
            transfer=found, contact=contact, by=account_of(request), at=arrived_at(request)
        )

    return act_page(
        request,
        form=_bound(request, ContactForm),
        act=act,
        to=_page("transfer", pk),
        title=_("Prepare the notice of the price"),
        project=found.outcome.project,
    )


@require_POST
def post_transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a price on public notice."""
    found = transfer_for(request, pk)
    user, at = account_of(request), arrived_at(request)
    return post_act(
        request,
        lambda: actions.post_transfer(transfer=found, by=user, at=at),
        done=_("The price is on public notice."),
        to=_page("transfer", pk),
    )


def conclude_transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Conclude a transfer."""
    found = transfer_for(request, pk)

    def act(form: OptionalReasonForm) -> object:
        reason = form.cleaned_data["reason"]
        return actions.conclude_transfer(transfer=found, by=account_of(request), at=arrived_at(request), reason=reason)

    return act_page(
        request,
        form=_bound(request, OptionalReasonForm),
        act=act,
        to=_page("transfer", pk),
        title=pgettext("transfer", "Conclude"),
        project=found.outcome.project,
    )


def give_up_transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a transfer up."""
    found = transfer_for(request, pk)

    def act(form: ReasonForm) -> object:
        reason = form.cleaned_data["reason"]
        return actions.give_up_transfer(transfer=found, reason=reason, by=account_of(request), at=arrived_at(request))

    return act_page(
        request,
        form=_bound(request, ReasonForm),
        act=act,
        to=_page("transfer", pk),
        title=_("Give up"),
        project=found.outcome.project,
    )


def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out the evidence of a report or the proof of a payment, as a download only."""
    found = get_object_or_404(Attachment.objects.filter(about_room="projects", removed_at=None), pk=pk)
    if found.about_kind == "milestonereport":
        report = get_object_or_404(MilestoneReport.objects.select_related("milestone"), pk=found.about_id)
        project_for(request, report.milestone.project_id)
    elif found.about_kind == "payment":
        payment_for(request, get_object_or_404(Payment, pk=found.about_id).pk)
    else:
        raise Http404
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name, content_type=found.content_type)
