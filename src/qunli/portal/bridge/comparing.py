"""What sources tell of one thing, side by side: nothing is left out, and what differs says in what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from qunli.core.states import Tone
from qunli.engines.notation.periods import Period, read_period
from qunli.engines.notation.unreadable import Unreadable
from qunli.evidence.states import ClaimBound
from qunli.indicators.models import Figure

if TYPE_CHECKING:
    from qunli.evidence.models import Claim
    from qunli.portal.bridge.proposing import Proposal

_PER_CENT: Final = 100


class Verdict(models.TextChoices):
    """How another source stands to the claim in hand."""

    SAME = "same", _("says the same")
    OTHER_TIME = "other_time", _("another time: both can be true")
    OTHER_SCOPE = "other_scope", _("another scope: both can be true")
    DIFFERS = "differs", _("differs for the same time: both are kept")
    NO_TIME = "no_time", _("one of the two names no time")


TONES: Final = {
    Verdict.SAME: Tone.GOOD,
    Verdict.OTHER_TIME: Tone.QUIET,
    Verdict.OTHER_SCOPE: Tone.QUIET,
    Verdict.DIFFERS: Tone.WARN,
    Verdict.NO_TIME: Tone.WARN,
}


@dataclass(frozen=True, slots=True)
class Told:
    """What one other source tells: a confirmed figure, or a claim that waits."""

    figure: Figure | None
    claim: Claim
    shown: Figure | None
    verdict: Verdict

    @property
    def tone(self) -> Tone:
        """How the verdict looks."""
        return TONES[self.verdict]


@dataclass(frozen=True, slots=True)
class _Said:
    value: Decimal
    bound: str
    period: Period | None
    as_of: date | None
    scope: str


def beside(proposal: Proposal, figures: Iterable[Figure], claims: Iterable[Claim]) -> list[Told]:
    """Set figures and waiting claims beside a claim, each with how it stands to it."""
    claim = proposal.claim
    if claim.value is None:
        return []
    mine = _Said(_scaled(claim), claim.bound, _period(proposal.period), None, proposal.scope)
    told = [Told(one, one.confirmation.claim, one, _verdict(mine, _Said(*_sides(one)))) for one in figures]
    for one in claims:
        if one.value is None:
            continue
        said = _Said(_scaled(one), one.bound, _period(one.period.replace("..", "至")), None, one.scope)
        told.append(Told(None, one, as_figure(proposal, one), _verdict(mine, said)))
    return told


def as_figure(proposal: Proposal, claim: Claim) -> Figure | None:
    """Return a claim's value as the proposed indicator would show it, so that all values of a page look alike."""
    if proposal.indicator is None or claim.value is None or claim.value_to is not None:
        return None
    return Figure(indicator=proposal.indicator, value=_scaled(claim), bound=claim.bound)


def _sides(figure: Figure) -> tuple[Decimal, str, Period | None, date | None, str]:
    return figure.value, figure.bound, figure.period, figure.as_of, figure.scope


def _scaled(claim: Claim) -> Decimal:
    value = claim.value or Decimal(0)
    return value / _PER_CENT if claim.unit == "%" else value


def _verdict(mine: _Said, other: _Said) -> Verdict:
    if mine.period is None or (other.period is None and other.as_of is None):
        return Verdict.SAME if _agree(mine, other) and mine.period == other.period else Verdict.NO_TIME
    if not _same_time(mine.period, other):
        return Verdict.OTHER_TIME
    if _agree(mine, other):
        return Verdict.SAME
    return Verdict.OTHER_SCOPE if mine.scope and other.scope and mine.scope != other.scope else Verdict.DIFFERS


def _same_time(period: Period, other: _Said) -> bool:
    if other.period is not None:
        return period == other.period
    return other.as_of is not None and period.first <= other.as_of <= period.last


def _agree(one: _Said, other: _Said) -> bool:
    """Tell whether both can be true: 56.48 agrees with “more than 50”."""
    if one.value == other.value:
        return True
    low, high = sorted((one, other), key=lambda said: said.value)
    return low.bound == ClaimBound.MORE or high.bound == ClaimBound.LESS


def _period(text: str) -> Period | None:
    try:
        return read_period(text) if text else None
    except Unreadable:
        return None
