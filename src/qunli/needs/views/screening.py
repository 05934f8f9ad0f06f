"""Pages of those who screen: recommend, return, merge, ask for advice; and of the experts who give it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from qunli.core.states import Words
from qunli.core.views import arrived_at, form_page, post_act
from qunli.needs.actions import (
    accept_need,
    ask_advice,
    give_advice,
    merge_needs,
    part_need,
    recommend_need,
    reconsider_need,
    return_need,
    take_advice,
    take_back_need,
    undo_advice,
    withdraw_advice,
)
from qunli.needs.forms import AdviceForm, AskForm, MergeForm, ReasonForm
from qunli.needs.permits import may_give_advice, may_screen_need, may_step
from qunli.needs.queries import experts_to_ask, needs_seen_by
from qunli.needs.queries.likeness import merge_targets
from qunli.needs.views.loading import advice_for, need_for
from qunli.people.permits import account_of, require

Act = Callable[..., object]

STEPS: Final[dict[str, tuple[Act, Words]]] = {
    "accept": (accept_need, gettext_lazy("Accepted.")),
    "take_back": (take_back_need, gettext_lazy("Taken back: it is a draft again.")),
    "reconsider": (reconsider_need, gettext_lazy("It is screened again.")),
    "part": (part_need, gettext_lazy("It stands for itself again.")),
    "recommend": (recommend_need, gettext_lazy("Recommended.")),
}
ADVICE_STEPS: Final[dict[str, tuple[Act, Words]]] = {
    "take": (take_advice, gettext_lazy("The sharper words now stand in the need.")),
    "undo": (undo_advice, gettext_lazy("The former words are back.")),
    "withdraw": (withdraw_advice, gettext_lazy("The request is withdrawn.")),
}


@require_POST
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Take a step that needs nothing but the button."""
    if name not in STEPS:
        raise Http404
    user, at, need = account_of(request), arrived_at(request), need_for(request, pk)
    act, done = STEPS[name]
    return post_act(request, lambda: act(need=need, by=user, at=at), done=done, to=_page(pk))


def return_with_reason(request: HttpRequest, pk: int) -> HttpResponse:
    """Return a need with the reason."""
    user, at, need = account_of(request), arrived_at(request), need_for(request, pk)
    require(may_step(user, need, "return"))

    def act(form: BaseForm) -> str:
        return_need(need=need, reason=form.cleaned_data["reason"], by=user, at=at)
        return _page(pk)

    context = {
        "title": _("Return %(need)s") % {"need": need.number},
        "intro": _("The organization reads the reason, corrects its need and sends it again."),
        "submit": _("Return"),
        "back": _page(pk),
    }
    return form_page(request, form=ReasonForm(request.POST or None), act=act, context=context, done=_("Returned."))


def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Merge a need into another that the operator chooses; the likest come first."""
    user, at, need = account_of(request), arrived_at(request), need_for(request, pk)
    require(may_step(user, need, "merge"))
    targets = merge_targets(need, needs_seen_by(user, at))
    form = MergeForm(request.POST or None, choices=[(str(one.pk), f"{one.number} {one.title}") for one in targets])

    def act(filled: BaseForm) -> str:
        into = next(one for one in targets if str(one.pk) == filled.cleaned_data["into"])
        merge_needs(into=into, needs=[need], reason=filled.cleaned_data["reason"], by=user, at=at)
        return _page(into.pk)

    context = {
        "title": _("Merge %(need)s into another") % {"need": need.number},
        "intro": _("Both texts are kept, and the merge can be undone."),
        "submit": _("Merge"),
        "back": _page(pk),
    }
    return form_page(request, form=form, act=act, context=context, done=_("Merged."))


def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask an expert to sharpen a need."""
    user, at, need = account_of(request), arrived_at(request), need_for(request, pk)
    require(may_screen_need(user, need))

    def act(form: BaseForm) -> str:
        due: datetime | None = form.cleaned_data["due"]
        ask_advice(need=need, expert=form.cleaned_data["expert"], due=due, by=user, at=at)
        return _page(pk)

    context = {
        "title": _("Ask an expert about %(need)s") % {"need": need.number},
        "intro": _("From then on the expert can read the need, even a confidential one."),
        "submit": _("Ask an expert"),
        "back": _page(pk),
    }
    form = AskForm(request.POST or None, experts=experts_to_ask(need))
    return form_page(request, form=form, act=act, context=context, done=_("The expert is told."))


def advise(request: HttpRequest, pk: int) -> HttpResponse:
    """Give advice on a need, with the owner's words beside one's own."""
    user, at, advice = account_of(request), arrived_at(request), advice_for(request, pk)
    require(may_give_advice(user, advice))
    need = advice.need

    def act(form: BaseForm) -> str:
        give_advice(advice=advice, by=user, at=at, **form.cleaned_data)
        return _page(need.pk)

    initial = {"text": advice.text, "sharper_problem": advice.sharper_problem or need.problem}
    form = AdviceForm(request.POST or None, initial=initial)
    context = {"need": need, "indicators": need.indicators.order_by("position", "id")}
    done = _("Thank you. Your advice is with operator and organization.")
    return form_page(request, form=form, act=act, template="needs/advise.html", context=context, done=done)


@require_POST
def advice_step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Take advice, undo that, or withdraw the request for it."""
    if name not in ADVICE_STEPS:
        raise Http404
    user, at, advice = account_of(request), arrived_at(request), advice_for(request, pk)
    act, done = ADVICE_STEPS[name]
    return post_act(request, lambda: act(advice=advice, by=user, at=at), done=done, to=_page(advice.need_id))


def _page(pk: int) -> str:
    return reverse("needs:need", args=[pk])
