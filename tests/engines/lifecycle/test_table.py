"""The lifecycle table decides what may follow what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunli.engines.lifecycle import Lifecycle, LifecycleFault, Step, StepRefused

DOOR = Lifecycle(
    "door",
    "shut",
    (
        Step("open", ("shut",), "ajar"),
        Step("close", ("ajar",), "shut"),
        Step("brick up", ("shut", "ajar"), "wall"),
    ),
)


def test_a_step_leads_to_its_target() -> None:
    assert DOOR.target(step="open", state="shut") == "ajar"


def test_a_step_is_refused_in_a_state_it_does_not_leave() -> None:
    with pytest.raises(StepRefused) as refused:
        DOOR.target(step="close", state="shut")
    assert (refused.value.step, refused.value.state, refused.value.sources) == ("close", "shut", ("ajar",))


def test_a_step_nobody_wrote_down_is_refused() -> None:
    with pytest.raises(StepRefused) as refused:
        DOOR.target(step="paint", state="shut")
    assert refused.value.sources == ()


def test_the_steps_of_a_state_come_in_the_order_of_the_table() -> None:
    assert [step.name for step in DOOR.steps_from("ajar")] == ["close", "brick up"]
    assert DOOR.steps_from("wall") == ()


def test_states_that_no_step_leaves_are_final() -> None:
    assert DOOR.states == ("shut", "ajar", "wall")
    assert DOOR.final_states == ("wall",)


def test_a_step_that_leaves_a_state_twice_is_a_fault() -> None:
    with pytest.raises(LifecycleFault) as fault:
        Lifecycle("x", "a", (Step("go", ("a",), "b"), Step("go", ("a",), "a")))
    assert fault.value.faults == ("step 'go' leaves 'a' 2 times",)


def test_a_state_that_cannot_be_reached_is_a_fault() -> None:
    with pytest.raises(LifecycleFault) as fault:
        Lifecycle("x", "a", (Step("go", ("b",), "c"),))
    assert fault.value.faults == ("state 'b' cannot be reached", "state 'c' cannot be reached")


def test_the_drawing_shows_every_step() -> None:
    assert DOOR.mermaid() == (
        "stateDiagram-v2\n    [*] --> shut\n    shut --> ajar: open\n    ajar --> shut: close\n"
        "    shut --> wall: brick up\n    ajar --> wall: brick up\n    wall --> [*]\n"
    )


@given(st.lists(st.sampled_from(["open", "close", "brick up"])))
def test_allows_says_beforehand_what_target_does(walk: list[str]) -> None:
    state = "shut"
    for step in walk:
        if DOOR.allows(step=step, state=state):
            state = DOOR.target(step=step, state=state)
        else:
            with pytest.raises(StepRefused):
                DOOR.target(step=step, state=state)
    assert state in DOOR.states
