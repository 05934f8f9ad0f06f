"""What a task book is drafted from, and everything that is wrong with a draft."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from qunli.core.states import Words
from qunli.needs.states import Comparator
from qunli.people.models import Party
from qunli.projects.bridge.ratios import AT_SIGNING, CENT
from qunli.projects.states import FISCAL_STREAMS, Stream


@dataclass(frozen=True, slots=True)
class IndicatorDraft:
    """An indicator to reach at a milestone."""

    name: str
    comparator: str
    target: str
    unit: str = ""
    how_measured: str = ""


@dataclass(frozen=True, slots=True)
class PaymentDraft:
    """One instalment; payer and payee left out are the usual ones of its stream."""

    stream: str
    amount: Decimal
    payer: Party | None = None
    payee: Party | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class MilestoneDraft:
    """A dated promise with what must be reached and what is paid for it."""

    title: str
    due_on: date
    deliverables: str = ""
    starts_on: date | None = None
    is_final: bool = False
    indicators: tuple[IndicatorDraft, ...] = ()
    payments: tuple[PaymentDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskBookDraft:
    """A whole task book. `payments` fall due at signing, post-subsidies among them at a passed acceptance.

    `totals` are the stream totals that the payments must sum to; left out, they are the sums.
    """

    starts_on: date
    ends_on: date
    milestones: tuple[MilestoneDraft, ...]
    payments: tuple[PaymentDraft, ...] = ()
    totals: Mapping[str, Decimal] | None = field(default=None)

    def all_payments(self) -> Iterator[tuple[int, PaymentDraft]]:
        """Every payment with its place: 0 at signing, else the milestone's position."""
        yield from ((AT_SIGNING, row) for row in self.payments)
        for position, milestone in enumerate(self.milestones, start=1):
            yield from ((position, row) for row in milestone.payments)

    def sums(self) -> dict[str, Decimal]:
        """What the payments sum to by stream."""
        found: dict[str, Decimal] = {}
        for _place, row in self.all_payments():
            found[row.stream] = found.get(row.stream, Decimal(0)) + row.amount
        return found


def faults_of(draft: TaskBookDraft, *, fiscal_limit: Decimal | None) -> dict[str, Words]:
    """Gather everything that is wrong, each fault at its place.

    Places read `ends_on`, `milestone-1-due_on`, `milestone-1-indicator-2`, `payment-3`, `total-poster`.
    """
    faults: dict[str, Words] = {}
    if draft.ends_on <= draft.starts_on:
        faults["ends_on"] = _("The project ends after it begins.")
    if not draft.milestones:
        faults["milestones"] = _("A task book has at least one milestone.")
    for position, milestone in enumerate(draft.milestones, start=1):
        faults |= {f"milestone-{position}-{place}": words for place, words in _milestone_faults(milestone, draft)}
    for number, (_place, payment) in enumerate(draft.all_payments(), start=1):
        faults |= {f"payment-{number}": words for words in _payment_faults(payment)}
    return faults | dict(_total_faults(draft, fiscal_limit))


def _milestone_faults(milestone: MilestoneDraft, draft: TaskBookDraft) -> Iterator[tuple[str, Words]]:
    if not milestone.title.strip():
        yield "title", _("Name the milestone.")
    if not draft.starts_on <= milestone.due_on <= draft.ends_on:
        yield (
            "due_on",
            _("This date lies outside the project: %(first)s to %(last)s.")
            % {
                "first": draft.starts_on.isoformat(),
                "last": draft.ends_on.isoformat(),
            },
        )
    for number, indicator in enumerate(milestone.indicators, start=1):
        if indicator.comparator not in Comparator.values:
            yield f"indicator-{number}", _("This is no way to compare.")
        elif not (indicator.name.strip() and indicator.target.strip()):
            yield f"indicator-{number}", _("Give the indicator a name and a target.")


def _payment_faults(payment: PaymentDraft) -> Iterator[Words]:
    if payment.stream not in Stream.values:
        yield _("This is no stream of money.")
    elif payment.amount <= 0:
        yield _("A payment is more than nothing.")
    elif payment.amount != payment.amount.quantize(CENT):
        yield _("Amounts have at most two decimals.")


def _total_faults(draft: TaskBookDraft, fiscal_limit: Decimal | None) -> Iterator[tuple[str, Words]]:
    sums = draft.sums()
    for stream in Stream:
        total = sums.get(stream, Decimal(0)) if draft.totals is None else draft.totals.get(stream, Decimal(0))
        planned = sums.get(stream, Decimal(0))
        if planned != total:
            yield (
                f"total-{stream}",
                _("%(stream)s: the payments come to %(planned)s, the total says %(total)s: %(off)s apart.")
                % {
                    "stream": stream.label,
                    "planned": f"{planned:,.2f}",
                    "total": f"{total:,.2f}",
                    "off": f"{abs(planned - total):,.2f}",
                },
            )
    fiscal = sum((sums.get(stream, Decimal(0)) for stream in FISCAL_STREAMS), Decimal(0))
    if fiscal_limit is not None and fiscal > fiscal_limit:
        yield (
            "total-fiscal",
            _("The fiscal money comes to %(fiscal)s, granted are %(limit)s.")
            % {
                "fiscal": f"{fiscal:,.2f}",
                "limit": f"{fiscal_limit:,.2f}",
            },
        )


def fingerprint_of(content: Mapping[str, object]) -> str:
    """SHA-256 of a content as canonical JSON."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
