"""Loading records with the right to see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from qunli.reports.models import YearlyReport
from qunli.reports.queries import recognitions_seen_by

if TYPE_CHECKING:
    from django.http import HttpRequest


def yearly_report_for(request: HttpRequest, pk: int) -> YearlyReport:
    """Return a yearly report of a recognition that somebody sees; to all others it is not there."""
    rows = YearlyReport.objects.select_related(
        "recognition__cluster",
        "recognition__applicant",
        "recognition__authority",
        "recognition__district",
        "recognition__pack",
        "handed_in_by__party",
    )
    return get_object_or_404(rows.filter(recognition__in=recognitions_seen_by(request.user)), pk=pk)
