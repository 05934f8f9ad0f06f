"""Holding a subject against a pack with the engine, and running a kept assessment again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qunli.engines.assessing import Assessment as Outcome
from qunli.engines.assessing import Pack, as_json, assess, pack_of, read_facts
from qunli.indicators.bridge.gathering import Known, gather, series_year
from qunli.indicators.models import Assessment
from qunli.rulebook.models import RulePack


@dataclass(frozen=True, slots=True)
class Held:
    """What the engine was given and what it said."""

    outcome: Outcome
    facts: Mapping[str, Any]
    sources: Mapping[str, Any]
    year: int | None

    @property
    def result(self) -> dict[str, object]:
        """What the engine said, in plain values."""
        return as_json(self.outcome)


def assessable(pack: RulePack) -> Pack:
    """Return the part of a pack that a subject is held against; a loaded pack has no faults."""
    return pack_of(pack.content)[0]


def hold(pack: RulePack, known: Known, *, occasion: str, year: int | None = None) -> Held:
    """Hold what is known against a pack; without a year the last one that its yearly figures name."""
    rules = assessable(pack)
    gathered = gather(rules, known)
    last = series_year(rules, gathered.table) if year is None else year
    outcome = assess(rules, read_facts(gathered.table, rules.inputs, year=last), occasion=occasion)
    return Held(outcome, gathered.table, gathered.sources, last)


def run_again(kept: Assessment) -> dict[str, object]:
    """Run a kept assessment again with the same pack and the same facts."""
    rules = assessable(kept.pack)
    facts = read_facts(kept.facts, rules.inputs, year=kept.year)
    return as_json(assess(rules, facts, occasion=kept.occasion))
