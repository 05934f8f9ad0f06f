"""Panels drawn by lot, from a published seed, that keep every rule: recusal, loads, diversity, strata, shared panels.

Every open pair draws a ticket, SHA-256's stand-in being numpy's PCG64 seeded with the seed: 40 bits a pair, row by row.
The panels are those whose tickets have the greatest sum among all that keep the rules. For one panel without rules that
is a uniformly random choice; with strata it is one within each stratum. Whether an expert's affinity is high or low
plays no part. Anybody who has the tables and the seed draws the same panels again.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Final

import numpy as np

from qunli.engines.assigning.arrays import Bools, Ints, Reals
from qunli.engines.assigning.instances import Fault, Instance, InstanceRefused
from qunli.engines.assigning.reducing import problem_of, with_pins
from qunli.engines.assigning.results import Assignment, Witness
from qunli.engines.assigning.rules import Level, levels_of, nested
from qunli.engines.assigning.solving import optimum_of, total_of, worst_of

__all__ = ["draw", "seed_number", "tickets_of"]

TICKET_BITS: Final = 40


def seed_number(seed: str | int) -> int:
    """Return the number that seeds the tickets: SHA-256 of the seed as written, in UTF-8."""
    return int.from_bytes(hashlib.sha256(str(seed).encode()).digest()[:16], "big")


def tickets_of(seed: str | int, shape: tuple[int, int]) -> Reals:
    """Return each pair's ticket, panels down and experts across: whole numbers below 2 to the 40."""
    raw = np.random.PCG64(seed_number(seed)).random_raw(shape[0] * shape[1])
    return (raw >> np.uint64(64 - TICKET_BITS)).astype(np.float64).reshape(shape)


def draw(instance: Instance, seed: str | int, *, seconds: float = 60.0) -> Assignment:
    """Draw the panels. Proposals of one group get one panel, and each of them counts in its experts' loads.

    With strata and no quota each panel takes from the strata in proportion to their size. Raises `InstanceRefused`
    where proposals of one group ask for different numbers of experts.
    """
    grouped, panel = _grouped(_with_quota(instance))
    sizes = np.bincount(panel)
    levels = levels_of(grouped, drawn=True)
    order = nested(levels)
    lots = replace(grouped, affinity=tickets_of(seed, grouped.shape))
    same = bool((sizes == sizes[0]).all()) if len(sizes) else True
    if order is not None and same:
        found = _by_flow(lots, order, int(sizes[0]) if len(sizes) else 1)
    else:
        found = _by_search(lots, levels, sizes, seconds)
    if isinstance(found, Assignment):
        return replace(found, witness=_spread(found.witness, panel))
    pairs = tuple((int(row), expert) for row in range(len(panel)) for expert in found.get(int(panel[row]), []))
    return Assignment(
        "drawn", total_of(instance, pairs), None, None, worst_of(instance, pairs), pairs=pairs,
        more={"seed": str(seed), "ticket_bits": TICKET_BITS},
    )  # fmt: skip


