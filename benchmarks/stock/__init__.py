"""The rows that a run reads, written by bulk: the acts are not what is measured, so no journal stands behind them.

Single records are thick: each has the partners, letters, files, milestones and history that a busy one has.
"""

from benchmarks.stock.filling import Filled, fill
from benchmarks.stock.sizes import SIZES

__all__ = ["SIZES", "Filled", "fill"]
