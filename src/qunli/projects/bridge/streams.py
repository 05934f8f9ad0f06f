"""What each stream promises, owes and has paid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from qunli.projects.states import PaymentState, Stream

if TYPE_CHECKING:
    from qunli.projects.models import Payment

NOTHING = Decimal("0.00")
IN_HAND = (PaymentState.DUE, PaymentState.CONFIRMED, PaymentState.RELEASED)


@dataclass(frozen=True, slots=True)
class StreamRow:
    """One stream of a project: what was promised, waits for its milestone, is in hand, is paid, was cancelled."""

    label: str
    total: Decimal
    planned: Decimal
    due: Decimal
    paid: Decimal
    cancelled: Decimal


def stream_rows(totals: Iterable[tuple[str, Decimal]], payments: Iterable[Payment]) -> list[StreamRow]:
    """Sum a project's payments by stream, with a last row for all of them."""
    rows = list(payments)
    promised = dict(totals)
    streams = [stream for stream in Stream if stream in promised]
    found = [
        _row(str(stream.label), promised[stream], [one for one in rows if one.stream == stream]) for stream in streams
    ]
    if len(found) > 1:
        found.append(_row("", sum(promised.values(), NOTHING), rows))
    return found


def _row(label: str, total: Decimal, payments: list[Payment]) -> StreamRow:
    def of(*states: str) -> Decimal:
        return sum((one.amount for one in payments if one.state in states), NOTHING)

    return StreamRow(
        label=label,
        total=total,
        planned=of(PaymentState.PLANNED),
        due=of(*IN_HAND),
        paid=of(PaymentState.PAID),
        cancelled=of(PaymentState.CANCELLED),
    )
