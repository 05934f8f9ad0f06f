"""Which pairs to begin with: each proposal's best at first guesses of the experts' prices.

Without prices every proposal would begin with the same few experts.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from qunli.engines.assigning.arrays import Ints
from qunli.engines.assigning.networks import Problem

__all__ = ["first_pairs", "first_prices"]

MORE: Final = 8
"""Pairs beyond its demand that each proposal begins with."""
FEWER: Final = 9
"""As above, once prices are near the true ones."""
ALL_AT_ONCE: Final = 40_000
"""Cells up to which every pair is there from the beginning."""
HAIR: Final = 1e-5
BLOCKS: Final = 64
TURNS: Final = 5
DAMPED: Final = np.float32(0.7)
FLOOD: Final = 6


def first_prices(problem: Problem) -> Ints:
    """Return prices near the true ones: each side in turn takes what would just fill it at the other's prices.

    What a proposal must pay is its last expert's worth less price; what an expert costs is what the first proposal
    beyond its load would pay. Both are read off the largest of some blocks, which is quick and nearly right.
    """
    worths = problem.worths
    many, across = problem.shape
    if many * across <= ALL_AT_ONCE:
        return np.zeros(across, np.int64)
    table = np.asarray(worths.table, np.float32)
    prices = _plain(problem)
    wide, high = _blocks(across, problem.demand), _blocks(many, problem.most)
    rank = np.clip(wide - problem.demand, 0, wide - 1)
    rank_below = np.maximum(high - problem.most - 1, 0)
    for _turn in range(TURNS):
        value = table - prices
        tops = _tops(value.reshape(many, across, 1), wide)[:, :, 0]
        tops.sort(axis=1)
        floors = tops[np.arange(many), rank]
        floors[~np.isfinite(floors)] = 0  # nobody may judge it
        np.subtract(table, floors[:, None], out=value)
        below = _tops(value.reshape(1, many, across), high)[0]
        below.sort(axis=0)
        asked = below[rank_below, np.arange(across)]
        prices += np.where(np.isfinite(asked), asked - prices, 0) * DAMPED
    return np.rint(prices.astype(np.float64) / _scale(problem)).astype(np.int64)


def _scale(problem: Problem) -> float:
    """Return what one unit of worth is in the table."""
    worths = problem.worths
    return 1.0 if worths.table.dtype == np.int64 or worths.exact else worths.step


def _plain(problem: Problem) -> NDArray[np.float32]:
    worths = problem.worths
    mean = worths.source.mean(axis=0, dtype=np.float64)
    return np.asarray(mean * (_scale(problem) / worths.step), np.float32)


def _blocks(many: int, wanted: Ints) -> int:
    return min(many, max(BLOCKS, 4 * int(wanted.max(initial=0))))


def _tops(value: NDArray[np.float32], blocks: int) -> NDArray[np.float32]:
    """Return the largest of every `blocks`-th along the middle axis."""
    outer, middle, inner = value.shape
    whole = middle // blocks * blocks
    tops = value[:, :whole].reshape(outer, middle // blocks, blocks, inner).max(axis=1)
    rest = middle - whole
    if rest:
        np.maximum(tops[:, :rest], value[:, whole:], out=tops[:, :rest])
    return np.asarray(tops, np.float32)


def first_pairs(problem: Problem, prices: Ints | None) -> Ints:
    """Return the keys of each proposal's best pairs; experts with a least load bring their best too."""
    many, across = problem.shape
    if many * across <= ALL_AT_ONCE:
        return np.flatnonzero(~problem.worths.closed)
    value = _values(problem, prices)
    more = MORE if prices is None else FEWER
    per = min(int(problem.demand.max(initial=0)) // problem.copies + more, across)
    keys = [_best_in_rows(value, per)]
    least = np.flatnonzero(problem.least)
    if len(least):
        side = np.ascontiguousarray(value[:, least].T) - value.max(axis=1)
        per = min(int(problem.least.max()) // problem.copies + MORE // 2, many)
        places = _exact_best(side, per)
        keys.append(places % many * across + least[places // many])
    joined = np.unique(np.concatenate(keys))
    return joined[~problem.worths.closed.ravel()[joined]]


def _values(problem: Problem, prices: Ints | None) -> NDArray[np.float32]:
    """Return worths less prices; without prices, less how much an expert is worth on average.

    Equal ones are told apart by a hair, another one in each row, so that not all proposals begin with the same experts.
    """
    plain = _plain(problem) if prices is None else (prices * _scale(problem)).astype(np.float32)
    value = np.asarray(problem.worths.table - plain, np.float32)
    many, across = value.shape
    unit = 0.5 if problem.worths.exact else HAIR * problem.worths.largest
    noise = np.random.Generator(np.random.PCG64(across)).random(many + across, np.float32) * np.float32(unit)
    value += np.lib.stride_tricks.sliding_window_view(noise, across)[:many]
    return value


def _best_in_rows(value: NDArray[np.float32], per: int) -> Ints:
    """Return about the `per` best of each row: what lies above a threshold guessed from some columns.

    Rows where the guess lets too few or too many through are looked at in full.
    """
    across = value.shape[1]
    stride = min(across // BLOCKS, -(-per // 2))
    if stride < 2 or per * 2 >= across:  # noqa: PLR2004 -- a sample of all columns is none
        return _exact_best(value, per)
    columns = np.sort(np.random.Generator(np.random.PCG64(across)).permutation(across)[: across // stride])
    rank = max(2, -(-per // stride))
    cut = np.partition(value[:, columns], len(columns) - rank, axis=1)[:, len(columns) - rank]
    above = value > np.maximum(cut, np.finfo(np.float32).min)[:, None]
    counts = np.count_nonzero(above, axis=1)
    odd = np.flatnonzero((counts < per - 2) | (counts > FLOOD * per))
    above[odd] = False
    keys = np.flatnonzero(above)
    if not len(odd):
        return keys
    places = _exact_best(value[odd], per)
    return np.concatenate((keys, odd[places // across] * across + places % across))


def _exact_best(value: NDArray[np.float32], per: int) -> Ints:
    many, across = value.shape
    if per >= across:
        return np.arange(many * across)
    order = np.argpartition(value, across - per, axis=1)[:, across - per :]
    return np.asarray((order + np.arange(many)[:, None] * across).ravel(), np.int64)
