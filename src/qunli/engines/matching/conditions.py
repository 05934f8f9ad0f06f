"""Whether a capability may be offered to a need: its own conditions, and who must not be offered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from qunli.engines.matching.records import Capability, Conditions, Need

__all__ = ["Fit", "conflict_of", "fits", "region_prefix", "said_of", "tags_of", "wanted_tags"]

_DIVISION: Final = re.compile(r"[0-9]{6}")


@dataclass(frozen=True, slots=True)
class Fit:
    """How a capability stands to one condition; `met` is nothing where the capability does not say."""

    about: str
    wanted: tuple[str, ...]
    found: tuple[str, ...]
    met: bool | None
    required: bool


def region_prefix(region: str) -> str:
    """Return a division code without its empty levels, so that a province covers its districts; else the region.

    >>> region_prefix("310000"), region_prefix("310112"), region_prefix("长三角")
    ('31', '310112', '长三角')
    """
    region = region.strip()
    if not _DIVISION.fullmatch(region):
        return region
    while region.endswith("00"):
        region = region[:-2]
    return region


def _covers(wanted: str, region: str) -> bool:
    if _DIVISION.fullmatch(wanted.strip()) and _DIVISION.fullmatch(region.strip()):
        return region.strip().startswith(region_prefix(wanted))
    return wanted.strip() == region.strip()


def fits(conditions: Conditions, capability: Capability, *, required: bool) -> Iterator[Fit]:
    """Yield how the capability stands to each condition."""
    if conditions.tiers:
        tiers = capability.tiers
        met = bool(set(tiers) & set(conditions.tiers)) if tiers else None
        yield Fit("tier", conditions.tiers, tiers, met, required)
    if conditions.regions:
        region = capability.region
        inside = any(_covers(wanted, region) for wanted in conditions.regions) if region else None
        yield Fit("region", conditions.regions, (region,) if region else (), inside, required)
    if conditions.days:
        yield _free(conditions.days, capability, required=required)


def _free(days: tuple[date, date], capability: Capability, *, required: bool) -> Fit:
    """Free is who does not say otherwise: a capability without days is taken as available."""
    first, last = capability.free
    met = (first is None or first <= days[0]) and (last is None or last >= days[1])
    shown = (first.isoformat() if first else "", last.isoformat() if last else "") if first or last else ()
    return Fit("availability", (days[0].isoformat(), days[1].isoformat()), shown, met, required)


def said_of(capability: Capability) -> Iterator[Fit]:
    """Yield what the capability says of itself where nothing is asked."""
    first, last = capability.free
    if capability.tiers:
        yield Fit("tier", (), capability.tiers, None, required=False)
    if capability.region:
        yield Fit("region", (), (capability.region,), None, required=False)
    if first or last:
        days = (first.isoformat() if first else "", last.isoformat() if last else "")
        yield Fit("availability", (), days, None, required=False)


def conflict_of(need: Need, capability: Capability) -> str | None:
    """Return why the capability must not be offered to the need, or nothing.

    >>> conflict_of(Need("n", "x", party="甲"), Capability("c", "y", party="甲"))
    'the same party'
    """
    if need.party and need.party == capability.party:
        return "the same party"
    theirs = {str(capability.id), capability.party} - {""}
    ours = {str(need.id), need.party} - {""}
    for conflict in need.conflicts:
        if conflict.id in theirs:
            return conflict.reason or "named by the need"
    for conflict in capability.conflicts:
        if conflict.id in ours:
            return conflict.reason or "named by the capability"
    return None


def tags_of(capability: Capability) -> Iterator[str]:
    """Yield what the index keeps to filter by."""
    for tier in capability.tiers:
        yield f"tier:{tier}"
    if capability.region:
        yield f"region:{capability.region.strip()}"
        if _DIVISION.fullmatch(capability.region.strip()):
            for levels in (2, 4, 6):
                yield f"region:{capability.region.strip()[:levels]}"


def wanted_tags(conditions: Conditions) -> Iterator[tuple[str, ...]]:
    """Yield groups of tags of which a capability needs one each."""
    if conditions.tiers:
        yield tuple(f"tier:{tier}" for tier in conditions.tiers)
    if conditions.regions:
        yield tuple(f"region:{region_prefix(region)}" for region in conditions.regions)
