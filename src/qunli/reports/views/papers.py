"""Making the papers of a cluster, each by one button, and listing them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunli.core.bridge import PaperSource, paper_rows
from qunli.core.queries.files import papers_of
from qunli.core.states import PaperKind
from qunli.core.views import arrived_at, post_act
from qunli.directory.models import Cluster
from qunli.people.permits import account_of
from qunli.reports import actions
from qunli.reports.bridge import dossier_of, leaders_page_of, yearly_report_of
from qunli.reports.permits import may_make_leaders_page, may_make_yearly_paper
from qunli.reports.states import ReportState
from qunli.reports.views.loading import yearly_report_for

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from qunli.core.bridge import PaperContent, PaperRow
    from qunli.core.models import Paper
    from qunli.people.queries import Anyone
    from qunli.reports.bridge import Dossier
    from qunli.reports.models import YearlyReport


def papers_of_cluster(dossier: Dossier, user: Anyone) -> list[PaperRow]:
    """List the leader's pages of a cluster, the newest held against the dossier as it stands."""
    language, cluster = get_language(), dossier.cluster

    def content(_paper: Paper) -> PaperContent:
        same = get_language() == language  # a dossier holds words of the language that it was gathered in
        return leaders_page_of(dossier if same else dossier_of(cluster, on=dossier.on))

    may, to = may_make_leaders_page(user, cluster), reverse("reports:make_leaders_page", args=[cluster.pk])
    source = PaperSource(content, (lambda _paper: to) if may else None)
    return paper_rows(papers_of(cluster.ref), {PaperKind.LEADERS_PAGE: source})


def papers_of_report(report: YearlyReport, user: Anyone) -> list[PaperRow]:
    """List the papers of a yearly report; once it was taken, it is no more held against later figures."""

    def content(_paper: Paper) -> PaperContent:
        return yearly_report_of(report, dossier_of(report.recognition.cluster, on=timezone.localdate()))

    may, to = may_make_yearly_paper(user, report), reverse("reports:make_yearly_paper", args=[report.pk])
    source = PaperSource(content, (lambda _paper: to) if may else None)
    is_open = report.state != ReportState.TAKEN
    return paper_rows(papers_of(report.ref), {PaperKind.YEARLY_REPORT: source} if is_open else {})


@require_POST
def make_leaders_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the leader's one page."""
    cluster = get_object_or_404(Cluster, pk=pk)
    return post_act(
        request,
        lambda: actions.make_leaders_page(cluster=cluster, by=account_of(request), at=arrived_at(request)),
        done=_("The paper is made."),
        to=f"{reverse('reports:dossier', args=[pk])}#papers-title",
    )


@require_POST
def make_yearly_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the paper of a yearly report."""
    report = yearly_report_for(request, pk)
    return post_act(
        request,
        lambda: actions.make_yearly_paper(report=report, by=account_of(request), at=arrived_at(request)),
        done=_("The paper is made."),
        to=reverse("reports:yearlyreport", args=[pk]),
    )
