"""Making the papers of a cluster: the leader's one page, and the yearly report as it was handed in."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, lock, make_paper
from qunli.core.states import PaperKind, Refused
from qunli.directory.models import Cluster
from qunli.people.permits import require
from qunli.reports.bridge import dossier_of, leaders_page_of, yearly_report_of
from qunli.reports.models import YearlyReport
from qunli.reports.permits import may_make_leaders_page, may_make_yearly_paper
from qunli.reports.states import ReportState

if TYPE_CHECKING:
    from qunli.core.models import Paper
    from qunli.people.models import User


class TakenAsItIs(Refused):
    """The authority took a report: its paper is the one that was handed in."""


@action(_("Cluster put on one page"))
def make_leaders_page(*, cluster: Cluster, by: User, at: datetime) -> Paper:
    """Make the leader's one page as things are known now; where nothing has changed, the newest version stays."""
    held = lock(Cluster.objects.select_related("operator"), cluster.pk)
    require(may_make_leaders_page(by, held))
    content = leaders_page_of(dossier_of(held, on=timezone.localdate(at)))
    return make_paper(about=held, template=PaperKind.LEADERS_PAGE, content=content, by=by, at=at)


@action(_("Yearly report printed"))
def make_yearly_paper(*, report: YearlyReport, by: User, at: datetime) -> Paper:
    """Make the paper of a yearly report with the figures as they are known now, until the authority took it."""
    rows = YearlyReport.objects.select_related(
        "recognition__applicant", "recognition__authority", "recognition__cluster", "recognition__pack"
    )
    held = lock(rows, report.pk)
    require(may_make_yearly_paper(by, held))
    if held.state == ReportState.TAKEN:
        raise TakenAsItIs(_("This report was taken as it was handed in; its paper stays as it is."))
    content = yearly_report_of(held, dossier_of(held.recognition.cluster, on=timezone.localdate(at)))
    return make_paper(about=held, template=PaperKind.YEARLY_REPORT, content=content, by=by, at=at)
