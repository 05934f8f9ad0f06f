"""Checking, publishing, opening and ending a call; answering questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from qunli.calls.actions import (
    NewDeadlines,
    answer_question,
    cancel_call,
    check_call,
    decline_question,
    end_call,
    extend_deadlines,
    finish_form_check,
    open_proposals,
    publish_call,
)
from qunli.calls.forms import AnswerForm, ExtensionForm, ReasonForm
from qunli.calls.models import Call, Question
from qunli.calls.permits import may_extend_deadlines, may_issue, may_prepare
from qunli.calls.queries import downloads_of
from qunli.calls.views.confirming import confirm_page
from qunli.calls.views.loading import seen_call
from qunli.core.views import arrived_at, form_page, post_act
from qunli.people.permits import account_of, require

if TYPE_CHECKING:
    from django.forms import BaseForm


def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Check a call before publication, reading what would become public."""
    call = _issued(request, pk)
    asking = _asking(
        call,
        title=_("Check before publication"),
        question=_("Is nothing in this call secret or confidential?"),
        consequence=_("Title, guide, topics and attachments become public. State secrets never enter this site."),
        label=_("Nothing is confidential"),
    )
    return confirm_page(
        request,
        asking={**asking, "call": call, "topics": call.topics.all(), "files": downloads_of(call)},
        act=lambda _form: check_call(call=call, by=account_of(request), at=arrived_at(request)),
        done=gettext_lazy("The check is noted. The call can be published."),
    )


def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a call."""
    call = _issued(request, pk)
    asking = _asking(
        call,
        title=_("Publish the call"),
        question=_("Publish “%(call)s”?") % {"call": call.title},
        consequence=_("Its terms and dates are fixed, its items are posted and all members are told. This stands."),
        label=_("Publish"),
    )
    return confirm_page(
        request,
        asking=asking,
        act=lambda _form: publish_call(call=call, by=account_of(request), at=arrived_at(request)),
        done=gettext_lazy("The call is public. Members have been told."),
    )


def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Extend the deadlines of an open call."""
    call = seen_call(request, pk)
    require(may_extend_deadlines(request.user, call))
    form = ExtensionForm(request.POST or None, call=call)
    asking = _asking(
        call,
        title=_("Extend the deadlines"),
        consequence=_(
            "A deadline that has not passed moves to a later one. Old and new date and the reason are public; members, "
            "teams and stampers are told, and their duties move."
        ),
        label=_("Extend"),
    )

    def act(sent: BaseForm) -> object:
        given = dict(sent.cleaned_data)
        reason = given.pop("reason")
        to = NewDeadlines(**given)
        return extend_deadlines(call=call, to=to, reason=reason, by=account_of(request), at=arrived_at(request))

    return confirm_page(
        request, asking=asking, act=act, form=form, done=gettext_lazy("The deadlines are extended; all were told.")
    )


def open_sealed(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the sealed proposals."""
    call = _issued(request, pk)
    asking = _asking(
        call,
        title=_("Open the proposals"),
        question=_("Open the proposals of “%(call)s”?") % {"call": call.title},
        consequence=_(
            "From this moment nothing more can be handed in. Complete proposals can be read and are checked for their "
            "form; those without every stamp and consent stay sealed. This cannot be undone."
        ),
        label=_("Open the proposals"),
    )
    return confirm_page(
        request,
        asking=asking,
        act=lambda _form: open_proposals(call=call, by=account_of(request), at=arrived_at(request)),
        done=gettext_lazy("The proposals are open. The form check can begin."),
    )


def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Finish the form check."""
    call = _issued(request, pk)
    asking = _asking(
        call,
        title=_("Finish the form check"),
        question=_("Pass the admitted proposals on to review?"),
        consequence=_("Afterwards no proposal can be admitted or rejected for its form."),
        label=_("Finish the form check"),
    )
    return confirm_page(
        request,
        asking=asking,
        act=lambda _form: finish_form_check(call=call, by=account_of(request), at=arrived_at(request)),
        done=gettext_lazy("The form check is finished. Panels can be formed."),
    )


def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a call."""
    call = _issued(request, pk)
    asking = _asking(
        call,
        title=_("End the call"),
        consequence=_("What was decided stays; nothing more is decided in this call. It cannot be undone."),
        label=_("End the call"),
        tone="danger",
    )

    def act(form: BaseForm) -> object:
        return end_call(call=call, by=account_of(request), at=arrived_at(request), **form.cleaned_data)

    return confirm_page(
        request, asking=asking, act=act, done=gettext_lazy("The call is ended."), form=ReasonForm(request.POST or None)
    )


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a call."""
    call = _issued(request, pk)
    asking = _asking(
        call,
        title=_("Cancel the call"),
        consequence=_("Teams are told that it was cancelled; its items are open again. The reason is public."),
        label=_("Cancel the call"),
        tone="danger",
    )

    def act(form: BaseForm) -> object:
        return cancel_call(call=call, by=account_of(request), at=arrived_at(request), **form.cleaned_data)

    done = gettext_lazy("The call is cancelled.")
    return confirm_page(request, asking=asking, act=act, done=done, form=ReasonForm(request.POST or None))


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a question, reading who asked."""
    question = _question(request, pk)

    def act(form: BaseForm) -> str:
        answer_question(question=question, by=account_of(request), at=arrived_at(request), **form.cleaned_data)
        return reverse("calls:call", args=[question.call_id])

    context = {
        "title": _("Answer a question"),
        "submit": _("Publish the answer"),
        "question": question,
        "back": reverse("calls:call", args=[question.call_id]),
    }
    done = gettext_lazy("Question and answer are public.")
    form = AnswerForm(request.POST or None)
    return form_page(request, form=form, act=act, template="calls/question.html", context=context, done=done)


@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Decline a question."""
    question = _question(request, pk)
    return post_act(
        request,
        lambda: decline_question(question=question, by=account_of(request), at=arrived_at(request)),
        done=gettext_lazy("The question stays unanswered and is not shown."),
        to=reverse("calls:call", args=[question.call_id]),
    )


def _issued(request: HttpRequest, pk: int) -> Call:
    call = seen_call(request, pk)
    require(may_issue(request.user, call))
    return call


def _question(request: HttpRequest, pk: int) -> Question:
    try:
        question = Question.objects.select_related("call").get(pk=pk)
    except Question.DoesNotExist as missing:
        raise Http404 from missing
    require(may_prepare(request.user, question.call))
    return question


def _asking(call: Call, **words: str) -> dict[str, Any]:
    return {**words, "pretitle": f"{call.number} · {call.title}", "back": reverse("calls:call", args=[call.pk])}
