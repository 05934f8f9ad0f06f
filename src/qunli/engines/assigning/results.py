"""What an assignment says: the pairs, how good they are, what proves it, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Assignment", "Proof", "Witness", "as_json"]


@dataclass(frozen=True, slots=True)
class Witness:
    """Why nothing fits: proposals that cannot all be served, none of which could be left out of the explanation."""

    kind: str
    """`load`, `experts` (too few may judge one at all), `least_load`, `pinned` or `rules`."""
    proposals: tuple[int, ...]
    experts: tuple[int, ...]
    """Those who may judge any of these proposals."""
    demand: int
    available: int
    extra: int | None
    """The smallest load to be added in the whole instance so that all fits; `None` where no load would help."""
    where: tuple[tuple[int, int], ...] = ()
    """One way to add it: expert, by how much."""
    minimal: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """What proves the bound: `prices` of experts, which anybody can hold against it, or a finished `search`."""

    kind: str
    prices: tuple[float, ...] = ()
    weights: tuple[float, ...] = ()
    """Of proposals, where the worst-served one is to be made as good as possible."""
    tolerance: float = 0.0


@dataclass(frozen=True, slots=True)
class Assignment:
    """One answer. `status`: optimal, feasible (the bound says how far it can be off), drawn, or infeasible."""

    status: str
    total: float | None = None
    bound: float | None = None
    gap: float | None = None
    worst: float | None = None
    worst_bound: float | None = None
    pairs: tuple[tuple[int, int], ...] = ()
    reasons: tuple[Mapping[str, Any], ...] = ()
    """One for each pair, in their order."""
    proof: Proof | None = None
    witness: Witness | None = None
    more: Mapping[str, Any] = field(default_factory=dict)
    """What only some questions have: changes of a repair, marginals, tickets of a draw."""


def as_json(result: Assignment) -> dict[str, Any]:
    """Return the answer as JSON has it (see README: the contract)."""
    said: dict[str, Any] = {
        "status": result.status,
        "total": result.total,
        "bound": result.bound,
        "gap": result.gap,
        "worst": result.worst,
        "pairs": [list(pair) for pair in result.pairs],
        "reasons": {"pairs": [dict(one) for one in result.reasons]},
    }
    if result.worst_bound is not None:
        said["worst_bound"] = result.worst_bound
    if result.witness is not None:
        said["reasons"] = _witness(result.witness)
    if result.proof is not None:
        proof = result.proof
        said["proof"] = {"kind": proof.kind, "prices": list(proof.prices), "tolerance": proof.tolerance}
        if proof.weights:
            said["proof"]["weights"] = list(proof.weights)
    return said | dict(result.more)


def _witness(witness: Witness) -> dict[str, Any]:
    return {
        "kind": witness.kind,
        "proposals": list(witness.proposals),
        "experts": list(witness.experts),
        "demand": witness.demand,
        "available": witness.available,
        "extra_capacity": witness.extra,
        "extra_at": [list(one) for one in witness.where],
        "minimal": witness.minimal,
        "note": witness.note,
    }
