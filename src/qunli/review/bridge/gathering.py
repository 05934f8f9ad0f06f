"""Reads what an assignment is solved from: who may judge what, how far apart they stand, what they wrote and said."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch

from qunli.calls.models import Partner, Proposal
from qunli.directory.models import Capability, Expert
from qunli.directory.states import ExpertGrade
from qunli.review.bridge.checking import Rules
from qunli.review.bridge.solving import SECONDS
from qunli.review.models import Assignment, Conflict, Panel
from qunli.review.queries.conflicts import find_conflicts
from qunli.review.queries.panels import proposals_of
from qunli.review.queries.pool import (
    Pair,
    begun_pairs,
    bids_of,
    employers_of,
    institutions_of,
    pool_of,
    region_of,
    standing_pairs,
)
from qunli.review.queries.reading import masked, names_of
from qunli.review.queries.terms import number_term
from qunli.review.states import AssignmentMethod

SENIOR = (ExpertGrade.ACADEMICIAN, ExpertGrade.SENIOR)
LONGEST = 20_000  # characters of a proposal that are compared


@dataclass(frozen=True, slots=True)
class Field:
    """A panel's proposals and everybody who may be chosen, with all that the rules ask about."""

    panel: Panel
    proposals: tuple[Proposal, ...]
    experts: tuple[Expert, ...]
    barred: dict[Pair, set[str]]
    """Pairs against which a fact stands, with the kinds of the facts."""
    employers: dict[int, set[int]]
    institution_of: dict[int, str]

    @property
    def region_of(self) -> dict[int, str]:
        """The province of each expert; empty where it is not known."""
        return {one.pk: region_of(one.jurisdiction_id) for one in self.experts}

    @property
    def home_of(self) -> dict[int, str]:
        """The province of each proposal's lead."""
        return {one.pk: region_of(one.lead.jurisdiction_id) for one in self.proposals}

    @property
    def seniors(self) -> frozenset[int]:
        """Experts with a senior title, academicians among them."""
        return frozenset(one.pk for one in self.experts if one.grade in SENIOR)


def field_of(panel: Panel, *, on: date) -> Field:
    """Read a panel's proposals and pool as they stand on a day, facts against pairs included."""
    partners = Partner.objects.select_related("organization").order_by("id")
    rows = proposals_of(panel).prefetch_related(Prefetch("partners", partners))
    proposals = tuple(rows)
    experts = pool_of(panel, on=on).experts
    employers = employers_of(experts, on=on)
    return Field(
        panel=panel,
        proposals=proposals,
        experts=experts,
        barred=barred_pairs(panel, experts, proposals, on=on),
        employers=employers,
        institution_of=institutions_of(employers),
    )


def barred_pairs(
    panel: Panel, experts: Sequence[Expert], proposals: Sequence[Proposal], *, on: date
) -> dict[Pair, set[str]]:
    """Return the pairs against which a fact stands: found today, or recorded on the panel before."""
    barred: dict[Pair, set[str]] = defaultdict(set)
    years = number_term(panel.call, "conflict_window_years")
    for one in find_conflicts(experts, proposals, on=on, years=years):
        barred[one.proposal_id, one.expert_id].add(one.kind.value)
    for proposal, expert, kind in Conflict.objects.filter(panel=panel).values_list("proposal_id", "expert_id", "kind"):
        barred[proposal, expert].add(kind)
    return dict(barred)


def rules_of(field: Field, assignment: Assignment) -> Rules:
    """Return what an assignment is held against before it is adopted."""
    wanted = assignment.wanted
    regions = field.region_of if wanted["mixed"] or wanted["outsider"] else None
    closed = {(int(proposal), int(expert)) for proposal, expert in assignment.forbidden}
    return Rules(
        proposals=frozenset(one.pk for one in field.proposals),
        experts=frozenset(one.pk for one in field.experts),
        demand=wanted["demand"],
        load_max=wanted["load_max"],
        load_min=wanted["load_min"],
        barred=frozenset(field.barred) | closed,
        institution_of=field.institution_of if wanted["apart"] else None,
        region_of=regions,
        home_of=field.home_of if wanted["outsider"] else None,
        seniors=field.seniors,
        seniors_least=wanted["seniors"],
    )


