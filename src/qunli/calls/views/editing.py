"""The operator's editor of a call."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from qunli.calls.actions import (
    CallDraft,
    IndicatorEntry,
    TopicEntry,
    add_topic,
    attach_to_call,
    change_call,
    change_topic,
    detach_from_call,
    draft_call,
    remove_topic,
)
from qunli.calls.forms import CallForm, DownloadForm, ItemForm, TopicForm
from qunli.calls.models import CallTopic
from qunli.calls.permits import may_prepare
from qunli.calls.queries import downloads_of
from qunli.calls.views.loading import seen_call
from qunli.core.views import arrived_at, form_page, post_act
from qunli.people.permits import account_of, require

if TYPE_CHECKING:
    from django.forms import BaseForm

    from qunli.calls.models import Call

NARROW = "core/form.html"


def draft(request: HttpRequest) -> HttpResponse:
    """Begin a call."""
    user = account_of(request)

    form = CallForm(request.POST or None, user=user)

    def act(_sent: BaseForm) -> str:
        call = draft_call(plan=_plan(form), by=user, at=arrived_at(request))
        return reverse("calls:change_call", args=[call.pk])

    context = {
        "title": _("Draft a call"),
        "submit": _("Save the draft"),
        "back": reverse("calls:calls"),
        "intro": _("Nothing is public until the call has been checked and published."),
    }
    done = gettext_lazy("The draft is saved. Set what the pack leaves open, then add topics.")
    return form_page(request, form=form, act=act, context=context, done=done)


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a draft anew."""
    user, call = account_of(request), seen_call(request, pk)
    require(may_prepare(user, call))

    form = CallForm(request.POST or None, user=user, call=call, initial=_initial(call))

    def act(_sent: BaseForm) -> str:
        change_call(call=call, plan=_plan(form), by=user, at=arrived_at(request))
        return reverse("calls:call", args=[pk])

    context = {"title": _("Edit “%(call)s”") % {"call": call.title}, "back": reverse("calls:call", args=[pk])}
    return form_page(request, form=form, act=act, context=context, done=gettext_lazy("The draft is saved."))


def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an item of the key-technology list into a draft."""
    user, call = account_of(request), seen_call(request, pk)
    require(may_prepare(user, call))

    def act(form: BaseForm) -> str:
        topic = add_topic(call=call, item=form.cleaned_data["item"], by=user, at=arrived_at(request))
        return reverse("calls:change_topic", args=[topic.pk])

    context = {
        "title": _("Add a topic"),
        "submit": _("Add"),
        "back": reverse("calls:call", args=[pk]),
        "intro": _("Open items of the key-technology list that were checked before publication."),
    }
    return form_page(request, form=ItemForm(request.POST or None, call=call), act=act, context=context)


def change_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what the public reads of a topic."""
    user, topic = account_of(request), _topic(pk)
    require(may_prepare(user, topic.call))
    back = reverse("calls:call", args=[topic.call_id])

    form = TopicForm(request.POST or None, topic=topic)

    def act(_sent: BaseForm) -> str:
        given = {**form.cleaned_data, "indicators": form.indicators(IndicatorEntry)}
        for name in ("poster_money", "fiscal_money"):
            given[name] = given[name] or 0
        change_topic(topic=topic, entry=TopicEntry(**given), by=user, at=arrived_at(request))
        return back

    context = {
        "title": _("Topic “%(topic)s”") % {"topic": topic.title},
        "back": back,
        "lines_title": _("Indicators that the taker must reach"),
    }
    return form_page(request, form=form, act=act, template="calls/lines.html", context=context)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a topic out of a draft."""
    topic = _topic(pk)
    return post_act(
        request,
        lambda: remove_topic(topic=topic, by=account_of(request), at=arrived_at(request)),
        done=gettext_lazy("The topic was taken out."),
        to=reverse("calls:call", args=[topic.call_id]),
    )


def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a file for applicants beside the guide of a draft."""
    user, call = account_of(request), seen_call(request, pk)
    require(may_prepare(user, call))
    back = reverse("calls:call", args=[pk])

    def act(form: BaseForm) -> str:
        attach_to_call(call=call, file=form.cleaned_data["file"], by=user, at=arrived_at(request))
        return back

    context = {
        "title": _("Attach a file for applicants"),
        "submit": _("Attach"),
        "back": back,
        "intro": _(
            "A template or an annex. It is read in the check before publication and becomes public with the call."
        ),
    }
    form = DownloadForm(request.POST or None, request.FILES or None)
    return form_page(request, form=form, act=act, context=context, done=gettext_lazy("The file is attached."))


@require_POST
def detach(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Take a file for applicants out of a draft."""
    user, call = account_of(request), seen_call(request, pk)
    require(may_prepare(user, call))
    found = next((one for one in downloads_of(call) if one.pk == file), None)
    if found is None:
        raise Http404
    return post_act(
        request,
        lambda: detach_from_call(call=call, attachment=found, by=user, at=arrived_at(request)),
        done=gettext_lazy("The file was taken out."),
        to=reverse("calls:call", args=[pk]),
    )


def _plan(form: CallForm) -> CallDraft:
    given = {
        field.name: form.cleaned_data[field.name] for field in fields(CallDraft) if field.name in form.cleaned_data
    }
    return CallDraft(**{**given, "required_attachments": form.attachments, "terms": form.terms})


def _initial(call: Call) -> dict[str, Any]:
    kept = {name: getattr(call, name) for name in CallForm.base_fields if name != "required_attachments"}
    return {**kept, "required_attachments": "\n".join(row["label"] for row in call.required_attachments)}


def _topic(pk: int) -> CallTopic:
    try:
        return CallTopic.objects.select_related("call", "item").get(pk=pk)
    except CallTopic.DoesNotExist as missing:
        raise Http404 from missing
