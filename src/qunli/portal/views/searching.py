"""The one search."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunli.core.views import arrived_at, asked_too_often, post_act
from qunli.people.permits import account_of
from qunli.portal.actions import end_saved_search, save_search
from qunli.portal.queries.saved import saved_searches_of, wanted_of
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
        "kinds": () if wanted.asks else kinds_open_to(request.user, at=arrived_at(request)),
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


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Save the search that the form carries."""
    wanted = wanted_from(request.POST.dict())

    def act() -> object:
        return save_search(
            wanted=wanted, name=request.POST.get("name", ""), by=account_of(request), at=arrived_at(request)
        )

    done = _("Saved. You get a message when it finds something new.")
    return post_act(request, act, done=done, to=f"{reverse('portal:search')}?{wanted.query}")


@require_GET
def saved(request: HttpRequest) -> HttpResponse:
    """List the searches that somebody saved."""
    rows = [{"saved": one, "wanted": wanted_of(one)} for one in saved_searches_of(account_of(request))]
    return render(request, "portal/saved_searches.html", {"rows": rows})


@require_GET
def open_saved(request: HttpRequest, pk: int) -> HttpResponse:
    """Run a saved search of one's own, as it stands now and for what one may see now."""
    found = get_object_or_404(saved_searches_of(account_of(request)), pk=pk)
    return redirect(f"{reverse('portal:search')}?{found.query}")


@require_POST
def end_saved(request: HttpRequest, pk: int) -> HttpResponse:
    """End a saved search of one's own."""
    found = get_object_or_404(saved_searches_of(account_of(request)), pk=pk)

    def act() -> object:
        return end_saved_search(saved=found, by=account_of(request), at=arrived_at(request))

    return post_act(request, act, done=_("Ended. It tells nothing more."), to=reverse("portal:saved_searches"))
