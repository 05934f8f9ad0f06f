"""An assignment as its page shows it: every pair with its reasons, loads, what changes, and who is short and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import fsum

from django.utils import timezone
from django.utils.translation import gettext, ngettext

from qunli.calls.models import Proposal
from qunli.calls.queries import proposals_seen_by
from qunli.core.states import listed
from qunli.directory.models import Expert, Jurisdiction, Organization
from qunli.people.permits import Anyone
from qunli.review.models import AssignedPair, Assignment
from qunli.review.queries.panels import proposals_of
from qunli.review.queries.pool import Pair, employers_of, names_of_experts, region_of, standing_pairs
from qunli.review.states import AssignmentMethod, AssignmentState, BidChoice, ConflictKind, FailureCause

SHOWN_TERMS = 4
PROVINCE = "0000"
MATCHING = {"tantivy": "matching"}


@dataclass(frozen=True, slots=True)
class Judge:
    """One expert for one proposal: who, from where, and why."""

    pair: AssignedPair
    name: str
    employer: str
    region: str
    reasons: tuple[str, ...]
    is_new: bool


@dataclass(frozen=True, slots=True)
class Served:
    """One proposal with its judges; `leaving` would judge it no longer."""

    proposal: Proposal
    judges: tuple[Judge, ...]
    affinity: float
    leaving: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """How much an expert judges, before and after."""

    expert: Expert
    employer: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Before:
    """What an assignment is held beside: what stands on the panel, or the assignment that it is to replace."""

    pairs: frozenset[Pair]
    is_standing: bool
    total: float | None
    worst: float | None


@dataclass(frozen=True, slots=True)
class Short:
    """A proposal that cannot have its judges beside the others, and who is kept from it by what."""

    proposal: Proposal
    open_to: int
    kept_from: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """All that the page shows; read with a fixed number of queries."""

    served: tuple[Served, ...]
    loads: tuple[Load, ...]
    regions: tuple[tuple[str, int], ...]
    institutions: int
    before: Before | None
    added: int
    taken: int
    kept: int
    short: tuple[Short, ...]
    experts: Mapping[int, Expert]


def picture_of(assignment: Assignment, reader: Anyone, *, at: datetime) -> Picture:
    """Read an assignment for its page; words of a proposal are shown to those only who read the proposal whole."""
    pairs = list(AssignedPair.objects.filter(assignment=assignment).order_by("proposal_id", "-affinity", "expert_id"))
    proposals = list(proposals_of(assignment.panel).order_by("id"))
    before = _before(assignment, proposals)
    gone = before.pairs if before else frozenset()
    keys = {one.expert_id for one in pairs} | {expert for _proposal, expert in gone}
    keys |= {int(key) for key in assignment.tables.get("experts", ())} | {
        expert for _one, expert in assignment.forbidden
    }
    experts = names_of_experts(sorted(keys))
    places = _places(experts.values(), on=timezone.localdate(assignment.stated_at))
    seen = proposals_seen_by(reader, at=at).filter(pk__in=[one.pk for one in proposals])
    known = _Known(experts, places, frozenset(seen.values_list("pk", flat=True)), gone)
    now = {(one.proposal_id, one.expert_id) for one in pairs}
    return Picture(
        served=tuple(_served(assignment.method, pairs, proposals, known)),
        loads=_loads(experts, places, now, gone),
        regions=_regions(pairs, places),
        institutions=len({places[one.expert_id].employer for one in pairs}),
        before=before,
        added=len(now - gone) if before else len(now),
        taken=len(gone - now),
        kept=len(gone & now),
        short=_short(assignment, {one.pk: one for one in proposals}),
        experts=experts,
    )


@dataclass(frozen=True, slots=True)
class _Place:
    employer: str
    region: str


def _places(experts: Iterable[Expert], *, on: date) -> dict[int, _Place]:
    known = list(experts)
    employers = employers_of(known, on=on)
    names = dict(
        Organization.objects.filter(pk__in={one for held in employers.values() for one in held}).values_list(
            "pk", "name"
        )
    )
    codes = {region_of(one.jurisdiction_id) + PROVINCE for one in known if one.jurisdiction_id}
    provinces = dict(Jurisdiction.objects.filter(code__in=codes).values_list("code", "name"))
    return {
        one.pk: _Place(
            listed(names[number] for number in sorted(employers.get(one.pk, ())) if number in names),
            provinces.get(region_of(one.jurisdiction_id) + PROVINCE, region_of(one.jurisdiction_id)),
        )
        for one in known
    }


def _before(assignment: Assignment, proposals: Sequence[Proposal]) -> Before | None:
    """Hold a proposed one beside what stands; any other beside the assignment that it took the place of."""
    waiting = assignment.state in {AssignmentState.ASKED, AssignmentState.SOLVING, AssignmentState.PROPOSED}
    if waiting and assignment.panel.is_divided:
        return _weighed(assignment, frozenset(standing_pairs(assignment.panel)), proposals, is_standing=True)
    if assignment.previous_id is None:
        return None
    rows = AssignedPair.objects.filter(assignment=assignment.previous_id).values_list("proposal_id", "expert_id")
    return _weighed(assignment, frozenset(rows), proposals, is_standing=False)


def _weighed(
    assignment: Assignment, pairs: frozenset[Pair], proposals: Sequence[Proposal], *, is_standing: bool
) -> Before:
    """Weigh other pairs by the affinities of this assignment; who is not among its experts any more counts nothing."""
    tables = assignment.tables
    if not tables.get("S") or assignment.method == AssignmentMethod.DRAW:
        return Before(pairs, is_standing, None, None)
    rows = {int(key): place for place, key in enumerate(tables["proposals"])}
    columns = {int(key): place for place, key in enumerate(tables["experts"])}
    sums: dict[int, float] = {one.pk: 0.0 for one in proposals}
    for proposal, expert in pairs:
        if proposal in rows and expert in columns:
            sums[proposal] += tables["S"][rows[proposal]][columns[expert]]
    return Before(pairs, is_standing, fsum(sums.values()), min(sums.values(), default=None))


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known around the pairs: experts, where they come from, which proposals the reader reads, what was."""

    experts: Mapping[int, Expert]
    places: Mapping[int, _Place]
    readable: frozenset[int]
    gone: frozenset[Pair]


