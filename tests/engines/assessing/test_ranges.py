"""What is known of a number is never more than what was said of it."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from qunli.engines.assessing.ranges import COMPARISONS, Range, exactly, hull, mean_of

HALVES = [Decimal(number) / 2 for number in range(-1, 20)]
WHOLE = st.integers(0, 8).map(Decimal)


@st.composite
def ranges(draw: st.DrawFn) -> Range:
    """Draw a range that holds at least one half number."""
    low, high = sorted((draw(WHOLE), draw(WHOLE)))
    if low == high:
        return exactly(low)
    return Range(
        draw(st.sampled_from([low, None])),
        draw(st.sampled_from([high, None])),
        draw(st.booleans()),
        draw(st.booleans()),
    )


def holds(known: Range, value: Decimal) -> bool:
    above = known.low is None or (value > known.low if known.low_open else value >= known.low)
    below = known.high is None or (value < known.high if known.high_open else value <= known.high)
    return above and below


def inside(known: Range) -> list[Decimal]:
    return [value for value in HALVES if holds(known, value)]


PLAIN = {
    "at_least": lambda value, limit: value >= limit,
    "more_than": lambda value, limit: value > limit,
    "at_most": lambda value, limit: value <= limit,
    "less_than": lambda value, limit: value < limit,
    "is": lambda value, limit: value == limit,
}


@given(known=ranges(), limit=WHOLE, operator=st.sampled_from(sorted(PLAIN)))
def test_a_comparison_is_decided_only_where_every_possible_value_agrees(
    known: Range, limit: Decimal, operator: str
) -> None:
    answers = {PLAIN[operator](value, limit) for value in inside(known)}
    decided = COMPARISONS[operator](known, limit)
    assert decided is None or answers == {decided}


@given(limit=WHOLE, value=WHOLE, operator=st.sampled_from(sorted(PLAIN)))
def test_an_exact_value_is_always_decided(limit: Decimal, value: Decimal, operator: str) -> None:
    assert COMPARISONS[operator](exactly(value), limit) is PLAIN[operator](value, limit)


@given(one=ranges(), two=ranges())
def test_sum_quotient_mean_and_hull_hold_every_possible_result(one: Range, two: Range) -> None:
    added, divided, mean, joined = one.plus(two), one.over(two), mean_of([one, two]), hull([one, two])
    for first in inside(one):
        assert holds(joined, first)
        for second in inside(two):
            assert holds(added, first + second)
            assert holds(mean, (first + second) / 2)
            assert second == 0 or holds(divided, first / second)


def test_a_compound_growth_of_exactly_five_percent_is_exactly_that() -> None:
    assert exactly(Decimal("110.25")).over(exactly(Decimal(100))).root(2) == exactly(Decimal("1.05"))


def test_nothing_is_known_of_a_root_of_what_may_be_negative() -> None:
    assert Range(None, Decimal(1)).root(2) == Range(None, None)
