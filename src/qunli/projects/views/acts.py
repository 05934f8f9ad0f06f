"""Pages that act on task books, contracts, milestones and payments."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunli.core.states import Refused, WrongInput, listed
from qunli.core.views import arrived_at, form_page, history_entries, post_act
from qunli.people.models import Party
from qunli.people.permits import account_of, require
from qunli.people.states import Role
from qunli.projects import actions, permits
from qunli.projects.forms.acts import ContractForm, JudgeForm, PaidForm, ReasonForm, ReportForm, SignForm
from qunli.projects.forms.task_books import TaskBookEditor, place_words
from qunli.projects.models import Project
from qunli.projects.queries.seen import awards_to_start
from qunli.projects.queries.teams import team_parties
from qunli.projects.views.loading import (
    contract_for,
    milestone_for,
    payment_for,
    project_for,
    project_frame,
    task_book_for,
)
from qunli.projects.views.steps import contract_steps

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.forms import BaseForm
    from django.http import HttpRequest, HttpResponse

    from qunli.core.states import Words


def act_page(  # noqa: PLR0913 - what a page with one form consists of
    request: HttpRequest,
    *,
    form: BaseForm,
    act: Callable[[Any], object],  # the form's own class
    to: str,
    title: Words,
    project: Project,
    done: Words = "",
    template: str = "core/form.html",
    more: dict[str, Any] | None = None,  # whatever the template shows
) -> HttpResponse:
    """Show one form that acts on a part of a project and goes to that part's page."""

    def go(sent: BaseForm) -> str:
        act(sent)
        return to

    context = {**project_frame(project), "title": title, "submit": title, "back": to, **(more or {})}
    return form_page(request, form=form, act=go, template=template, context=context, done=done or _("Done."))


F = TypeVar("F")


def _bound(request: HttpRequest, form: Callable[..., F], **kwargs: object) -> F:
    return form(request.POST, request.FILES, **kwargs) if request.method == "POST" else form(**kwargs)


def _page(name: str, pk: int) -> str:
    return reverse(f"projects:{name}", args=[pk])


def parties_of(project: Project) -> QuerySet[Party]:
    """Who may pay or be paid: team, poster, authority, finance departments."""
    own = {*team_parties(project), project.poster.party_id, project.authority_id}
    finance = Q(held_by__role=Role.FINANCE, held_by__ended_at=None)
    return Party.objects.filter(Q(pk__in=own) | finance).distinct().order_by("name", "id")


