"""Decisions at any stage."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from making.people import AT, an_account
from making.review import World, a_call_in_review, a_concluded_panel
from qunli.awards.actions import Choice, approve, decide, post_decision, prepare_publicity, recommend
from qunli.awards.states import Standing
from qunli.people.states import Role
from qunli.publicity.actions import check_notice, end_notice

if TYPE_CHECKING:
    from datetime import datetime

    from qunli.awards.models import Decision

AFTER = AT + timedelta(days=8)
"""A Tuesday: the five working days of a notice posted on the usual Monday are over."""


def usual_choices(world: World) -> list[Choice]:
    """The first wins, the second stands in reserve, the others are not chosen."""
    standings = [Standing.WINNER, Standing.RESERVE, *[Standing.NOT_CHOSEN] * len(world.proposals)]
    return [
        Choice(
            proposal=proposal,
            standing=standing,
            money=Decimal(0) if standing == Standing.NOT_CHOSEN else Decimal(6_000_000),
            reason="because",
        )
        for proposal, standing in zip(world.proposals, standings, strict=False)
    ]


def a_recommended_decision(*, teams: int = 3) -> tuple[World, Decision]:
    """Review a call and recommend."""
    world = a_call_in_review(teams=teams)
    a_concluded_panel(world, members=1)
    return world, recommend(call=world.call, choices=usual_choices(world), by=world.operator, at=AT)


def a_decided_decision(*, teams: int = 3) -> tuple[World, Decision]:
    """Let the authority decide."""
    world, decision = a_recommended_decision(teams=teams)
    taken = decide(decision=decision, meeting_record="〔2026〕3", met_on=date(2026, 3, 2), by=world.authority, at=AT)
    return world, taken


def put_on_notice(world: World, decision: Decision, *, at: datetime = AT) -> Decision:
    """Prepare, check and post the notice of a decision."""
    notice = prepare_publicity(decision=decision, contact="021-1", by=world.operator, at=at)
    checker = an_account(role=Role.OPERATOR, party=world.call.operator)
    check_notice(notice=notice, by=checker, at=at)
    return post_decision(decision=decision, by=world.authority, at=at)


def a_decision_on_notice(*, teams: int = 3) -> tuple[World, Decision]:
    """Put a decision on public notice."""
    world, decision = a_decided_decision(teams=teams)
    return world, put_on_notice(world, decision)


def an_approved_decision(*, teams: int = 3) -> tuple[World, Decision]:
    """Approve a decision after its notice."""
    world, decision = a_decision_on_notice(teams=teams)
    assert decision.notice is not None
    end_notice(notice=decision.notice, by=world.authority, at=AFTER)
    approved = approve(decision=decision, document_number=f"〔2026〕{decision.pk}", by=world.authority, at=AFTER)
    return world, approved
