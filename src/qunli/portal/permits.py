"""Who reads which file, paper and history: one table from the record it belongs to, to the permit of its room.

What is not in the table is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet

from qunli.awards.queries import awards_seen_by, decisions_seen_by
from qunli.calls.models import Call, CommitmentLetter
from qunli.calls.permits import may_issue, may_read_call
from qunli.calls.queries import proposals_seen_by
from qunli.core.models import Attachment, Paper
from qunli.core.queries.files import papers_of
from qunli.core.states import PaperKind, Ref
from qunli.directory.queries import organizations_seen_by
from qunli.evidence.permits import may_confirm_claims
from qunli.evidence.queries import claims_seen_by, documents_seen_by
from qunli.funds.models import JointList, PoolProject, Support
from qunli.funds.queries import funds_seen_by
from qunli.indicators.queries import figures_seen_by
from qunli.needs.models import Need
from qunli.needs.permits import may_read_confidential, may_read_need
from qunli.people.permits import Anyone, returns_stamped_papers, standing_of
from qunli.people.states import Role
from qunli.projects.models import (
    Acceptance,
    ChangeRequest,
    Milestone,
    MilestoneReport,
    Outcome,
    Payment,
    Recovery,
    TaskBook,
    TechnicalContract,
    Transfer,
)
from qunli.projects.queries.seen import projects_seen_by
from qunli.publicity.queries import notices_seen_inside_by, objections_seen_by
from qunli.reports.models import YearlyReport
from qunli.reports.permits import reads_reports
from qunli.reports.queries import recognitions_seen_by
from qunli.review.models import Panel
from qunli.review.permits import may_read_panel_papers
from qunli.review.queries import assignments_seen_by, panels_seen_by, seats_seen_by

Reader = Callable[[Anyone, int, datetime], bool]

OVERSIGHT: Final = (Role.OPERATOR, Role.AUTHORITY, Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class Sight:
    """Who reads what belongs to a record of one kind: its page's history, its files, its papers.

    `confidential` is asked for confidential files where another permit holds for them; `guide` for guides.
    """

    record: Reader
    confidential: Reader | None = None
    papers: Reader | None = None
    guide: Reader | None = None
    history: Reader | None = None


def _may_read_call(user: Anyone, pk: int, at: datetime) -> bool:
    del at
    call = Call.objects.filter(pk=pk).first()
    return call is not None and may_read_call(user, call)


def _may_see_inside_call(user: Anyone, pk: int, at: datetime) -> bool:
    del at
    call = Call.objects.filter(pk=pk).first()
    return call is not None and (may_issue(user, call) or standing_of(user).holds(Role.AUDITOR))


def _may_read_need(user: Anyone, pk: int, at: datetime) -> bool:
    need = Need.objects.filter(pk=pk).first()
    return need is not None and may_read_need(user, need, at)


def _may_read_confidential_need(user: Anyone, pk: int, at: datetime) -> bool:
    need = Need.objects.filter(pk=pk).first()
    return need is not None and may_read_confidential(user, need, at)


def _may_see_inside_notice(user: Anyone, pk: int, at: datetime) -> bool:
    del at
    return notices_seen_inside_by(user).filter(pk=pk).exists()


def _may_read_objection(user: Anyone, pk: int, at: datetime) -> bool:
    del at
    return objections_seen_by(user).filter(pk=pk).exists()


def _may_read_proposal(user: Anyone, pk: int, at: datetime) -> bool:
    return proposals_seen_by(user, at=at).filter(pk=pk).exists()


def _may_read_letter(user: Anyone, pk: int, at: datetime) -> bool:
    proposal = CommitmentLetter.objects.filter(pk=pk).values_list("proposal_id", flat=True).first()
    return proposal is not None and _may_read_proposal(user, proposal, at)


def _may_read_panel(user: Anyone, pk: int, at: datetime) -> bool:
    del at
    return panels_seen_by(user).filter(pk=pk).exists()


def _may_read_assignment(user: Anyone, pk: int, at: datetime) -> bool:
    del at
    return assignments_seen_by(user).filter(pk=pk).exists()


def _may_read_papers_of_panel(user: Anyone, pk: int, at: datetime) -> bool:
    del at
    panel = Panel.objects.select_related("call").filter(pk=pk).first()
    return panel is not None and may_read_panel_papers(user, panel)


def _may_read_seat(user: Anyone, pk: int, at: datetime) -> bool:
    del at
    return seats_seen_by(user).filter(pk=pk).exists()


def _may_read_decision(user: Anyone, pk: int, at: datetime) -> bool:
    del at
    return decisions_seen_by(user).filter(pk=pk).exists()


def _may_read_award(user: Anyone, pk: int, at: datetime) -> bool:
    del at
    return awards_seen_by(user).filter(pk=pk).exists()


def _may_read_document(user: Anyone, pk: int, at: datetime) -> bool:
    del at
    return documents_seen_by(user).filter(pk=pk).exists()


def _may_read_claim(user: Anyone, pk: int, at: datetime) -> bool:
    del at
    return claims_seen_by(user).filter(pk=pk).exists()


def _may_read_figure(user: Anyone, pk: int, at: datetime) -> bool:
    del at
    return figures_seen_by(user).filter(pk=pk).exists()


def _may_read_reports(user: Anyone, pk: int, at: datetime) -> bool:
    del pk, at
    return reads_reports(user)


def _may_read_recognition(user: Anyone, pk: int, at: datetime) -> bool:
    del at
    return recognitions_seen_by(user).filter(pk=pk).exists()


def _may_read_yearly_report(user: Anyone, pk: int, at: datetime) -> bool:
    del at
    return YearlyReport.objects.filter(pk=pk, recognition__in=recognitions_seen_by(user)).exists()


def _may_read_organization(user: Anyone, pk: int, at: datetime) -> bool:
    del at
    return organizations_seen_by(user).filter(pk=pk).exists()


def _may_oversee(user: Anyone, pk: int, at: datetime) -> bool:
    del pk, at
    return standing_of(user).holds_any(*OVERSIGHT)


def _may_read_project(user: Anyone, pk: int, at: datetime) -> bool:
    return projects_seen_by(user, at=at).filter(pk=pk).exists()


def _may_read_project_of(rows: QuerySet[Any], to_project: str = "project") -> Reader:
    """Whoever may read a project may read what belongs to its parts."""

    def may_read(user: Anyone, pk: int, at: datetime) -> bool:
        project = rows.filter(pk=pk).values_list(f"{to_project}_id", flat=True).first()
        return project is not None and _may_read_project(user, project, at)

    return may_read


def _may_read_fund(user: Anyone, pk: int, at: datetime) -> bool:
    del at
    return funds_seen_by(user).filter(pk=pk).exists()


def _may_read_in_fund(rows: QuerySet[Any]) -> Reader:
    """Whoever may read a fund may read its lists, its pool and its projects."""

    def may_read(user: Anyone, pk: int, at: datetime) -> bool:
        fund = rows.filter(pk=pk).values_list("fund_id", flat=True).first()
        return fund is not None and _may_read_fund(user, fund, at)

    return may_read


SIGHTS: Final[dict[tuple[str, str], Sight]] = {
    ("funds", "fund"): Sight(_may_read_fund),
    ("funds", "jointlist"): Sight(_may_read_in_fund(JointList.objects.all())),
    ("funds", "poolproject"): Sight(_may_read_in_fund(PoolProject.objects.all())),
    ("funds", "support"): Sight(_may_read_in_fund(Support.objects.all())),
    ("publicity", "publicnotice"): Sight(_may_see_inside_notice),
    ("publicity", "objection"): Sight(_may_read_objection),
    ("evidence", "document"): Sight(_may_read_document),
    ("evidence", "claim"): Sight(_may_read_claim),
    ("indicators", "figure"): Sight(_may_read_figure),
    ("directory", "organization"): Sight(_may_oversee, history=_may_oversee),
    ("directory", "cluster"): Sight(_may_read_reports, history=_may_oversee),
    ("reports", "recognition"): Sight(_may_read_recognition),
    ("reports", "yearlyreport"): Sight(_may_read_yearly_report),
    ("needs", "need"): Sight(_may_read_need, confidential=_may_read_confidential_need),
    ("calls", "call"): Sight(
        _may_read_call, confidential=_may_see_inside_call, papers=_may_see_inside_call, guide=_may_read_call
    ),
    ("calls", "proposal"): Sight(_may_read_proposal),
    ("calls", "commitmentletter"): Sight(_may_read_letter),
    ("review", "panel"): Sight(_may_read_panel, papers=_may_read_papers_of_panel),
    ("review", "seat"): Sight(_may_read_seat),
    ("review", "assignment"): Sight(_may_read_assignment),
    ("awards", "decision"): Sight(_may_read_decision),
    ("awards", "award"): Sight(_may_read_award),
    ("projects", "project"): Sight(_may_read_project),
    ("projects", "taskbook"): Sight(_may_read_project_of(TaskBook.objects.all())),
    ("projects", "technicalcontract"): Sight(_may_read_project_of(TechnicalContract.objects.all())),
    ("projects", "milestone"): Sight(_may_read_project_of(Milestone.objects.all())),
    ("projects", "milestonereport"): Sight(_may_read_project_of(MilestoneReport.objects.all(), "milestone__project")),
    ("projects", "payment"): Sight(_may_read_project_of(Payment.objects.all())),
    ("projects", "changerequest"): Sight(_may_read_project_of(ChangeRequest.objects.all())),
    ("projects", "recovery"): Sight(_may_read_project_of(Recovery.objects.all())),
    ("projects", "acceptance"): Sight(_may_read_project_of(Acceptance.objects.all())),
    ("projects", "outcome"): Sight(_may_read_project_of(Outcome.objects.all())),
    ("projects", "transfer"): Sight(_may_read_project_of(Transfer.objects.all(), "outcome__project")),
}
"""One row for each kind of record that has files, papers or a history to show."""


def may_read_file(user: Anyone, file: Attachment, *, at: datetime) -> bool:
    """Tell whether somebody may read a file: whoever may read the record it belongs to."""
    if (file.about_room, file.about_kind) == ("core", "paper"):
        paper = Paper.objects.filter(pk=file.about_id).first()
        return paper is not None and may_read_paper(user, paper, at=at)
    sight = _sight_of(file.about)
    if sight is None:
        return False
    reader = sight.confidential if file.is_confidential and sight.confidential else sight.record
    return reader(user, file.about_id, at)


def may_read_paper(user: Anyone, paper: Paper, *, at: datetime) -> bool:
    """Tell whether somebody may read a paper: the guide of a call is everybody's once that is published."""
    return may_ask_for_paper(user, paper.about, paper.template, at=at)


