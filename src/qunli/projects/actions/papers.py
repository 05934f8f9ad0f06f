"""Making the papers of a project from its records."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, lock, make_paper
from qunli.core.states import PaperKind, Refused
from qunli.people.permits import require
from qunli.projects.actions.holding import hold_project
from qunli.projects.bridge.papers import acceptance_certificate_of, change_request_of, task_book_of, users_opinion_of
from qunli.projects.models import Acceptance, ChangeRequest, TaskBook
from qunli.projects.permits import may_make_papers

if TYPE_CHECKING:
    from qunli.core.models import Paper
    from qunli.people.models import User
    from qunli.projects.models import Project


class NothingToPrint(Refused):
    """A paper says what stands in a record, and nothing stands there yet."""


@action(_("Task book printed"))
def make_task_book_paper(*, task_book: TaskBook, by: User, at: datetime) -> Paper:
    """Make the paper of one version of a task book."""
    project = hold_project(task_book.project_id)
    require(may_make_papers(by, project))
    rows = TaskBook.objects.select_related("lead_signed_by__party", "authority_signed_by__party")
    held = lock(rows, task_book.pk)
    return make_paper(about=held, template=PaperKind.TASK_BOOK, content=task_book_of(held), by=by, at=at)


@action(_("Change request printed"))
def make_change_paper(*, change: ChangeRequest, by: User, at: datetime) -> Paper:
    """Make the paper of a request as it stands, asked for or settled."""
    project = hold_project(change.project_id)
    require(may_make_papers(by, project))
    held = lock(ChangeRequest.objects.select_related("stated_by__party", "settled_by__party"), change.pk)
    held.project = project
    return make_paper(about=held, template=PaperKind.CHANGE_REQUEST, content=change_request_of(held), by=by, at=at)


@action(_("User's opinion printed"))
def make_users_opinion_paper(*, project: Project, by: User, at: datetime) -> Paper:
    """Make the paper of the user's opinion, for the poster to stamp."""
    held = hold_project(project.pk)
    require(may_make_papers(by, held))
    if not held.users_opinion:
        raise NothingToPrint(_("The user has given no opinion yet."), remedy=_("The poster gives it first."))
    return make_paper(about=held, template=PaperKind.USERS_OPINION, content=users_opinion_of(held), by=by, at=at)


@action(_("Acceptance certificate printed"))
def make_acceptance_paper(*, project: Project, by: User, at: datetime) -> Paper:
    """Make the certificate of the final acceptance; it belongs to the project, whose page shows both."""
    held = hold_project(project.pk)
    require(may_make_papers(by, held))
    acceptance = Acceptance.objects.select_related("accepted_by__party").filter(project=held).first()
    if acceptance is None:
        raise NothingToPrint(_("The project has no final acceptance yet."))
    acceptance.project = held
    content = acceptance_certificate_of(acceptance)
    return make_paper(about=held, template=PaperKind.ACCEPTANCE, content=content, by=by, at=at)
