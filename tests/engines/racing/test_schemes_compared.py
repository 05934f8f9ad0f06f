"""Schemes compared before a race: the simulation, the enumeration, and what both are held against."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qunli.engines.racing import Assumptions, Chance, Scheme, SchemeUnreadable, Stage, read_race, read_teams
from qunli.engines.racing.enumerating import TooManyLanes, enumerate_race
from qunli.engines.racing.simulating import Course, simulate, simulate_beside

D = Decimal
TEXT = """
code = "seals"
teams_most = 3
correlation = 0.3
ties = ["judge:experts", "lot"]
[[stage]]
key = "sample"
days = 180
budget = "100万"
keep = 2
remedy_days = 7
success = 0.6
remedied = 0.3
[[stage.indicator]]
key = "leak"
at_most = "0.5"
[[stage]]
key = "line"
days = 270
budget = ["200万", 1500000]
success = 0.7
[[stage.judge]]
who = "experts"
"""


FAULTY = """
teams_most = 0
ties = ["arrival"]
colour = 1
[[stage]]
budget = ["1万", "2万"]
days = "soon"
[[stage.indicator]]
key = "x"
"""
CHANCES = st.sampled_from(["0.1", "0.5", "0.8", "1"])


def course(chances: list[list[str]], *, keep: int | None = None, mends: str = "0", correlation: str = "0") -> Course:
    """Return a course of two stages, a hundred yuan each, for lanes with these chances."""
    stages = (
        Stage("one", 100, (D(100),), keep=keep, remedy_days=10 if D(mends) else 0),
        Stage("two", 200, (D(100),)),
    )
    teams = {
        str(number): tuple(Chance(D(chance), D(80), D(mends)) for chance in lane) for number, lane in enumerate(chances)
    }
    return Course("c", Scheme("s", 6, stages), len(chances), Assumptions((), teams, D(correlation)))


def test_a_single_lane_is_the_product_of_its_chances() -> None:
    exact = enumerate_race(course([["0.6", "0.5"]], mends="0.25"))
    assert exact.reached == pytest.approx((0.6 + 0.4 * 0.25) * 0.5)  # the last stage gives no remedy
    assert exact.public == pytest.approx(100 + 100 * 0.7)
    assert exact.spent == pytest.approx(80 + 80 * 0.7)
    assert exact.days == pytest.approx(100 + 10 * 0.4 + 200 * 0.7)


def test_independent_lanes_fail_together_only_by_chance() -> None:
    exact = enumerate_race(course([["0.6", "0.5"], ["0.9", "0.4"], ["0.2", "1"]]))
    assert exact.reached == pytest.approx(1 - (1 - 0.3) * (1 - 0.36) * (1 - 0.2))
    assert exact.winners == pytest.approx(0.3 + 0.36 + 0.2)


def test_lanes_that_share_all_their_luck_are_hardly_better_than_one() -> None:
    apart = enumerate_race(course([["0.5", "1"]] * 3)).reached
    together = enumerate_race(course([["0.5", "1"]] * 3, correlation="0.98")).reached
    assert (round(apart, 3), 0.5 < together < 0.6) == (0.875, True)


@settings(max_examples=6)
@given(
    chances=st.lists(st.lists(CHANCES, min_size=2, max_size=2), min_size=1, max_size=4),
    keep=st.sampled_from([None, 1, 2]),
    mends=st.sampled_from(["0", "0.4"]),
    correlation=st.sampled_from(["0", "0.3", "0.8"]),
)
def test_the_simulation_agrees_with_the_enumeration(
    chances: list[list[str]], keep: int | None, mends: str, correlation: str
) -> None:
    one = course(chances, keep=keep, mends=mends, correlation=correlation)
    exact, found = enumerate_race(one), simulate(one, runs=20_000, seed=5, confidence=0.999_999)
    for name in ("reached", "winners", "public", "spent", "on_losers", "days"):
        estimate, value = getattr(found, name), getattr(exact, name)
        assert estimate.low - 1e-5 * abs(value) - 1e-5 <= value <= estimate.high + 1e-5 * abs(value) + 1e-5, name
    assert found.public_most <= exact.public_most


def test_the_same_seed_gives_the_same_races_and_shared_luck_makes_differences_sharp() -> None:
    fewer, more = course([["0.5", "0.5"]] * 2), course([["0.5", "0.5"]] * 3)
    once = simulate_beside([fewer, more], runs=20_000, seed=3)
    assert once == simulate_beside([fewer, more], runs=20_000, seed=3)
    assert once[0][0] == simulate(Course("c", fewer.scheme, 2, fewer.assumed), runs=20_000, seed=3)
    gain = once[1][1]
    assert gain.low > 0  # a lane more never loses a race that fewer lanes win
    apart = once[1][0].reached.high - once[0][0].reached.low - (once[1][0].reached.low - once[0][0].reached.high)
    assert gain.high - gain.low < apart


def test_a_scheme_is_read_with_its_assumptions() -> None:
    scheme, assumed = read_race(TEXT)
    assert [stage.budgets for stage in scheme.stages] == [(D(1_000_000),), (D(2_000_000), D(1_500_000))]
    assert (
        assumed.of_lanes(2) == ((Chance(D("0.6"), D(1_000_000), D("0.3")), Chance(D("0.7"), D(2_000_000), D(0))),) * 2
    )
    named = read_teams('[[team]]\nname = "甲"\nsuccess = [0.9, 0.8]\n', scheme, assumed)
    assert [one.success for one in named.of_lanes(1)[0]] == [D("0.9"), D("0.8")]


def test_every_fault_of_a_scheme_is_named_with_its_place() -> None:
    with pytest.raises(SchemeUnreadable) as refused:
        read_race(FAULTY)
    assert [fault.place for fault in refused.value.faults] == [
        "colour",
        "stage",
        "teams_most",
        "stage 1, indicator 1: wanted",
        "stage 1: days",
        "stage 1: indicator",
        "ties",
        "stage",
        "stage 1: budget",
    ]
    with pytest.raises(SchemeUnreadable, match="TOML"):
        read_race("a = ")
    scheme, assumed = read_race(TEXT)
    with pytest.raises(SchemeUnreadable) as teams:
        read_teams('[[team]]\nname = "a"\nsuccess = [2, 3]\n[[team]]\nname = "a"\n', scheme, assumed)
    assert [fault.place for fault in teams.value.faults] == ["team 1: success", "team 2: name"]


def test_more_lanes_than_can_be_enumerated_are_refused() -> None:
    with pytest.raises(TooManyLanes):
        enumerate_race(course([["0.5", "0.5"]] * 7))
