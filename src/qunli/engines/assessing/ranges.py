"""What is known of a number: exactly one value, or a stretch that holds it, each end in or out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import reduce
from typing import Final

__all__ = ["ANYTHING", "COMPARISONS", "Range", "at_most_known", "exactly", "hull", "mean_of", "sum_of"]

_ROOT_DIGITS: Final = 12
"""Roots are rounded to this many decimals, so that growth of exactly five percent is exactly 0.05."""


@dataclass(frozen=True, slots=True)
class Range:
    """All values from low to high; `None` is no limit, an open end is not itself in the range."""

    low: Decimal | None
    high: Decimal | None
    low_open: bool = False
    high_open: bool = False

    @property
    def is_exact(self) -> bool:
        """Whether there is only one value."""
        return self.low is not None and self.low == self.high

    def plus(self, other: Range) -> Range:
        """Add two numbers of which this is known."""
        return Range(
            _if_both(self.low, other.low, lambda one, two: one + two),
            _if_both(self.high, other.high, lambda one, two: one + two),
            self.low_open or other.low_open,
            self.high_open or other.high_open,
        )

    def times(self, factor: Decimal) -> Range:
        """Multiply by a positive factor."""
        return Range(_scaled(self.low, factor), _scaled(self.high, factor), self.low_open, self.high_open)

    def shifted(self, by: Decimal) -> Range:
        """Add a known number."""
        return self.plus(exactly(by))

    def over(self, other: Range) -> Range:
        """Divide by a positive number; what may be divided by nothing, or is negative and not exact, is not known."""
        if self.is_exact and other.is_exact and self.low is not None and other.low:
            return exactly(self.low / other.low)
        if self.low is None or self.low < 0 or other.low is None or other.low < 0 or other.high == 0:
            return ANYTHING
        low = Decimal(0) if other.high is None else self.low / other.high
        high = None if self.high is None or other.low == 0 else self.high / other.low
        low_open = self.low_open or (other.high_open and self.low != 0)  # nothing divided by anything is nothing
        return Range(low, high, low_open, self.high_open or (other.low_open and self.high != 0))

    def root(self, degree: int) -> Range:
        """Return the positive root; of what may be negative nothing is known."""
        if self.low is None or self.low < 0:
            return ANYTHING
        high = None if self.high is None else _root(self.high, degree)
        return Range(_root(self.low, degree), high, self.low_open, self.high_open)


ANYTHING: Final = Range(None, None)


def exactly(value: Decimal) -> Range:
    """Return the range of one value."""
    return Range(value, value)


def sum_of(ranges: Iterable[Range]) -> Range:
    """Add several numbers."""
    return reduce(Range.plus, ranges, exactly(Decimal(0)))


def mean_of(ranges: list[Range]) -> Range:
    """Return the arithmetic mean of at least one number."""
    return sum_of(ranges).over(exactly(Decimal(len(ranges))))


def hull(ranges: Iterable[Range]) -> Range:
    """Return the least range that holds all of the given ones, at least one."""
    return reduce(_hull_of_two, ranges)


def _hull_of_two(one: Range, two: Range) -> Range:
    low, low_open = _further((one.low, one.low_open), (two.low, two.low_open), is_low=True)
    high, high_open = _further((one.high, one.high_open), (two.high, two.high_open), is_low=False)
    return Range(low, high, low_open, high_open)


_End = tuple[Decimal | None, bool]


def _further(one: _End, two: _End, *, is_low: bool) -> _End:
    if one[0] is None or two[0] is None:
        return None, False
    if one[0] == two[0]:
        return one[0], one[1] and two[1]
    return one if (one[0] < two[0]) == is_low else two


def _if_both(one: Decimal | None, two: Decimal | None, join: Callable[[Decimal, Decimal], Decimal]) -> Decimal | None:
    return None if one is None or two is None else join(one, two)


def _scaled(value: Decimal | None, factor: Decimal) -> Decimal | None:
    return None if value is None else value * factor


def _root(value: Decimal, degree: int) -> Decimal:
    if value == 0:
        return value
    with localcontext() as exact:
        exact.prec = 40
        return round(value ** (Decimal(1) / degree), _ROOT_DIGITS)


def _at_least(found: Range, asked: Decimal) -> bool | None:
    if found.low is not None and found.low >= asked:
        return True
    if found.high is not None and (found.high < asked or (found.high == asked and found.high_open)):
        return False
    return None


def _more_than(found: Range, asked: Decimal) -> bool | None:
    if found.low is not None and (found.low > asked or (found.low == asked and found.low_open)):
        return True
    if found.high is not None and found.high <= asked:
        return False
    return None


def _opposite(answer: bool | None) -> bool | None:  # noqa: FBT001 - three-valued
    return None if answer is None else not answer


def _equal(found: Range, asked: Decimal) -> bool | None:
    if found.is_exact:
        return found.low == asked
    return False if _at_least(found, asked) is False or at_most_known(found, asked) is False else None


def at_most_known(found: Range, asked: Decimal) -> bool | None:
    """Tell whether all, or none, of a range is at most a value; `None` where it lies on both sides."""
    return _opposite(_more_than(found, asked))


COMPARISONS: Final[dict[str, Callable[[Range, Decimal], bool | None]]] = {
    "at_least": _at_least,
    "more_than": _more_than,
    "at_most": at_most_known,
    "less_than": lambda found, asked: _opposite(_at_least(found, asked)),
    "is": _equal,
}
"""Every way to hold a number against a limit: true for the whole range, false for the whole range, or `None`."""
