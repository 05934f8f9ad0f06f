"""What a candidate may see before anybody is assigned: titles as a judge would read them, and no more."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext

from qunli.calls.models import Partner
from qunli.calls.states import Consent
from qunli.core.states import listed
from qunli.review.models import Bid, Candidate, Conflict, Panel, PanelProposal
from qunli.review.queries.conflicts import find_conflicts
from qunli.review.queries.reading import masked, names_of
from qunli.review.queries.terms import number_term

__all__ = ["Biddable", "biddable", "topics_before"]


@dataclass(frozen=True, slots=True)
class Biddable:
    """A proposal as its candidate reads it; of one they are recused from, only the number and the topic."""

    proposal_id: int
    number: str
    topic: str
    title: str
    team: str
    said: str
    is_recused: bool


def topics_before(panel: Panel) -> list[tuple[str, int]]:
    """Return the published topics that a panel judges, and how many proposals stand on each: all before signing."""
    counts: dict[str, int] = {}
    for row in PanelProposal.objects.filter(panel=panel).select_related("proposal__topic").order_by("position", "id"):
        counts[row.proposal.topic.title] = counts.get(row.proposal.topic.title, 0) + 1
    return list(counts.items())


def biddable(candidate: Candidate) -> list[Biddable]:
    """Return the proposals of the panel as a candidate who has signed may read them.

    Before a blind panel no name of a team is there. Where a fact is known, found or declared, nothing but the number
    and the published topic is shown, so that nobody reads a competitor's title.
    """
    panel = candidate.panel
    partners = Partner.objects.select_related("organization").order_by("id")
    rows = PanelProposal.objects.filter(panel=panel).select_related("proposal__lead", "proposal__topic")
    rows = rows.prefetch_related(Prefetch("proposal__partners", partners)).order_by("position", "id")
    proposals = [row.proposal for row in rows]
    years = number_term(panel.call, "conflict_window_years")
    on = timezone.localdate(candidate.stated_at)
    found = find_conflicts([candidate.expert], proposals, on=on, years=years)
    tied = {one.proposal_id for one in found}
    tied |= set(Conflict.objects.filter(panel=panel, expert=candidate.expert_id).values_list("proposal_id", flat=True))
    said = dict(Bid.objects.filter(candidate=candidate).values_list("proposal_id", "choice"))
    shown = []
    for one in proposals:
        recused = one.pk in tied
        names = names_of(one) if panel.is_blind else ()
        consenting = [row.organization.name for row in one.partners.all() if row.consent != Consent.REFUSED]
        team = "" if recused or panel.is_blind else listed([one.lead.name, *consenting, one.leader_name])
        shown.append(
            Biddable(
                proposal_id=one.pk,
                number=one.number,
                topic=one.topic.title,
                title=gettext("You are recused from this proposal.") if recused else masked(one.title, names),
                team=team,
                said=said.get(one.pk, ""),
                is_recused=recused,
            )
        )
    return shown
