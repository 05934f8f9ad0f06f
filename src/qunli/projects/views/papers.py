"""Making papers, each by one button on the page of its record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunli.core.views import arrived_at, post_act
from qunli.people.permits import account_of
from qunli.projects import actions
from qunli.projects.views.acts import _page
from qunli.projects.views.loading import change_for, project_for, task_book_for

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


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
