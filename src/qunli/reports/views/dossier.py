"""The dossier of a cluster on the screen and in Excel."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from qunli.core.tables import workbook_of_sheets
from qunli.core.views import xlsx_file
from qunli.directory.models import Cluster
from qunli.directory.queries import name_in_reading_language
from qunli.indicators.models import Figure
from qunli.people.permits import require, returns_stamped_papers
from qunli.reports.bridge import (
    Dossier,
    TemplateRefused,
    dossier_of,
    figure_said,
    filled_template,
    ledger_sheets,
    name_of,
    result_said,
    rows_by_name,
    source_said,
    time_said,
    values_by_name,
)
from qunli.reports.bridge.measuring import yearly
from qunli.reports.bridge.papers import rounding_words
from qunli.reports.forms import TemplateForm
from qunli.reports.permits import makes_reports, may_apply
from qunli.reports.views.papers import papers_of_cluster

TEN_THOUSAND_TIMES_TEN_THOUSAND = 10**8


def dossier(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a cluster whole: figures, what was measured, tiers, the chain, verdicts, what changed."""
    cluster = get_object_or_404(Cluster.objects.select_related("operator", "authority", "jurisdiction"), pk=pk)
    whole = dossier_of(cluster, on=timezone.localdate())
    context: dict[str, Any] = {
        "dossier": whole,
        "cluster": cluster,
        "figures": [_figure_row(one.latest) | {"told": one} for one in whole.told],
        "measured": [
            {"line": one, "result": result_said(one.result), "figures": _named(one.figures)} for one in whole.measured
        ],
        "moved": [
            {
                "name": name_of(one.indicator),
                "earlier": _figure_row(one.earlier),
                "later": _figure_row(one.later),
                "formula": (one.change.growth or one.change.difference).formula,
            }
            for one in whole.moved
        ],
        "rounding": rounding_words(),
        "charts": _charts(whole),
        "may_apply": may_apply(request.user, cluster) if request.user.is_authenticated else False,
        "makes": makes_reports(request.user),
        "papers": papers_of_cluster(whole, request.user),
        "can_return": returns_stamped_papers(request.user),
    }
    return render(request, "reports/dossier.html", context)


def ledger(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the ledger as Excel."""
    del request
    cluster = get_object_or_404(Cluster, pk=pk)
    return xlsx_file(workbook_of_sheets(ledger_sheets(dossier_of(cluster, on=timezone.localdate()))), "ledger")


def template(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill the workbook that the upper office supplies, and hand it back; nothing of it is kept."""
    cluster = get_object_or_404(Cluster, pk=pk)
    require(makes_reports(request.user))
    form = TemplateForm(request.POST or None, request.FILES or None)
    unknown: tuple[str, ...] = ()
    if request.method == "POST" and form.is_valid():
        whole = dossier_of(cluster, on=timezone.localdate())
        try:
            filled = filled_template(form.cleaned_data["template"].read(), values_by_name(whole), rows_by_name(whole))
        except TemplateRefused as refused:
            form.add_error("template", str(refused))
        else:
            unknown = filled.unknown
            if not unknown or "anyway" in request.POST:
                return xlsx_file(filled.content, "filled")
            words = _("Nothing known answers: %(names)s. Correct them, or send it again with “fill anyway”.")
            form.add_error("template", words % {"names": ", ".join(unknown)})
    context = {
        "form": form,
        "cluster": cluster,
        "unknown": unknown,
        "back": reverse("reports:dossier", args=[pk]),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "reports/template.html", context, status=status)


def _figure_row(figure: Figure) -> dict[str, Any]:
    return {
        "figure": figure,
        "name": name_of(figure.indicator),
        "value": figure_said(figure),
        "time": time_said(figure),
        "source": source_said(figure),
    }


def _named(figures: tuple[Figure, ...]) -> list[dict[str, Any]]:
    return [_figure_row(one) for one in figures]


def _charts(whole: Dossier) -> list[dict[str, Any]]:
    """Draw tiers, the chain, and output year by year; each picture has its table."""
    charts: list[dict[str, Any]] = []
    if whole.tier_rows:
        rows: list[dict[str, Any]] = [{"label": name, "value": count} for name, count in whole.tier_rows]
        rows.append({"label": _("any of them, each firm once"), "value": whole.tiers.once, "tone": "good"})
        charts.append({"name": "tiers", "title": _("Members by tier"), "rows": rows, "unit": ""})
    if whole.segments:
        rows = [
            {"label": name_in_reading_language(one), "value": one.members, "note": one.get_stream_display()}  # type: ignore[attr-defined]  # annotated
            for one in whole.segments
        ]
        charts.append({"name": "chain", "title": _("The chain at a glance"), "rows": rows, "unit": ""})
    output = next((one for one in whole.told if one.indicator.code == "total_output"), None)
    if output is not None and len(series := yearly(output)) > 1:
        rows = [
            {"label": str(year), "value": float(round(one.value / TEN_THOUSAND_TIMES_TEN_THOUSAND, 2))}
            for year, one in series.items()
        ]
        title = f"{name_of(output.indicator)} ({_('100 million yuan')})"
        charts.append({"name": "output", "title": title, "rows": rows, "unit": ""})
    return charts
