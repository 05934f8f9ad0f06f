"""Which act makes which paper of which record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from qunli.awards.actions import make_approval_paper
from qunli.awards.models import Decision
from qunli.calls.actions import (
    make_application_paper,
    make_commitment_paper,
    make_guide_paper,
    make_recommendation_paper,
)
from qunli.calls.models import Call, CommitmentLetter, Proposal
from qunli.core.models import Paper
from qunli.core.states import PaperKind, Ref, WrongInput
from qunli.directory.models import Cluster
from qunli.portal.permits import may_ask_for_paper
from qunli.projects.actions import (
    make_acceptance_paper,
    make_change_paper,
    make_task_book_paper,
    make_users_opinion_paper,
)
from qunli.projects.models import ChangeRequest, Project, TaskBook
from qunli.publicity.actions import make_publicity_paper
from qunli.publicity.models import PublicNotice
from qunli.reports.actions import make_leaders_page, make_yearly_paper
from qunli.reports.models import YearlyReport
from qunli.review.actions import make_expert_letter_paper, make_opinion_paper
from qunli.review.models import Panel, Seat

if TYPE_CHECKING:
    from django.db.models import Manager

    from qunli.people.models import User

MAKERS: Final[dict[tuple[str, str, str], tuple[Manager[Any], str, Callable[..., Paper]]]] = {
    (PaperKind.GUIDE, "calls", "call"): (Call.objects, "call", make_guide_paper),
    (PaperKind.RECOMMENDATION, "calls", "call"): (Call.objects, "call", make_recommendation_paper),
    (PaperKind.APPLICATION, "calls", "proposal"): (Proposal.objects, "proposal", make_application_paper),
    (PaperKind.COMMITMENT, "calls", "commitmentletter"): (CommitmentLetter.objects, "letter", make_commitment_paper),
    (PaperKind.COMMITMENT, "review", "seat"): (Seat.objects, "seat", make_expert_letter_paper),
    (PaperKind.PANEL_OPINION, "review", "panel"): (Panel.objects, "panel", make_opinion_paper),
    (PaperKind.PUBLICITY, "publicity", "publicnotice"): (PublicNotice.objects, "notice", make_publicity_paper),
    (PaperKind.APPROVAL_DRAFT, "awards", "decision"): (Decision.objects, "decision", make_approval_paper),
    (PaperKind.TASK_BOOK, "projects", "taskbook"): (TaskBook.objects, "task_book", make_task_book_paper),
    (PaperKind.CHANGE_REQUEST, "projects", "changerequest"): (ChangeRequest.objects, "change", make_change_paper),
    (PaperKind.USERS_OPINION, "projects", "project"): (Project.objects, "project", make_users_opinion_paper),
    (PaperKind.ACCEPTANCE, "projects", "project"): (Project.objects, "project", make_acceptance_paper),
    (PaperKind.LEADERS_PAGE, "directory", "cluster"): (Cluster.objects, "cluster", make_leaders_page),
    (PaperKind.YEARLY_REPORT, "reports", "yearlyreport"): (YearlyReport.objects, "report", make_yearly_paper),
}
"""Of which kind of record each paper is made, and by which act; the act has its own permit and lock."""


def maker_of(user: User, template: PaperKind, about: Ref, *, at: datetime) -> Callable[..., Paper]:
    """Return the act that makes a paper of a record that somebody may read; it takes who and when.

    Raises `WrongInput` where no such paper is made of such a record.
    """
    made_of = MAKERS.get((template, about.room, about.kind))
    if made_of is None:
        raise WrongInput({"template": _("No such paper is made of such a record.")})
    rows, name, act = made_of
    record = rows.filter(pk=about.id).first() if may_ask_for_paper(user, about, template, at=at) else None
    if record is None:
        raise Paper.DoesNotExist
    return partial(act, **{name: record})
