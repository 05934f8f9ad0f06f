"""Figures of a cluster, each with what says so."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from qunli.directory.models import Cluster
from qunli.evidence.queries import quoted
from qunli.indicators.models import Figure
from qunli.indicators.queries import figures_of


def figures(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a cluster's figures by indicator; where sources differ, all of them stand here."""
    cluster = get_object_or_404(Cluster, pk=pk)
    grouped = [
        (indicator, list(rows)) for indicator, rows in groupby(figures_of(cluster), key=lambda row: row.indicator)
    ]
    return render(request, "indicators/figures.html", {"cluster": cluster, "grouped": grouped})


def figure(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one figure down to the characters it stands on."""
    rows = Figure.objects.select_related(
        "indicator", "cluster", "confirmation__claim__document", "confirmation__by__party"
    )
    found = get_object_or_404(rows, pk=pk)
    claim = found.confirmation.claim
    others = figures_of(found.cluster).filter(indicator=found.indicator_id).exclude(pk=found.pk)
    context = {"figure": found, "claim": claim, "quoted": quoted(claim), "others": others}
    return render(request, "indicators/figure.html", context)
