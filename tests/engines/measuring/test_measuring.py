"""Growth, shares, sums and counts: exact, with their formula, and never more certain than the figures are."""

from __future__ import annotations

import doctest
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunli.engines import measuring
from qunli.engines.measuring import (
    Bound,
    Cause,
    Known,
    LeftOut,
    NotMeasurable,
    Overlap,
    Part,
    change,
    compound_growth,
    count_once,
    growth,
    mean_growth,
    per_head,
    share,
    total,
)

positive = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("1e12"), places=2)
bounds = st.sampled_from(Bound)
HALF_OF_LAST = Decimal("0.00005")


def known(value: str, bound: Bound = Bound.EXACT, label: str = "") -> Known:
    return Known(Decimal(value), label, bound)


def test_the_readme_shows_what_happens() -> None:
    readme = Path(measuring.__path__[0]) / "README.md"
    outcome = doctest.testfile(str(readme), module_relative=False)
    assert (outcome.failed, outcome.attempted > 5) == (0, True)


@pytest.mark.parametrize(
    ("earlier", "later", "formula"),
    [
        ("100", "105", "105 ÷ 100 − 1 = 5%"),
        ("49.9", "56.48", "56.48 ÷ 49.9 − 1 ≈ 13.19%"),
        ("3", "2", "2 ÷ 3 − 1 ≈ -33.33%"),
        ("20000", "20001", "20,001 ÷ 20,000 − 1 ≈ 0.01%"),
        ("5", "5", "5 ÷ 5 − 1 = 0%"),
    ],
)
def test_growth_shows_its_numbers_and_whether_it_was_rounded(earlier: str, later: str, formula: str) -> None:
    assert growth(known(earlier), known(later)).formula == formula


def test_compound_and_mean_growth_over_three_years() -> None:
    series = [known("100"), known("110"), known("99")]
    assert mean_growth(series).formula == "[(110 ÷ 100 − 1) + (99 ÷ 110 − 1)] ÷ 2 = 0%"
    assert compound_growth(series[0], series[-1], years=2).formula == "(99 ÷ 100)^(1/2) − 1 ≈ -0.5%"


@pytest.mark.parametrize(
    ("earlier", "later", "expected"),
    [
        (Bound.EXACT, Bound.MORE_THAN, Bound.MORE_THAN),
        (Bound.MORE_THAN, Bound.EXACT, Bound.LESS_THAN),
        (Bound.LESS_THAN, Bound.MORE_THAN, Bound.MORE_THAN),
        (Bound.EXACT, Bound.ABOUT, Bound.ABOUT),
        (Bound.MORE_THAN, Bound.MORE_THAN, None),
        (Bound.ABOUT, Bound.MORE_THAN, None),
    ],
)
def test_growth_is_as_certain_as_its_figures_allow(earlier: Bound, later: Bound, expected: Bound | None) -> None:
    figures = known("50", earlier, "2023"), known("60", later, "2024")
    if expected is None:
        with pytest.raises(NotMeasurable) as refused:
            growth(*figures)
        assert (refused.value.cause, refused.value.labels) == (Cause.BOUNDS_APART, ("2024", "2023"))
    else:
        assert growth(*figures).bound is expected


def test_what_has_no_meaning_is_refused_with_its_cause() -> None:
    refused = []
    for act in (
        lambda: growth(known("0"), known("1")),
        lambda: compound_growth(known("1"), known("-1"), years=2),
        lambda: compound_growth(known("1"), known("2"), years=0),
        lambda: share(known("3"), known("2")),
        lambda: share(known("-1"), known("2")),
        lambda: per_head(known("3"), known("0")),
        lambda: mean_growth([known("1")]),
        lambda: total([], {}),
    ):
        with pytest.raises(NotMeasurable) as raised:
            act()
        refused.append(raised.value.cause)
    assert refused == [
        Cause.BASE_NOT_POSITIVE,
        Cause.BELOW_ZERO,
        Cause.NO_YEARS,
        Cause.PART_ABOVE_WHOLE,
        Cause.BELOW_ZERO,
        Cause.BASE_NOT_POSITIVE,
        Cause.NOTHING_GIVEN,
        Cause.NOTHING_GIVEN,
    ]


def test_a_change_from_nothing_has_a_difference_and_no_growth() -> None:
    moved = change(known("0"), known("8"))
    assert (moved.difference.formula, moved.growth) == ("8 − 0 = 8", None)
    assert change(known("2"), known("8")).difference.value == 6


def test_a_part_within_another_is_left_out_and_named() -> None:
    whole = Part("all", known("56"))
    large = Part("large", known("30"))
    town = Part("town", known("7"))
    found = total([large, whole, town], {"large": "all", "town": "large"})
    assert (found.sum.formula, found.counted) == ("56 = 56", (whole,))
    assert found.left_out == (LeftOut(large, "all"), LeftOut(town, "large"))


