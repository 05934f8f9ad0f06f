"""Asking ortools for flows, and reading prices off what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

import numpy as np

from qunli.engines.assigning.arrays import Bools, Ints, starts_of
from qunli.engines.assigning.networks import Network

min_cost_flow: Final[Any] = import_module("ortools.graph.python.min_cost_flow")  # compiled: no types
max_flow: Final[Any] = import_module("ortools.graph.python.max_flow")  # as above

__all__ = ["Residual", "SolverFailed", "cheapest_flow", "largest_flow"]


class SolverFailed(RuntimeError):
    """The solver gave no answer that can be used: a fault of ours, not of the instance."""


def cheapest_flow(network: Network) -> Ints | None:
    """Return the flow on each arc at least cost, or `None` where the supplies cannot be sent."""
    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(network.tail, network.head, network.capacity, network.cost)
    solver.set_nodes_supplies(np.arange(len(network.supply)), network.supply)
    status = solver.solve()
    if status == solver.INFEASIBLE:
        return None
    if status != solver.OPTIMAL:
        message = f"minimum-cost flow ended as {status}"
        raise SolverFailed(message)
    return np.asarray(solver.flows(arcs), np.int64)


def largest_flow(tail: Ints, head: Ints, capacity: Ints, ends: tuple[int, int]) -> tuple[Ints, Ints]:
    """Return the flow on each arc, and the nodes on the source's side of a least cut."""
    solver = max_flow.SimpleMaxFlow()
    arcs = solver.add_arcs_with_capacity(tail, head, capacity)
    status = solver.solve(*ends)
    if status != solver.OPTIMAL:
        message = f"maximum flow ended as {status}"
        raise SolverFailed(message)
    return np.asarray(solver.flows(arcs), np.int64), np.asarray(solver.get_source_side_min_cut(), np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Residual:
    """The arcs that a flow leaves open, both ways, by the node they lead to."""

    tail: Ints
    cost: Ints
    starts: Ints
    nodes: Ints

    @classmethod
    def of(cls, network: Network, flow: Ints) -> Residual:
        """Return what the flow leaves open."""
        onward: Bools = flow < network.capacity
        back: Bools = flow > 0
        tail = np.concatenate((network.tail[onward], network.head[back]))
        head = np.concatenate((network.head[onward], network.tail[back]))
        cost = np.concatenate((network.cost[onward], -network.cost[back]))
        order = np.argsort(head, kind="stable")
        starts = starts_of(head[order])
        return cls(tail[order], cost[order], starts, head[order][starts])

    def potentials(self, begin: Ints) -> Ints:
        """Return potentials under which no open arc has a negative cost, by Bellman and Ford from any beginning."""
        found = begin.copy()
        for _round in range(len(begin) + 1):
            reached = np.minimum.reduceat(found[self.tail] + self.cost, self.starts)
            better = reached < found[self.nodes]
            if not better.any():
                return found
            found[self.nodes[better]] = reached[better]
        message = "the flow was not of least cost"
        raise SolverFailed(message)
