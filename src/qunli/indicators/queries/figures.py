"""Figures with their sources, and where sources differ."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import F, Q

from qunli.directory.models import Cluster, Organization
from qunli.directory.queries import one_with, organizations_of
from qunli.indicators.models import Figure, Indicator
from qunli.indicators.permits import reads_every_figure
from qunli.indicators.states import Bound
from qunli.people.permits import standing_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from qunli.people.queries import Anyone


@dataclass(frozen=True, slots=True)
class Told:
    """An indicator as it is told: the latest figure first, then every other one, and whether they differ.

    `differ` says that two sources tell different values for the same time and scope, or for times and scopes that
    cannot be told apart because a source names none.
    """

    indicator: Indicator
    figures: tuple[Figure, ...]
    differ: bool

    @property
    def latest(self) -> Figure:
        """The figure that stands first."""
        return self.figures[0]

    @property
    def others(self) -> tuple[Figure, ...]:
        """Every other one."""
        return self.figures[1:]


def figures_seen_by(user: Anyone) -> QuerySet[Figure]:
    """Return every cluster's figures to everybody, an organization's to the office, the auditor and its own people."""
    if reads_every_figure(user):
        return Figure.objects.all()
    own = organizations_of(standing_of(user)).values_list("pk", flat=True) if user.is_authenticated else ()
    return Figure.objects.filter(Q(cluster__isnull=False) | Q(organization__in=one_with(own)))


def figures_of(subject: Cluster | Organization) -> QuerySet[Figure]:
    """Return the figures of a cluster or an organization with what says so: by indicator, the latest first.

    What was recorded of an organization that has been merged into another since is told of the one that was kept.
    """
    about = Q(cluster=subject) if isinstance(subject, Cluster) else Q(organization__in=one_with([subject.pk]))
    return (
        Figure.objects.filter(about)
        .select_related(
            "indicator", "cluster", "organization", "confirmation__claim__document", "confirmation__by__party"
        )
        .defer("confirmation__claim__document__text")
        .order_by(
            "indicator__position",
            "indicator_id",
            F("period").desc(nulls_last=True),
            F("as_of").desc(nulls_last=True),
            "-id",
        )
    )


def told_figures(subject: Cluster | Organization) -> list[Told]:
    """Return the indicators of a cluster or an organization, each with all that its sources tell."""
    grouped = groupby(figures_of(subject), key=lambda figure: figure.indicator_id)
    told = (tuple(sorted(rows, key=_day, reverse=True)) for _indicator, rows in grouped)
    return [Told(rows[0].indicator, rows, _differ(rows)) for rows in told]


def figures_from(claims: Iterable[int], *, user: Anyone) -> QuerySet[Figure]:
    """Return the figures that stand on any of the claims, as far as somebody may read them."""
    return (
        figures_seen_by(user)
        .filter(confirmation__claim__in=list(claims))
        .select_related("indicator", "cluster", "organization", "confirmation__claim__document")
        .defer("confirmation__claim__document__text")
        .order_by("indicator__position", "-id")
    )


def _day(figure: Figure) -> str:
    """The last day that a figure speaks of; without one, the first of all."""
    last = figure.period.last if figure.period else figure.as_of
    return last.isoformat() if last else ""


def _differ(figures: tuple[Figure, ...]) -> bool:
    return any(_contradict(one, other) for place, one in enumerate(figures) for other in figures[place + 1 :])


def _contradict(one: Figure, other: Figure) -> bool:
    if one.confirmation.claim.document_id == other.confirmation.claim.document_id:
        return False
    if one.scope and other.scope and one.scope != other.scope:
        return False
    return _same_time(one, other) and not _agree(one, other)


def _same_time(one: Figure, other: Figure) -> bool:
    if one.period and other.period:
        return bool(one.period == other.period)
    if one.as_of and other.as_of:
        return one.as_of == other.as_of
    return _year(one) == _year(other) or not (_day(one) and _day(other))


def _year(figure: Figure) -> str:
    return _day(figure)[:4]


def _agree(one: Figure, other: Figure) -> bool:
    """Tell whether both can be true: 56.48 agrees with “more than 50”."""
    if one.value == other.value:
        return True
    low, high = sorted((one, other), key=lambda figure: figure.value)
    return low.bound == Bound.MORE_THAN or high.bound == Bound.LESS_THAN