def may_ask_for_paper(user: Anyone, about: Ref, template: str, *, at: datetime) -> bool:
    """Tell whether somebody may read such a paper of a record; whether they may make it, its act says."""
    sight = _sight_of(about)
    if sight is None:
        return False
    reader = sight.papers or sight.confidential or sight.record
    if template == PaperKind.GUIDE and sight.guide:
        reader = sight.guide
    return reader(user, about.id, at)


def papers_seen_by(user: Anyone, about: Ref, *, at: datetime) -> QuerySet[Paper] | None:
    """Return the papers of a record that somebody may read; None where that record is not theirs to know."""
    if may_ask_for_paper(user, about, "", at=at):
        return papers_of(about)
    if may_ask_for_paper(user, about, PaperKind.GUIDE, at=at):
        return papers_of(about).filter(template=PaperKind.GUIDE)
    return None


def may_return_stamped(user: Anyone, paper: Paper, *, at: datetime) -> bool:
    """Tell whether somebody may hand in the stamped scan: who may read the paper and stamps or prepares."""
    if not returns_stamped_papers(user):
        return False
    if paper.template == PaperKind.GUIDE and not standing_of(user).holds_any(*OVERSIGHT):
        return False
    return paper.stamped_scan_id is None and may_read_paper(user, paper, at=at)


