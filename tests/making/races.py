"""Races: a scheme to announce, and calls and decisions that stand under it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from making.awards import AFTER, put_on_notice
from making.people import AT
from making.review import World, a_call_in_review, a_concluded_panel
from qunli.awards.actions import Choice, approve, decide, recommend
from qunli.awards.states import Standing
from qunli.calls.queries import scheme_of
from qunli.publicity.actions import end_notice

if TYPE_CHECKING:
    from decimal import Decimal

    from qunli.awards.models import Decision

SCHEME: Final = """\
code = "seals"
teams_most = 3
keeps = "spent"
may_continue = true
ties = ["judge:experts", "lot"]
prizes = "10万"
[[stage]]
key = "sample"
text = { zh = "样件", en = "Sample" }
days = 100
budget = "20万"
keep = 2
remedy_days = 7
[[stage.indicator]]
key = "leak"
text = { zh = "泄漏量", en = "Leakage" }
unit = "mL/min"
at_most = "0.5"
[[stage.judge]]
who = "experts"
weight = 2
[[stage.judge]]
who = "demander"
weight = 1
[[stage]]
key = "line"
text = { zh = "产线验证", en = "On the line" }
days = 200
budget = "30万"
least_score = 60
remedy_days = 30
[[stage.judge]]
who = "department"
[[grades]]
name = "优秀"
at_least = 85
[[grades]]
name = "良好"
at_least = 60
"""
"""Three teams, two stages: a sample judged by experts and demander, then the line judged by the department."""


def a_race_in_review(*, teams: int = 4, scheme: str = SCHEME) -> World:
    """Make the call of a race past its form check, with a concluded panel."""
    world = a_call_in_review(teams=teams, pack="cn-race", terms={"scheme": scheme})
    world.topic.fiscal_money = 2_000_000
    world.topic.save()
    a_concluded_panel(world, members=1)
    return world


def runners(world: World, *, teams: int = 3) -> list[Choice]:
    """Admit the first ones to the race; the others are not chosen."""
    scheme = scheme_of(world.call.terms)
    assert scheme is not None
    money: dict[Standing, Decimal] = {Standing.RUNNER: scheme.lane_most}
    return [
        Choice(proposal, standing, money.get(standing, scheme.lane_most * 0), "because")
        for place, proposal in enumerate(world.proposals)
        for standing in [Standing.RUNNER if place < teams else Standing.NOT_CHOSEN]
    ]


def an_approved_race(*, teams: int = 3, scheme: str = SCHEME) -> tuple[World, Decision]:
    """Decide, post and approve that so many teams run."""
    world = a_race_in_review(teams=teams, scheme=scheme)
    made = recommend(call=world.call, choices=runners(world, teams=teams), by=world.operator, at=AT)
    taken = decide(decision=made, meeting_record="〔2026〕4", met_on=AT.date(), by=world.authority, at=AT)
    posted = put_on_notice(world, taken)
    assert posted.notice is not None
    end_notice(notice=posted.notice, by=world.authority, at=AFTER)
    return world, approve(decision=posted, document_number=f"〔2026〕{posted.pk}", by=world.authority, at=AFTER)
