"""Affinities as whole numbers on a grid of powers of two, so that optimum and proof are exact, and their pricing.

Single-precision affinities down to a millionth of the largest one lie on the grid exactly; what does not is rounded by
at most half a step, and `step` says how large that is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from qunli.engines.assigning.arrays import NEVER, Bools, Floats, Ints

__all__ = ["Worths", "worths_of"]

BITS: Final = 44
"""Of the largest affinity; enough that a single-precision number of a millionth of it keeps every bit."""
COST_BITS: Final = 57
"""What a minimum-cost flow can bear: bits of a cost plus bits of the number of nodes, with room for doubled spans."""
COARSE: Final = 1024
SMALL: Final = 1 << 22
"""Whole numbers below this are computed exactly in single precision."""
CELLS: Final = 1 << 17
"""Cells priced at once: they fit a processor's cache."""
FEW_VALUES: Final = 64


@dataclass(slots=True, eq=False)
class Worths:
    """The table to be priced. `exponent`: a worth is an affinity times two to it, rounded."""

    source: Floats
    closed: Bools
    exponent: int
    table: NDArray[np.float32] | Ints
    """Prices are held against this one: in single precision with a tolerance, or in whole numbers."""
    exact: bool
    largest: float = 1.0
    """In the units of `table`."""
    bonus: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    """Pairs, as sorted keys, that are worth one more than others: the least of differences."""
    step_of_bonus: int = 0

    @property
    def step(self) -> float:
        """One unit of worth as affinity."""
        return math.ldexp(1.0, -self.exponent)

    @property
    def ends(self) -> tuple[int, int]:
        """Return bounds below and above every open worth."""
        ends = (float(self.source.min(initial=0)), float(self.source.max(initial=0)))
        low, high = (round(math.ldexp(end, self.exponent)) * max(self.step_of_bonus, 1) for end in ends)
        return low, high + 1

    def at(self, keys: Ints) -> Ints:
        """Return the worths of open pairs by key: proposal times experts plus expert."""
        values = self.source.ravel()[keys].astype(np.float64)
        found = np.rint(np.ldexp(values, self.exponent)).astype(np.int64)
        if self.step_of_bonus:
            found = found * self.step_of_bonus + np.isin(keys, self.bonus)
        return found

    def above(self, prices: Ints, floors: Ints, classes: Ints | None) -> tuple[Ints, Ints]:
        """Return the open pairs whose worth less the expert's price is above the floor, and by how much.

        Floors: proposals x 1, or proposals x classes with a class for each expert.
        """
        many, across = self.source.shape
        exact_table = self.table.dtype == np.int64
        if exact_table:
            cut: Any = prices
            floor: Any = floors
            spare: Any = 0
        else:
            scale = 1.0 if self.exact else self.step
            cut = (prices * scale).astype(np.float32)
            floor = (np.maximum(floors, NEVER) * scale).astype(np.float32)
            spare = np.float32(0.0 if self.exact else self._blur(prices, floors))
        rows = max(1, CELLS // max(across, 1))
        found: list[Ints] = []
        for top in range(0, many, rows):
            value = self.table[top : top + rows] - cut
            level = floor[top : top + rows] if classes is None else floor[top : top + rows][:, classes]
            found.append(np.flatnonzero(value > level - spare) + top * across)
        keys = np.concatenate(found) if found else np.zeros(0, np.int64)
        return self._true(keys, prices, floors, classes)

    def _true(self, keys: Ints, prices: Ints, floors: Ints, classes: Ints | None) -> tuple[Ints, Ints]:
        """Hold what single precision let pass against whole numbers."""
        across = self.source.shape[1]
        rows = keys // across
        columns = keys - rows * across
        floor = floors[rows, 0] if classes is None else floors[rows, classes[columns]]
        gains = self.at(keys) - prices[columns] - floor
        good = gains > 0
        if self.table.dtype != np.int64 and len(keys) > SMALL // 32 and np.count_nonzero(good) * 4 < len(keys):
            self.table = self.whole()
            self.largest = float(np.abs(self.ends).max())
        return keys[good], gains[good]

    def _blur(self, prices: Ints, floors: Ints) -> float:
        largest = max(float(np.abs(prices).max(initial=0)), float(np.abs(floors[floors > NEVER]).max(initial=0)))
        return 2.0**-21 * (math.ldexp(largest, -self.exponent) + math.ldexp(1.0, BITS - self.exponent))

    def whole(self) -> Ints:
        """Return all worths as whole numbers, closed pairs as `NEVER`."""
        table = np.rint(np.ldexp(self.source.astype(np.float64), self.exponent)).astype(np.int64)
        if self.step_of_bonus:
            table *= self.step_of_bonus
            table.ravel()[self.bonus] += 1
        table[self.closed] = NEVER
        return table


def worths_of(affinity: Floats, closed: Bools, *, nodes: int) -> Worths:
    """Choose the finest grid that the flow can bear, or a coarse one that holds every value exactly."""
    largest = max(float(affinity.max(initial=0)), -float(affinity.min(initial=0)))
    single = affinity.astype(np.float32, copy=True)
    if _on_coarse_grid(single, affinity, largest):
        single *= np.float32(COARSE)
        np.putmask(single, closed, np.float32(NEVER))
        return Worths(affinity, closed, int(math.log2(COARSE)), single, exact=True, largest=largest * COARSE)
    bits = min(BITS, COST_BITS - math.ceil(math.log2(nodes + 2)))
    exponent = bits - math.frexp(largest)[1] if largest else 0
    np.putmask(single, closed, np.float32(-np.inf))
    made = Worths(affinity, closed, exponent, single, exact=False, largest=largest)
    if len(np.unique(affinity.ravel()[: FEW_VALUES * FEW_VALUES])) <= FEW_VALUES < affinity.size // FEW_VALUES:
        made.table = made.whole()
        made.largest = math.ldexp(largest, exponent)
    return made


def _on_coarse_grid(single: NDArray[np.float32], affinity: Floats, largest: float) -> bool:
    if largest * COARSE >= SMALL:
        return False
    for part in (single[:1], single):
        scaled = part * np.float32(COARSE)
        if not np.array_equal(scaled, np.rint(scaled)):
            return False
    return affinity.dtype == np.float32 or bool((single == affinity).all())
