"""The one search."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from qunli.core.views import arrived_at, asked_too_often
from qunli.portal.queries.search import SHOWN, Results, kinds_open_to, search_for, wanted_from

SEARCHES_A_MINUTE: Final = 60


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Search what the one who asks may see."""
    wanted = wanted_from(request.GET.dict())
    if wanted.asks and asked_too_often(request, "search", limit=SEARCHES_A_MINUTE, seconds=60):
        return render(request, "429.html", status=429)
    results = search_for(request.user, wanted, at=arrived_at(request))
    context = {
        "wanted": wanted,
        "results": results,
        "pages": pages_of(results),
        "first_query": wanted.paged(1).query,
        "kinds": kinds_open_to(request.user, at=arrived_at(request)),
    }
    return render(request, "portal/search.html", context)


def pages_of(results: Results) -> dict[str, object]:
    """Return where the pages before and after this one are."""
    wanted = results.wanted
    return {
        "first": (wanted.page - 1) * SHOWN + 1,
        "last": (wanted.page - 1) * SHOWN + len(results.found),
        "previous": wanted.paged(wanted.page - 1).query if wanted.page > 1 else "",
        "next": wanted.paged(wanted.page + 1).query if wanted.page < results.pages else "",
    }
