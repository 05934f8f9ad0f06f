"""What happened in a cluster, and recording it from a claim."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from qunli.core.views import arrived_at, form_page, history_entries
from qunli.directory.models import Cluster
from qunli.evidence.permits import may_confirm_claim
from qunli.evidence.queries import claims_seen_by, context_for, documents_seen_by, quoted
from qunli.evidence.states import ClaimState
from qunli.indicators.actions import record_event_from_claim
from qunli.indicators.forms import EventForm
from qunli.indicators.models import Event
from qunli.indicators.permits import keeps_figures
from qunli.indicators.queries import events_of
from qunli.people.permits import account_of


def events(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what happened in a cluster, firsts of their kind marked, each with its source."""
    cluster = get_object_or_404(Cluster, pk=pk)
    context = {"cluster": cluster, "events": events_of(cluster), "keeps": keeps_figures(request.user)}
    return render(request, "indicators/events.html", context)


def event(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one event down to the characters it stands on."""
    rows = Event.objects.select_related("cluster", "confirmation__claim__document", "confirmation__by__party")
    found = get_object_or_404(rows, pk=pk)
    claim = found.confirmation.claim
    context = {
        "event": found,
        "claim": claim,
        "organizations": found.organizations.order_by("sort_key", "id"),
        "quoted": quoted(claim, context_for(request.user, claim.document)),
        "reads_document": documents_seen_by(request.user).filter(pk=claim.document_id).exists(),
        "history": history_entries(found.ref) if request.user.is_authenticated else [],
    }
    return render(request, "indicators/event.html", context)


def record_event(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm a claim by recording the event that it tells of."""
    claim = get_object_or_404(claims_seen_by(request.user), pk=pk)
    back = reverse("evidence:claim", args=[pk])
    if claim.state != ClaimState.WAITING or not may_confirm_claim(request.user, claim):
        return redirect(back)
    form = EventForm(request.POST or None, initial={"title": claim.quote[:200]})

    def act(_form: object) -> str:
        made = record_event_from_claim(
            claim=claim,
            cluster=form.cleaned_data["cluster"],
            entry=form.entry(),
            by=account_of(request),
            at=arrived_at(request),
        )
        return reverse("indicators:event", args=[made.pk])

    context: dict[str, Any] = {
        "title": _("Confirm and record an event"),
        "back": back,
        "crumbs": [(claim.document.title, reverse("evidence:document", args=[claim.document_id])), (_("Claim"), back)],
        "intro": _("The text says: “%(quote)s”") % {"quote": claim.quote},
        "submit": _("Confirm and record"),
    }
    return form_page(request, form=form, act=act, context=context, done=_("The event stands, with its source."))
