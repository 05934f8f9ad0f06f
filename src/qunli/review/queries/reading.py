"""A proposal as the panel reads it: the seal is open to its judges, and a blind panel meets no name of the team."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch
from django.utils.translation import gettext

from qunli.calls.models import Partner, Proposal
from qunli.calls.queries import amount_of, files_of, proposal_with_team
from qunli.calls.states import Consent
from qunli.core.models import Attachment
from qunli.review.models import Panel, PanelProposal

MASK = "▇▇"
BLIND_COPY = "blind_copy"
SHORTEST_NAME = 2


@dataclass(frozen=True, slots=True)
class Reading:
    """What of a proposal is shown; `team` is empty before a blind panel."""

    proposal_id: int
    number: str
    title: str
    topic: str
    team: tuple[tuple[str, str], ...]
    texts: tuple[tuple[str, str], ...]
    asked_money: Decimal
    own_money: Decimal
    budget: tuple[tuple[str, Decimal | None, str], ...]  # what for, yuan, note
    promised: tuple[tuple[str, str, str], ...]  # what, asked for, promised
    files: tuple[Attachment, ...]
    is_blind: bool


def reading_of(proposal_id: int, panel: Panel) -> Reading:
    """Read a proposal for the judges of a panel."""
    proposal = proposal_with_team(Proposal.objects.all(), proposal_id)
    names = names_of(proposal) if panel.is_blind else ()
    sections = (
        (gettext("Approach"), proposal.approach),
        (gettext("Foundation"), proposal.foundation),
        (gettext("Schedule"), proposal.schedule),
    )
    return Reading(
        proposal_id=proposal.pk,
        number=proposal.number,
        title=masked(proposal.title, names),
        topic=proposal.topic.title,
        team=() if panel.is_blind else _team(proposal),
        texts=tuple((label, masked(text, names)) for label, text in sections if text),
        asked_money=proposal.asked_money,
        own_money=proposal.own_money,
        budget=_budget(proposal, names),
        promised=_promised(proposal, names),
        files=files_for(proposal, panel),
        is_blind=panel.is_blind,
    )


def files_for(proposal: Proposal, panel: Panel) -> tuple[Attachment, ...]:
    """The files that judges may open: before a blind panel only copies made for it, under a neutral name."""
    files = list(files_of(proposal))
    if not panel.is_blind:
        return tuple(files)
    kept = [file for file in files if file.purpose == BLIND_COPY]
    for number, file in enumerate(kept, start=1):
        file.name = f"{proposal.number}-{number}.{file.name.rsplit('.', 1)[-1]}"
        file.added_by_label = ""
    return tuple(kept)


def titles_for(panel: Panel) -> dict[int, str]:
    """The titles of a panel's proposals as its judges may read them, with two queries however many there are."""
    partners = Partner.objects.select_related("organization").order_by("id")
    rows = PanelProposal.objects.filter(panel=panel).select_related("proposal__lead")
    if not panel.is_blind:
        return {row.proposal_id: row.proposal.title for row in rows}
    named = rows.prefetch_related(Prefetch("proposal__partners", partners))
    return {row.proposal_id: masked(row.proposal.title, names_of(row.proposal)) for row in named}


def names_of(proposal: Proposal) -> tuple[str, ...]:
    """Every name that would give the team away, the longest first."""
    names = {proposal.leader_name, proposal.lead.name, proposal.lead.name_en, *proposal.lead.former_names}
    for partner in proposal.partners.all():
        names |= {partner.organization.name, partner.organization.name_en, *partner.organization.former_names}
    return tuple(sorted((name for name in names if len(name) >= SHORTEST_NAME), key=lambda name: (-len(name), name)))


def masked(text: str, names: Iterable[str]) -> str:
    """Put a mask in the place of every name, whatever its case."""
    for name in names:
        text = re.sub(re.escape(name), MASK, text, flags=re.IGNORECASE)
    return text


def _team(proposal: Proposal) -> tuple[tuple[str, str], ...]:
    partners = [one for one in proposal.partners.all() if one.consent != Consent.REFUSED]
    lead = (proposal.lead.name, gettext("Lead") + f" · {proposal.leader_name}")
    return (lead, *((one.organization.name, one.part) for one in partners))


def _promised(proposal: Proposal, names: tuple[str, ...]) -> tuple[tuple[str, str, str], ...]:
    """What each indicator of the topic asks for, and what the team promises."""
    given = {row.get("indicator"): str(row.get("value", "")) for row in proposal.promised}
    return tuple(
        (
            one.name,
            f"{one.get_comparator_display()} {one.target} {one.unit}".strip(),
            masked(f"{given[one.pk]} {one.unit}".strip(), names) if given.get(one.pk) else "",
        )
        for one in proposal.topic.indicators.order_by("position", "id")
    )


def _budget(proposal: Proposal, names: tuple[str, ...]) -> tuple[tuple[str, Decimal | None, str], ...]:
    return tuple(
        (masked(str(row.get("name", "")), names), amount_of(row.get("amount")), masked(str(row.get("note", "")), names))
        for row in proposal.budget
    )
