"""Reading proposals, always through the seal."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from qunli.calls.models import Call, Partner, Proposal, ProposalVersion, Stamp
from qunli.calls.permits import sight_of_proposals
from qunli.calls.states import Consent, ProposalState, StampKind
from qunli.core.models import Attachment, JournalEntry, Paper
from qunli.people.queries import Anyone, standing_of
from qunli.people.states import Role

SUBSTANCE = (
    "title",
    "leader",
    "lead",
    "topic",
    "approach",
    "foundation",
    "schedule",
    "asked_money",
    "own_money",
    "budget",
    "promised",
)
"""What a correction cannot touch."""

HANDED_IN = ("submitted", "corrected")
"""Versions with a receipt, by the reason that made them."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof of what was handed in and when: anybody who keeps it can hold the records against it."""

    version: ProposalVersion
    journal_head: str


def proposals_seen_by(user: Anyone, *, at: datetime) -> QuerySet[Proposal]:
    """Narrow to the proposals that somebody reads whole, sealed ones to team and stampers."""
    return Proposal.objects.filter(sight_of_proposals(user, at=at)).select_related(
        "call", "topic", "lead", "recommending_unit"
    )


def proposals_led_to(user: Anyone, *, at: datetime) -> QuerySet[Proposal]:
    """Narrow to the proposals whose page leads somebody on: to the whole, or to the question they have to answer."""
    asked = proposals_to_answer_by(user).order_by().values("proposal")
    return Proposal.objects.filter(sight_of_proposals(user, at=at) | Q(pk__in=asked))


def recommended_by(user: Anyone, call: Call, *, at: datetime) -> QuerySet[Proposal]:
    """Narrow to the proposals of a call that come by way of somebody's recommending unit, with the day of its stamp."""
    units = standing_of(user).parties(Role.RECOMMENDING_UNIT)
    stamps = Stamp.objects.filter(
        proposal=OuterRef("pk"), version=OuterRef("version"), kind=StampKind.RECOMMENDING_UNIT, is_handed_back=False
    )
    rows = proposals_seen_by(user, at=at).filter(call=call, recommending_unit__in=list(units))
    return rows.annotate(recommended_at=Subquery(stamps.values("stamped_at")[:1]))


def proposals_to_answer_by(user: Anyone) -> QuerySet[Partner]:
    """Return the invitations that wait for a partner's answer by somebody."""
    ours = standing_of(user).parties(Role.MEMBER_EDITOR, Role.UNIT_ADMINISTRATOR)
    return (
        Partner.objects.filter(organization__party__in=list(ours), consent=Consent.ASKED)
        .exclude(proposal__state__in=(ProposalState.WITHDRAWN, ProposalState.MISSED, ProposalState.REJECTED))
        .select_related("organization", "proposal__lead", "proposal__call", "proposal__topic")
        .order_by("proposal__call__team_deadline", "id")
    )


def admitted_proposals(call: Call) -> QuerySet[Proposal]:
    """Return the proposals that passed the form check."""
    return call.proposals.filter(state=ProposalState.ADMITTED).select_related("lead", "topic").order_by("id")


def overdue_corrections(*, on: date) -> list[Proposal]:
    """Return the proposals whose correction should have come before this day."""
    late = Proposal.objects.filter(state=ProposalState.CORRECTING, correction_due_on__lt=on)
    return list(late.select_related("call", "lead").order_by("id"))


def undated_corrections() -> list[Proposal]:
    """Return the proposals whose correction waits for a calendar to be published."""
    waiting = Proposal.objects.filter(state=ProposalState.CORRECTING, correction_due_on=None)
    return list(waiting.select_related("call", "lead").order_by("id"))


def team_parties(proposal: Proposal) -> list[int]:
    """Return the parties of the team: lead, partners that have not refused, and the leader."""
    partners = proposal.partners.exclude(consent=Consent.REFUSED).order_by("id")
    leader = [proposal.leader_party_id] if proposal.leader_party_id else []
    return [proposal.lead.party_id, *partners.values_list("organization__party_id", flat=True), *leader]


def proposal_with_team(rows: QuerySet[Proposal], pk: int) -> Proposal:
    """Load one of the rows with all that its page shows; raises `DoesNotExist`."""
    partners = Partner.objects.select_related("organization", "answered_by__party").order_by("id")
    return (
        rows.select_related("call__authority", "topic__item", "lead", "recommending_unit", "leader_party")
        .prefetch_related(Prefetch("partners", partners), "topic__indicators")
        .get(pk=pk)
    )


def files_of(proposal: Proposal) -> QuerySet[Attachment]:
    """Return the files of a proposal that stand."""
    return Attachment.objects.filter(
        about_room="calls", about_kind="proposal", about_id=proposal.pk, removed_at=None
    ).order_by("id")


def papers_of_proposal(proposal: Proposal) -> QuerySet[Paper]:
    """Return the papers of a proposal and of its letters, newest first."""
    letters = proposal.letters.values("pk")
    own, theirs = Q(about_kind="proposal", about_id=proposal.pk), Q(about_kind="commitmentletter", about_id__in=letters)
    return Paper.objects.filter(own | theirs, about_room="calls").select_related("stamped_scan").order_by("-id")


def content_of(proposal: Proposal) -> dict[str, Any]:
    """Write a proposal down word for word, as its fingerprint is taken from it."""
    partners = proposal.partners.order_by("id").values_list("organization__name", "part", "consent", "answered_at")
    letters = proposal.letters.order_by("kind").values_list("kind", "words", "signed_by__party__name", "signed_at")
    files = files_of(proposal).values_list("purpose", "name", "sha256")
    content = {
        "number": proposal.number,
        "call": proposal.call.number,
        "topic": proposal.topic.title,
        "lead": proposal.lead.name,
        "leader": proposal.leader_name,
        "recommending_unit": proposal.recommending_unit.name if proposal.recommending_unit else "",
        **{key: getattr(proposal, key) for key in ("title", "approach", "foundation", "schedule")},
        "asked_money": f"{proposal.asked_money:.2f}",
        "own_money": f"{proposal.own_money:.2f}",
        "budget": proposal.budget,
        "promised": proposal.promised,
        "partners": [list(row) for row in partners],
        "letters": [list(row) for row in letters],
        "files": [list(row) for row in files],
    }
    settled: dict[str, Any] = json.loads(json.dumps(content, cls=DjangoJSONEncoder))
    return settled


def fingerprint_of(content: dict[str, Any]) -> str:
    """SHA-256 over the content as canonical JSON: keys sorted, no spaces, UTF-8."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def substance_of(content: dict[str, Any]) -> dict[str, Any]:
    """Return the part of a content that a correction cannot touch."""
    return {key: content[key] for key in SUBSTANCE}


def was_handed_in(proposal: Proposal) -> bool:
    """Tell whether there is a receipt."""
    return proposal.versions.filter(reason__in=HANDED_IN).exists()


def receipts_of(proposal: Proposal) -> list[Receipt]:
    """Return a receipt for each time that the proposal was handed in, newest first."""
    handed_in = proposal.versions.filter(reason__in=HANDED_IN).select_related("made_by__party").order_by("-version")
    entries = JournalEntry.objects.filter(
        about_room="calls",
        about_kind="proposal",
        about_id=proposal.pk,
        act__in=("calls.submit_proposal", "calls.correct_proposal"),
    ).select_related("seal")
    heads = {entry.facts.get("version"): str(entry.seal) for entry in entries}
    return [Receipt(version, heads.get(version.version, "")) for version in handed_in]
