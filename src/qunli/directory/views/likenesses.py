"""Organizations that look alike: side by side, for a person to say whether they are one."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunli.core.states import Refused
from qunli.core.views import arrived_at, post_act
from qunli.directory.actions import keep_apart, merge_organizations, offer_again, undo_merge
from qunli.directory.models import Likeness, Merge
from qunli.directory.queries import compared, kept_apart, open_likenesses, recent_merges
from qunli.people.permits import account_of

PAGE = 20


def likenesses(request: HttpRequest) -> HttpResponse:
    """Show the pairs to be looked at, and what was decided lately."""
    page = Paginator(open_likenesses().select_related("one", "other"), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "pairs": compared(list(page.object_list)),
        "merges": recent_merges(),
        "apart": kept_apart(),
    }
    return render(request, "directory/likenesses.html", context)


@require_POST
def likeness_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Merge a pair into the one that the person chose."""
    found = get_object_or_404(Likeness.objects.select_related("one", "other"), pk=pk)
    kept, merged = (found.other, found.one) if request.POST.get("keep") == "other" else (found.one, found.other)

    def act() -> None:
        if request.POST.get("keep") not in {"one", "other"}:
            raise Refused(_("Say which of the two is kept."))
        merge_organizations(kept=kept, merged=merged, by=account_of(request), at=arrived_at(request))

    return post_act(request, act, done=_("Merged. It can be undone below."), to=reverse("directory:likenesses"))


@require_POST
def likeness_apart(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that they are two."""
    found = get_object_or_404(Likeness, pk=pk)
    return post_act(
        request,
        lambda: keep_apart(likeness=found, by=account_of(request), at=arrived_at(request)),
        done=_("Kept apart."),
        to=reverse("directory:likenesses"),
    )


@require_POST
def likeness_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Take that back."""
    found = get_object_or_404(Likeness, pk=pk)
    return post_act(
        request,
        lambda: offer_again(likeness=found, by=account_of(request), at=arrived_at(request)),
        done=_("Offered again."),
        to=reverse("directory:likenesses"),
    )


@require_POST
def merge_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a merge."""
    found = get_object_or_404(Merge, pk=pk)
    return post_act(
        request,
        lambda: undo_merge(merge=found, by=account_of(request), at=arrived_at(request)),
        done=_("The merge is undone."),
        to=reverse("directory:likenesses"),
    )
