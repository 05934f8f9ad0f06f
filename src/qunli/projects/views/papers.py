"""Making papers, each by one button on the page of its record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunli.core.bridge import PaperSource, paper_rows
from qunli.core.queries.files import papers_of
from qunli.core.states import PaperKind
from qunli.core.views import arrived_at, post_act
from qunli.people.permits import account_of
from qunli.projects import actions
from qunli.projects.bridge.papers import acceptance_certificate_of, change_request_of, task_book_of, users_opinion_of
from qunli.projects.permits import may_make_papers
from qunli.projects.views.acts import _page
from qunli.projects.views.loading import change_for, project_for, task_book_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from qunli.core.bridge import PaperRow
    from qunli.core.models import Paper
    from qunli.people.models import User
    from qunli.projects.models import Acceptance, ChangeRequest, Project, TaskBook


def papers_of_project(project: Project, user: User) -> list[PaperRow]:
    """List the user's opinions and the acceptance certificates of a project."""
    acceptance: Acceptance | None = getattr(project, "acceptance", None)
    sources = {
        PaperKind.USERS_OPINION: PaperSource(
            lambda _paper: users_opinion_of(project), _to("make_users_opinion_paper", project.pk, project, user)
        )
    }
    if acceptance is not None:
        acceptance.project = project
        sources[PaperKind.ACCEPTANCE] = PaperSource(
            lambda _paper: acceptance_certificate_of(acceptance),
            _to("make_acceptance_paper", project.pk, project, user),
        )
    return paper_rows(papers_of(project.ref), sources)


def papers_of_task_book(book: TaskBook, user: User) -> list[PaperRow]:
    """List the papers of one version of a task book."""
    source = PaperSource(lambda _paper: task_book_of(book), _to("make_task_book_paper", book.pk, book.project, user))
    return paper_rows(papers_of(book.ref), {PaperKind.TASK_BOOK: source})


def papers_of_change(change: ChangeRequest, user: User) -> list[PaperRow]:
    """List the papers of a request."""
    source = PaperSource(
        lambda _paper: change_request_of(change), _to("make_change_paper", change.pk, change.project, user)
    )
    return paper_rows(papers_of(change.ref), {PaperKind.CHANGE_REQUEST: source})


def _to(name: str, pk: int, project: Project, user: User) -> Callable[[Paper], str] | None:
    may = may_make_papers(user, project)
    return (lambda _paper: reverse(f"projects:{name}", args=[pk])) if may else None


@require_POST
def make_task_book_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the paper of a task book."""
    found = task_book_for(request, pk)
    user, at = account_of(request), arrived_at(request)
    return post_act(
        request,
        lambda: actions.make_task_book_paper(task_book=found, by=user, at=at),
        done=_("The paper is made."),
        to=_page("taskbook", pk),
    )


@require_POST
def make_change_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the paper of a request."""
    found = change_for(request, pk)
    user, at = account_of(request), arrived_at(request)
    return post_act(
        request,
        lambda: actions.make_change_paper(change=found, by=user, at=at),
        done=_("The paper is made."),
        to=_page("changerequest", pk),
    )


@require_POST
def make_users_opinion_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the paper of the user's opinion."""
    found = project_for(request, pk)
    user, at = account_of(request), arrived_at(request)
    return post_act(
        request,
        lambda: actions.make_users_opinion_paper(project=found, by=user, at=at),
        done=_("The paper is made."),
        to=_page("project", pk),
    )


@require_POST
def make_acceptance_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the acceptance certificate."""
    found = project_for(request, pk)
    user, at = account_of(request), arrived_at(request)
    return post_act(
        request,
        lambda: actions.make_acceptance_paper(project=found, by=user, at=at),
        done=_("The paper is made."),
        to=_page("project", pk),
    )
