"""A part of a whole, and an amount per head."""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import Final

from qunli.engines.measuring.figures import (
    DIGITS,
    RATIO_PLACES,
    Bound,
    Cause,
    Known,
    Measured,
    NotMeasurable,
    joined_bound,
    measured,
    written,
)

__all__ = ["per_head", "share"]

_MONEY_PLACES: Final = 2


def share(part: Known, whole: Known, *, places: int = RATIO_PLACES) -> Measured:
    """Return part ÷ whole.

    Raises `NotMeasurable` where the whole is not positive, the part is negative or, both being exact, larger.
    """
    if part.bound is whole.bound is Bound.EXACT and part.value > whole.value > 0:
        raise NotMeasurable(Cause.PART_ABOVE_WHOLE, part.label, whole.label)
    return _quotient(part, whole, places=places, is_ratio=True)


def per_head(amount: Known, heads: Known, *, places: int = _MONEY_PLACES) -> Measured:
    """Return amount ÷ heads: persons, enterprises, or whatever else is counted."""
    return _quotient(amount, heads, places=places, is_ratio=False)


def _quotient(above: Known, below: Known, *, places: int, is_ratio: bool) -> Measured:
    if below.value <= 0:
        raise NotMeasurable(Cause.BASE_NOT_POSITIVE, below.label)
    if above.value < 0:
        raise NotMeasurable(Cause.BELOW_ZERO, above.label)
    bound = joined_bound([above], [below])
    with localcontext() as context:
        context.prec = DIGITS
        exact = Decimal(above.value) / below.value
    formula = f"{written(above.value)} ÷ {written(below.value)}"
    return measured(exact, formula, places=places, bound=bound, is_ratio=is_ratio)