def _by_flow(lots: Instance, order: tuple[Level, ...], size: int) -> dict[int, list[int]] | Assignment:
    narrow = replace(lots, load_max=lots.load_max // size, load_min=-(-lots.load_min // size))
    problem = problem_of(narrow, order)
    if isinstance(problem, Witness):
        return Assignment("infeasible", witness=problem)
    found = optimum_of(problem)
    if isinstance(found, Witness):
        return Assignment("infeasible", witness=found)
    return _by_panel(with_pins(narrow, found.keys[found.taken > 0]))


def _by_search(
    lots: Instance, levels: tuple[Level, ...], sizes: Ints, seconds: float
) -> dict[int, list[int]] | Assignment:
    problem = problem_of(lots, levels)
    if isinstance(problem, Witness):
        return Assignment("infeasible", witness=problem)
    pins = lots.pinned
    load = np.zeros(lots.shape[1], np.int64)
    np.add.at(load, pins[:, 1], sizes[pins[:, 0]])
    problem = replace(problem, least=np.maximum(lots.load_min - load, 0), most=lots.load_max - load)
    if (problem.most < 0).any():
        heavy = tuple(np.flatnonzero(problem.most < 0).tolist())
        return Assignment("infeasible", witness=Witness("pinned", (), heavy, 0, 0, None, note="pins above the load"))
    from qunli.engines.assigning.mixed import assign_by_search  # noqa: PLC0415 -- scipy only where it is needed

    found = assign_by_search(lots, problem, seconds=seconds, weights=sizes)
    return _by_panel(found.pairs) if found.status in {"optimal", "feasible"} else found


def _by_panel(pairs: tuple[tuple[int, int], ...]) -> dict[int, list[int]]:
    panels: dict[int, list[int]] = {}
    for panel, expert in pairs:
        panels.setdefault(panel, []).append(expert)
    return panels


def _with_quota(instance: Instance) -> Instance:
    """Give each panel its share of every stratum, what is left over in turn, where strata are named and no quota is."""
    if instance.stratum is None or instance.quota is not None:
        return instance
    inside = instance.stratum[instance.stratum >= 0]
    sizes = np.bincount(inside, minlength=len(instance.strata))
    if not sizes.sum():
        return replace(instance, stratum=None)
    quota = np.zeros((len(instance.demand), len(sizes)), np.int64)
    owed = np.zeros(len(sizes))
    for row, demand in enumerate(instance.demand.tolist()):
        # What rounding gave one stratum too much, the next panels give to the others.
        owed += demand * sizes / sizes.sum()
        quota[row] = np.maximum(np.floor(owed + 1e-9), 0)
        while quota[row].sum() > demand:
            quota[row, np.argmax(quota[row] - owed)] -= 1
        while quota[row].sum() < demand:
            quota[row, np.argmax(owed - quota[row])] += 1
        owed -= quota[row]
    forbidden = instance.forbidden | (instance.stratum < 0)
    return replace(instance, quota=quota, forbidden=forbidden)


def _grouped(instance: Instance) -> tuple[Instance, Ints]:
    """Return an instance of panels, and the panel of each proposal."""
    many, across = instance.shape
    if instance.group is None:
        return instance, np.arange(many)
    alone = instance.group < 0
    codes = np.where(alone, instance.group.max(initial=-1) + 1 + np.arange(many), instance.group)
    leaders, panel = np.unique(codes, return_index=True)[1], np.unique(codes, return_inverse=True)[1]
    order = np.argsort(leaders, kind="stable")
    place = np.argsort(order, kind="stable")
    leaders, panel = leaders[order], place[panel].astype(np.int64)
    different = np.flatnonzero(instance.demand != instance.demand[leaders[panel]])
    if len(different):
        message = "asks for another number of experts than its group"
        raise InstanceRefused([Fault(f"demand[{place}]", message) for place in different[:5]])
    pinned: Bools = np.zeros((len(leaders), across), np.bool_)
    pinned[panel[instance.pinned[:, 0]], instance.pinned[:, 1]] = True
    forbidden: Bools = np.zeros((len(leaders), across), np.bool_)
    np.logical_or.at(forbidden, panel, instance.forbidden)
    home = instance.home
    if home is not None:
        home = _shared_home(home, panel, len(leaders))
    return replace(
        instance, affinity=np.zeros((len(leaders), across)), forbidden=forbidden,
        pinned=np.argwhere(pinned & ~forbidden).astype(np.int64), demand=instance.demand[leaders], home=home,
        senior_least=None if instance.senior_least is None else instance.senior_least[leaders],
        quota=None if instance.quota is None else instance.quota[leaders], group=None, proposals=(),
    ), panel  # fmt: skip


def _shared_home(home: Ints, panel: Ints, many: int) -> Ints:
    """Return each panel's region, where its proposals have one in common; with two, an outsider to one is enough."""
    found = np.full(many, -2)
    for place, region in zip(panel.tolist(), home.tolist(), strict=True):
        found[place] = region if found[place] in (-2, region) else -1
    return found


def _spread(witness: Witness | None, panel: Ints) -> Witness | None:
    """Name proposals instead of panels."""
    if witness is None:
        return None
    rows = np.flatnonzero(np.isin(panel, np.array(witness.proposals, np.int64)))
    return replace(witness, proposals=tuple(rows.tolist()))
