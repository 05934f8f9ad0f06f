"""The rules of the pack that bind the money of a task book across its streams, and its duration.

Each check says met, unmet and by how much, unknown because the pack has no number, or that there is nothing to test.
No rule is invented: the number, its source and its confidence come from the terms of the call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_UP, Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from qunli.projects.bridge.terms import Term, term_of
from qunli.projects.states import FISCAL_STREAMS, RuleState, Stream

if TYPE_CHECKING:
    from qunli.core.states import Words

CENT = Decimal("0.01")
AT_SIGNING = 0
AT_THE_END = 1_000_000


@dataclass(frozen=True, slots=True)
class PlannedPayment:
    """A payment as the rules see it; `place` is 0 at signing, then the milestone's position."""

    stream: str
    amount: Decimal
    payer: int
    payee: int
    place: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a task book promises, as the rules see it."""

    starts_on: date | None
    ends_on: date | None
    payments: tuple[PlannedPayment, ...]
    poster: int
    team: frozenset[int]

    def total(self, *streams: str) -> Decimal:
        """Sum the payments of some streams."""
        return sum((row.amount for row in self.payments if row.stream in streams), Decimal(0))

    @property
    def fiscal(self) -> Decimal:
        """The fiscal money: before and after."""
        return self.total(*FISCAL_STREAMS)


@dataclass(frozen=True, slots=True)
class RuleCheck:
    """One rule held against a plan. `short` is what is missing, or for a duration the days too many."""

    words: Words
    term: Term
    state: RuleState
    actual: Decimal | None = None
    short: Decimal | None = None
    short_is_days: bool = False


def check_rules(terms: Mapping[str, object], plan: Plan) -> tuple[RuleCheck, ...]:
    """Hold a plan against every ratio rule and the longest duration."""
    ratios = tuple(_ratio(terms, key, words, amount(plan), plan) for key, words, amount in RATIOS)
    return (*ratios, _duration(term_of(terms, "duration_years_max"), plan))


def unmet(checks: Iterable[RuleCheck]) -> tuple[RuleCheck, ...]:
    """Those that are not met."""
    return tuple(check for check in checks if check.state == RuleState.UNMET)


def _ratio(terms: Mapping[str, object], key: str, words: Words, amount: Decimal, plan: Plan) -> RuleCheck:
    """A money amount as a share of the fiscal money, held against a least share."""
    term = term_of(terms, key)
    if plan.fiscal == 0:
        return RuleCheck(words, term, RuleState.NOT_ASKED)
    actual = amount / plan.fiscal
    if term.value is None:
        return RuleCheck(words, term, RuleState.UNKNOWN, actual)
    wanted = (term.value * plan.fiscal).quantize(CENT, rounding=ROUND_UP)
    if amount >= wanted:
        return RuleCheck(words, term, RuleState.MET, actual)
    return RuleCheck(words, term, RuleState.UNMET, actual, wanted - amount)


def _duration(term: Term, plan: Plan) -> RuleCheck:
    words = _("Longest duration")
    if plan.starts_on is None or plan.ends_on is None:
        return RuleCheck(words, term, RuleState.NOT_ASKED)
    years = (Decimal((plan.ends_on - plan.starts_on).days) / Decimal("365.25")).quantize(CENT)
    if term.value is None:
        return RuleCheck(words, term, RuleState.UNKNOWN, years)
    last = months_after(plan.starts_on, int(term.value * 12))
    if plan.ends_on <= last:
        return RuleCheck(words, term, RuleState.MET, years)
    return RuleCheck(words, term, RuleState.UNMET, years, Decimal((plan.ends_on - last).days), short_is_days=True)


def months_after(day: date, months: int) -> date:
    """Return the same day some months later, or the last of that month where it has no such day."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    for number in range(day.day, 27, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    return date(year, month, day.day)


def _poster_money(plan: Plan) -> Decimal:
    """All that the poster itself puts in, by whichever stream."""
    own = (row.amount for row in plan.payments if row.stream == Stream.POSTER or row.payer == plan.poster)
    return sum(own, Decimal(0))


def _cash_to_team(plan: Plan) -> Decimal:
    """What the team is paid by others; every payment here is money, none is goods."""
    paid = (row.amount for row in plan.payments if row.payee in plan.team and row.payer not in plan.team)
    return sum(paid, Decimal(0))


def _first_fiscal(plan: Plan) -> Decimal:
    """All fiscal money paid at the earliest place at which any is paid."""
    fiscal = [row for row in plan.payments if row.stream in FISCAL_STREAMS]
    first = min((row.place for row in fiscal), default=AT_SIGNING)
    return sum((row.amount for row in fiscal if row.place == first), Decimal(0))


def _upfront(plan: Plan) -> Decimal:
    """The fiscal money paid on signing."""
    upfront = (row.amount for row in plan.payments if row.stream in FISCAL_STREAMS and row.place == AT_SIGNING)
    return sum(upfront, Decimal(0))


RATIOS: tuple[tuple[str, Words, Callable[[Plan], Decimal]], ...] = (
    ("poster_to_fiscal_ratio_min", _("Poster's money over the fiscal money"), _poster_money),
    ("taker_cash_share_min", _("Cash paid to the team over the fiscal money"), _cash_to_team),
    ("first_payment_share_min", _("First fiscal payment over the fiscal money"), _first_fiscal),
    ("upfront_share_min", _("Fiscal money paid on signing over the fiscal money"), _upfront),
)
