"""The ladder of tiers of an enterprise."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from qunli.directory.permits import follows_tiers
from qunli.directory.queries import organizations_seen_by
from qunli.duties.queries import duties_about
from qunli.indicators.bridge import ladder_of
from qunli.indicators.permits import assesses_organization
from qunli.indicators.queries import assessments_of
from qunli.indicators.states import VERDICT_TONES
from qunli.rulebook.queries import title_in_reading_language

EARLIER = 10


def ladder(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what an enterprise holds until when, what it could apply for, and what stands between."""
    organization = get_object_or_404(organizations_seen_by(request.user), pk=pk)
    if not follows_tiers(request.user, organization):
        return render(request, "404.html", status=404)
    today = timezone.localdate()
    rungs = ladder_of(organization, on=today)
    shown = [
        {
            "rung": one,
            "title": title_in_reading_language(one.pack) if one.pack else "",
            "verdict_tone": VERDICT_TONES[one.verdict] if one.verdict else "quiet",
            "days_left": (one.ends - today).days if one.is_held and one.ends and one.ends >= today else None,
        }
        for one in rungs
    ]
    context = {
        "organization": organization,
        "rungs": shown,
        "next_up": [one.tier.label for one in rungs if one.could_apply],
        "duties": [one for one in duties_about(organization.ref) if one.key.startswith("recheck ")],
        "earlier": assessments_of(organization)[:EARLIER],
        "assesses": assesses_organization(request.user, organization),
    }
    return render(request, "indicators/ladder.html", context)