def may_read_history(user: Anyone, ref: Ref, *, at: datetime) -> bool:
    """Tell whether somebody may read what happened to a record; the auditor reads every history.

    Entries hold refs, ids and digests and never what is sealed or confidential.
    """
    standing = standing_of(user)
    if standing.user_id is None:
        return False
    if may_read_every_history(user):
        return True
    sight = _sight_of(ref)
    return sight is not None and (sight.history or sight.record)(user, ref.id, at)


def may_read_every_history(user: Anyone) -> bool:
    """The auditor reads what happened to any record."""
    return standing_of(user).holds(Role.AUDITOR)


def may_read_journal(user: Anyone) -> bool:
    """The auditor and the administrator read the journal as a whole."""
    return standing_of(user).holds_any(Role.AUDITOR, Role.ADMINISTRATOR)


def may_confirm_in_text(user: Anyone) -> bool:
    """The office confirms what was read; which claim, and whether one's own, the claim's permit says."""
    return may_confirm_claims(user)


def may_load_calendar(user: Anyone) -> bool:
    """The administrator loads a year of the working-day calendar."""
    return standing_of(user).holds(Role.ADMINISTRATOR)


def _sight_of(ref: Ref) -> Sight | None:
    return SIGHTS.get((ref.room, ref.kind))