def _served(
    method: str, pairs: Sequence[AssignedPair], proposals: Sequence[Proposal], known: _Known
) -> Iterable[Served]:
    of: dict[int, list[AssignedPair]] = defaultdict(list)
    for pair in pairs:
        of[pair.proposal_id].append(pair)
    for proposal in proposals:
        judging = {one.expert_id for one in of[proposal.pk]}
        leaving = {expert for one, expert in known.gone if one == proposal.pk and expert not in judging}
        yield Served(
            proposal=proposal,
            judges=tuple(
                Judge(
                    pair=one,
                    name=known.experts[one.expert_id].party.name,
                    employer=known.places[one.expert_id].employer,
                    region=known.places[one.expert_id].region,
                    reasons=tuple(reasons_of(one, method, reads=proposal.pk in known.readable)),
                    is_new=(one.proposal_id, one.expert_id) not in known.gone,
                )
                for one in of[proposal.pk]
            ),
            affinity=fsum(one.affinity for one in of[proposal.pk]),
            leaving=tuple(sorted(known.experts[expert].party.name for expert in leaving)),
        )


def reasons_of(pair: AssignedPair, method: str, *, reads: bool) -> Iterable[str]:
    """Say why this expert for this proposal; the words they share are shown to the proposal's readers only."""
    if pair.is_pinned:
        yield gettext("kept as it was set")
    if method == AssignmentMethod.DRAW:
        yield gettext("drawn by lot")
        return
    if pair.place == 1:
        yield gettext("nobody who may judge it fits better")
    else:
        yield ngettext(
            "%(better)d expert who may judge it fits better",
            "%(better)d experts who may judge it fit better",
            pair.place - 1,
        ) % {"better": pair.place - 1}
    if pair.fit is not None:
        yield gettext("fit in words %(percent)d %%") % {"percent": round(100 * pair.fit)}
    if pair.bid:
        yield str(BidChoice(pair.bid).label)
    if reads and pair.terms:
        yield gettext("shares the words: %(words)s") % {
            "words": listed(term for term, _share in pair.terms[:SHOWN_TERMS])
        }


