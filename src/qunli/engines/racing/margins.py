"""The model of one stage: a hidden performance for each team, a bar set by its chance, and who survives the gate.

A team performs `Z = sqrt(c) M + sqrt(1 - c) E` with standard normal `M` (common to all in the stage) and `E` (its own),
and passes where its margin `Z - bar` is positive; the bar is the normal quantile of its chance to fail. Of those that
pass, the largest margins get the places. Where places are left, each that missed mends with its own chance, and those
again take the places by margin.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Final

from qunli.engines.racing.assumptions import Chance

__all__ = ["NORMAL", "Gate", "gate_of"]

NORMAL: Final = NormalDist()
_FAR: Final = 8.0
"""Standard deviations beyond which nothing is seen."""


@dataclass(frozen=True, slots=True)
class Gate:
    """The gate of one stage as the model sees it: a bar and a chance to mend for each lane."""

    bars: tuple[float, ...]
    mends: tuple[float, ...]
    places: int
    common: float
    own: float

    @property
    def remedies(self) -> bool:
        """Whether anybody could mend a miss."""
        return any(self.mends)


def gate_of(chances: Sequence[Chance], keep: int | None, correlation: float, *, remedy_days: int) -> Gate:
    """Return the gate for the chances of each lane in this stage."""
    return Gate(
        bars=tuple(_bar(float(chance.success)) for chance in chances),
        mends=tuple(float(chance.remedied) if remedy_days else 0.0 for chance in chances),
        places=len(chances) if keep is None else keep,
        common=sqrt(correlation),
        own=sqrt(1 - correlation),
    )


def _bar(success: float) -> float:
    """Return the bar; a certain team still performs better or worse, so its bar is only out of reach."""
    if min(success, 1 - success) < NORMAL.cdf(-_FAR):
        return _FAR if success < 0.5 else -_FAR  # noqa: PLR2004 -- the nearer certainty
    return NORMAL.inv_cdf(1 - success)
