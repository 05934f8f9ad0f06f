from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.assigning.enumerating import every_assignment, instance_from, near, tables_from
from qunli.engines.assigning import InstanceRefused, Previous, assign, read_instance, repair, verify, without

SEEDS = st.integers(0, 10**6)


@pytest.mark.law
@settings(deadline=None, max_examples=80)
@given(SEEDS)
def test_total_is_the_best_of_all_assignments_and_the_checker_proves_it(seed: int) -> None:
    tables = tables_from(seed)
    instance = instance_from(tables)
    everything = every_assignment(tables)

    result = assign(instance)

    assert (result.status == "infeasible") == (not everything)
    if everything:
        assert near(result.total or 0.0, max(total for total, _worst, _pairs in everything))
        assert result.proof is not None
        verdict = verify(instance, result.pairs, result.proof.prices)
        assert (verdict.feasible, verdict.faults) == (True, ())
        assert result.proof.kind == "search" or (verdict.optimal and verdict.gap == 0.0)


@pytest.mark.law
@settings(deadline=None, max_examples=60)
@given(SEEDS)
def test_reason_of_failure_names_a_smallest_set_and_load_that_heals(seed: int) -> None:
    tables = {name: table for name, table in tables_from(seed).items() if name != "pinned"}
    tables["load_min"] = np.zeros_like(tables["load_max"])
    result = assign(instance_from(tables))
    if result.witness is None:
        return
    witness = result.witness

    def served(rows: list[int], load_max: Any) -> bool:
        demand = np.zeros_like(tables["demand"])
        demand[rows] = tables["demand"][rows]
        return bool(every_assignment({**tables, "demand": demand, "load_max": load_max}))

    chosen = list(witness.proposals)
    assert not served(chosen, tables["load_max"])
    assert all(served([one for one in chosen if one != left], tables["load_max"]) for left in chosen)
    assert witness.experts == tuple(np.flatnonzero((~tables["coi"][chosen]).any(axis=0)).tolist())
    if witness.extra is not None:
        wider = np.array(tables["load_max"])
        for expert, more in witness.where:
            wider[expert] += more
        everyone = list(range(len(tables["demand"])))
        assert sum(more for _expert, more in witness.where) == witness.extra
        assert served(everyone, wider)


@pytest.mark.law
@settings(deadline=None, max_examples=60)
@given(SEEDS)
def test_repair_is_best_again_with_fewest_changes(seed: int) -> None:
    tables = tables_from(seed, ties=True)
    instance = instance_from(tables)
    before = assign(instance)
    if not before.pairs or before.proof is None:
        return
    gone = before.pairs[0][1]
    left = without(instance, [gone])
    pinned = tables.get("pinned", np.zeros_like(tables["coi"])).copy()
    pinned[:, gone] = False
    everything = every_assignment({**tables, "coi": left.forbidden, "pinned": pinned, "load_max": left.load_max,
                                   "load_min": left.load_min})  # fmt: skip

    result = repair(instance, Previous(before.pairs, before.proof.prices), [gone])

    assert (result.status == "infeasible") == (not everything)
    if everything:
        best = max(total for total, _worst, _pairs in everything)
        assert near(result.total or 0.0, best)
        if result.more["changes"]["fewest"]:
            fewest = min(len(pairs - set(before.pairs)) for total, _worst, pairs in everything if near(total, best))
            assert len(result.more["changes"]["added"]) == fewest


def test_small_affinities_decide_where_large_ones_tie() -> None:
    affinity = np.array([[1.0, 1.0, 1e-9], [1.0, 1.0, 3e-9], [1.0, 1.0, 2e-9]])

    result = assign(read_instance({"S": affinity, "demand": 1, "load_max": 1}))

    assert (1, 2) in result.pairs


def test_large_table_is_solved_on_few_pairs_and_proven_on_all() -> None:
    some = np.random.default_rng(5)
    affinity = (some.random((300, 8)) @ some.random((8, 220)) + 0.1 * some.random((300, 220))).astype(np.float32)
    instance = read_instance({"S": affinity, "coi": some.random((300, 220)) < 0.1, "demand": 3,
                              "load_max": 5, "load_min": 2})  # fmt: skip

    result = assign(instance)

    assert result.proof is not None
    given_prices = verify(instance, result.pairs, result.proof.prices)
    own_prices = verify(instance, result.pairs)
    assert (given_prices.optimal, given_prices.gap, own_prices.optimal) == (True, 0.0, True)


def test_checker_finds_what_was_tampered_with() -> None:
    some = np.random.default_rng(1)
    instance = read_instance({"S": some.random((6, 5)), "coi": some.random((6, 5)) < 0.1, "demand": 2, "load_max": 3})
    result = assign(instance)
    free = next(one for one in range(5) if (0, one) not in result.pairs)
    swapped = [(0, free), *result.pairs[1:]]

    assert not verify(instance, swapped).optimal
    assert verify(instance, result.pairs[1:]).faults == ("proposal 0: 1 experts",)
    assert verify(instance, [*result.pairs, (99, 0)]).faults == ("pair [99, 0]: no such proposal or expert",)


def test_institutions_and_regions_that_nest_are_a_flow_without_a_violation() -> None:
    some = np.random.default_rng(3)
    institution = some.integers(0, 12, 60)
    tables = {"S": some.random((90, 60)), "demand": 3, "load_max": 6, "inst": institution.astype(str),
              "region": (institution // 4).astype(str), "home": some.integers(0, 3, 90).astype(str)}  # fmt: skip
    instance = read_instance(tables)

    result = assign(instance)

    assert result.proof is not None
    assert result.proof.kind == "prices"
    assert verify(instance, result.pairs, result.proof.prices).optimal
    panels = [[expert for row, expert in result.pairs if row == proposal] for proposal in range(90)]
    assert all(len({institution[one] for one in panel}) == 3 for panel in panels)
    assert all(len({institution[one] // 4 for one in panel}) > 1 for panel in panels)


def test_every_fault_of_the_tables_is_named_with_its_place() -> None:
    with pytest.raises(InstanceRefused) as refused:
        read_instance({"S": [[1.0, 2.0]], "demand": [-1], "load_max": [1], "coi": [[0]], "quota": [1]})

    assert [fault.where for fault in refused.value.faults] == ["demand[0]", "load_max", "coi", "quota"]


@pytest.mark.filterwarnings("error")
def test_large_table_with_an_expert_who_may_judge_nothing_is_solved_too() -> None:
    some = np.random.default_rng(8)
    conflicts = np.zeros((300, 220), np.bool_)
    conflicts[:, 7] = True
    instance = read_instance({"S": some.random((300, 220), np.float32), "coi": conflicts, "demand": 3, "load_max": 5})

    result = assign(instance)

    assert (result.status, result.gap) == ("optimal", 0.0)
