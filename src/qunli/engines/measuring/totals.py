"""Sums over scopes: what lies inside another part is not added twice, and what is unrelated is not added at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from qunli.engines.measuring.figures import (
    DIGITS,
    Cause,
    Known,
    Measured,
    NotMeasurable,
    joined_bound,
    measured,
    written,
)

__all__ = ["LeftOut", "Part", "Total", "total"]


@dataclass(frozen=True, slots=True)
class Part:
    """A figure and the scope that it covers."""

    scope: str
    known: Known


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A part that was not added, because the scope `within` holds it already."""

    part: Part
    within: str


@dataclass(frozen=True, slots=True)
class Total:
    """The sum, the parts that were added, and those that were not."""

    sum: Measured
    counted: tuple[Part, ...]
    left_out: tuple[LeftOut, ...]


def total(parts: Sequence[Part], within: Mapping[str, str]) -> Total:
    """Add figures of different scopes, each enterprise, place or yuan once.

    `within` says of which larger scope each one is a part; the parts of one scope do not overlap. A figure whose scope
    lies within that of another figure is left out. Raises `NotMeasurable` where two scopes have no whole in common
    (whether they overlap nobody has said), where two values are given for one scope, or where bounds pull apart.
    """
    if not parts:
        raise NotMeasurable(Cause.NOTHING_GIVEN)
    by_scope = _by_scope(parts)
    paths = {scope: tuple(_path(scope, within)) for scope in by_scope}
    if len({path[-1] for path in paths.values()}) > 1:
        raise NotMeasurable(Cause.SCOPES_UNRELATED, *sorted(by_scope))
    counted: list[Part] = []
    left_out: list[LeftOut] = []
    for scope, part in by_scope.items():
        holder = next((one for one in paths[scope][1:] if one in by_scope), None)
        if holder is None:
            counted.append(part)
        else:
            left_out.append(LeftOut(part, holder))
    return Total(_sum([one.known for one in counted]), tuple(counted), tuple(left_out))


def _by_scope(parts: Sequence[Part]) -> dict[str, Part]:
    found: dict[str, Part] = {}
    for part in parts:
        known = found.setdefault(part.scope, part)
        if (known.known.value, known.known.bound) != (part.known.value, part.known.bound):
            raise NotMeasurable(Cause.SOURCES_DIFFER, part.scope)
    return found


def _path(scope: str, within: Mapping[str, str]) -> Iterator[str]:
    """Go from a scope to the outermost one that holds it."""
    seen = {scope}
    yield scope
    while scope in within:
        scope = within[scope]
        if scope in seen:
            raise NotMeasurable(Cause.SCOPES_UNRELATED, *sorted(seen))
        seen.add(scope)
        yield scope


def _sum(several: list[Known]) -> Measured:
    bound = joined_bound(several)
    with localcontext() as context:
        context.prec = DIGITS
        exact = sum((one.value for one in several), Decimal(0))
    exponents = [one.value.normalize().as_tuple().exponent for one in several]
    places = max((-one for one in exponents if isinstance(one, int) and one < 0), default=0)
    return measured(exact, " + ".join(written(one.value) for one in several), places=places, bound=bound)
