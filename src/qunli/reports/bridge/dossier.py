"""Gathers what is known of a cluster on a day: figures, what was measured of them, tiers, verdicts, changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from qunli.directory.models import Certification, Cluster, Membership, Segment
from qunli.directory.queries import member_segments
from qunli.directory.states import Tier
from qunli.engines.measuring import Counted, count_once
from qunli.indicators.models import Assessment, Event
from qunli.indicators.queries import (
    Told,
    assessments_now_and_before,
    events_of,
    holders_by_tier,
    packs_for,
    told_figures,
)
from qunli.indicators.queries.certifications import ending_certifications
from qunli.indicators.states import VERDICT_TONES, RuleVerdict
from qunli.reports.bridge.measuring import Line, Moved, measured_of, moved_of, name_of
from qunli.reports.models import Recognition
from qunli.reports.queries import recognition_of
from qunli.rulebook.queries import in_reading_language, title_in_reading_language
from qunli.rulebook.states import PackKind

__all__ = ["Dossier", "Stood", "dossier_of", "name_of"]

YEAR: Final = timedelta(days=365)
HALF_A_YEAR: Final = timedelta(days=182)


@dataclass(frozen=True, slots=True)
class Stood:
    """How the cluster stands before one pack: the newest assessment, counts by verdict, what changed in a year."""

    assessment: Assessment
    title: str
    verdict: RuleVerdict | None
    counts: tuple[tuple[RuleVerdict, int], ...]
    unmet: tuple[str, ...]
    unknown: tuple[str, ...]
    changed: tuple[tuple[str, RuleVerdict, RuleVerdict], ...]

    @property
    def tone(self) -> str:
        """How the verdict looks."""
        return VERDICT_TONES[self.verdict] if self.verdict else "quiet"


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that is known of a cluster on a day; `not_held` names the standards in force that nobody held it against."""

    cluster: Cluster
    on: date
    recognition: Recognition | None
    told: list[Told]
    measured: list[Line]
    unmeasured: list[str]
    moved: list[Moved]
    tiers: Counted
    tier_names: dict[str, str]
    segments: list[Segment]
    stood: list[Stood]
    not_held: list[str]
    events: list[Event]
    joined: int
    left: int
    ending: list[Certification]
    members: int

    @property
    def tier_rows(self) -> list[tuple[str, int]]:
        """How many members hold each tier, by its name."""
        return [(self.tier_names[tier], count) for tier, count in self.tiers.by_tier.items()]

    @property
    def overlap_rows(self) -> list[tuple[str, str, int]]:
        """How many members hold both of two tiers, by their names."""
        return [(self.tier_names[one.one], self.tier_names[one.other], one.holders) for one in self.tiers.overlaps]


def dossier_of(cluster: Cluster, *, on: date) -> Dossier:
    """Gather the dossier of a cluster as things are known on a day."""
    told = told_figures(cluster)
    measured, unmeasured = measured_of(told)
    holders = holders_by_tier(cluster, on=on)
    named = {tier: str(label) for tier, label in Tier.choices if tier in holders}
    rows = Membership.objects.filter(cluster=cluster, organization__merged_into=None)
    spans = list(rows.values_list("organization_id", "since", "until"))  # thousands of them: no record is made of each
    present = {who for who, since, until in spans if since <= on and (until is None or until >= on)}
    ending = ending_certifications(on, until=on + HALF_A_YEAR)
    stood = _stood(cluster, on)
    known = {one.assessment.pack.code for one in stood}
    return Dossier(
        cluster=cluster,
        on=on,
        recognition=recognition_of(cluster),
        told=told,
        measured=measured,
        unmeasured=unmeasured,
        moved=list(moved_of(told)),
        tiers=count_once({tier: {str(one) for one in holders[tier]} for tier in named}),
        tier_names=named,
        segments=list(member_segments(cluster, on=on)),
        stood=stood,
        not_held=[
            title_in_reading_language(one)
            for one in packs_for(PackKind.CLUSTER_STANDARD, on=on)
            if one.code not in known
        ],
        events=[one for one in events_of(cluster) if one.period is None or one.period.last > on - 2 * YEAR],
        joined=sum(on - YEAR < since <= on for _who, since, _until in spans),
        left=sum(until is not None and on - YEAR < until < on for _who, _since, until in spans),
        ending=[one for one in ending if one.organization_id in present],
        members=len(present),
    )


def _stood(cluster: Cluster, on: date) -> list[Stood]:
    newest, earlier = assessments_now_and_before(cluster, day=on - YEAR)
    return [_one_stood(one, earlier) for one in newest]


def _one_stood(kept: Assessment, earlier: Sequence[Assessment]) -> Stood:
    rules = [one for one in kept.result["rules"] if one["counts"]]
    counts = Counter(one["verdict"] for one in rules)
    before = next((one for one in earlier if one.pack.code == kept.pack.code), None)
    was = {one["key"]: one["verdict"] for one in before.result["rules"]} if before else {}

    def words(verdict: RuleVerdict) -> tuple[str, ...]:
        return tuple(in_reading_language(one["text"]) for one in rules if one["verdict"] == verdict)

    return Stood(
        assessment=kept,
        title=title_in_reading_language(kept.pack),
        verdict=RuleVerdict(kept.verdict) if kept.verdict else None,
        counts=tuple((one, counts[one.value]) for one in RuleVerdict if counts[one.value]),
        unmet=words(RuleVerdict.UNMET),
        unknown=words(RuleVerdict.UNKNOWN),
        changed=tuple(
            (in_reading_language(one["text"]), RuleVerdict(was[one["key"]]), RuleVerdict(one["verdict"]))
            for one in rules
            if one["key"] in was and was[one["key"]] != one["verdict"]
        ),
    )
