"""Pages of requests, recoveries and the final acceptance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunli.core.views import arrived_at, history_entries, post_act
from qunli.people.permits import account_of, require, returns_stamped_papers
from qunli.projects import actions, permits
from qunli.projects.bridge.limits import Asked, check_limits
from qunli.projects.bridge.moves import read_moves, words_of
from qunli.projects.forms.acts import (
    AcceptanceForm,
    OpinionForm,
    ReasonForm,
    RecoveredForm,
    SettleForm,
)
from qunli.projects.forms.changes import MovesForm
from qunli.projects.queries.teams import has_chance_for_reserve, reserves_of
from qunli.projects.states import ChangeKind, PaymentState, ProjectState, Stream
from qunli.projects.views.acts import _bound, _page, act_page
from qunli.projects.views.following import moving_words, what_follows
from qunli.projects.views.loading import (
    change_for,
    project_for,
    project_frame,
    recovery_for,
)
from qunli.projects.views.papers import papers_of_change
from qunli.projects.views.steps import change_steps

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from qunli.projects.models import ChangeRequest, Project

EARLY = (ChangeKind.TERMINATION, ChangeKind.REVOCATION)


def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the requests of a project, what the pack allows now, and what may be asked."""
    project = project_for(request, pk)
    user = account_of(request)
    living = project.state in {ProjectState.PREPARING, ProjectState.RUNNING}
    context = {
        **project_frame(project, tab="changes"),
        "changes": project.changes.select_related("stated_by__party").order_by("-id"),
        "kinds": [kind for kind in ChangeKind if living and permits.may_ask_change(user, project, kind)],
        "checks": _limits_now(project, request) if project.state == ProjectState.RUNNING else (),
        "reserves": reserves_of(project) if has_chance_for_reserve(project) else (),
        "may_pass": permits.may_act_as_authority(user, project),
    }
    return render(request, "projects/changes.html", context)


def _limits_now(project: Project, request: HttpRequest) -> tuple[object, ...]:
    today = timezone.localdate(arrived_at(request))
    asked = {
        kind: Asked(kind=kind, on=today, ends_on=project.ends_on or today, extensions=project.extensions)
        for kind in (ChangeKind.EXTENSION, ChangeKind.CHANGE)
    }
    return tuple(check for one in asked.values() for check in check_limits(project.terms, one))


def ask_change(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Ask for one of the four acts."""
    project = project_for(request, pk)
    if kind not in ChangeKind.values:
        raise Http404
    asked = ChangeKind(kind)
    require(permits.may_ask_change(account_of(request), project, asked))
    form = _bound(request, ReasonForm) if asked in EARLY else _bound(request, MovesForm, project=project, kind=asked)

    def act(sent: MovesForm | ReasonForm) -> object:
        return actions.ask_change(
            project=project,
            kind=asked,
            reason=sent.cleaned_data["reason"],
            moves=sent.moves() if isinstance(sent, MovesForm) else (),
            by=account_of(request),
            at=arrived_at(request),
        )

    return act_page(
        request,
        form=form,
        act=act,
        to=_page("changes", pk),
        title=str(asked.label),
        project=project,
        template="projects/ask_end.html" if asked in EARLY else "core/form.html",
        more={"submit": _("Hand in the request"), **_said(project, asked)},
    )


def _said(project: Project, kind: ChangeKind) -> dict[str, object]:
    return what_follows(project, kind) if kind in EARLY else {"intro": moving_words(kind)}


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a request: what moves from what to what."""
    found = change_for(request, pk)
    context = {
        **project_frame(found.project),
        "change": found,
        "steps": change_steps(found, account_of(request)),
        "moves": [
            {
                "label": words_of(move),
                "old": move.was,
                "new": move.now,
            }
            for move in read_moves(found.details)
        ],
        "recoveries": found.recoveries.select_related("payer").order_by("id"),
        "papers": papers_of_change(found, account_of(request)),
        "can_return": returns_stamped_papers(request.user),
        "history": history_entries(found.ref, 20),
    }
    return render(request, "projects/change.html", context)


def settle_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant or refuse a request."""
    found = change_for(request, pk)
    streams = _paid_streams(found) if found.kind in EARLY else []

    def act(form: SettleForm) -> object:
        sent = form.cleaned_data
        spent = {stream: sent[f"spent_{stream}"] for stream in streams if sent[f"spent_{stream}"] is not None}
        return actions.settle_change(
            change=found,
            granted=sent["granted"] == "yes",
            reason=sent["reason"],
            by=account_of(request),
            at=arrived_at(request),
            reckoning=actions.Reckoning(spent=spent, recover_by=sent.get("recover_by")),
        )

    form = _bound(request, SettleForm, streams=streams)
    return act_page(
        request,
        form=form,
        act=act,
        to=_page("changerequest", pk),
        title=_("Settle"),
        project=found.project,
        template="projects/ask_end.html" if found.kind in EARLY else "core/form.html",
        more=what_follows(found.project, ChangeKind(found.kind)) if found.kind in EARLY else None,
    )


def _paid_streams(change: ChangeRequest) -> list[str]:
    paid = change.project.payments.filter(state=PaymentState.PAID).exclude(stream=Stream.OWN)
    return sorted(set(paid.values_list("stream", flat=True)))


@require_POST
def pass_to_reserve(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the reserve take over."""
    project = project_for(request, pk)
    user, at = account_of(request), arrived_at(request)
    return post_act(
        request,
        lambda: actions.pass_project_to_reserve(project=project, by=user, at=at),
        done=_("The reserve takes over."),
        to=_page("changes", pk),
    )


@require_POST
def leave_reserve(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide against the reserve."""
    project = project_for(request, pk)
    user, at = account_of(request), arrived_at(request)
    return post_act(
        request,
        lambda: actions.leave_reserve(project=project, by=user, at=at),
        done=_("The need is open again."),
        to=_page("changes", pk),
    )


def note_recovery(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that money came back."""
    found = recovery_for(request, pk)

    def act(form: RecoveredForm) -> object:
        return actions.note_recovery(
            recovery=found, by=account_of(request), at=arrived_at(request), **form.cleaned_data
        )

    return act_page(
        request,
        form=_bound(request, RecoveredForm),
        act=act,
        to=_page("payments", found.project_id),
        title=_("Note that money came back"),
        project=found.project,
    )


def give_opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the user's opinion."""
    project = project_for(request, pk)

    def act(form: OpinionForm) -> object:
        opinion = form.cleaned_data["opinion"]
        return actions.give_users_opinion(
            project=project, opinion=opinion, by=account_of(request), at=arrived_at(request)
        )

    form = _bound(request, OpinionForm, initial={"opinion": project.users_opinion})
    return act_page(
        request, form=form, act=act, to=_page("project", pk), title=_("Give the user's opinion"), project=project
    )


def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide on the final acceptance."""
    project = project_for(request, pk)

    def act(form: AcceptanceForm) -> object:
        return actions.accept_project(
            project=project, by=account_of(request), at=arrived_at(request), **form.cleaned_data
        )

    form = _bound(request, AcceptanceForm, initial={"users_opinion": project.users_opinion})
    return act_page(request, form=form, act=act, to=_page("project", pk), title=_("Final acceptance"), project=project)
