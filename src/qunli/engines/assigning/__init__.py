"""Assigns experts to proposals, with proof: best total, fair, drawn, randomized, repaired; says why where none fits.

Importing the package costs nothing: numpy and the solvers (extra `solvers`) are imported when a function is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from qunli.engines.assigning.drawing import draw
    from qunli.engines.assigning.fairness import assign_fairly
    from qunli.engines.assigning.instances import Instance, InstanceRefused, read_instance
    from qunli.engines.assigning.lottery import Lottery, randomize, sample
    from qunli.engines.assigning.repairing import Previous, repair, without
    from qunli.engines.assigning.results import Assignment, Proof, Witness, as_json
    from qunli.engines.assigning.solving import assign, reasons_of
    from qunli.engines.assigning.verifying import Verdict, verify

__all__ = [
    "Assignment",
    "Instance",
    "InstanceRefused",
    "Lottery",
    "Previous",
    "Proof",
    "Verdict",
    "Witness",
    "as_json",
    "assign",
    "assign_fairly",
    "draw",
    "randomize",
    "read_instance",
    "reasons_of",
    "repair",
    "sample",
    "verify",
    "without",
]

_HOME: Final = {
    "draw": "drawing",
    "assign_fairly": "fairness",
    "Instance": "instances",
    "InstanceRefused": "instances",
    "read_instance": "instances",
    "Lottery": "lottery",
    "randomize": "lottery",
    "sample": "lottery",
    "Previous": "repairing",
    "repair": "repairing",
    "without": "repairing",
    "Assignment": "results",
    "Proof": "results",
    "Witness": "results",
    "as_json": "results",
    "assign": "solving",
    "reasons_of": "solving",
    "Verdict": "verifying",
    "verify": "verifying",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 -- whatever bears the name
    """Import a name's module when it is first asked for."""
    if name not in _HOME:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
