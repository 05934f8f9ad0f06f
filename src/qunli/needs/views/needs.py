"""Pages of needs for those who state and read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunli.core.views import arrived_at, form_page, history_entries, list_page, post_act
from qunli.directory.models import Cluster
from qunli.directory.queries import memberships_on
from qunli.needs.actions import attach_to_need, change_need, remove_from_need, state_need, submit_need
from qunli.needs.actions.entries import what_is_missing
from qunli.needs.forms import FileForm, NeedForm, OrganizationForm
from qunli.needs.permits import may_change_need, may_screen_need, may_step, may_take_advice, owns_need
from qunli.needs.queries import (
    advice_on,
    clusters_for,
    clusters_prepared_by,
    collections_seen_by,
    files_seen_by,
    needs_seen_by,
    organizations_for,
    readers_of,
)
from qunli.needs.queries.likeness import NEWEST, needs_like
from qunli.needs.states import CollectionState
from qunli.needs.tables import needs_table
from qunli.needs.views.loading import need_for
from qunli.needs.views.showing import buttons_of, facts_of, files_shown, item_of, road_of
from qunli.people.permits import account_of, require

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

M = TypeVar("M", bound="Model")
LONGEST_KEY = 19


def needs(request: HttpRequest) -> HttpResponse:
    """List the needs that the visitor may read."""
    user, at = account_of(request), arrived_at(request)
    rows = needs_seen_by(user, at)
    members = memberships_on(timezone.localdate(at)).values("organization")
    context = {
        "may_state": organizations_for(user).filter(pk__in=members).exists(),
        "may_import": clusters_prepared_by(user).exists(),
    }
    return list_page(request, table=needs_table(user, at), rows=rows, template="needs/needs.html", context=context)


def need(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a need: what it asks, where it stands, what can be done, who reads it, what happened."""
    user, at = account_of(request), arrived_at(request)
    shown = need_for(request, pk)
    seen = needs_seen_by(user, at)
    item, screens = item_of(shown), may_screen_need(user, shown)
    advice = list(advice_on(shown))
    takes = may_take_advice(user, shown)
    context = {
        "need": shown,
        "item": item,
        "indicators": shown.indicators.order_by("position", "id"),
        "road": road_of(shown, item),
        "steps": buttons_of(user, shown, item),
        "facts": facts_of(shown),
        "files": files_shown(shown, list(files_seen_by(user, shown, at))),
        "may_change": may_change_need(user, shown),
        "file_form": FileForm(),
        "advice": advice if takes else [one for one in advice if one.expert_id == user.party_id],
        "may_take": takes,
        "screens": screens,
        "alike": needs_like(shown, seen) if screens else [],
        "newest_compared": NEWEST,
        "merged": seen.filter(merged_into=shown).order_by("id"),
        "into": seen.filter(pk=shown.merged_into_id).first() if shown.merged_into_id else None,
        "readers": readers_of(shown, at, advice=advice) if owns_need(user, shown) or screens else [],
        "history": history_entries(shown.ref),
    }
    return render(request, "needs/need.html", context)


def state(request: HttpRequest) -> HttpResponse:
    """State a need: for one's organization, to its cluster, perhaps on a collection notice."""
    user, at = account_of(request), arrived_at(request)
    organizations = organizations_for(user)
    chosen = _named(organizations, request.GET.get("organization", ""))
    organization = chosen or (organizations.first() if organizations.count() == 1 else None)
    if organization is None:
        return render(request, "needs/whose.html", {"form": OrganizationForm(None, organizations=organizations)})
    notices = collections_seen_by(user).filter(state=CollectionState.OPEN, closes_at__gt=at)
    notice = _named(notices, request.GET.get("collection", ""))
    cluster: Cluster | None = notice.cluster if notice else clusters_for(organization, at).first()
    if cluster is None:
        return render(request, "needs/whose.html", {"outsider": organization})
    if "more" in request.POST:
        return _need_page(request, NeedForm.with_more_rows(request.POST, cluster=cluster))
    form = NeedForm(request.POST or None, cluster=cluster)
    return form_page(
        request,
        form=form,
        act=lambda filled: _page(
            state_need(
                cluster=cluster,
                organization=organization,
                entry=cast("NeedForm", filled).entry(),
                collection=notice,
                by=user,
                at=at,
            ).pk
        ),
        template="needs/need_form.html",
        context={"organization": organization, "notice": notice},
        done=_("Saved as a draft. Look at who would read it, then send it."),
    )


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a need that is not sent, or came back."""
    user, at, shown = account_of(request), arrived_at(request), need_for(request, pk)
    require(may_change_need(user, shown))
    if "more" in request.POST:
        return _need_page(request, NeedForm.with_more_rows(request.POST, cluster=shown.cluster))
    form = NeedForm.of_need(shown, request.POST or None)

    def act(filled: object) -> str:
        typed = cast("NeedForm", filled)
        version = typed.cleaned_data["version"] or 0
        change_need(need=shown, entry=typed.entry(), version=version, by=user, at=at)
        return _page(pk)

    context = {"need": shown, "organization": shown.organization, "notice": shown.collection}
    return form_page(request, form=form, act=act, template="needs/need_form.html", context=context, done=_("Saved."))


def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who would read the need once it is sent and what is still missing; a POST sends it."""
    user, at, shown = account_of(request), arrived_at(request), need_for(request, pk)
    require(may_step(user, shown, "submit"))
    if request.method == "POST":
        done = _("Sent. You are told as soon as it is decided.")
        return post_act(request, lambda: submit_need(need=shown, by=user, at=at), done=done, to=_page(pk))
    missing = what_is_missing(shown, timezone.localdate(at))
    context = {"need": shown, "readers": readers_of(shown, at, advice=advice_on(shown)), "missing": missing.values()}
    return render(request, "needs/submit.html", context)


@require_POST
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach a file."""
    user, at, shown = account_of(request), arrived_at(request), need_for(request, pk)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose a file first."))
        return redirect(_page(pk))
    file, confidential = form.cleaned_data["file"], form.cleaned_data["confidential"]
    return post_act(
        request,
        lambda: attach_to_need(need=shown, file=file, confidential=confidential, by=user, at=at),
        done=_("Attached."),
        to=_page(pk),
    )


def file(request: HttpRequest, pk: int, file_pk: int) -> FileResponse:
    """Hand out a file of a need, always as a download."""
    user, at, shown = account_of(request), arrived_at(request), need_for(request, pk)
    kept = get_object_or_404(files_seen_by(user, shown, at), pk=file_pk)
    return FileResponse(
        kept.file.open("rb"), as_attachment=True, filename=kept.name, content_type="application/octet-stream"
    )


@require_POST
def remove_file(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    """Take a file out of sight."""
    user, at, shown = account_of(request), arrived_at(request), need_for(request, pk)
    kept = get_object_or_404(files_seen_by(user, shown, at), pk=file_pk)
    return post_act(
        request,
        lambda: remove_from_need(need=shown, attachment=kept, by=user, at=at),
        done=_("Removed."),
        to=_page(pk),
    )


def _named(rows: QuerySet[M], key: str) -> M | None:
    """Return the row that the address names by its key, if it names one."""
    return rows.filter(pk=int(key)).first() if key.isdecimal() and len(key) < LONGEST_KEY else None


def _need_page(request: HttpRequest, form: NeedForm) -> HttpResponse:
    return render(request, "needs/need_form.html", {"form": form})


def _page(pk: int) -> str:
    return reverse("needs:need", args=[pk])
