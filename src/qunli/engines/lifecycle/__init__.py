"""Lifecycles as tables: which step leads from which states to which state.

A lifecycle is data. Buttons, the API, the diagrams in the docs and the permission tests are all
derived from the same table, and a state changes only through it.
"""

from qunli.engines.lifecycle.table import Lifecycle, LifecycleFault, Step, StepRefused

__all__ = ["Lifecycle", "LifecycleFault", "Step", "StepRefused"]
