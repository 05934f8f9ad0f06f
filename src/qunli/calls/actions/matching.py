"""Keeping matches, inviting who matches, and setting aside who does not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.calls.bridge import FoundMatch, MatchingMissing, matching_is_installed
from qunli.calls.models import Call, CallInvitation, CallTopic, Match
from qunli.calls.permits import may_issue
from qunli.calls.states import CallState
from qunli.core.actions import action, lock, queue_job, tell, write_journal
from qunli.core.states import Doer, Refused
from qunli.needs.models import ListItem
from qunli.people.models import User
from qunli.people.permits import require


class AlreadyInvited(Refused):
    """An organization is asked once about a topic."""


class NotToInvite(Refused):
    """The call takes no proposals now, or the organization may not be offered."""


@action(_("Matches asked for"))
def ask_for_matches(*, call: Call, by: User, at: datetime) -> Call:
    """Have the topics of a call matched now rather than in the night. Raises `MatchingMissing`."""
    require(may_issue(by, call))
    if not matching_is_installed():
        raise MatchingMissing
    queue_job("calls.match_call", key="calls.match_call", call=call.pk)
    write_journal(on=call, by=by, at=at)
    return call


@action(_("Matches found"))
def record_matches(*, item: ListItem, found: Sequence[FoundMatch], by: Doer, at: datetime) -> int:
    """Keep what matching found for an item in place of what it found before; return how many are offered.

    What was set aside stays set aside.
    """
    held = lock(ListItem.objects.all(), item.pk)
    Match.objects.filter(item=held, set_aside_at=None).exclude(
        organization__in=[one.organization for one in found]
    ).delete()
    for place, one in enumerate(found, 1):
        Match.objects.update_or_create(
            item=held,
            organization_id=one.organization,
            defaults={
                "place": place,
                "score": one.score,
                "reasons": one.reasons,
                "conflict": one.conflict,
                "found_at": at,
            },
        )
    offered = sum(not one.conflict for one in found)
    write_journal(on=held, by=by, at=at, facts={"offered": offered, "excluded": len(found) - offered})
    return offered


@action(_("Organization invited"))
def invite_matched(*, match: Match, call: Call, by: User, at: datetime) -> CallInvitation:
    """Invite a matched organization to answer its topic of a call, once; its people are told why.

    Raises `AlreadyInvited`, and `NotToInvite` where the call takes no proposals or a conflict excludes.
    """
    held = lock(Call.objects.all(), call.pk)
    require(may_issue(by, held))
    topic = CallTopic.objects.get(call=held, item=match.item_id)
    if held.state != CallState.PUBLISHED or held.team_deadline is None or held.team_deadline <= at:
        raise NotToInvite(_("%(call)s takes no proposals now.") % {"call": held.number})
    if match.conflict:
        raise NotToInvite(_("It cannot be offered: %(why)s") % {"why": _(match.conflict)})
    invitation, is_new = CallInvitation.objects.get_or_create(
        topic=topic,
        organization_id=match.organization_id,
        defaults={"score": match.score, "stated_by": by, "stated_at": at},
    )
    if not is_new:
        raise AlreadyInvited(_("It was invited already."))
    tell(
        parties=[match.organization.party_id],
        occasion=f"topic {topic.pk} invitation",
        words=gettext_noop("You are invited to answer “%(topic)s” in the call %(call)s. What you do fits: %(why)s."),
        params={"topic": topic.title, "call": held.number, "why": "、".join(leading_terms(match))},
        about=held,
        at=at,
    )
    write_journal(on=held, by=by, at=at, facts={"topic": topic.pk, "organization": match.organization_id})
    return invitation


@action(_("Match set aside"))
def set_match_aside(*, match: Match, call: Call, by: User, at: datetime) -> Match:
    """Note that an organization does not fit after all: it is not offered again, and matching learns of it."""
    return _set(match, call, by=by, at=at, aside=True)


@action(_("Match taken up again"))
def take_match_up(*, match: Match, call: Call, by: User, at: datetime) -> Match:
    """Undo that a match was set aside."""
    return _set(match, call, by=by, at=at, aside=False)


def leading_terms(match: Match) -> list[str]:
    """Return the words that count most for a match."""
    return [str(term) for term, _share, _through in match.reasons.get("terms", ()) if term][:3]


def _set(match: Match, call: Call, *, by: User, at: datetime, aside: bool) -> Match:
    require(may_issue(by, call))
    held = lock(Match.objects.all(), match.pk)
    held.set_aside_by, held.set_aside_at = (by, at) if aside else (None, None)
    held.save(update_fields=["set_aside_by", "set_aside_at"])
    write_journal(on=call, by=by, at=at, facts={"organization": held.organization_id, "item": held.item_id})
    return held
