"""The table of a lifecycle and the questions one can ask of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

__all__ = ["Lifecycle", "LifecycleFault", "Step", "StepRefused"]


class LifecycleFault(ValueError):
    """A table contradicts itself; carries every fault found."""

    def __init__(self, name: str, faults: tuple[str, ...]) -> None:
        super().__init__(f"{name}: " + "; ".join(faults))
        self.name = name
        self.faults = faults


class StepRefused(ValueError):
    """A step was asked for in a state that it does not leave from."""

    def __init__(self, *, lifecycle: str, step: str, state: str, sources: tuple[str, ...]) -> None:
        super().__init__(f"{lifecycle}: step {step!r} is not open in state {state!r}")
        self.lifecycle = lifecycle
        self.step = step
        self.state = state
        self.sources = sources


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the table.

    `label` is whatever `str()` turns into words when shown, so that a translatable text fits.
    """

    name: str
    sources: tuple[str, ...]
    target: str
    label: object = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """All steps between the states of one kind of record.

    Raises `LifecycleFault` when a (step, source) pair stands twice or a state cannot be reached.
    """

    name: str
    start: str
    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        """Refuse a table that contradicts itself."""
        faults = (*self._doubled(), *self._unreachable())
        if faults:
            raise LifecycleFault(self.name, faults)

    @property
    def states(self) -> tuple[str, ...]:
        """Every state, in the order of first mention."""
        mentioned = [self.start]
        for step in self.steps:
            mentioned += [*step.sources, step.target]
        return tuple(dict.fromkeys(mentioned))

    @property
    def final_states(self) -> tuple[str, ...]:
        """The states that no step leaves."""
        left = {source for step in self.steps for source in step.sources}
        return tuple(state for state in self.states if state not in left)

    def target(self, *, step: str, state: str) -> str:
        """Return the state that `step` leads to from `state`; raise `StepRefused` if it does not."""
        rows = [row for row in self.steps if row.name == step]
        for row in rows:
            if state in row.sources:
                return row.target
        sources = tuple(dict.fromkeys(source for row in rows for source in row.sources))
        raise StepRefused(lifecycle=self.name, step=step, state=state, sources=sources)

    def allows(self, *, step: str, state: str) -> bool:
        """Tell whether `step` is open in `state`."""
        return any(row.name == step and state in row.sources for row in self.steps)

    def steps_from(self, state: str) -> tuple[Step, ...]:
        """Return the steps open in `state`, in the order of the table."""
        return tuple(row for row in self.steps if state in row.sources)

    def mermaid(self) -> str:
        """Draw the table as a Mermaid state diagram."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.start}"]
        for row in self.steps:
            lines += [f"    {source} --> {row.target}: {row.name}" for source in row.sources]
        lines += [f"    {state} --> [*]" for state in self.final_states]
        return "\n".join(lines) + "\n"

    def _doubled(self) -> Iterable[str]:
        pairs = Counter((row.name, source) for row in self.steps for source in row.sources)
        for (step, source), times in pairs.items():
            if times > 1:
                yield f"step {step!r} leaves {source!r} {times} times"

    def _unreachable(self) -> Iterable[str]:
        reached = {self.start}
        before = -1
        while before != len(reached):
            before = len(reached)
            reached |= {row.target for row in self.steps if reached.intersection(row.sources)}
        for state in self.states:
            if state not in reached:
                yield f"state {state!r} cannot be reached"
