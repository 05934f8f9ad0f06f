"""The arrays that the engine computes with, by name, and pairs written as one number."""

from __future__ import annotations

from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["NEVER", "Bools", "Floats", "Ints", "Reals", "best_of_each", "starts_of"]

Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]
Reals: TypeAlias = NDArray[np.float64]
Floats: TypeAlias = NDArray[np.float32] | NDArray[np.float64]

NEVER: Final = -(1 << 60)
"""The worth of what must not be taken: below every sum of true worths."""
_MIXER: Final = 40503
_MASK: Final = 0xFFFF


def starts_of(sorted_groups: Ints) -> Ints:
    """Return where each run of equal numbers begins."""
    if not len(sorted_groups):
        return np.zeros(0, np.int64)
    return np.concatenate((np.zeros(1, np.int64), np.flatnonzero(sorted_groups[1:] != sorted_groups[:-1]) + 1))


def best_of_each(groups: Ints, gains: Ints, many: int) -> Ints:
    """Return the places of the `many` largest gains in each group; equal gains in an order of each group's own."""
    mixed = (np.arange(len(groups)) * _MIXER + groups * _MIXER * _MIXER) & _MASK
    order = np.lexsort((mixed, -gains, groups))
    starts = starts_of(groups[order])
    sizes = np.diff(np.concatenate((starts, [len(order)])))
    ranks = np.arange(len(order)) - np.repeat(starts, sizes)
    return order[ranks < many]
