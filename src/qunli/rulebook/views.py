"""Pages of rule packs: public, article by article, each value with its source and how sure we are of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from qunli.core.views import history_entries, list_page
from qunli.rulebook.models import RulePack
from qunli.rulebook.queries import (
    newest_packs,
    parameters,
    parameters_by_confidence,
    steps_of,
    title_in_reading_language,
    versions_of,
)
from qunli.rulebook.states import Confidence
from qunli.rulebook.tables import packs_table


def packs(request: HttpRequest) -> HttpResponse:
    """List the newest version of each pack."""
    return list_page(request, table=packs_table(), rows=newest_packs())


def pack(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one version of a pack, parameter by parameter."""
    shown = get_object_or_404(RulePack, pk=pk)
    counted = parameters_by_confidence(shown.content)
    context = {
        "pack": shown,
        "title": title_in_reading_language(shown),
        "steps": [{"label": words, "state": "next"} for words in steps_of(shown.content)],
        "parameters": parameters(shown.content),
        "counted": [{"label": Confidence(key).label, "count": count} for key, count in counted.items()],
        "versions": versions_of(shown.code),
        "history": history_entries(shown.ref),
    }
    return render(request, "rulebook/pack.html", context)


def toml(_request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the file as it came."""
    shown = get_object_or_404(RulePack, pk=pk)
    response = HttpResponse(shown.toml, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{shown.code}-v{shown.version}.toml"'
    return response
