"""Reading a sheet of needs, looking at what it would do, and agreeing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunli.core.forms import SheetForm
from qunli.core.states import Refused, named
from qunli.core.views import arrived_at, form_page, history_entries, list_page, post_act
from qunli.directory.states import ImportState
from qunli.needs.actions import discard_needs, enter_needs, preview_needs
from qunli.needs.bridge.preview import shown_needs
from qunli.needs.bridge.sheet import VOCABULARY
from qunli.needs.models import Need, NeedsImport
from qunli.needs.queries import clusters_prepared_by, needs_imports_seen_by, needs_seen_by
from qunli.needs.tables import needs_imports_table
from qunli.people.permits import account_of

if TYPE_CHECKING:
    from qunli.people.models import User

PAGE = 100


def imports(request: HttpRequest) -> HttpResponse:
    """List the sheets of needs that were read."""
    rows = needs_imports_seen_by(account_of(request)).defer("rows", "faults")
    return list_page(request, table=needs_imports_table(), rows=rows, template="needs/imports.html")


def import_add(request: HttpRequest) -> HttpResponse:
    """Read a sheet of needs."""
    user = account_of(request)
    cluster = get_object_or_404(clusters_prepared_by(user)[:1])
    form = SheetForm(request.POST or None, request.FILES or None)

    def act(_form: object) -> str:
        made = preview_needs(cluster=cluster, file=form.cleaned_data["file"], by=user, at=arrived_at(request))
        return reverse("needs:needsimport", args=[made.pk])

    back = reverse("needs:imports")
    context = {
        "title": _("Import needs"),
        "pretitle": named(cluster),
        "intro": _(
            "One need a row: the organization by name or code, a title, and whatever else is known."
            " The file is read and shown first. Nothing enters before you agree; then each is its organization's draft."
        ),
        "submit": _("Read the file"),
        "back": back,
        "crumbs": [(_("Needs"), reverse("needs:needs")), (_("Sheets read"), back)],
    }
    return form_page(request, form=form, act=act, context=context)


def needsimport(request: HttpRequest, pk: int) -> HttpResponse:
    """Show every fault with its cell, and every need as it will enter."""
    user = account_of(request)
    found = _found(user, pk)
    rows = shown_needs(found)
    context: dict[str, Any] = {
        "found": found,
        "faults": VOCABULARY.shown(found.faults),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "fresh": sum(row.present is None for row in rows),
        "same": sum(row.present is not None for row in rows),
        "aside": found.outcome.get("aside", []),
        "is_open": found.state == ImportState.PREVIEWED,
        "entered": Need.objects.filter(pk__in=found.outcome.get("needs", [])).count(),
        "seen": needs_seen_by(user, arrived_at(request)).filter(pk__in=found.outcome.get("needs", [])).order_by("pk"),
        "history": history_entries(found.ref),
    }
    return render(request, "needs/needsimport.html", context)


@require_POST
def import_enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter what was shown."""
    user = account_of(request)
    found = _found(user, pk)
    return post_act(
        request,
        lambda: enter_needs(needs_import=found, by=user, at=arrived_at(request)),
        done=_("Every need is a draft of its organization, and the organizations are told."),
        to=reverse("needs:needsimport", args=[pk]),
    )


@require_POST
def import_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a preview away."""
    user = account_of(request)
    found = _found(user, pk)
    try:
        discard_needs(needs_import=found, by=user, at=arrived_at(request))
    except Refused:
        return redirect("needs:needsimport", pk)
    return redirect("needs:imports")


def _found(user: User, pk: int) -> NeedsImport:
    return get_object_or_404(needs_imports_seen_by(user).select_related("stated_by__party"), pk=pk)
