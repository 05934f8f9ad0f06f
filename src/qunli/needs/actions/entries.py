"""What an organization writes down when it states a need, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from qunli.core.states import Words, WrongInput, listed
from qunli.engines.notation.numerals import read_number
from qunli.engines.notation.unreadable import Unreadable
from qunli.needs.models import Need, NeedIndicator
from qunli.needs.queries import search_column
from qunli.needs.states import Comparator, IpTerms

if TYPE_CHECKING:
    from qunli.directory.models import TechnologyField
    from qunli.people.models import Party


@dataclass(frozen=True, slots=True)
class IndicatorEntry:
    """One core indicator as written."""

    name: str
    comparator: Comparator
    target: str
    unit: str = ""
    how_measured: str = ""


@dataclass(frozen=True, slots=True)
class NeedEntry:
    """A need as written; a draft may be incomplete."""

    title: str
    problem: str = ""
    field: TechnologyField | None = None
    beyond_own_means: str = ""
    wanted_by: date | None = None
    ip_terms: IpTerms = IpTerms.AGREED
    budget: Decimal | None = None
    bidder_conditions: str = ""
    is_confidential: bool = False
    recommending_unit: Party | None = None
    indicators: tuple[IndicatorEntry, ...] = ()


COLUMNS = tuple(column.name for column in fields(NeedEntry) if column.name != "indicators")


def require_sound(need: Need, entry: NeedEntry) -> None:
    """Raise `WrongInput` with everything that cannot be kept, even as a draft."""
    faults: dict[str, Words] = {}
    if not entry.title.strip():
        faults["title"] = _("Give the need a title.")
    if entry.budget is not None and entry.budget < 0:
        faults["budget"] = _("Money cannot be negative.")
    if entry.field is not None and entry.field.cluster_id != need.cluster_id:
        faults["field"] = _("This field is not one of the cluster's.")
    unreadable = [row.name for row in entry.indicators if not is_readable(row)]
    if unreadable:
        words = _("Write a number as target, or choose “as described”: %(names)s.")
        faults["indicators"] = words % {"names": listed(unreadable)}
    if faults:
        raise WrongInput(faults)


def require_complete(need: Need, today: date) -> None:
    """Raise `WrongInput` with everything that is missing before a need can be sent."""
    faults = what_is_missing(need, today)
    if faults:
        raise WrongInput(faults)


def what_is_missing(need: Need, today: date) -> dict[str, Words]:
    """Name everything that is missing before a need can be sent."""
    return dict(_missing(need, today))


def is_readable(row: IndicatorEntry) -> bool:
    """Tell whether a measured value could be held against the target."""
    if row.comparator == Comparator.TEXT:
        return True
    try:
        read_number(row.target)
    except Unreadable:
        return False
    return True


def write_entry(need: Need, entry: NeedEntry) -> list[str]:
    """Put an entry onto a need and return the names of what changed; does not save."""
    changed = [name for name in COLUMNS if getattr(need, name) != getattr(entry, name)]
    for name in changed:
        setattr(need, name, getattr(entry, name))
    need.bigrams = search_column(need.title, need.problem)
    return changed


def write_indicators(need: Need, entries: tuple[IndicatorEntry, ...]) -> list[str]:
    """Replace the indicators of a saved need where they differ; return the name of what changed."""
    rows = need.indicators.order_by("position", "id")
    before = tuple(
        IndicatorEntry(row.name, Comparator(row.comparator), row.target, row.unit, row.how_measured) for row in rows
    )
    if before == entries:
        return []
    need.indicators.all().delete()
    NeedIndicator.objects.bulk_create(
        NeedIndicator(
            need=need,
            position=place,
            name=entry.name,
            comparator=entry.comparator,
            target=entry.target,
            unit=entry.unit,
            how_measured=entry.how_measured,
        )
        for place, entry in enumerate(entries, start=1)
    )
    return ["indicators"]


def _missing(need: Need, today: date) -> Iterator[tuple[str, Words]]:
    if not need.problem.strip():
        yield "problem", _("Describe the problem.")
    if not need.indicators.exists():
        yield "indicators", _("Name at least one core indicator: what must be reached.")
    if need.wanted_by is None:
        yield "wanted_by", _("Say by when the result is wanted.")
    elif need.wanted_by <= today:
        yield "wanted_by", _("The result is wanted by a day that has passed.")
    if need.field_id is None:
        yield "field", _("Choose the field of technology.")
