"""Takes pinned pairs out of an instance, so that what is left to be chosen is free of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from qunli.engines.assigning.arrays import Ints
from qunli.engines.assigning.instances import Instance
from qunli.engines.assigning.networks import Problem
from qunli.engines.assigning.results import Witness
from qunli.engines.assigning.rules import Level, broken_by, counts_of
from qunli.engines.assigning.worths import worths_of

__all__ = ["problem_of", "with_pins"]


def problem_of(instance: Instance, levels: tuple[Level, ...]) -> Problem | Witness:
    """Return what is left once pins are taken, or why the pins themselves do not fit."""
    pins = instance.pinned
    many, across = instance.shape
    closed = instance.forbidden
    nodes = (many * (24 if levels else 1)) + across
    if not len(pins):
        worths = worths_of(instance.affinity, closed, nodes=nodes)
        return Problem(worths, instance.demand, instance.load_min, instance.load_max, levels)
    witness = _pins_that_break(instance, levels)
    if witness is not None:
        return witness
    closed = closed.copy()
    closed[pins[:, 0], pins[:, 1]] = True
    load = np.bincount(pins[:, 1], minlength=across)
    left = tuple(replace(level, caps=level.caps - counts_of(level, pins, many)) for level in levels)
    return Problem(
        worths_of(instance.affinity, closed, nodes=nodes),
        instance.demand - np.bincount(pins[:, 0], minlength=many),
        np.maximum(instance.load_min - load, 0),
        instance.load_max - load,
        left,
    )


def _pins_that_break(instance: Instance, levels: tuple[Level, ...]) -> Witness | None:
    many, across = instance.shape
    pins = instance.pinned
    load = np.bincount(pins[:, 1], minlength=across)
    seats = np.bincount(pins[:, 0], minlength=many)
    heavy = np.flatnonzero(load > instance.load_max)
    if len(heavy):
        expert = int(heavy[0])
        rows = pins[pins[:, 1] == expert, 0]
        more = int((load - instance.load_max)[heavy].sum())
        where = tuple((int(one), int(load[one] - instance.load_max[one])) for one in heavy)
        return Witness(
            "pinned", tuple(rows.tolist()), (expert,), len(rows), int(instance.load_max[expert]), more, where,
            note="more pinned pairs than the expert's load",
        )  # fmt: skip
    full = np.flatnonzero(seats > instance.demand)
    broken = broken_by(levels, pins, many)
    if not len(full) and not broken:
        return None
    proposal, note = (int(full[0]), "more pinned pairs than seats") if len(full) else (broken[0][1], "")
    experts = tuple(pins[pins[:, 0] == proposal, 1].tolist())
    note = note or f"pinned pairs break the rule {broken[0][0]}"
    return Witness("pinned", (proposal,), experts, len(experts), int(instance.demand[proposal]), None, note=note)


def with_pins(instance: Instance, keys: Ints) -> tuple[tuple[int, int], ...]:
    """Return the chosen keys and the pins as pairs, in order."""
    across = instance.shape[1]
    pins = instance.pinned[:, 0] * across + instance.pinned[:, 1]
    joined = np.sort(np.concatenate((keys, pins)))
    return tuple(zip((joined // across).tolist(), (joined % across).tolist(), strict=True))
