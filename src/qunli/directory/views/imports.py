"""Reading a roster, looking at what it would do, and agreeing."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunli.core.forms import SheetForm
from qunli.core.states import Refused, named
from qunli.core.views import arrived_at, form_page, list_page, post_act
from qunli.directory.actions import discard_roster, enter_roster, preview_roster
from qunli.directory.bridge.preview import shown_rows
from qunli.directory.bridge.words import VOCABULARY
from qunli.directory.models import Cluster, RosterImport
from qunli.directory.states import ImportState
from qunli.directory.tables import IMPORTS
from qunli.directory.views.organizations import told_history
from qunli.people.permits import account_of

PAGE = 100
SHOWN = ("all", "new", "changed", "same")


def imports(request: HttpRequest) -> HttpResponse:
    """List the rosters that were read."""
    rows = RosterImport.objects.select_related("cluster").defer("rows", "faults")
    context = {"clusters": Cluster.objects.order_by("id")}
    return list_page(request, table=IMPORTS, rows=rows, template="directory/imports.html", context=context)


def import_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a roster for a cluster."""
    cluster = get_object_or_404(Cluster, pk=pk)
    form = SheetForm(request.POST or None, request.FILES or None)

    def act(_form: object) -> str:
        file = form.cleaned_data["file"]
        made = preview_roster(cluster=cluster, file=file, by=account_of(request), at=arrived_at(request))
        return reverse("directory:rosterimport", args=[made.pk])

    back = reverse("directory:cluster", args=[pk])
    context = {
        "title": _("Import a roster"),
        "pretitle": named(cluster),
        "intro": _("The file is read and shown first. Nothing enters before you agree."),
        "submit": _("Read the file"),
        "back": back,
        "crumbs": [(_("Clusters"), reverse("directory:clusters")), (named(cluster), back)],
    }
    return form_page(request, form=form, act=act, context=context)


def rosterimport(request: HttpRequest, pk: int) -> HttpResponse:
    """Show every fault with its cell, and every row as it will enter."""
    found = get_object_or_404(RosterImport.objects.select_related("cluster", "stated_by__party"), pk=pk)
    rows = shown_rows(found)
    counts = {kind: sum(row.what == kind for row in rows) for kind in SHOWN[1:]} | {"all": len(rows)}
    chosen = request.GET.get("show", "all")
    narrowed = rows if chosen not in SHOWN[1:] else [row for row in rows if row.what == chosen]
    context: dict[str, Any] = {
        "found": found,
        "faults": VOCABULARY.shown(found.faults),
        "page": Paginator(narrowed, PAGE).get_page(request.GET.get("page")),
        "counts": counts,
        "tabs": _tabs(counts, chosen),
        "aside": found.outcome.get("aside", []),
        "is_open": found.state == ImportState.PREVIEWED,
        "history": told_history(found.ref),
    }
    return render(request, "directory/rosterimport.html", context)


@require_POST
def import_enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter what was shown."""
    found = get_object_or_404(RosterImport, pk=pk)
    to = reverse("directory:rosterimport", args=[pk])
    return post_act(
        request,
        lambda: enter_roster(roster_import=found, by=account_of(request), at=arrived_at(request)),
        done=_("All of it is in the directory."),
        to=to,
    )


@require_POST
def import_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a preview away."""
    found = get_object_or_404(RosterImport, pk=pk)
    try:
        discard_roster(roster_import=found, by=account_of(request), at=arrived_at(request))
    except Refused:
        return redirect("directory:rosterimport", pk)
    return redirect("directory:imports")


def _tabs(counts: dict[str, int], chosen: str) -> list[dict[str, Any]]:
    words = {"all": _("All rows"), "new": _("New"), "changed": _("Changed"), "same": _("As it is")}
    return [
        {"label": words[kind], "url": f"?show={kind}", "active": kind == chosen, "count": counts[kind]}
        for kind in SHOWN
    ]
