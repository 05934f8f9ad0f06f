"""The ladder of tiers: what an enterprise holds until when, what it could apply for, and what stands between."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from qunli.directory.models import Certification, Organization
from qunli.directory.states import Tier
from qunli.engines.notation.dates import last_day_of_years
from qunli.indicators.bridge.assessing import hold
from qunli.indicators.bridge.gathering import Known, known_of
from qunli.indicators.bridge.telling import ToldRule, told_rules
from qunli.indicators.queries import packs_for
from qunli.indicators.states import Occasion, RuleVerdict
from qunli.rulebook.models import RulePack
from qunli.rulebook.states import PackKind

ORDER: Final = (
    Tier.TECH_SME,
    Tier.INNOVATIVE_SME,
    Tier.HIGH_TECH,
    Tier.SPECIALIZED,
    Tier.LITTLE_GIANT,
    Tier.SHANGHAI_LITTLE_GIANT,
    Tier.CHAMPION,
    Tier.LEADER,
)


@dataclass(frozen=True, slots=True)
class Rung:
    """One tier for one enterprise: its newest certification, the pack that applies, and the verdict on it."""

    tier: Tier
    certification: Certification | None
    is_held: bool
    occasion: Occasion
    pack: RulePack | None
    verdict: RuleVerdict | None
    rules: tuple[ToldRule, ...]

    @property
    def ends(self) -> date | None:
        """The last day: as certified, else reckoned from its first by the validity that the pack names."""
        held = self.certification
        if held is None or held.valid_to is not None:
            return held.valid_to if held else None
        years = valid_years(self.pack)
        return None if years is None or held.valid_from is None else last_day_of_years(held.valid_from, years)

    @property
    def is_reckoned(self) -> bool:
        """Whether no certificate states the last day."""
        return self.ends is not None and self.certification is not None and self.certification.valid_to is None

    @property
    def short(self) -> list[ToldRule]:
        """The rules that are missed."""
        return [one for one in self.rules if one.counts and one.verdict is RuleVerdict.UNMET]

    @property
    def open(self) -> list[ToldRule]:
        """The rules of which nobody can say yet."""
        return [one for one in self.rules if one.counts and one.verdict in {RuleVerdict.UNKNOWN, RuleVerdict.PERSON}]

    @property
    def met(self) -> list[ToldRule]:
        """The rules that are met."""
        return [one for one in self.rules if one.counts and one.verdict is RuleVerdict.MET]

    @property
    def total(self) -> int:
        """How many rules count."""
        return sum(one.counts for one in self.rules)

    @property
    def could_apply(self) -> bool:
        """Whether what is known speaks for an application: not held, no rule missed, and some rule found met."""
        return not self.is_held and bool(self.met) and self.verdict is not RuleVerdict.UNMET


def ladder_of(organization: Organization, *, on: date) -> list[Rung]:
    """Return a rung for each tier that is held, was held, or for which a pack is in force on a day."""
    known = known_of(organization, on=on)
    newest: dict[str, Certification] = {}
    for one in organization.certifications.order_by("valid_to", "id"):
        newest[one.tier] = one
    packs = packs_for(PackKind.ENTERPRISE_TIER, on=on)
    rungs = [_rung(tier, newest.get(tier), packs, known) for tier in ORDER]
    return [one for one in rungs if one.certification is not None or one.pack is not None]


def _rung(tier: Tier, certification: Certification | None, packs: Iterable[RulePack], known: Known) -> Rung:
    is_held = bool(known.holders.get(tier))
    occasion = Occasion.RECHECK if is_held else Occasion.NEW
    pack = pack_granting(tier, packs, occasion=occasion, place=_place(known))
    if pack is None:
        return Rung(tier, certification, is_held, occasion, None, None, ())
    held = hold(pack, known, occasion=occasion)
    verdict = None if held.outcome.verdict is None else RuleVerdict(held.outcome.verdict.value)
    return Rung(tier, certification, is_held, occasion, pack, verdict, tuple(told_rules(pack, held.result)))


def pack_granting(tier: str, packs: Iterable[RulePack], *, occasion: Occasion, place: str) -> RulePack | None:
    """Return the pack of a tier for an occasion: one for that occasion alone before one for both, near before far."""
    fitting = [
        one
        for one in packs
        if one.content.get("tier") == tier
        and one.content.get("applies_to", "") in {"", occasion.value}
        and place.startswith(_stem(one.jurisdiction_code))
    ]
    return max(
        fitting,
        key=lambda one: (one.content.get("applies_to", "") == occasion.value, _stem(one.jurisdiction_code), one.code),
        default=None,
    )


def valid_years(pack: RulePack | None) -> int | None:
    """Return for how many years a pack says that what it grants holds; `None` where it does not say."""
    rows = pack.content["parameters"] if pack else []
    found = next((row["value"] for row in rows if row["key"] == "valid_years"), None)
    return found if isinstance(found, int) else None


def _stem(code: str) -> str:
    """Drop the zeros of a province or city: 310000 holds 310112."""
    while code.endswith("00"):
        code = code[:-2]
    return code


def _place(known: Known) -> str:
    return known.subject.jurisdiction_id or ""
