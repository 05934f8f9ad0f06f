"""What a recommending unit has before it in a call: its own proposals, their state, the deadlines; Excel and Word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from qunli.calls.bridge import unit_summary_of
from qunli.calls.queries import calls_seen_by, recommended_by
from qunli.calls.states import ProposalState
from qunli.calls.tables import RECOMMENDED
from qunli.calls.views.public import road_of
from qunli.core.bridge import loose_file
from qunli.core.tables import as_of
from qunli.core.views import arrived_at, docx_file, list_page
from qunli.people.models import Party
from qunli.people.permits import account_of, require, standing_of
from qunli.people.states import Role

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def recommended(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a recommending unit its proposals in a call; as Word it is the summary that the unit stamps."""
    user, at = account_of(request), arrived_at(request)
    call = get_object_or_404(calls_seen_by(user), pk=pk)
    units = standing_of(user).parties(Role.RECOMMENDING_UNIT)
    require(bool(units))
    rows = recommended_by(user, call, at=at)
    if request.GET.get("format") == "docx":
        form = RECOMMENDED.form(request.GET)
        shown = RECOMMENDED.sorted(RECOMMENDED.narrowed(rows, form), request.GET)
        names = Party.objects.filter(pk__in=list(units)).order_by("name").values_list("name", flat=True)
        content = unit_summary_of(call, shown, names)
        return docx_file(loose_file(content, foot=as_of(at), is_wide=True), f"recommended-{call.number}")
    counted = dict(rows.order_by("state").values_list("state").annotate(many=Count("id")))
    context = {
        "call": call,
        "dates": road_of(call, now=at),
        "stats": [(state.label, counted[state]) for state in ProposalState if counted.get(state)],
        "crumbs": [(call.title, reverse("calls:call", args=[pk])), (_("Proposals by way of my unit"), "")],
    }
    return list_page(request, table=RECOMMENDED, rows=rows, template="calls/recommended.html", context=context)
