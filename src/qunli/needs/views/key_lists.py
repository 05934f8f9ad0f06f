"""The key-technology list: public as far as it is checked, with its funnel; the office prepares it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from qunli.core.states import Words
from qunli.core.views import arrived_at, form_page, post_act
from qunli.needs.actions import (
    begin_list_with,
    change_item,
    check_item,
    list_need,
    move_item,
    start_key_list,
    unlist_need,
    withdraw_check,
)
from qunli.needs.forms import KeyListForm, ListingForm
from qunli.needs.models import KeyTechnologyList, ListItem
from qunli.needs.permits import in_office, may_check_item, may_prepare
from qunli.needs.queries import clusters_prepared_by, funnel_of, funnel_total, items_of, key_lists, public_items
from qunli.needs.states import ItemState
from qunli.needs.views.loading import item_for, key_list_for, need_for
from qunli.people.permits import account_of, require

STEPS: Final[dict[str, tuple[Callable[..., object], Words]]] = {
    "check": (check_item, gettext_lazy("Checked: the public can read it now.")),
    "withdraw_check": (withdraw_check, gettext_lazy("The public no longer sees it.")),
    "up": (lambda **act: move_item(up=True, **act), gettext_lazy("Moved up.")),
    "down": (lambda **act: move_item(up=False, **act), gettext_lazy("Moved down.")),
    "unlist": (unlist_need, gettext_lazy("Taken off the list.")),
}


def lists(request: HttpRequest) -> HttpResponse:
    """List the key-technology lists; public."""
    may_start = request.user.is_authenticated and clusters_prepared_by(account_of(request)).exists()
    return render(request, "needs/lists.html", {"lists": key_lists(), "may_start": may_start})


def key_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a list by field with its funnel: what is checked to the public, all of it to the office."""
    shown = key_list_for(pk)
    works = request.user.is_authenticated and in_office(account_of(request), shown.cluster)
    items = items_of(shown) if works else public_items(shown)
    funnel = funnel_of(items, with_confidential=works)
    total = funnel_total(funnel)
    labels = dict(ItemState.choices)
    context = {
        "key_list": shown,
        "works": works,
        "rows": [_row(request, item, works=works) for item in items],
        "funnel": funnel,
        "stages": [{"label": labels[state], "stage": total[state]} for state in ItemState.values],
        "chart": [{"label": str(labels[state]), "value": total[state].count} for state in ItemState.values],
        "withheld": sum(one.withheld for one in funnel),
    }
    return render(request, "needs/key_list.html", context)


def start(request: HttpRequest) -> HttpResponse:
    """Begin a list."""
    user, at = account_of(request), arrived_at(request)
    cluster = get_object_or_404(clusters_prepared_by(user)[:1])

    def act(form: BaseForm) -> str:
        return _page(start_key_list(cluster=cluster, title=form.cleaned_data["title"], by=user, at=at).pk)

    context = {"title": _("Begin a key-technology list"), "back": reverse("needs:lists")}
    return form_page(request, form=KeyListForm(request.POST or None), act=act, context=context, done=_("Begun."))


def put_on_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an accepted need on its cluster's newest list; the first one begins the list with it."""
    user, at, need = account_of(request), arrived_at(request), need_for(request, pk)
    require(may_prepare(user, need.cluster))
    newest = KeyTechnologyList.objects.filter(cluster=need.cluster).order_by("-id").first()

    def act(form: BaseForm) -> str:
        if newest is None:
            return _page(begin_list_with(need=need, by=user, at=at, **form.cleaned_data).key_list_id)
        list_need(key_list=newest, need=need, by=user, at=at, **form.cleaned_data)
        return _page(newest.pk)

    words = {} if need.is_confidential else {"public_title": need.title, "public_summary": need.problem}
    shown = {"field": need.field, **words}
    form = ListingForm(request.POST or None, cluster=need.cluster, initial=shown, begins=newest is None)
    context = {
        "title": _("Put %(need)s on the list") % {"need": need.number},
        "intro": _("These words become public once somebody else of the office has checked them."),
        "submit": _("Put on the list"),
        "back": reverse("needs:need", args=[pk]),
    }
    return form_page(request, form=form, act=act, context=context, done=_("On the list; it waits for the check."))


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an item's public words; it is checked again."""
    user, at, item = account_of(request), arrived_at(request), item_for(request, pk)
    require(may_prepare(user, item.key_list.cluster))

    def act(form: BaseForm) -> str:
        change_item(item=item, by=user, at=at, **form.cleaned_data)
        return _page(item.key_list_id)

    context = {"title": _("Change %(item)s") % {"item": item.number}, "back": _page(item.key_list_id)}
    form = ListingForm.of_item(item, request.POST or None)
    return form_page(request, form=form, act=act, context=context, done=_("Saved; it waits for the check."))


def item(_request: HttpRequest, pk: int) -> HttpResponse:
    """Lead from an item's ref to its place on the list."""
    found = get_object_or_404(ListItem, pk=pk)
    return redirect(f"{_page(found.key_list_id)}#item-{found.pk}")


@require_POST
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Check an item, move it, take it off."""
    if name not in STEPS:
        raise Http404
    user, at, found = account_of(request), arrived_at(request), item_for(request, pk)
    act, done = STEPS[name]
    return post_act(request, lambda: act(item=found, by=user, at=at), done=done, to=_page(found.key_list_id))


def _row(request: HttpRequest, found: ListItem, *, works: bool) -> dict[str, Any]:  # what the template shows
    if not works or found.state != ItemState.OPEN:
        return {"item": found, "steps": []}
    user = account_of(request)
    steps = []
    if found.checked_at is None and may_check_item(user, found):
        steps.append(_button(_("Check for publication"), "shield-check", found, "check", primary=True))
    if may_prepare(user, found.key_list.cluster):
        if found.checked_at is not None:
            steps.append(_button(_("Withdraw the check"), "eye-off", found, "withdraw_check"))
        steps += [
            {"label": _("Change"), "icon": "edit", "url": reverse("needs:change_item", args=[found.pk])},
            _button(_("Up"), "arrow-up", found, "up"),
            _button(_("Down"), "arrow-down", found, "down"),
            _button(_("Take off"), "x", found, "unlist"),
        ]
    return {"item": found, "steps": steps}


def _button(label: str, icon: str, found: ListItem, name: str, *, primary: bool = False) -> dict[str, Any]:  # as above
    url = reverse("needs:item_step", args=[found.pk, name])
    return {"label": label, "icon": icon, "url": url, "post": True, "primary": primary}


def _page(pk: int) -> str:
    return reverse("needs:keytechnologylist", args=[pk])
