"""What is known of a measure: its value by period, the figures used and those that are missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from qunli.engines.assessing.facts import Fact, Facts
from qunli.engines.assessing.packs import Input, Measure, MeasureKind, Take
from qunli.engines.assessing.ranges import Range, hull, mean_of, sum_of
from qunli.engines.assessing.verdicts import Missing, Note, Used

__all__ = ["Point", "points_of"]

ONE: Final = Decimal(1)


@dataclass(frozen=True, slots=True)
class Point:
    """A measure at a period; `value` is `None` where a figure is missing."""

    period: str
    value: Range | bool | str | None
    used: tuple[Used, ...] = ()
    missing: tuple[Missing, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class _Reader:
    """Looks figures up and remembers nothing."""

    facts: Facts
    inputs: dict[str, Input]

    def at(self, key: str, year: int | None) -> Point:
        """Return a figure of a year, or its latest."""
        stated = self.facts.latest(key) if year is None else self.facts.of_year(key, year)
        period = "" if year is None else str(year)
        if not stated:
            return Point(period, None, missing=(Missing(key, period),))
        unit = self.inputs[key].unit
        used = tuple(Used(key, one.period, one.value, unit, one.source) for one in stated)
        value, notes = _agreed(stated)
        return Point(stated[0].period, value, used, () if value is not None else (Missing(key, period),), notes)


def _agreed(stated: tuple[Fact, ...]) -> tuple[Range | bool | str | None, tuple[Note, ...]]:
    """Join what several sources say: the range that holds all of them; differing answers are no answer."""
    notes = (Note.ABOUT,) if any(one.is_about for one in stated) else ()
    differ = len({one.value for one in stated}) > 1
    ranges = [one.value for one in stated if isinstance(one.value, Range)]
    value = hull(ranges) if ranges else stated[0].value
    if not differ:
        return value, notes
    return (value if ranges else None), (*notes, Note.DISPUTED)


def points_of(measure: Measure, facts: Facts, inputs: dict[str, Input]) -> list[Point]:
    """Return the values to be compared: one for each year where each counts by itself, else a single one."""
    reader = _Reader(facts, inputs)
    if measure.take is Take.LATEST:
        return [_latest(measure, reader)]
    last = facts.last_year
    if last is None:
        missing = tuple(Missing(key, "") for key in measure.inputs)
        return [Point("", None, missing=missing)]
    years = list(range(last - measure.years + 1, last + 1))
    if measure.take in {Take.EACH, Take.ANY}:
        return [_of_year(measure, reader, year) for year in years]
    return [_over_years(measure, reader, years)]


def _latest(measure: Measure, reader: _Reader) -> Point:
    if measure.kind is MeasureKind.GROWTH:
        last = reader.facts.last_year
        missing = Point("", None, missing=(Missing(measure.inputs[0], ""),))
        return missing if last is None else _of_year(measure, reader, last)
    return _made(measure.kind, [reader.at(key, None) for key in measure.inputs])


def _of_year(measure: Measure, reader: _Reader, year: int) -> Point:
    if measure.kind is MeasureKind.GROWTH:
        before, now = (reader.at(measure.inputs[0], one) for one in (year - 1, year))
        return _joined(str(year), [before, now], lambda two: two[1].over(two[0]).shifted(-ONE))
    return _made(measure.kind, [reader.at(key, year) for key in measure.inputs])


def _made(kind: MeasureKind, points: list[Point]) -> Point:
    if kind is MeasureKind.FIGURE:
        return points[0]
    period = points[0].period if len({one.period for one in points}) == 1 else ""
    join: Callable[[list[Range]], Range] = sum_of if kind is MeasureKind.TOTAL else lambda two: two[0].over(two[1])
    return _joined(period, points, join)


def _over_years(measure: Measure, reader: _Reader, years: list[int]) -> Point:
    period = f"{years[0]}..{years[-1]}" if len(years) > 1 else str(years[0])
    if measure.take is Take.COMPOUND:
        ends = [reader.at(measure.inputs[0], years[0] - 1), reader.at(measure.inputs[0], years[-1])]
        return _joined(period, ends, lambda two: two[1].over(two[0]).root(measure.years).shifted(-ONE))
    if measure.take is Take.POOLED:
        above, below = ([reader.at(key, year) for year in years] for key in measure.inputs)
        half = len(years)
        return _joined(period, [*above, *below], lambda all_: sum_of(all_[:half]).over(sum_of(all_[half:])))
    yearly = [_of_year(measure, reader, year) for year in years]
    return _joined(period, yearly, mean_of if measure.take is Take.MEAN else sum_of)


def _joined(period: str, points: Iterable[Point], join: Callable[[list[Range]], Range]) -> Point:
    """Make one value of several, or none where one of them is missing; keep everything that was used."""
    several = list(points)
    used = tuple(one for point in several for one in point.used)
    missing = tuple(one for point in several for one in point.missing)
    notes = tuple(dict.fromkeys(note for point in several for note in point.notes))
    ranges = [one.value for one in several if isinstance(one.value, Range)]
    value = join(ranges) if len(ranges) == len(several) else None
    return Point(period, value, used, missing, notes)