def _loads(
    experts: Mapping[int, Expert], places: Mapping[int, _Place], now: set[Pair], gone: frozenset[Pair]
) -> tuple[Load, ...]:
    after, before = (Counter(expert for _proposal, expert in some) for some in (now, gone))
    rows = [Load(one, places[key].employer, before[key], after[key]) for key, one in experts.items()]
    return tuple(sorted(rows, key=lambda one: (-one.after, one.expert.sort_key, one.expert.pk)))


def _regions(pairs: Sequence[AssignedPair], places: Mapping[int, _Place]) -> tuple[tuple[str, int], ...]:
    counts = Counter(places[one.expert_id].region or gettext("not known") for one in pairs)
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def _short(assignment: Assignment, proposals: Mapping[int, Proposal]) -> tuple[Short, ...]:
    """Name the smallest set of proposals that cannot all be served, each with who is kept from it by what."""
    witness = assignment.found.get("witness")
    if not witness:
        return ()
    tables = assignment.tables
    barred: Counter[int] = Counter(row for row, _column in tables["coi"])
    found = []
    for row in witness["proposals"]:
        key = int(tables["proposals"][row])
        kinds = tables.get("barred", {}).get(str(key), {})
        words = [f"{ConflictKind(kind).label}: {count}" for kind, count in kinds.items()]
        if key in proposals:
            found.append(Short(proposals[key], len(tables["experts"]) - barred[row], tuple(words)))
    return tuple(found)


def why_of(assignment: Assignment, experts: Mapping[int, Expert]) -> list[str]:
    """Say in sentences why nothing was found; nothing of one that did not fail."""
    if assignment.state != AssignmentState.FAILED:
        return []
    if assignment.cause == FailureCause.NOT_INSTALLED:
        missing = assignment.found.get("missing", ())
        words = gettext("The worker lacks %(packages)s. Install it there with: pip install '%(install)s'")
        return [words % {"packages": listed(missing), "install": extras_of(missing)}]
    return shortage_words(assignment, experts) or [str(FailureCause(assignment.cause).label)]


def extras_of(missing: Iterable[str]) -> str:
    """Return what to install for packages that are missing, as pip is told it."""
    extras = sorted({MATCHING.get(name, "solvers") for name in missing})
    return f"qunli[{','.join(extras)}]"


def shortage_words(assignment: Assignment, experts: Mapping[int, Expert]) -> list[str]:
    """Say in sentences why nothing fits, and what the least is that would heal it."""
    witness = assignment.found.get("witness")
    if not witness:
        return []
    counts = {
        "proposals": len(witness["proposals"]),
        "experts": len(witness["experts"]),
        "demand": witness["demand"],
        "available": witness["available"],
    }
    said = [_cause_of(witness["kind"]) % counts]
    keys = assignment.tables["experts"]
    more = [
        gettext("%(name)s by %(more)d") % {"name": experts[int(keys[place])].party.name, "more": count}
        for place, count in witness["extra_at"]
        if int(keys[place]) in experts
    ]
    if witness["extra_capacity"]:
        words = gettext("It would be healed by %(extra)d more places in all, for example: %(where)s.")
        said.append(words % {"extra": witness["extra_capacity"], "where": listed(more)})
    elif witness["extra_capacity"] is None:
        said.append(gettext("No greater load would heal it: other experts are needed, or another rule."))
    return said


def _cause_of(kind: str) -> str:
    return {
        "load": gettext(
            "%(proposals)d proposals ask for %(demand)d judges together; the %(experts)d candidates who may judge any "
            "of them take %(available)d at most."
        ),
        "experts": gettext(
            "%(proposals)d proposals have too few candidates who may judge them at all: %(demand)d judges are asked "
            "for, %(experts)d may."
        ),
        "least_load": gettext("%(experts)d candidates cannot all be given the least number of proposals asked for."),
        "pinned": gettext("What was set by hand cannot be kept: it breaks a load or a rule of its own."),
    }.get(
        kind,
        gettext(
            "%(proposals)d proposals cannot all have judges within the loads and the rules of who sits beside whom; "
            "each alone could."
        ),
    )
