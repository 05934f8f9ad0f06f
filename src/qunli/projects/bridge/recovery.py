"""What is to be given back after a termination or a revocation.

For each stream and payer, with `paid` what was paid of it:

- *own funds* are never recovered;
- after a **termination** (an honest stop) `amount = paid - spent`;
- after a **revocation** (a fault) fiscal and matching money comes back whole, `amount = paid`; the poster's contract
  payments come back unspent, `amount = paid - spent`, because only their contract says more.

`spent` is what the authority recognizes by stream. Where it recognizes none, it is what the latest reports of the
milestones say was spent, shared over the streams in proportion to what each paid, to the fen, and never above it.
Within a stream it is shared over the payers in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from qunli.engines.notation.money import split_by_shares
from qunli.projects.states import ChangeKind, Stream

NOTHING = Decimal("0.00")
RETURNED_WHOLE = (Stream.PRE_SUBSIDY, Stream.POST_SUBSIDY, Stream.MATCH)


@dataclass(frozen=True, slots=True)
class Paid:
    """What one payer paid of one stream."""

    stream: str
    payer: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Claimed:
    """What one payer gets back of one stream."""

    stream: str
    payer: int
    paid: Decimal
    spent: Decimal
    amount: Decimal


def to_be_recovered(
    *, kind: ChangeKind, paid: Iterable[Paid], reported: Decimal, recognized: Mapping[str, Decimal]
) -> tuple[Claimed, ...]:
    """Compute what is unspent and what comes back, by stream and payer."""
    rows = _gathered(paid)
    spent = _spent_by_row(rows, reported, recognized)
    return tuple(
        Claimed(
            row.stream, row.payer, row.amount, used, row.amount if _is_whole(kind, row.stream) else row.amount - used
        )
        for row, used in zip(rows, spent, strict=True)
        if row.stream != Stream.OWN
    )


def _is_whole(kind: ChangeKind, stream: str) -> bool:
    return kind == ChangeKind.REVOCATION and stream in RETURNED_WHOLE


def _gathered(paid: Iterable[Paid]) -> list[Paid]:
    sums: dict[tuple[str, int], Decimal] = {}
    for row in paid:
        sums[row.stream, row.payer] = sums.get((row.stream, row.payer), NOTHING) + row.amount
    return [Paid(stream, payer, amount) for (stream, payer), amount in sorted(sums.items())]


def _spent_by_row(rows: list[Paid], reported: Decimal, recognized: Mapping[str, Decimal]) -> list[Decimal]:
    if not recognized:
        return _shared(min(reported, sum((row.amount for row in rows), NOTHING)), rows)
    spent: dict[tuple[str, int], Decimal] = {}
    for stream in {row.stream for row in rows}:
        mine = [row for row in rows if row.stream == stream]
        most = sum((row.amount for row in mine), NOTHING)
        parts = _shared(min(recognized.get(stream, NOTHING), most), mine)
        spent |= {(row.stream, row.payer): part for row, part in zip(mine, parts, strict=True)}
    return [spent[row.stream, row.payer] for row in rows]


def _shared(total: Decimal, rows: list[Paid]) -> list[Decimal]:
    """Share a total in proportion to what each paid; no part is above it, because the total is not above the sum."""
    if not rows:
        return []
    return list(split_by_shares(total, [row.amount for row in rows]))
