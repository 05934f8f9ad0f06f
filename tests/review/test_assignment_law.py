"""The law of adopting: whatever is proposed and whatever came up since, no conflict and no broken load is appointed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from making.assigning import a_pool, asked, proposed
from making.people import AT
from making.review import World, a_call_in_review
from qunli.directory.models import Expert, ExpertPost
from qunli.review.actions import AssignmentStale, adopt_assignment
from qunli.review.models import Conflict, Panel, Seat, Share
from qunli.review.queries import bench_of

pytestmark = [pytest.mark.django_db, pytest.mark.law]

PROPOSALS, EXPERTS, DEMAND = 3, 5, 2
CELLS = [(row, column) for row in range(PROPOSALS) for column in range(EXPERTS)]


@dataclass(frozen=True)
class Story:
    """What is proposed, and what came up between the proposal and its adoption."""

    pairs: frozenset[tuple[int, int]]
    load_max: int
    declared: frozenset[tuple[int, int]]
    moved: frozenset[tuple[int, int]]
    """An expert who meanwhile works for the lead of a proposal: proposal, expert."""
    colleague: tuple[int, int] | None
    """Two experts who meanwhile work for one institution."""


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """Draw stories that may go wrong in every way, and as many in which nothing that came up touches the judges."""
    pairs, quiet = set[tuple[int, int]](), draw(st.booleans())
    for row in range(PROPOSALS):
        pairs |= {(row, column) for column in draw(st.sets(st.integers(0, EXPERTS - 1), min_size=2, max_size=2))}
    if not quiet and draw(st.integers(0, 4)) == 0:
        pairs ^= draw(st.sets(st.sampled_from(CELLS), max_size=2))
    cells = [cell for cell in CELLS if not (quiet and cell in pairs)]
    facts = st.sets(st.sampled_from(cells), max_size=2) if draw(st.booleans()) else st.just(set())
    both = st.lists(st.integers(0, EXPERTS - 1), min_size=2, max_size=2, unique=True)
    return Story(
        frozenset(pairs),
        draw(st.integers(3 if quiet else 1, 3)),
        frozenset(draw(facts)),
        frozenset(draw(facts)),
        None if quiet else draw(st.none() | both.map(lambda two: (two[0], two[1]))),
    )


def tell(story: Story, world: World, panel: Panel, experts: list[Expert]) -> bool:
    """Propose, let things come up, adopt; return whether it was adopted."""
    keys = [one.pk for one in world.proposals]
    pairs = [(keys[row], experts[column].pk) for row, column in story.pairs]
    made = proposed(asked(world, panel, load_max=story.load_max), pairs, experts)
    for row, column in story.declared:
        Conflict.objects.create(
            panel=panel, expert=experts[column], proposal_id=keys[row], kind="declared", fact="x", found_at=AT
        )
    for row, column in story.moved:
        ExpertPost.objects.create(expert=experts[column], organization=world.proposals[row].lead)
    if story.colleague:
        one, other = (experts[place] for place in story.colleague)
        ExpertPost.objects.create(expert=one, organization=other.posts.all()[0].organization)
    try:
        adopt_assignment(assignment=made, by=world.operator, at=AT)
    except AssignmentStale:
        return False
    return True


def breaks_a_law(story: Story, panel: Panel) -> list[str]:
    """Ask the database, by other means than the action did, what an adopted assignment breaks."""
    shares = list(Share.objects.values_list("proposal_id", "seat__expert_id"))
    facts = set(Conflict.objects.values_list("proposal_id", "expert_id"))
    leads = dict(panel.proposals.values_list("proposal_id", "proposal__lead_id"))
    employers: dict[int, set[int]] = {}
    for expert, organization in ExpertPost.objects.values_list("expert_id", "organization_id"):
        employers.setdefault(expert, set()).add(organization)
    broken = [f"fact against {pair}" for pair in shares if pair in facts]
    broken += [f"works for the lead {pair}" for pair in shares if leads[pair[0]] in employers[pair[1]]]
    loads = Counter(expert for _proposal, expert in shares)
    broken += [f"load of {expert}" for expert, load in loads.items() if load > story.load_max]
    for proposal in leads:
        judges = [expert for one, expert in shares if one == proposal]
        if len(judges) != DEMAND:
            broken.append(f"{len(judges)} judges of {proposal}")
        if len(judges) == DEMAND and employers[judges[0]] & employers[judges[1]]:
            broken.append(f"one institution twice before {proposal}")
        sitting = {seat.expert_id for seat in bench_of(panel).judges_of(proposal)}
        if sitting != set(judges):
            broken.append(f"judges of {proposal} differ from the shares")
    return broken


def test_an_adopted_assignment_holds_no_conflict_and_breaks_no_load() -> None:
    world = a_call_in_review(teams=PROPOSALS)
    panel, experts = a_pool(world, experts=EXPERTS, judges=DEMAND)
    outcomes = Counter[bool]()

    @given(story=stories())
    @example(Story(frozenset({(0, 0), (0, 1), (1, 1), (1, 2), (2, 3), (2, 4)}), 2, frozenset(), frozenset(), None))
    @settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
    def holds(story: Story) -> None:
        with transaction.atomic():
            adopted = tell(story, world, panel, experts)
            outcomes[adopted] += 1
            held = Panel.objects.select_related("call").get(pk=panel.pk)
            if adopted:
                assert breaks_a_law(story, held) == []
            else:
                assert (held.is_divided, Seat.objects.count(), Share.objects.count()) == (False, 0, 0)
            transaction.set_rollback(True)

    holds()
    assert min(outcomes[True], outcomes[False]) >= 1, outcomes
