"""What the site knows of a subject under the inputs of a pack: figures, answers, certifications, its own record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from qunli.directory.models import Cluster, Organization
from qunli.engines.assessing import FactsRefused, Pack, read_facts
from qunli.engines.assessing.packs import Condition, Input, InputKind, Measure, MeasureKind, Take
from qunli.indicators.bridge.proposing import RATIOS
from qunli.indicators.models import Answer, Figure
from qunli.indicators.queries import answers_of, figures_of, holders_by_tier

MONTHS: Final = 12
Statement = dict[str, Any]
"""One statement as the engine reads it: value, bound, source."""


@dataclass(slots=True)
class Gathered:
    """Statements by input and period, and where each came from; `refused` are those that their input cannot take."""

    table: dict[str, dict[str, list[Statement]]] = field(default_factory=dict)
    sources: dict[str, Statement] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def state(self, asked: Input, period: str, statement: Statement, origin: Statement) -> None:
        """Add a statement under its source; one that the input cannot take is noted and left out."""
        named = f"s{len(self.sources) + 1}"
        try:
            read_facts({asked.key: {period: {**statement, "source": named}}}, [asked])
        except FactsRefused as refused:
            self.refused.append(str(refused))
            return
        self.sources[named] = origin
        self.table.setdefault(asked.key, {}).setdefault(period, []).append({**statement, "source": named})


@dataclass(frozen=True, slots=True)
class Known:
    """What was read of a subject once, for any number of packs."""

    subject: Cluster | Organization
    on: date
    figures: Mapping[str, list[Figure]]
    answers: Mapping[str, list[Answer]]
    holders: Mapping[str, set[int]]
    """Of a cluster its members, of an organization its certifications, by tier."""


def known_of(subject: Cluster | Organization, *, on: date) -> Known:
    """Read what is known of a subject on a day."""
    answers: dict[str, list[Answer]] = {}
    for answer in answers_of([subject]):
        answers.setdefault(answer.key, []).append(answer)
    figures: dict[str, list[Figure]] = {}
    for figure in figures_of(subject):
        figures.setdefault(figure.indicator.code, []).append(figure)
    if isinstance(subject, Cluster):
        return Known(subject, on, figures, answers, holders_by_tier(subject, on=on))
    held: dict[str, set[int]] = {}
    for one in subject.certifications.order_by("id"):
        begun, over = one.valid_from and one.valid_from > on, one.valid_to and one.valid_to < on
        if not begun and not over:
            held.setdefault(one.tier, set()).add(one.pk)
    return Known(subject, on, figures, answers, held)


def gather(pack: Pack, known: Known) -> Gathered:
    """Put what is known under the inputs of a pack; an answer of a person stands beside the figures, not above them."""
    found = Gathered()
    for asked in pack.inputs:
        for figure in known.figures.get(_code(asked), ()):
            found.state(asked, _time(figure), _stated(figure), {"what": "figure", "id": figure.pk})
        for answer in known.answers.get(asked.key, ()):
            statement = _answered(asked, answer)
            found.state(asked, answer.period, statement, {"what": "answer", "id": answer.pk, "words": answer.source})
        if asked.key not in found.table:
            _from_records(asked, known, found)
    return found


def _code(asked: Input) -> str:
    """Name the indicator that answers an input: the one it names, else a number's own key."""
    return asked.indicator or (asked.key if asked.kind is InputKind.NUMBER else "")


def series_year(pack: Pack, table: Mapping[str, Mapping[str, object]]) -> int | None:
    """Return the latest year that a figure of a rule over several years names; `None` where there is none.

    It is only ever a year that was stated. The year of a count, such as this year's firms, does not move it.
    """
    keys = {
        key for rule in pack.rules for measure in _measures(rule.need) if _is_series(measure) for key in measure.inputs
    }
    years = [
        int(period) for key in keys for period in table.get(key, ()) if len(period) == len("2024") and period.isdigit()
    ]
    return max(years, default=None)


def _is_series(measure: Measure) -> bool:
    return measure.take is not Take.LATEST or measure.kind is MeasureKind.GROWTH


def _measures(condition: Condition) -> Iterator[Measure]:
    measure = getattr(condition, "measure", None)
    if isinstance(measure, Measure):
        yield measure
    for one in getattr(condition, "conditions", ()):
        yield from _measures(one)


def _time(figure: Figure) -> str:
    if figure.period is not None:
        return str(figure.period)
    return figure.as_of.isoformat() if figure.as_of else ""


def _stated(figure: Figure) -> Statement:
    is_ratio = figure.indicator.unit in RATIOS
    value = figure.value * 100 if is_ratio else figure.value
    return {"value": f"{plain(value)}{'%' if is_ratio else ''}", "bound": figure.bound}


def _answered(asked: Input, answer: Answer) -> Statement:
    return {"value": answer.value, **({"bound": answer.bound} if asked.kind is InputKind.NUMBER else {})}


def _from_records(asked: Input, known: Known, found: Gathered) -> None:
    """Ask the directory: its tiers are only those that it knows, so a count is “at least” and no tier no answer."""
    held = set[int]().union(*(known.holders.get(tier, set()) for tier in asked.tiers))
    if held and isinstance(known.subject, Cluster) and asked.kind is InputKind.NUMBER:
        origin = {"what": "members", "id": known.subject.pk, "tiers": list(asked.tiers)}
        found.state(asked, "", {"value": len(held), "bound": "at least"}, origin)
    elif held and isinstance(known.subject, Organization) and asked.kind is InputKind.YES_NO:
        found.state(asked, "", {"value": True}, {"what": "certification", "id": min(held), "tiers": list(asked.tiers)})
    elif asked.record and isinstance(known.subject, Organization) and known.subject.founded_on:
        months = months_between(known.subject.founded_on, known.on)
        origin = {"what": "founded", "id": known.subject.pk, "words": known.subject.founded_on.isoformat()}
        found.state(asked, "", {"value": months}, origin)


def months_between(first: date, last: date) -> int:
    """Count the whole months from one day to another."""
    months = (last.year - first.year) * MONTHS + last.month - first.month
    return months - (1 if last.day < first.day else 0)


def plain(value: Decimal) -> str:
    """Write a number without an exponent and without zeros that say nothing."""
    return f"{value.normalize():f}"
