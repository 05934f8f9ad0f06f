"""Growth, shares, totals and counts of figures: each with its formula, its rounding and how exactly it is known."""

from qunli.engines.measuring.changes import Change, change, compound_growth, growth, mean_growth
from qunli.engines.measuring.figures import Bound, Cause, Known, Measured, NotMeasurable
from qunli.engines.measuring.holders import Counted, Overlap, count_once
from qunli.engines.measuring.shares import per_head, share
from qunli.engines.measuring.totals import LeftOut, Part, Total, total

__all__ = [
    "Bound",
    "Cause",
    "Change",
    "Counted",
    "Known",
    "LeftOut",
    "Measured",
    "NotMeasurable",
    "Overlap",
    "Part",
    "Total",
    "change",
    "compound_growth",
    "count_once",
    "growth",
    "mean_growth",
    "per_head",
    "share",
    "total",
]
