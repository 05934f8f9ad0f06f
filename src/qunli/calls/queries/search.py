"""What the one search finds in this room: calls with their topics, and proposals for those who may read them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qunli.calls.models import Call, Proposal
from qunli.calls.queries.calls import calls_seen_by
from qunli.calls.queries.proposals import proposals_seen_by
from qunli.core.queries.searching import Entry, Searched

if TYPE_CHECKING:
    from qunli.people.queries import Anyone


def _calls() -> QuerySet[Call]:
    return Call.objects.select_related("cluster", "authority").prefetch_related("topics")


def _calls_seen_by(user: Anyone, at: datetime) -> QuerySet[Call]:
    del at
    return calls_seen_by(user)


def _call(call: Call) -> Entry:
    topics = (text for topic in call.topics.all() for text in (topic.title, topic.title_en, topic.summary))
    return Entry(
        title=(call.title, call.title_en, call.number),
        body=(call.guide, call.authority.name, *topics),
        region=call.cluster.jurisdiction_id,
        dated=timezone.localdate(call.published_at or call.stated_at),
        state=call.state,
    )


def _proposals() -> QuerySet[Proposal]:
    return Proposal.objects.select_related("lead", "topic__item")


def _proposals_seen_by(user: Anyone, at: datetime) -> QuerySet[Proposal]:
    return proposals_seen_by(user, at=at)


def _proposal(proposal: Proposal) -> Entry:
    """A proposal is never everybody's: before the opening, and after it."""
    return Entry(
        title=(proposal.title, proposal.number),
        body=(*_texts_of_proposal(proposal), proposal.lead.name, proposal.leader_name, proposal.topic.title),
        is_closed=True,
        field=proposal.topic.item.field_id,
        region=proposal.lead.jurisdiction_id or "",
        dated=timezone.localdate(proposal.stated_at),
        state=proposal.state,
    )


def _texts_of_proposal(proposal: Proposal) -> tuple[str, ...]:
    return (proposal.approach, proposal.foundation, proposal.schedule)


CALLS = Searched(
    kind="call",
    title=_("Calls"),
    records=_calls,
    entry=_call,
    seen_by=_calls_seen_by,
    label=lambda call: str(call.title),
    note=lambda call: f"{call.number} · {call.get_state_display()}",
    texts=lambda call: (call.guide,),
    follows={
        ("calls", "calltopic"): ("topics",),
        ("directory", "cluster"): ("cluster",),
        ("people", "party"): ("authority",),
    },
)
PROPOSALS = Searched(
    kind="proposal",
    title=_("Proposals"),
    records=_proposals,
    entry=_proposal,
    seen_by=_proposals_seen_by,
    label=lambda proposal: str(proposal.title),
    note=lambda proposal: f"{proposal.number} · {proposal.lead.name} · {proposal.get_state_display()}",
    texts=_texts_of_proposal,
    may_close=True,
    follows={("calls", "call"): ("call",), ("calls", "calltopic"): ("topic",), ("needs", "listitem"): ("topic__item",)},
    named_after={("directory", "organization"): ("lead",)},
)
