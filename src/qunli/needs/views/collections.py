"""Pages of collection notices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from qunli.core.queries.calendar import working_days_left
from qunli.core.states import Words
from qunli.core.views import arrived_at, form_page, history_entries, list_page, post_act
from qunli.directory.queries import memberships_on
from qunli.needs.actions import (
    answer_with_nothing,
    change_collection,
    close_collection,
    draft_collection,
    open_collection,
    reopen_collection,
)
from qunli.needs.forms import CollectionForm, ReopenForm
from qunli.needs.permits import may_prepare
from qunli.needs.queries import (
    clusters_prepared_by,
    collections_seen_by,
    needs_seen_by,
    organizations_for,
    organizations_owing,
)
from qunli.needs.states import COLLECTION_LIFECYCLE, CollectionState
from qunli.needs.tables import collections_table
from qunli.needs.views.loading import collection_for
from qunli.people.permits import account_of, require

STEPS: Final[dict[str, tuple[Callable[..., object], Words]]] = {
    "open": (open_collection, gettext_lazy("Sent out: every member is told.")),
    "close": (close_collection, gettext_lazy("Closed.")),
}
ICONS: Final = {"open": "send", "close": "lock", "reopen": "lock-open"}


def collections(request: HttpRequest) -> HttpResponse:
    """List the collection notices."""
    user = account_of(request)
    context = {"may_write": clusters_prepared_by(user).exists()}
    rows = collections_seen_by(user)
    return list_page(request, table=collections_table(), rows=rows, template="needs/collections.html", context=context)


def collection(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a notice, who has answered, and what can be done."""
    user, at, notice = account_of(request), arrived_at(request), collection_for(request, pk)
    prepares = may_prepare(user, notice.cluster)
    members = memberships_on(timezone.localdate(at)).filter(cluster=notice.cluster).values("organization")
    context = {
        "notice": notice,
        "days_left": working_days_left(timezone.localdate(at), timezone.localdate(notice.closes_at)),
        "is_open": notice.state == CollectionState.OPEN and notice.closes_at > at,
        "steps": _buttons(notice.pk, notice.state) if prepares else [],
        "needs": needs_seen_by(user, at).filter(collection=notice).order_by("-id")[:200],
        "owing": organizations_owing(notice) if prepares else organizations_owing(notice, by=user),
        "prepares": prepares,
        "states": organizations_for(user).filter(pk__in=members).exists(),
        "history": history_entries(notice.ref),
    }
    return render(request, "needs/collection.html", context)


def write(request: HttpRequest) -> HttpResponse:
    """Write a notice."""
    user, at = account_of(request), arrived_at(request)
    cluster = get_object_or_404(clusters_prepared_by(user)[:1])

    def act(form: BaseForm) -> str:
        return _page(draft_collection(cluster=cluster, by=user, at=at, **form.cleaned_data).pk)

    context = {
        "title": _("Write a collection notice"),
        "submit": _("Save as a draft"),
        "back": reverse("needs:collections"),
    }
    return form_page(request, form=CollectionForm(request.POST or None), act=act, context=context, done=_("Saved."))


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a notice, or only its closing time once it is sent out."""
    user, at, notice = account_of(request), arrived_at(request), collection_for(request, pk)
    require(may_prepare(user, notice.cluster))

    def act(form: BaseForm) -> str:
        change_collection(collection=notice, by=user, at=at, **form.cleaned_data)
        return _page(pk)

    context = {"title": _("Change the notice"), "back": _page(pk)}
    form = CollectionForm.of_notice(notice, request.POST or None)
    return form_page(request, form=form, act=act, context=context, done=_("Saved."))


def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed notice again."""
    user, at, notice = account_of(request), arrived_at(request), collection_for(request, pk)
    require(may_prepare(user, notice.cluster))

    def act(form: BaseForm) -> str:
        reopen_collection(collection=notice, by=user, at=at, **form.cleaned_data)
        return _page(pk)

    context = {"title": _("Open the notice again"), "submit": _("Open again"), "back": _page(pk)}
    form = ReopenForm(request.POST or None)
    return form_page(request, form=form, act=act, context=context, done=_("Open again: members are asked."))


@require_POST
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Send a notice out, or close it."""
    if name not in STEPS:
        raise Http404
    user, at, notice = account_of(request), arrived_at(request), collection_for(request, pk)
    act, done = STEPS[name]
    return post_act(request, lambda: act(collection=notice, by=user, at=at), done=done, to=_page(pk))


@require_POST
def nothing(request: HttpRequest, pk: int, organization_pk: int) -> HttpResponse:
    """Say that an organization has nothing to state."""
    user, at, notice = account_of(request), arrived_at(request), collection_for(request, pk)
    organization = get_object_or_404(organizations_owing(notice, by=user), pk=organization_pk)
    return post_act(
        request,
        lambda: answer_with_nothing(collection=notice, organization=organization, by=user, at=at),
        done=_("Noted. You can still state a need until the notice closes."),
        to=_page(pk),
    )


def _buttons(pk: int, state: str) -> list[dict[str, Any]]:  # what `ui/actions.html` shows
    buttons: list[dict[str, Any]] = []
    for row in COLLECTION_LIFECYCLE.steps_from(state):
        posts = row.name in STEPS
        url = reverse("needs:collection_step", args=[pk, row.name]) if posts else reverse("needs:reopen", args=[pk])
        buttons.append({"label": row.label, "url": url, "icon": ICONS[row.name], "primary": posts, "post": posts})
    if state != CollectionState.CLOSED:
        url = reverse("needs:change_collection", args=[pk])
        buttons.append({"label": _("Change"), "url": url, "icon": "edit"})
    return buttons


def _page(pk: int) -> str:
    return reverse("needs:collectionnotice", args=[pk])
