"""What a proposal still lacks: told while there is time, and refused all at once when it is handed in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from qunli.calls.models import Proposal
from qunli.calls.queries.proposals import files_of, team_parties
from qunli.calls.queries.terms import term_holds, term_number
from qunli.calls.states import Consent, LetterKind, ProposalState
from qunli.core.states import listed
from qunli.directory.queries import credit_marks_against, is_one_of, living_ids
from qunli.funds.queries import negative_costs_among, parties_of, region_of, regions_of

if TYPE_CHECKING:
    from qunli.core.states import Words

FEWEST_REGIONS = 2
"""Where the pack is silent: undertaking units come from at least two regions (domain rules 1.8)."""
OUT_OF_THE_RUNNING = (ProposalState.WITHDRAWN, ProposalState.MISSED, ProposalState.REJECTED)


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing: where to put it right, and the words."""

    place: str
    words: Words


def missing_of(proposal: Proposal, *, on: date) -> list[Missing]:
    """List everything that stands between a draft and its being handed in, by the terms of its call."""
    return [
        *_missing_words(proposal),
        *_missing_money(proposal),
        *_missing_promises(proposal),
        *_missing_files(proposal),
        *_missing_team(proposal),
        *_breaches(proposal, on=on),
        *_missing_of_fund(proposal),
    ]


def _missing_words(proposal: Proposal) -> Iterator[Missing]:
    wanted = {
        "title": _("The proposal has no title."),
        "leader_name": _("The team leader is not named."),
        "approach": _("The technical approach is not written."),
        "foundation": _("The team's foundation is not described."),
        "schedule": _("The schedule is not written."),
    }
    for place, words in wanted.items():
        if not getattr(proposal, place).strip():
            yield Missing(place, words)
    if proposal.call.recommending_deadline and proposal.recommending_unit_id is None:
        yield Missing("recommending_unit", _("No recommending unit is chosen."))
    if not proposal.letters.filter(kind=LetterKind.LEADER).exists():
        yield Missing("letters", _("The team leader has not signed the commitment letter."))


def _missing_money(proposal: Proposal) -> Iterator[Missing]:
    asked, own = proposal.asked_money, proposal.own_money
    if not proposal.budget:
        yield Missing("budget", _("The budget has no line."))
    else:
        lines = sum((amount_of(row.get("amount")) or Decimal(0) for row in proposal.budget), Decimal(0))
        if lines != asked + own:
            words = _("The budget lines make %(lines)s yuan; money asked for and own money make %(whole)s yuan.")
            yield Missing("budget", words % {"lines": f"{lines:,.2f}", "whole": f"{asked + own:,.2f}"})
    offered = proposal.topic.poster_money + proposal.topic.fiscal_money
    if offered and asked > offered:
        words = _("%(asked)s yuan are asked for; this topic offers %(offered)s yuan.")
        yield Missing("asked_money", words % {"asked": f"{asked:,.2f}", "offered": f"{offered:,.2f}"})


def _missing_promises(proposal: Proposal) -> Iterator[Missing]:
    promised = {row.get("indicator"): str(row.get("value", "")).strip() for row in proposal.promised}
    for indicator in proposal.topic.indicators.order_by("position", "id"):
        if not promised.get(indicator.pk):
            yield Missing("promised", _("Nothing is promised for “%(name)s”.") % {"name": indicator.name})


def _missing_files(proposal: Proposal) -> Iterator[Missing]:
    there = set(files_of(proposal).values_list("purpose", flat=True))
    for wanted in proposal.call.required_attachments:
        if wanted["key"] not in there:
            yield Missing("files", _("“%(name)s” is not attached.") % {"name": wanted["label"]})


def _missing_team(proposal: Proposal) -> Iterator[Missing]:
    partners = list(proposal.partners.select_related("organization").order_by("id"))
    today = living_ids([proposal.lead_id, *(one.organization_id for one in partners)])
    for partner in partners:
        if today[partner.organization_id] == today[proposal.lead_id]:
            words = _("%(name)s and the lead are one organization: remove it from the partners.")
            yield Missing("partners", words % {"name": partner.organization.name})
    for partner in (one for one in partners if one.consent != Consent.GIVEN):
        words = (
            _("%(name)s has refused to be a partner: remove it or ask another.")
            if partner.consent == Consent.REFUSED
            else _("%(name)s has not yet consented to be a partner.")
        )
        yield Missing("partners", words % {"name": partner.organization.name})


def _missing_of_fund(proposal: Proposal) -> Iterator[Missing]:
    """Of a fund call: teams of several of the fund's regions, and no cost of its negative list."""
    programme = proposal.call.programme
    if programme is None:
        return
    parties = list(parties_of(programme.fund))
    least = term_number(proposal.call, "regions_min") or FEWEST_REGIONS
    team = [proposal.lead, *(one.organization for one in proposal.partners.select_related("organization"))]
    regions = regions_of(team, parties)
    if region_of(proposal.lead, parties) is None:
        words = _("The lead is of none of the fund's regions: %(regions)s.")
        yield Missing("lead", words % {"regions": listed(parties)})
    if len(regions) < least:
        words = _("The team comes from %(there)s of the fund's regions; at least %(least)s are needed: %(regions)s.")
        shown = {"there": len(regions), "least": least, "regions": listed(parties)}
        yield Missing("partners", words % shown)
    never = negative_costs_among(programme.fund, (str(row.get("name", "")) for row in proposal.budget))
    if never:
        yield Missing("budget", _("The fund never pays %(costs)s.") % {"costs": listed(never)})


def _breaches(proposal: Proposal, *, on: date) -> Iterator[Missing]:
    most = term_number(proposal.call, "partners_max")
    partners = proposal.partners.count()
    if most is not None and partners > most:
        words = _("There are %(partners)s partners; this call allows %(most)s.")
        yield Missing("partners", words % {"partners": partners, "most": most})
    if term_holds(proposal.call, "owner_may_lead") is False and is_one_of(proposal.lead_id, owners_of(proposal)):
        yield Missing("lead", _("The organization whose need this is may not lead a team that answers it."))
    if term_holds(proposal.call, "one_task_per_unit") and _leads_another(proposal):
        yield Missing("lead", _("The lead has handed in another proposal of this call; a unit takes one task a round."))
    marks = credit_marks_against(team_parties(proposal), on=on)
    for mark in marks.select_related("party"):
        words = _("A credit mark stands against %(name)s until %(until)s.")
        yield Missing("partners", words % {"name": mark.party.name, "until": mark.until.isoformat()})


def owners_of(proposal: Proposal) -> set[int]:
    """Return the organizations whose need the topic answers, those of needs merged into it included."""
    need = proposal.topic.item.need
    return {need.organization_id, *need.merged_needs.values_list("organization_id", flat=True)}


def _leads_another(proposal: Proposal) -> bool:
    others = proposal.call.proposals.filter(submitted_at__isnull=False).exclude(pk=proposal.pk)
    running = others.exclude(state__in=(*OUT_OF_THE_RUNNING, ProposalState.DRAFT))
    return is_one_of(proposal.lead_id, running.values_list("lead_id", flat=True))


def amount_of(text: object) -> Decimal | None:
    """Read an amount of a budget line as it was stored."""
    try:
        return Decimal(str(text))
    except InvalidOperation:
        return None
