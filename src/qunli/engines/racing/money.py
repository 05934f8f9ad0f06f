"""The money that follows a gate: what the next stage pays, what an eliminated team keeps and returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from qunli.engines.racing.judging import ReasonCode, Ruling, Verdict
from qunli.engines.racing.schemes import Keeps, Scheme

__all__ = ["Correction", "Money", "Paid", "corrections", "money_after"]

_NOUGHT: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Paid:
    """What a team got for the stage, and how much of it it proves to have spent, in yuan."""

    paid: Decimal
    spent: Decimal = _NOUGHT


@dataclass(frozen=True, slots=True)
class Money:
    """Yuan that follow from a ruling: `pays` for the next stage or as a prize, `returns` of the stage that was lost."""

    team: str
    pays: Decimal
    returns: Decimal
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a changed ruling, after an objection say, means for a team that was already paid by the old one, in yuan."""

    team: str
    before: Verdict
    after: Verdict
    to_pay: Decimal
    to_recover: Decimal


def money_after(scheme: Scheme, number: int, rulings: Sequence[Ruling], paid: Mapping[str, Paid]) -> tuple[Money, ...]:
    """Return what follows for each team from the rulings at the gate of stage `number` (from 1).

    A team that is on gets the budget of the next stage; after the last one its grade, and the prize of its rank: prizes
    of places that are shared are added up and divided, rounded down to the fen. A team in remedy neither gets nor
    returns anything yet. A disqualified team returns all it got for the stage, whatever the scheme lets others keep.
    """
    last = number == len(scheme.stages)
    return tuple(
        Money(
            team=ruling.team,
            pays=_NOUGHT if ruling.verdict is not Verdict.ON else _pays(scheme, number, ruling, rulings),
            returns=_returns(scheme, ruling, paid.get(ruling.team, Paid(_NOUGHT))),
            grade=scheme.grade(ruling.score) if last and ruling.verdict is Verdict.ON else "",
        )
        for ruling in rulings
    )


def corrections(before: Sequence[Money], after: Sequence[Money], rulings: Rulings) -> tuple[Correction, ...]:
    """Return what changes for whom, given the money of the old and of the corrected rulings; nothing where nothing."""
    old = {money.team: money for money in before}
    found: list[Correction] = []
    for money in after:
        was = old[money.team]
        net = (money.pays - money.returns) - (was.pays - was.returns)
        verdicts = rulings[money.team]
        if net or verdicts[0] is not verdicts[1]:
            found.append(Correction(money.team, *verdicts, max(net, _NOUGHT), max(-net, _NOUGHT)))
    return tuple(found)


Rulings = Mapping[str, tuple[Verdict, Verdict]]
"""The verdict on each team before and after."""


def _pays(scheme: Scheme, number: int, ruling: Ruling, rulings: Sequence[Ruling]) -> Decimal:
    if number < len(scheme.stages):
        return scheme.stages[number].budget(ruling.rank)
    sharing = sum(1 for one in rulings if one.verdict is Verdict.ON and one.rank == ruling.rank)
    pot = sum(scheme.prizes[ruling.rank - 1 : ruling.rank - 1 + sharing], _NOUGHT)
    return (pot / sharing).quantize(Decimal("0.01"), rounding="ROUND_DOWN")


def _returns(scheme: Scheme, ruling: Ruling, paid: Paid) -> Decimal:
    if ruling.verdict is not Verdict.OUT:
        return _NOUGHT
    disqualified = any(reason.code is ReasonCode.DISQUALIFIED for reason in ruling.reasons)
    if disqualified or scheme.keeps is Keeps.NOTHING:
        return paid.paid
    return max(paid.paid - paid.spent, _NOUGHT) if scheme.keeps is Keeps.SPENT else _NOUGHT
