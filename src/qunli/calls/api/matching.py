"""Matches over the API: who might answer a call and why, one act invites; what an organization might answer."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from qunli.calls import actions
from qunli.calls.models import Call, Match
from qunli.calls.permits import may_read_call, may_read_fitting, may_read_matches
from qunli.calls.queries import call_with_topics
from qunli.calls.queries.matches import Standing, fitting, match_of, matches_for_call
from qunli.core.api import Key, arrived
from qunli.directory.queries import organizations_seen_by
from qunli.people.permits import account_of

router = Router(tags=["calls"])

ACTS = {
    "invite": actions.invite_matched,
    "set-aside": actions.set_match_aside,
    "take-up": actions.take_match_up,
}


class MatchTermOut(Schema):
    """A word that matches, and its share of the score; `through` where another word stands for it."""

    term: str
    share: float
    through: str


class MatchOut(Schema):
    """An organization that fits a topic, or does not: `conflict` says why one is not offered."""

    id: int
    topic_id: int
    organization_id: int
    organization: str
    score: float
    terms: list[MatchTermOut]
    passages: list[str]
    tiers: list[str]
    region: str
    availability: list[str]
    conflict: str
    is_set_aside: bool
    invited_at: datetime | None
    found_at: datetime


class FitOut(Schema):
    """An open item that an organization fits, and the open call that it stands in."""

    item_id: int
    title: str
    call_id: int | None
    score: float
    terms: list[MatchTermOut]
    passages: list[str]


class AskedOut(Schema):
    """Matching is queued."""

    call_id: int


@router.get("/calls/{key}/matches", response=list[MatchOut], url_name="matches", summary="Who might answer, and why")
def matches(request: HttpRequest, key: Key) -> list[MatchOut]:
    """Return the matches of a call's topics, the best of each first."""
    return [_told(one) for one in matches_for_call(_call(request, key))]


@router.post("/calls/{key}/matches", response=AskedOut, url_name="matches", summary="Match a call now")
def ask(request: HttpRequest, key: Key) -> AskedOut:
    """Queue matching, rather than wait for the night."""
    found = actions.ask_for_matches(call=_call(request, key), by=account_of(request), at=arrived())
    return AskedOut(call_id=found.pk)


@router.post(
    "/calls/{key}/matches/{match}/{act}",
    response=list[MatchOut],
    url_name="act_on_match",
    summary="Invite, or set aside",
)
def act_on(
    request: HttpRequest, key: Key, match: Key, act: Literal["invite", "set-aside", "take-up"]
) -> list[MatchOut]:
    """Invite the organization, once; set it aside, or take it up again. Returns the match as it is then."""
    call = _call(request, key)
    try:
        found = match_of(call, match)
    except Match.DoesNotExist as missing:
        raise Http404 from missing
    ACTS[act](match=found, call=call, by=account_of(request), at=arrived())
    return [_told(one) for one in matches_for_call(call) if one.match.pk == found.pk]


@router.get(
    "/organizations/{key}/fitting",
    response=list[FitOut],
    url_name="fitting",
    summary="What an organization could solve",
)
def fits(request: HttpRequest, key: Key) -> list[FitOut]:
    """Return open items and calls that an organization fits, the best first, at most thirty."""
    body = organizations_seen_by(account_of(request)).get(pk=key)
    if not may_read_fitting(request.user, body.party_id):
        raise Http404
    return [
        FitOut(
            item_id=one.item_id,
            title=one.item.public_title,
            call_id=one.call,  # type: ignore[attr-defined]  # annotated
            score=one.score,
            terms=_terms(one),
            passages=one.reasons.get("passages", []),
        )
        for one in fitting(body, at=arrived())[:30]
    ]


def _call(request: HttpRequest, key: int) -> Call:
    found = call_with_topics(key)
    if not may_read_call(request.user, found) or not may_read_matches(request.user, found):
        raise Http404
    return found


def _terms(match: Match) -> list[MatchTermOut]:
    told = match.reasons.get("terms", ())
    return [MatchTermOut(term=term, share=share, through=str(through)) for term, share, through in told]


def _told(one: Standing) -> MatchOut:
    match, fits = one.match, dict(one.match.reasons.get("fits", ()))
    return MatchOut(
        id=match.pk,
        topic_id=one.topic.pk,
        organization_id=match.organization_id,
        organization=match.organization.name,
        score=match.score,
        terms=_terms(match),
        passages=match.reasons.get("passages", []),
        tiers=fits.get("tier", []),
        region=match.organization.jurisdiction_id or "",
        availability=[day for day in fits.get("availability", []) if day],
        conflict=match.conflict,
        is_set_aside=match.set_aside_at is not None,
        invited_at=one.invited_at,
        found_at=match.found_at,
    )