@require_POST
def start_project(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the project of an approved award, and go to it."""
    user, at = account_of(request), arrived_at(request)
    award = get_object_or_404(awards_to_start(user), pk=pk)
    try:
        project = actions.start_project(award=award, by=user, at=at)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("projects:projects")
    messages.success(request, _("The project has started. The lead drafts its task book."))
    return redirect(_page("project", project.pk))


def edit_task_book(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit the draft of a task book: every fault at its row, all of them at once; more rows lose nothing typed."""
    project = project_for(request, pk)
    user = account_of(request)
    require(permits.may_draft_task_book(user, project))
    if "more" in request.POST:
        editor = TaskBookEditor(project, parties_of(project), typed=request.POST)
        return render(request, "projects/edit_task_book.html", {**project_frame(project), "editor": editor})
    editor = TaskBookEditor(project, parties_of(project), request.POST if request.method == "POST" else None)
    faults: list[tuple[str, str]] = []
    if request.method == "POST" and editor.is_valid():
        lost = listed(editor.lost_rows())
        faults = [("", _("There is no milestone %(rows)s.") % {"rows": lost})] if lost else []
        try:
            if not faults:
                draft = editor.draft()
                book = actions.draft_task_book(project=project, draft=draft, by=user, at=arrived_at(request))
                return redirect(_page("taskbook", book.pk))
        except WrongInput as wrong:
            faults = [(place_words(place), str(words)) for place, words in wrong.faults.items()]
        except Refused as refused:
            faults = [("", str(refused))]
    status = 422 if request.method == "POST" else 200
    context = {**project_frame(project), "editor": editor, "faults": faults}
    return render(request, "projects/edit_task_book.html", context, status=status)


def sign_task_book(request: HttpRequest, pk: int, side: str) -> HttpResponse:
    """Sign a task book for one side."""
    book = task_book_for(request, pk)
    if side not in {"lead", "authority"}:
        return HttpResponseBadRequest()
    user, at = account_of(request), arrived_at(request)

    def sign(form: SignForm) -> object:
        reason = form.cleaned_data["reason"]
        if side == "lead":
            return actions.sign_task_book(task_book=book, side="lead", by=user, at=at)
        return actions.sign_task_book(task_book=book, side="authority", by=user, at=at, reason=reason)

    form = _bound(request, SignForm)
    title = _("Sign as lead") if side == "lead" else _("Sign as authority")
    return act_page(request, form=form, act=sign, to=_page("taskbook", pk), title=title, project=book.project)


def hand_back_task_book(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a task book back to the lead."""
    book = task_book_for(request, pk)

    def act(form: ReasonForm) -> object:
        return actions.hand_back_task_book(
            task_book=book, reason=form.cleaned_data["reason"], by=account_of(request), at=arrived_at(request)
        )

    form = _bound(request, ReasonForm)
    return act_page(request, form=form, act=act, to=_page("taskbook", pk), title=_("Hand back"), project=book.project)


def edit_contract(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the technical contract."""
    project = project_for(request, pk)
    contract = getattr(project, "contract", None)
    names = ("amount", "terms_text", "ip_terms", "contract_number")
    initial = {name: getattr(contract, name) for name in names} if contract else {}

    def act(form: ContractForm) -> object:
        draft = actions.ContractDraft(**form.cleaned_data)
        return actions.draft_contract(project=project, draft=draft, by=account_of(request), at=arrived_at(request))

    title = _("Technical contract")
    form = _bound(request, ContractForm, initial=initial)
    return act_page(request, form=form, act=act, to=_page("project", pk), title=title, project=project)


def contract(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the technical contract and both signatures."""
    found = contract_for(request, pk)
    context = {
        **project_frame(found.project),
        "contract": found,
        "steps": contract_steps(found, account_of(request)),
        "facts": [
            (_("Contract number"), found.contract_number),
            (_("Poster"), found.project.poster.name),
            (_("Signed for the poster"), found.poster_signed_by),
            (_("Taker"), found.project.lead.name),
            (_("Signed for the taker"), found.taker_signed_by),
            (_("Rights in the result"), found.ip_terms),
        ],
        "history": history_entries(found.ref, 20),
    }
    return render(request, "projects/contract.html", context)


@require_POST
def sign_contract(request: HttpRequest, pk: int, side: str) -> HttpResponse:
    """Sign the technical contract for one side."""
    found = contract_for(request, pk)
    if side not in {"poster", "taker"}:
        return HttpResponseBadRequest()
    user, at = account_of(request), arrived_at(request)

    def act() -> object:
        if side == "poster":
            return actions.sign_contract(contract=found, side="poster", by=user, at=at)
        return actions.sign_contract(contract=found, side="taker", by=user, at=at)

    return post_act(request, act, done=_("Signed."), to=_page("technicalcontract", pk))


def report_milestone(request: HttpRequest, pk: int) -> HttpResponse:
    """Report a milestone."""
    found = milestone_for(request, pk)

    def act(form: ReportForm) -> object:
        sent = form.cleaned_data
        return actions.report_milestone(
            milestone=found,
            text=sent["text"],
            measured=form.measured(),
            spent=sent["spent"],
            files=[sent[name] for name in ("evidence", "more_evidence") if sent[name]],
            by=account_of(request),
            at=arrived_at(request),
        )

    form = _bound(request, ReportForm, milestone=found)
    title = _("Report milestone %(place)s") % {"place": found.position}
    return act_page(request, form=form, act=act, to=_page("milestone", pk), title=title, project=found.project)


def judge_milestone(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge a milestone, with what was promised beside what was measured."""
    found = milestone_for(request, pk)

    def act(form: JudgeForm) -> object:
        sent = form.cleaned_data
        return actions.judge_milestone(
            milestone=found,
            verdicts=form.verdicts(),
            outcome=sent["outcome"],
            reason=sent["reason"],
            remedy_until=sent["remedy_until"],
            by=account_of(request),
            at=arrived_at(request),
        )

    more = {
        "milestone": found,
        "indicators": found.indicators.order_by("position", "id"),
        "report": found.reports.order_by("-round").first(),
    }
    return act_page(
        request,
        form=_bound(request, JudgeForm, milestone=found),
        act=act,
        to=_page("milestone", pk),
        title=_("Judge milestone %(place)s") % {"place": found.position},
        project=found.project,
        template="projects/judge.html",
        more=more,
    )


@require_POST
def confirm_payment(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm a payment."""
    found = payment_for(request, pk)
    user, at = account_of(request), arrived_at(request)
    return post_act(
        request,
        lambda: actions.confirm_payment(payment=found, by=user, at=at),
        done=_("Confirmed."),
        to=_page("payment", pk),
    )


@require_POST
def release_payment(request: HttpRequest, pk: int) -> HttpResponse:
    """Release a payment."""
    found = payment_for(request, pk)
    user, at = account_of(request), arrived_at(request)
    return post_act(
        request,
        lambda: actions.release_payment(payment=found, by=user, at=at),
        done=_("Released."),
        to=_page("payment", pk),
    )


def hold_payment(request: HttpRequest, pk: int) -> HttpResponse:
    """Hold a payment back."""
    found = payment_for(request, pk)

    def act(form: ReasonForm) -> object:
        return actions.hold_payment(
            payment=found, reason=form.cleaned_data["reason"], by=account_of(request), at=arrived_at(request)
        )

    form = _bound(request, ReasonForm)
    intro = _("It is not paid until somebody confirms it again and a second person releases it. The payee is told.")
    return act_page(
        request,
        form=form,
        act=act,
        to=_page("payment", pk),
        title=_("Hold back"),
        project=found.project,
        more={"intro": intro},
    )


def note_payment(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a payment as paid."""
    found = payment_for(request, pk)

    def act(form: PaidForm) -> object:
        return actions.note_payment(payment=found, by=account_of(request), at=arrived_at(request), **form.cleaned_data)

    form = _bound(request, PaidForm)
    return act_page(
        request, form=form, act=act, to=_page("payment", pk), title=_("Note as paid"), project=found.project
    )
