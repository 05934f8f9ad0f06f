"""Apportioning never loses a fen nor makes one, and never takes more than is there."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from qunli.funds.bridge.apportioning import parts_of_balances

FEN = st.integers(min_value=0, max_value=10**13)


def yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)


@given(st.lists(FEN, min_size=1, max_size=8).filter(any), st.data())
def test_parts_sum_to_the_whole_and_stay_within_what_each_party_has(fens: list[int], data: st.DataObject) -> None:
    balances = {party: yuan(fen) for party, fen in enumerate(fens)}
    amount = yuan(data.draw(st.integers(min_value=1, max_value=sum(fens))))
    parts = parts_of_balances(amount, balances)
    assert sum(parts.values()) == amount
    assert all(Decimal(0) < part <= balances[party] for party, part in parts.items())
    for party, balance in balances.items():
        exact = amount * balance / sum(balances.values())
        assert abs(parts.get(party, Decimal(0)) - exact) < Decimal("0.0100001")


def test_the_fen_left_over_goes_to_the_largest_remainder_and_then_to_the_earlier_party() -> None:
    thirds = parts_of_balances(Decimal("0.02"), dict.fromkeys((7, 8, 9), Decimal(1)))
    assert thirds == {7: Decimal("0.01"), 8: Decimal("0.01")}
    uneven = parts_of_balances(Decimal("100.00"), {1: Decimal(1), 2: Decimal(2), 3: Decimal(3)})
    assert uneven == {1: Decimal("16.67"), 2: Decimal("33.33"), 3: Decimal("50.00")}
    assert parts_of_balances(Decimal(5), {1: Decimal(0)}) == {}
