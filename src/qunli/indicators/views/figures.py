"""Figures of a cluster, each with what says so, and recording the next one."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from qunli.core.states import named
from qunli.core.views import arrived_at, form_page, history_entries
from qunli.directory.models import Cluster, Organization
from qunli.directory.permits import reads_figures_of
from qunli.directory.queries import organizations_seen_by
from qunli.evidence.permits import may_confirm_claim
from qunli.evidence.queries import claims_seen_by, context_for, documents_seen_by, quoted
from qunli.evidence.states import ClaimState
from qunli.indicators.actions import add_indicator, record_figure_from_claim
from qunli.indicators.bridge import proposed
from qunli.indicators.forms import FigureForm, IndicatorForm
from qunli.indicators.models import Indicator
from qunli.indicators.permits import keeps_figures
from qunli.indicators.queries import figures_from, figures_seen_by, told_figures
from qunli.people.permits import account_of


def figures(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a cluster's figures by indicator; where sources differ, all of them stand here."""
    cluster = get_object_or_404(Cluster, pk=pk)
    return _told(request, cluster, (_("Clusters"), reverse("directory:clusters")))


def organization_figures(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an organization's figures to the office and to its own people; to all others they are not there."""
    organization = get_object_or_404(organizations_seen_by(request.user), pk=pk)
    if not reads_figures_of(request.user, organization):
        raise Http404
    return _told(request, organization, (_("Organizations"), reverse("directory:organizations")))


def _told(request: HttpRequest, subject: Cluster | Organization, above: tuple[str, str]) -> HttpResponse:
    context = {
        "subject": subject,
        "told": told_figures(subject),
        "keeps": keeps_figures(request.user),
        "is_part": request.headers.get("HX-Request") == "true",
        "crumbs": [above, (named(subject), _page_of(subject)), (_("Figures"), "")],
    }
    return render(request, "indicators/figures.html", context)


def _page_of(subject: Cluster | Organization) -> str:
    kind = "cluster" if isinstance(subject, Cluster) else "organization"
    return reverse(f"directory:{kind}", args=[subject.pk])


def _figures_of(subject: Cluster | Organization) -> str:
    name = "figures" if isinstance(subject, Cluster) else "organization_figures"
    return reverse(f"indicators:{name}", args=[subject.pk])


def figure(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one figure down to the characters it stands on."""
    rows = figures_seen_by(request.user).select_related(
        "indicator", "cluster", "organization", "confirmation__claim__document", "confirmation__by__party"
    )
    found = get_object_or_404(rows, pk=pk)
    claim = found.confirmation.claim
    subject = found.subject
    told = next(one for one in told_figures(subject) if one.indicator.pk == found.indicator_id)
    context = {
        "subject": subject,
        "crumbs": [(named(subject), _page_of(subject)), (_("Figures"), _figures_of(subject))],
        "reads_claim": claims_seen_by(request.user).filter(pk=claim.pk).exists(),
        "figure": found,
        "claim": claim,
        "quoted": quoted(claim, context_for(request.user, claim.document)),
        "others": [one for one in told.figures if one.pk != found.pk],
        "differ": told.differ,
        "reads_document": documents_seen_by(request.user).filter(pk=claim.document_id).exists(),
        "history": history_entries(found.ref) if request.user.is_authenticated else [],
    }
    return render(request, "indicators/figure.html", context)


def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm a claim by recording the figure that it states."""
    claim = get_object_or_404(claims_seen_by(request.user), pk=pk)
    back = reverse("evidence:claim", args=[pk])
    if claim.state != ClaimState.WAITING or not may_confirm_claim(request.user, claim):
        return redirect(back)
    form = FigureForm(request.POST or None, initial=proposed(claim))

    def act(_form: object) -> str:
        made = record_figure_from_claim(
            claim=claim, by=account_of(request), at=arrived_at(request), **form.cleaned_data
        )
        return reverse("indicators:figure", args=[made.pk])

    context: dict[str, Any] = {
        "title": _("Confirm and record a figure"),
        "claim": claim,
        "quoted": quoted(claim),
        "back": back,
        "crumbs": [(claim.document.title, reverse("evidence:document", args=[claim.document_id])), (_("Claim"), back)],
        "indicators": Indicator.objects.exists(),
    }
    return form_page(
        request,
        form=form,
        act=act,
        template="indicators/record.html",
        context=context,
        done=_("The figure stands, with its source."),
    )


def from_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what stands on a claim; where it is one figure, go there."""
    claim = get_object_or_404(claims_seen_by(request.user), pk=pk)
    rows = list(figures_from([claim.pk], user=request.user))
    if len(rows) == 1:
        return redirect("indicators:figure", rows[0].pk)
    back = reverse("evidence:claim", args=[pk])
    return render(request, "indicators/from.html", {"figures": rows, "back": back, "source": claim.document})


def from_document(request: HttpRequest, pk: int) -> HttpResponse:
    """Show every figure that stands on a document."""
    document = get_object_or_404(documents_seen_by(request.user), pk=pk)
    seen = claims_seen_by(request.user).filter(document=document).values_list("pk", flat=True)
    rows = figures_from(seen, user=request.user)
    back = reverse("evidence:document", args=[pk])
    return render(request, "indicators/from.html", {"figures": rows, "back": back, "source": document})


def indicators(request: HttpRequest) -> HttpResponse:
    """List what is measured."""
    context = {"indicators": Indicator.objects.order_by("position", "id"), "keeps": keeps_figures(request.user)}
    return render(request, "indicators/indicators.html", context)


def indicator_add(request: HttpRequest) -> HttpResponse:
    """Add an indicator."""
    form = IndicatorForm(request.POST or None)

    def act(_form: object) -> str:
        add_indicator(by=account_of(request), at=arrived_at(request), **form.cleaned_data)
        return reverse("indicators:indicators")

    back = reverse("indicators:indicators")
    context = {"title": _("Add an indicator"), "back": back, "crumbs": [(_("Indicators"), back)]}
    return form_page(request, form=form, act=act, context=context, done=_("Saved."))
