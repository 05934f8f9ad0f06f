"""What a search can be narrowed by, counted over the rows that the reader may see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qunli.core.queries.searching import searched_kinds
from qunli.core.states import Words
from qunli.directory.models import Jurisdiction, TechnologyField
from qunli.portal.queries.search.wanted import NARROWING, Wanted

MOST: Final = 12
"""So many choices are offered of what one narrows by: those with the most records."""
TITLES: Final[dict[str, Words]] = {
    "kind": _("Kind"),
    "field": _("Field"),
    "region": _("Region"),
    "year": _("Year"),
    "state": _("State"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """How many records there are of one combination."""

    kind: str
    field: int | None
    region: str
    year: int | None
    state: str
    count: int

    def value(self, name: str) -> str:
        """Return what the cell has of one narrowing, as an address writes it."""
        found = getattr(self, name)
        return "" if found is None else str(found)


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice, the search that it leads to, and how many records that finds."""

    value: str
    label: Words
    count: int
    query: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """What one narrows by, with its choices; `all_query` leads back to all of them."""

    name: str
    title: Words
    choices: tuple[Choice, ...]
    all_query: str

    @property
    def is_chosen(self) -> bool:
        """Tell whether the search is narrowed by it."""
        return any(choice.is_chosen for choice in self.choices)


def count_of(cells: Iterable[Cell], wanted: Wanted) -> int:
    """Count the records that the narrowed search finds."""
    narrowed = wanted.narrowed
    return sum(cell.count for cell in cells if _fits(cell, narrowed))


def facets_of(cells: Iterable[Cell], wanted: Wanted) -> tuple[Facet, ...]:
    """Return what the search can be narrowed by; states are offered once one kind is chosen, since each has its own."""
    rows = list(cells)
    names = [name for name in NARROWING if name != "state" or wanted.kind]
    counted = {name: _counted(rows, name, wanted) for name in names}
    labels = _labels(counted)
    facets = (_facet(name, counted[name], labels, wanted) for name in names)
    return tuple(facet for facet in facets if facet.choices and (len(facet.choices) > 1 or facet.is_chosen))


def _counted(cells: Iterable[Cell], name: str, wanted: Wanted) -> Counter[str]:
    """Count by one narrowing, under all the others."""
    others = {other: value for other, value in wanted.narrowed.items() if other != name}
    counted: Counter[str] = Counter()
    for cell in cells:
        if (value := cell.value(name)) and _fits(cell, others):
            counted[value] += cell.count
    chosen = wanted.narrowed.get(name)
    if chosen:
        counted.setdefault(chosen, 0)
    return counted


def _fits(cell: Cell, narrowed: Mapping[str, str]) -> bool:
    return all(cell.value(name) == value for name, value in narrowed.items())


def _facet(name: str, counted: Counter[str], labels: Mapping[tuple[str, str], Words], wanted: Wanted) -> Facet:
    chosen = getattr(wanted, name)
    most = sorted(counted, key=lambda value: (value != chosen, -counted[value], value))[:MOST]
    if name == "year":
        most = sorted(most, reverse=True)
    choices = (
        Choice(
            value,
            labels.get((name, value)) or _state_label(wanted.kind, value, name),
            counted[value],
            wanted.narrowed_by(name, "" if value == chosen else value).query,
            value == chosen,
        )
        for value in most
    )
    return Facet(name, TITLES[name], tuple(choices), wanted.narrowed_by(name, "").query)


def _state_label(kind: str, value: str, name: str) -> str:
    if name == "state":
        return next((one.state_label(value) for one in searched_kinds() if one.kind == kind), value)
    return value


def _labels(counted: Mapping[str, Counter[str]]) -> dict[tuple[str, str], Words]:
    english = get_language() == "en"
    labels: dict[tuple[str, str], Words] = {("kind", one.kind): one.title for one in searched_kinds()}
    fields = [int(value) for value in counted["field"]]
    for one in TechnologyField.objects.filter(pk__in=fields) if fields else ():
        labels["field", str(one.pk)] = (english and one.name_en) or one.name
    regions = list(counted["region"])
    for place in Jurisdiction.objects.filter(pk__in=regions) if regions else ():
        labels["region", place.pk] = (english and place.name_en) or place.name
    return labels
