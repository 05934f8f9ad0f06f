"""Loading records for somebody: what they may not see is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from qunli.calls.models import Call, Partner, Proposal
from qunli.calls.permits import may_read_call
from qunli.calls.queries import call_with_topics, proposal_with_team, proposals_seen_by
from qunli.core.views import arrived_at

if TYPE_CHECKING:
    from django.http import HttpRequest


def seen_call(request: HttpRequest, pk: int) -> Call:
    """Load a call that this reader may read."""
    try:
        call = call_with_topics(pk)
    except Call.DoesNotExist as missing:
        raise Http404 from missing
    if not may_read_call(request.user, call):
        raise Http404
    return call


def seen_proposal(request: HttpRequest, pk: int) -> Proposal:
    """Load a proposal that this reader reads whole; a sealed one does not exist for others."""
    try:
        return proposal_with_team(proposals_seen_by(request.user, at=arrived_at(request)), pk)
    except Proposal.DoesNotExist as missing:
        raise Http404 from missing


def partner_of(pk: int) -> Partner:
    """Load an invitation; who may answer it, the act says."""
    try:
        return Partner.objects.select_related("organization__party", "proposal__lead", "proposal__call").get(pk=pk)
    except Partner.DoesNotExist as missing:
        raise Http404 from missing
