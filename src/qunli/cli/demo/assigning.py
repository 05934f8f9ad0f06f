"""A call whose proposals wait for their judges: candidates named, wishes said, an assignment solved and proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from qunli.cli.demo.underway import DAYS, HOURS, MINUTES, Walk
from qunli.core.states import SYSTEM
from qunli.review.actions import (
    PanelDraft,
    Wanted,
    ask_assignment,
    form_panel,
    give_up_assignment,
    name_candidates,
    propose_assignment,
    save_bids,
    sign_as_candidate,
    start_solving,
)
from qunli.review.bridge import barred_counts, field_of, question_of, solve_apart
from qunli.review.models import Candidate
from qunli.review.states import AssignmentMethod, BidChoice

if TYPE_CHECKING:
    from qunli.cli.demo.example import Tree
    from qunli.review.models import Assignment, Panel


def take(walk: Walk) -> None:
    """Take a call as far as a proposed assignment, where its row names candidates."""
    told = walk.row.get("assigning")
    if told is None:
        return
    world, at = walk.world, walk.at("asked")
    panel = form_panel(
        call=walk.call,
        proposals=walk.proposals_now(),
        draft=PanelDraft(name=told["panel"], members_wanted=told["judges"]),
        by=walk.preparer,
        at=at,
    )
    world.panels.append(panel)
    experts = [world.experts[key] for key in told["candidates"]]
    name_candidates(
        panel=panel, experts=experts, bids_until=world.now + told["open"] * DAYS, by=walk.preparer, at=at + HOURS
    )
    _say_wishes(walk, told, panel)
    wanted = Wanted(method=AssignmentMethod(told["method"]), demand=told["judges"], load_max=told["most"])
    asked = ask_assignment(panel=panel, wanted=wanted, by=walk.preparer, at=world.now - HOURS)
    _solve(walk, asked)


def _say_wishes(walk: Walk, told: Tree, panel: Panel) -> None:
    """Let some candidates sign and say what they would like; a word for each proposal, in the order of the call."""
    world, at = walk.world, walk.at("asked") + DAYS
    for key, words in told["wishes"].items():
        candidate = Candidate.objects.get(panel=panel, expert=world.experts[key])
        user = next(one for one in world.users.values() if one.party_id == world.experts[key].party_id)
        sign_as_candidate(candidate=candidate, by=user, at=at)
        bids = {one.pk: BidChoice(word) for one, word in zip(walk.proposals, words, strict=True) if word}
        save_bids(candidate=candidate, bids=bids, by=user, at=at + MINUTES)


def _solve(walk: Walk, asked: Assignment) -> None:
    """Solve it as the worker would; where the extras are not installed, the record says what to install."""
    now = walk.world.now
    begun = start_solving(assignment=asked, by=SYSTEM, at=now - HOURS + MINUTES)
    field = field_of(begun.panel, on=timezone.localdate(now))
    solved = solve_apart(question_of(field, begun), barred=barred_counts(field))
    at = now - HOURS + 2 * MINUTES
    if solved.cause is None:
        propose_assignment(assignment=begun, solved=solved, by=SYSTEM, at=at)
    else:
        give_up_assignment(assignment=begun, cause=solved.cause, solved=solved, by=SYSTEM, at=at)