def question_of(field: Field, assignment: Assignment) -> dict[str, Any]:
    """Return what is asked of the solvers: keys, numbers, and the texts that are compared, names of teams masked."""
    rows = {one.pk: place for place, one in enumerate(field.proposals)}
    columns = {one.pk: place for place, one in enumerate(field.experts)}

    def placed(pairs: set[Pair]) -> list[list[int]]:
        return sorted([rows[one], columns[two]] for one, two in pairs if one in rows and two in columns)

    barred = set(field.barred) | {(int(one), int(two)) for one, two in assignment.forbidden}
    standing = set(standing_pairs(field.panel)) - barred if assignment.is_repair else set()
    must = {(int(one), int(two)) for one, two in assignment.pinned} | begun_pairs(field.panel)
    drawn = assignment.method == AssignmentMethod.DRAW
    bids, wanted = bids_of(field.panel), assignment.wanted
    across = len(field.experts)
    return {
        "method": assignment.method,
        "seed": assignment.seed,
        "seconds": SECONDS,
        "proposals": [{"id": one.pk} if drawn else _proposal(one) for one in field.proposals],
        "experts": _experts(field, with_texts=not drawn),
        "barred": placed(barred),
        "pinned": placed((must | standing if drawn else must) - barred),
        "kept": [] if drawn else placed(standing),
        "bids": [[bids.get((one.pk, two.pk), "") for two in field.experts] for one in field.proposals],
        "bid_share": wanted["bid_share"],
        "demand": [wanted["demand"]] * len(rows),
        "load_max": [wanted["load_max"]] * across,
        "load_min": [wanted["load_min"]] * across,
        "institutions": [field.institution_of.get(one.pk, "") for one in field.experts],
        "regions": list(field.region_of.values()),
        "homes": list(field.home_of.values()),
        "seniors": [int(one.pk in field.seniors) for one in field.experts],
        "rules": {name: wanted[name] for name in ("apart", "mixed", "outsider", "seniors")},
    }


def barred_counts(field: Field) -> dict[str, dict[str, int]]:
    """Count, for each proposal, who is kept from it by which kind of fact."""
    counts: dict[str, Counter[str]] = {str(one.pk): Counter() for one in field.proposals}
    known = {one.pk for one in field.experts}
    for (proposal, expert), kinds in field.barred.items():
        if expert in known and str(proposal) in counts:
            counts[str(proposal)].update(kinds)
    return {key: dict(sorted(count.items())) for key, count in counts.items()}


def _proposal(one: Proposal) -> dict[str, Any]:
    names = names_of(one)
    text = f"{one.topic.title}\n{one.topic.summary}\n{one.approach}\n{one.foundation}"
    return {"id": one.pk, "title": masked(one.title, names), "text": masked(text, names)[:LONGEST]}


def _experts(field: Field, *, with_texts: bool) -> list[dict[str, Any]]:
    """Return each expert's record: fields count twice, then the post and what the employer can do."""
    if not with_texts:
        return [{"id": one.pk} for one in field.experts]
    can: dict[int, list[str]] = defaultdict(list)
    working = {number for held in field.employers.values() for number in held}
    for row in Capability.objects.filter(organization__in=working).order_by("id"):
        can[row.organization_id].append(f"{row.title} {row.description}".strip())
    return [
        {
            "id": one.pk,
            "keywords": list(one.fields),
            "text": "\n".join(
                (one.job_title, *(text for number in sorted(field.employers.get(one.pk, ())) for text in can[number]))
            )[:LONGEST],
        }
        for one in field.experts
    ]
