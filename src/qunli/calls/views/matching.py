"""Who might answer a call, and what an organization might answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from qunli.calls.actions import ask_for_matches, invite_matched, set_match_aside, take_match_up
from qunli.calls.bridge import matching_is_installed
from qunli.calls.models import Match
from qunli.calls.permits import may_issue, may_read_fitting, may_read_matches
from qunli.calls.queries.matches import Standing, fitting, grouped, match_of, matches_for_call
from qunli.calls.states import CallState
from qunli.calls.views.loading import seen_call
from qunli.core.states import Words
from qunli.core.views import arrived_at, post_act
from qunli.directory.models import Organization
from qunli.directory.queries import organizations_seen_by
from qunli.directory.states import Tier
from qunli.people.permits import account_of

if TYPE_CHECKING:
    from datetime import datetime

    from qunli.calls.models import Call

BEST: Final = 3
TELLING: Final = 2
MOST_TERMS: Final = 10
"""Words are shown from so many percent of the score on, and so many of them; the rest is one sum."""
ACTS: Final[dict[str, tuple[Callable[..., object], Words]]] = {
    "invite": (invite_matched, gettext_lazy("Invited: its people have a message.")),
    "set-aside": (set_match_aside, gettext_lazy("Set aside: it is not offered here again.")),
    "take-up": (take_match_up, gettext_lazy("It is offered again.")),
}


@require_GET
def matches(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the organizations that fit each topic of a call, and why."""
    shown = _call_of(request, pk)
    standings = matches_for_call(shown)
    invites = may_issue(request.user, shown)
    topics = [{"topic": topic, "rows": [told(one) for one in rows]} for topic, rows in grouped(standings)]
    offered = [told(one) for one in standings if one.match.set_aside_at is None and not one.match.conflict]
    context = {
        "call": shown,
        "topics": topics,
        "best": sorted(offered, key=lambda row: row["match"].place)[:BEST],
        "invites": invites,
        "is_open": takes_proposals(shown, arrived_at(request)),
        "found_at": max((one.match.found_at for one in standings), default=None),
        "is_installed": matching_is_installed(),
        "crumbs": [(_("Calls"), reverse("calls:calls")), (shown.title, reverse("calls:call", args=[pk]))],
    }
    return render(request, "calls/matches.html", context)


@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a call matched now."""
    shown = _call_of(request, pk)

    def act() -> object:
        return ask_for_matches(call=shown, by=account_of(request), at=arrived_at(request))

    done = _("Matching is queued; look again in a minute.")
    return post_act(request, act, done=done, to=reverse("calls:matches", args=[pk]))


@require_POST
def act_on(request: HttpRequest, pk: int, match: int, act: str) -> HttpResponse:
    """Invite a matched organization, set it aside, or take it up again."""
    shown = _call_of(request, pk)
    if act not in ACTS:
        raise Http404
    try:
        found = match_of(shown, match)
    except Match.DoesNotExist as missing:
        raise Http404 from missing
    run, done = ACTS[act]
    return post_act(
        request,
        lambda: run(match=found, call=shown, by=account_of(request), at=arrived_at(request)),
        done=done,
        to=f"{reverse('calls:matches', args=[pk])}#match-{match}",
    )


@require_GET
def fits(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an organization's people what is open that they might solve."""
    body = get_object_or_404(organizations_seen_by(request.user), pk=pk)
    if not may_read_fitting(request.user, body.party_id):
        raise Http404
    rows = [reasons_of(match) | {"item": match.item, "call": match.call} for match in _best(body, arrived_at(request))]
    crumbs = [
        (_("Organizations"), reverse("directory:organizations")),
        (body.name, reverse("directory:organization", args=[pk])),
    ]
    return render(
        request, "calls/fitting.html", {"organization": body, "rows": rows, "best": rows[:BEST], "crumbs": crumbs}
    )


def takes_proposals(call: Call, at: datetime) -> bool:
    """Tell whether somebody could still answer."""
    return call.state == CallState.PUBLISHED and call.team_deadline is not None and at < call.team_deadline


def told(one: Standing) -> dict[str, Any]:
    """Return a match with its reasons in the reader's words."""
    conflict = _(one.match.conflict) if one.match.conflict else ""
    return reasons_of(one.match) | {"topic": one.topic, "invited_at": one.invited_at, "conflict": conflict}


def reasons_of(match: Match) -> dict[str, Any]:
    """Return why: words with their share in percent, passages, tiers, place, availability."""
    tiers = dict(Tier.choices)
    fits = dict(match.reasons.get("fits", ()))
    place = match.organization.jurisdiction
    terms = [{"term": term, "percent": round(100 * share)} for term, share, _through in match.reasons.get("terms", ())]
    shown = [one for one in terms if one["percent"] >= TELLING][:MOST_TERMS]
    return {
        "match": match,
        "terms": shown,
        "rest": 100 - sum(one["percent"] for one in shown) if shown else 0,
        "passages": match.reasons.get("passages", ()),
        "tiers": [str(tiers.get(tier, tier)) for tier in fits.get("tier", ())],
        "region": place.name if place else "",
        "availability": " – ".join(filter(None, fits.get("availability", ()))),
    }


def _best(body: Organization, at: datetime) -> list[Any]:
    return list(fitting(body, at=at).select_related("organization__jurisdiction", "item__field", "item__key_list")[:30])


def _call_of(request: HttpRequest, pk: int) -> Call:
    shown = seen_call(request, pk)
    if not may_read_matches(request.user, shown):
        raise Http404
    return shown
