from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.assigning.enumerating import every_assignment, instance_from, near, tables_from
from qunli.engines.assigning import assign, assign_fairly, draw, randomize, read_instance, sample, verify
from qunli.engines.assigning.verifying import broken_rules

SEEDS = st.integers(0, 10**6)


@pytest.mark.law
@settings(deadline=None, max_examples=40)
@given(SEEDS)
def test_worst_served_is_served_best_and_then_the_total_is_greatest(seed: int) -> None:
    tables = tables_from(seed)
    everything = every_assignment(tables)

    result = assign_fairly(instance_from(tables), seconds=5)

    if not everything:
        assert result.status == "infeasible"
    elif tables["demand"].any():
        level = max(worst for _total, worst, _pairs in everything)
        assert result.worst == pytest.approx(level, abs=1e-7)
        assert near(result.total or 0.0, max(total for total, worst, _p in everything if worst >= level - 1e-9))
        assert (result.worst_bound or 0.0) >= level - 1e-9


@pytest.mark.law
@settings(deadline=None, max_examples=40)
@given(SEEDS, st.sampled_from(["1/2", "0.7", "1/3"]))
def test_lottery_has_exactly_its_marginals_and_keeps_every_rule(seed: int, cap: str) -> None:
    tables = {name: table for name, table in tables_from(seed).items() if name not in {"senior", "region", "home"}}
    instance = instance_from(tables)

    result, lottery = randomize(instance, cap)

    if result.status == "infeasible":
        return
    assert sum(lottery.shares) == lottery.parts
    chances = np.zeros(instance.shape)
    for share, pairs in zip(lottery.shares, lottery.assignments, strict=True):
        assert broken_rules(instance, np.array(pairs, np.int64).reshape(-1, 2)) == []
        for pair in pairs:
            chances[pair] += share
    stated = np.zeros(instance.shape)
    for row, expert, chance in result.more["marginals"]:
        stated[row, expert] = chance
    assert np.allclose(chances / lottery.parts, stated, atol=1e-12)
    free = np.ones(instance.shape, np.bool_)
    free[instance.pinned[:, 0], instance.pinned[:, 1]] = False
    assert stated[free].max(initial=0.0) <= result.more["cap"] + 1e-12


def test_ten_thousand_draws_have_the_marginals_they_were_promised() -> None:
    some = np.random.default_rng(2)
    instance = read_instance({"S": some.random((12, 15)), "coi": some.random((12, 15)) < 0.1, "demand": 3,
                              "load_max": 4, "load_min": 1})  # fmt: skip
    result, lottery = randomize(instance, "0.4")

    drawn = sample(lottery, seed=7, many=10_000)

    counts = np.zeros(instance.shape)
    for number, times in enumerate(np.bincount(drawn, minlength=len(lottery.shares))):
        for pair in lottery.assignments[number]:
            counts[pair] += times
    for row, expert, chance in result.more["marginals"]:
        assert abs(counts[row, expert] / 10_000 - chance) < 0.02
    assert sample(lottery, seed=7, many=5) == drawn[:5]
    assert (result.total or 0.0) < (assign(instance).total or 0.0)


@pytest.mark.law
@settings(deadline=None, max_examples=40)
@given(SEEDS)
def test_draw_keeps_every_rule_and_is_the_same_for_the_same_seed(seed: int) -> None:
    tables = tables_from(seed)
    instance = instance_from(tables)

    result = draw(instance, seed)

    assert (result.status == "drawn") == bool(every_assignment(tables))
    assert draw(instance, seed) == result
    if result.status == "drawn":
        assert broken_rules(instance, np.array(result.pairs, np.int64).reshape(-1, 2), drawn=True) == []


def test_draw_takes_from_every_stratum_and_gives_a_group_one_panel() -> None:
    strata = ["technical"] * 8 + ["financial"] * 6
    instance = read_instance({"S": np.zeros((6, 14)), "demand": 5, "load_max": 3, "stratum": strata,
                              "quota": {"technical": 3, "financial": 2}, "group": [*"aabbc", ""]})  # fmt: skip

    result = draw(instance, "2026-12-01")

    panels = [{expert for row, expert in result.pairs if row == proposal} for proposal in range(6)]
    assert [sum(strata[one] == "technical" for one in panel) for panel in panels] == [3] * 6
    assert (panels[0], panels[2]) == (panels[1], panels[3])
    assert max(np.bincount([expert for _row, expert in result.pairs])) <= 3


def test_each_expert_is_drawn_about_equally_often() -> None:
    instance = read_instance({"S": np.zeros((1, 10)), "demand": 3, "load_max": 1})

    times = np.bincount([expert for seed in range(600) for _row, expert in draw(instance, seed).pairs])

    assert times.min() > 130
    assert times.max() < 230


@pytest.mark.process
def test_importing_the_engine_or_the_site_loads_no_solver() -> None:
    script = """
import json, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "qunli.config.settings.test"
import django
django.setup()
import qunli.config.urls, qunli.engines.assigning, qunli.review.bridge
print(json.dumps([name for name in ("ortools", "scipy", "highspy") if name in sys.modules]))
"""
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)  # noqa: S603 -- ours

    assert json.loads(done.stdout.splitlines()[-1]) == []


def test_next_worst_is_raised_before_the_total() -> None:
    affinity = np.array([[0.2, 0.0, 0.0], [0.0, 0.5, 0.9], [0.0, 0.5, 0.1]])
    instance = read_instance({"S": affinity, "demand": 1, "load_max": 1})

    result = assign_fairly(instance, seconds=5, next_worst=True)

    assert result.pairs == ((0, 0), (1, 2), (2, 1))
    assert verify(instance, result.pairs).feasible
