"""How a figure moves from one time to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from itertools import pairwise
from typing import Final

from qunli.engines.measuring.figures import (
    DIGITS,
    RATIO_PLACES,
    Cause,
    Known,
    Measured,
    NotMeasurable,
    joined_bound,
    measured,
    written,
)

__all__ = ["Change", "change", "compound_growth", "growth", "mean_growth"]

_ONE: Final = Decimal(1)
_ROOT_PLACES: Final = Decimal(1).scaleb(-30)
"""Roots are taken to this many decimals, so that growth of exactly five percent is exactly that."""


@dataclass(frozen=True, slots=True)
class Change:
    """What changed: by how much, and by which share of what was; `growth` is `None` where that has no meaning."""

    earlier: Known
    later: Known
    difference: Measured
    growth: Measured | None


def growth(earlier: Known, later: Known, *, places: int = RATIO_PLACES) -> Measured:
    """Return growth from one time to another: later ÷ earlier − 1.

    Raises `NotMeasurable` where the earlier value is not positive or the bounds leave the answer open.
    """
    _base(earlier)
    bound = joined_bound([later], [earlier] if later.value >= 0 else [])
    with localcontext() as context:
        context.prec = DIGITS
        exact = later.value / earlier.value - _ONE
    formula = f"{written(later.value)} ÷ {written(earlier.value)} − 1"
    return measured(exact, formula, places=places, bound=bound, is_ratio=True)


def compound_growth(first: Known, last: Known, *, years: int, places: int = RATIO_PLACES) -> Measured:
    """Return the yearly rate that leads from the first value to the last: (last ÷ first)^(1 ÷ years) − 1.

    Raises `NotMeasurable` as `growth` does, for a last value below zero, and where no year lies between.
    """
    _base(first)
    if years < 1:
        raise NotMeasurable(Cause.NO_YEARS, first.label, last.label)
    if last.value < 0:
        raise NotMeasurable(Cause.BELOW_ZERO, last.label)
    bound = joined_bound([last], [first])
    with localcontext() as context:
        context.prec = DIGITS
        quotient = last.value / first.value
        root = (quotient ** (_ONE / years)).quantize(_ROOT_PLACES) if years > 1 and quotient else quotient
        exact = root - _ONE
    formula = f"({written(last.value)} ÷ {written(first.value)})^(1/{years}) − 1"
    return measured(exact, formula, places=places, bound=bound, is_ratio=True)


def mean_growth(series: Sequence[Known], *, places: int = RATIO_PLACES) -> Measured:
    """Return the arithmetic mean of the growth from each value to the next, in the order given."""
    if len(series) < 2:  # noqa: PLR2004 - growth lies between two
        raise NotMeasurable(Cause.NOTHING_GIVEN, *(one.label for one in series))
    steps = [growth(one, two) for one, two in pairwise(series)]
    bound = joined_bound(Known(one.exact, two.label, one.bound) for one, two in zip(steps, series[1:], strict=True))
    with localcontext() as context:
        context.prec = DIGITS
        exact = sum((one.exact for one in steps), Decimal(0)) / len(steps)
    joined = " + ".join(f"({written(two.value)} ÷ {written(one.value)} − 1)" for one, two in pairwise(series))
    formula = f"[{joined}] ÷ {len(steps)}"
    return measured(exact, formula, places=places, bound=bound, is_ratio=True)


def change(earlier: Known, later: Known, *, places: int = RATIO_PLACES) -> Change:
    """Return what changed: later − earlier, and the growth where the earlier value is positive."""
    bound = joined_bound([later], [earlier])
    with localcontext() as context:
        context.prec = DIGITS
        difference = later.value - earlier.value
    decimals = max(_decimals(earlier.value), _decimals(later.value))
    formula = f"{written(later.value)} − {written(earlier.value)}"
    moved = measured(difference, formula, places=decimals, bound=bound)
    return Change(earlier, later, moved, growth(earlier, later, places=places) if earlier.value > 0 else None)


def _base(earlier: Known) -> None:
    if earlier.value <= 0:
        raise NotMeasurable(Cause.BASE_NOT_POSITIVE, earlier.label)


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
