"""What is known of a figure, and what is measured from several: value, formula, rounding, bound."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum
from typing import Final

__all__ = [
    "DIGITS",
    "RATIO_PLACES",
    "Bound",
    "Cause",
    "Known",
    "Measured",
    "NotMeasurable",
    "joined_bound",
    "measured",
    "written",
]

DIGITS: Final = 50
"""Significant digits kept until a result is rounded."""

RATIO_PLACES: Final = 4
"""Decimals of a ratio: two of a percent."""


class Bound(StrEnum):
    """How exactly a value is known."""

    EXACT = "exact"
    MORE_THAN = "more than"
    LESS_THAN = "less than"
    ABOUT = "about"


class Cause(StrEnum):
    """Why something cannot be measured: a closed list, so that the edge can say it in the reader's language."""

    NOTHING_GIVEN = "nothing given"
    BASE_NOT_POSITIVE = "the base is not positive"
    BELOW_ZERO = "a value is below zero"
    PART_ABOVE_WHOLE = "the part is larger than the whole"
    BOUNDS_APART = "the bounds leave it open"
    SCOPES_UNRELATED = "the scopes are not parts of one whole"
    SOURCES_DIFFER = "two values for one scope"
    NO_YEARS = "at least one year lies between"


class NotMeasurable(ValueError):
    """Nothing can be said; carries why, and of which figures."""

    def __init__(self, cause: Cause, *labels: str) -> None:
        super().__init__(f"{cause}: {', '.join(labels)}" if labels else str(cause))
        self.cause = cause
        self.labels = labels


@dataclass(frozen=True, slots=True)
class Known:
    """A value as a source states it; the label says which one it is, such as its year."""

    value: Decimal
    label: str = ""
    bound: Bound = Bound.EXACT


@dataclass(frozen=True, slots=True)
class Measured:
    """A result: rounded half up to so many decimals, with the formula that shows every number used.

    `exact` is the value before rounding, to 50 digits. `bound` says whether the true value can be more or less.
    """

    value: Decimal
    exact: Decimal
    places: int
    formula: str
    bound: Bound = Bound.EXACT
    is_ratio: bool = False

    @property
    def is_rounded(self) -> bool:
        """Whether rounding changed the value."""
        return self.value != self.exact


def measured(exact: Decimal, formula: str, *, places: int, bound: Bound, is_ratio: bool = False) -> Measured:
    """Round half up, as is taught, and put the result behind its formula: `=` where exact, `≈` where rounded."""
    with localcontext() as context:
        context.prec = DIGITS
        value = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        shown = f"{written(value * 100)}%" if is_ratio else written(value)
    sign = "=" if value == exact else "≈"
    return Measured(value, exact, places, f"{formula} {sign} {shown}", bound, is_ratio)


def written(value: Decimal) -> str:
    """Write a number with separators, without an exponent and without zeros that say nothing."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


_OPPOSITE: Final = {Bound.MORE_THAN: Bound.LESS_THAN, Bound.LESS_THAN: Bound.MORE_THAN}


def joined_bound(rising: Iterable[Known], falling: Iterable[Known] = ()) -> Bound:
    """Return how exactly a result is known that rises with some figures and falls with others.

    Raises `NotMeasurable` where one bound pulls up and another down, or “about” meets either.
    """
    several = [*rising], [*falling]
    bounds = {one.bound for one in several[0]} | {_OPPOSITE.get(one.bound, one.bound) for one in several[1]}
    bounds.discard(Bound.EXACT)
    if len(bounds) > 1:
        raise NotMeasurable(Cause.BOUNDS_APART, *(one.label for side in several for one in side if one.label))
    return bounds.pop() if bounds else Bound.EXACT
