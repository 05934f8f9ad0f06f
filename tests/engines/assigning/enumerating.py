"""Small instances made from a number, and all their assignments by trying every panel."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np

from qunli.engines.assigning import Instance, read_instance

Pairs = frozenset[tuple[int, int]]


def tables_from(seed: int, *, ties: bool = False) -> dict[str, Any]:
    """Make up to four proposals and six experts with conflicts, loads, pins and rules of every kind."""
    some = np.random.default_rng(seed)
    shape = (int(some.integers(1, 5)), int(some.integers(2, 7)))
    kinds = [some.random(shape), some.integers(0, 3, shape).astype(np.float32),
             (some.random(shape) * 10.0 ** some.integers(-6, 2) - 0.3).astype(np.float32)]  # fmt: skip
    affinity = kinds[1] if ties else kinds[int(some.integers(3))]
    most = some.integers(0, 4, shape[1])
    tables: dict[str, Any] = {
        "S": affinity,
        "coi": some.random(shape) < 0.15,
        "demand": some.integers(0, 4, shape[0]),
        "load_max": most,
        "load_min": np.minimum(some.integers(0, 2, shape[1]) * some.integers(0, 2), most),
    }
    if some.random() < 0.5:
        tables["inst"] = some.choice([*"abcd", ""], shape[1])
    if some.random() < 0.4:
        tables["region"] = some.choice([*"xy", ""], shape[1])
        tables["home"] = some.choice(list("xyz"), shape[0])
    if some.random() < 0.25:
        tables["senior"] = some.random(shape[1]) < 0.5
    if some.random() < 0.3:
        tables["pinned"] = (some.random(shape) < 0.1) & ~tables["coi"]
    return tables


def keeps_rules(tables: dict[str, Any], proposal: int, panel: tuple[int, ...]) -> bool:
    """Hold one panel against conflicts, pins and rules, as the README words them."""
    if any(tables["coi"][proposal, one] for one in panel):
        return False
    if "pinned" in tables and not set(np.flatnonzero(tables["pinned"][proposal])) <= set(panel):
        return False
    return is_diverse(tables, proposal, panel)


def is_diverse(tables: dict[str, Any], proposal: int, panel: tuple[int, ...]) -> bool:
    """Hold one panel against the rules of diversity."""
    known = [str(tables["inst"][one]) for one in panel if str(tables["inst"][one])] if "inst" in tables else []
    if len(known) != len(set(known)) or not panel:
        return not panel
    if "region" in tables:
        regions = [str(tables["region"][one]) for one in panel]
        alike = len(panel) > 1 and regions[0] != "" and len(set(regions)) == 1
        at_home = str(tables["home"][proposal])
        if alike or (at_home in set(map(str, tables["region"])) and set(regions) == {at_home}):
            return False
    return "senior" not in tables or any(tables["senior"][one] for one in panel)


def every_assignment(tables: dict[str, Any]) -> list[tuple[float, float, Pairs]]:
    """Return total, least sum and pairs of every assignment that keeps the rules and loads."""
    many, across = tables["S"].shape
    demand = [int(one) for one in tables["demand"]]
    panels = [
        [panel for panel in combinations(range(across), demand[row]) if keeps_rules(tables, row, panel)]
        for row in range(many)
    ]
    load, found = [0] * across, []

    def seat(row: int, sums: list[float], pairs: list[tuple[int, int]]) -> None:
        if row == many:
            if all(load[one] >= tables["load_min"][one] for one in range(across)):
                asked = [one for one, wanted in zip(sums, demand, strict=True) if wanted]
                found.append((sum(sums), min(asked, default=0.0), frozenset(pairs)))
            return
        for panel in panels[row]:
            if all(load[one] < tables["load_max"][one] for one in panel):
                for one in panel:
                    load[one] += 1
                worth = sum(float(tables["S"][row, one]) for one in panel)
                seat(row + 1, [*sums, worth], [*pairs, *((row, one) for one in panel)])
                for one in panel:
                    load[one] -= 1

    seat(0, [], [])
    return found


def instance_from(tables: dict[str, Any]) -> Instance:
    """Read the tables."""
    return read_instance(tables)


def near(left: float, right: float) -> bool:
    """Tell whether two sums differ by rounding only."""
    return abs(left - right) <= 1e-9 * max(1.0, abs(right))