def test_parts_beside_each_other_are_added_and_a_value_told_twice_once() -> None:
    parts = [Part("north", known("1.5")), Part("south", known("2")), Part("north", known("1.5"))]
    found = total(parts, {"north": "city", "south": "city"})
    assert (found.sum.formula, len(found.counted)) == ("1.5 + 2 = 3.5", 2)


def test_scopes_of_no_common_whole_and_differing_values_are_not_added() -> None:
    unrelated = [Part("规上", known("1")), Part("重点企业", known("2"))]
    with pytest.raises(NotMeasurable) as refused:
        total(unrelated, {})
    assert refused.value.cause is Cause.SCOPES_UNRELATED
    with pytest.raises(NotMeasurable) as differing:
        total([Part("a", known("1")), Part("a", known("2"))], {})
    assert differing.value.cause is Cause.SOURCES_DIFFER
    with pytest.raises(NotMeasurable):
        total([Part("a", known("1"))], {"a": "b", "b": "a"})


def test_overlapping_tiers_are_counted_once() -> None:
    found = count_once({"high_tech": "abcd", "specialized": "bcde", "little_giant": "cd"})
    assert (found.by_tier, found.once, found.counted_again) == (
        {"high_tech": 4, "specialized": 4, "little_giant": 2},
        5,
        5,
    )
    assert found.overlaps == (
        Overlap("high_tech", "specialized", 3),
        Overlap("high_tech", "little_giant", 2),
        Overlap("specialized", "little_giant", 2),
    )
    assert found.formula == "4 + 4 + 2 − 5 = 5"
    assert count_once({}).formula == "0 = 0"


@given(positive, positive, positive)
def test_growth_does_not_depend_on_the_unit(earlier: Decimal, later: Decimal, scale: Decimal) -> None:
    plain = growth(Known(earlier), Known(later))
    scaled = growth(Known(earlier * scale), Known(later * scale))
    assert abs(plain.exact - scaled.exact) < Decimal("1e-30") * (1 + abs(plain.exact))


@given(positive, positive)
def test_rounding_moves_a_result_by_half_a_unit_at_most(earlier: Decimal, later: Decimal) -> None:
    found = growth(Known(earlier), Known(later))
    assert abs(found.value - found.exact) <= HALF_OF_LAST


@given(positive, positive)
def test_compound_growth_of_one_year_is_growth(earlier: Decimal, later: Decimal) -> None:
    one = Known(earlier), Known(later)
    assert compound_growth(*one, years=1).exact == growth(*one).exact


@given(positive, st.integers(-90, 300), st.integers(1, 9))
def test_compounding_leads_back_to_the_last_value(first: Decimal, percent: int, years: int) -> None:
    rate = Decimal(percent) / 100
    last = Known(first * (1 + rate) ** years)
    assert compound_growth(Known(first), last, years=years).value == rate


@given(positive, positive, bounds, bounds, positive, positive)
def test_no_value_that_the_bounds_allow_lies_beyond_the_bound_of_a_share(
    above: Decimal, below: Decimal, bound_above: Bound, bound_below: Bound, more: Decimal, less: Decimal
) -> None:
    def true_value(value: Decimal, bound: Bound, off: Decimal) -> Decimal:
        return {Bound.MORE_THAN: value + off, Bound.LESS_THAN: value * value / (value + off)}.get(bound, value)

    try:
        found = share(Known(above, "", bound_above), Known(below, "", bound_below))
    except NotMeasurable:
        return
    truth = true_value(above, bound_above, more) / true_value(below, bound_below, less)
    slack = Decimal("1e-20") * (1 + truth)
    if found.bound is Bound.MORE_THAN:
        assert truth > found.exact - slack
    elif found.bound is Bound.LESS_THAN:
        assert truth < found.exact + slack
    else:
        assert abs(truth - found.exact) <= slack


@given(st.dictionaries(st.sampled_from("abcdef"), st.frozensets(st.sampled_from("uvwxyz"))))
def test_counting_once_is_the_size_of_the_union(holders: dict[str, frozenset[str]]) -> None:
    found = count_once(holders)
    largest = max(map(len, holders.values()), default=0)
    assert found.once == len({one for several in holders.values() for one in several})
    assert largest <= found.once <= sum(found.by_tier.values())


@given(st.lists(positive, min_size=1, max_size=6))
def test_a_sum_does_not_depend_on_the_order(values: list[Decimal]) -> None:
    parts = [Part(str(number), Known(value)) for number, value in enumerate(values)]
    within = {part.scope: "all" for part in parts}
    turned = list(reversed(parts))
    assert total(parts, within).sum.value == total(turned, within).sum.value == sum(values)
