"""Races: a scheme to announce, calls and decisions that stand under it, and teams that run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from making.awards import AFTER, put_on_notice
from making.people import AT, a_party, an_account
from making.review import World, a_call_in_review, a_concluded_panel
from qunli.awards.actions import Choice, approve, decide, recommend
from qunli.awards.queries import winners
from qunli.awards.states import Standing
from qunli.calls.queries import scheme_of
from qunli.people.states import Role
from qunli.projects.actions import (
    confirm_payment,
    decide_stage,
    note_payment,
    propose_stage,
    release_payment,
    report_milestone,
    score_stage,
    sign_task_book,
    start_project,
)
from qunli.projects.models import Lane, Payment, Race, StageDecision, TaskBook
from qunli.publicity.actions import end_notice

if TYPE_CHECKING:
    from qunli.awards.models import Decision
    from qunli.people.models import User

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


SIGNED: Final = datetime(2026, 3, 12, 2, 0, tzinfo=UTC)
REPORTED: Final = datetime(2026, 6, 10, 2, 0, tzinfo=UTC)
DECIDED: Final = datetime(2026, 6, 20, 2, 0, tzinfo=UTC)
MENDED: Final = datetime(2026, 6, 24, 2, 0, tzinfo=UTC)
SECOND: Final = datetime(2026, 6, 30, 2, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Field:
    """A running race with everybody on it; lanes in the order of the proposals."""

    race: Race
    operator: User
    authority: User
    poster: User
    leads: tuple[User, ...]
    finance: User
    cashier: User

    @property
    def lanes(self) -> list[Lane]:
        """The lanes as they are now, by key."""
        return list(Lane.objects.filter(race=self.race).select_related("project").order_by("id"))

    def states(self) -> list[str]:
        """The state of every lane."""
        return [lane.state for lane in self.lanes]

    def now(self) -> Race:
        """The race as it is now."""
        return Race.objects.get(pk=self.race.pk)


def a_running_race(*, teams: int = 3, scheme: str = SCHEME) -> Field:
    """Start every admitted team's project and sign the task books that the scheme wrote."""
    world, decision = an_approved_race(teams=teams, scheme=scheme)
    leads = tuple(
        an_account(role=Role.UNIT_ADMINISTRATOR, party=one.lead.party, name=f"Admin {place}")
        for place, one in enumerate(world.proposals)
    )
    for place, award in enumerate(sorted(winners(decision), key=lambda one: one.proposal_id)):
        project = start_project(award=award, by=world.operator, at=SIGNED)
        book = TaskBook.objects.get(project=project)
        sign_task_book(task_book=book, side="lead", by=leads[place], at=SIGNED)
        sign_task_book(task_book=book, side="authority", by=world.authority, at=SIGNED)
    race = Race.objects.get(decision=decision)
    bank = a_party(name="Bank")
    return Field(
        race=race,
        operator=world.operator,
        authority=world.authority,
        poster=an_account(role=Role.UNIT_ADMINISTRATOR, party=race.poster.party, name="Poster"),
        leads=leads,
        finance=an_account(role=Role.FINANCE, party=bank),
        cashier=an_account(role=Role.FINANCE, party=bank),
    )


def report_stage(field: Field, place: int, value: str = "", *, at: datetime = REPORTED, spent: int = 150_000) -> None:
    """Report the stage that runs, with its one measured value where its gate asks for one."""
    lane = field.lanes[place]
    milestone = lane.project.milestones.get(position=field.now().stage)
    measured = {row.pk: value for row in milestone.indicators.all()}
    report_milestone(
        milestone=milestone,
        text="Done.",
        measured=measured,
        spent=Decimal(spent),
        files=[],
        by=field.leads[place],
        at=at,
    )


def score_all(field: Field, points: dict[int, int], *, at: datetime = REPORTED) -> None:
    """Let every judge of the stage give each lane the same points."""
    judges = {"experts": field.operator, "demander": field.poster, "department": field.authority}
    race = field.now()
    scheme = scheme_of(race.terms)
    assert scheme is not None
    for place, given in points.items():
        for judge in scheme.stages[race.stage - 1].judges:
            score_stage(
                lane=field.lanes[place], who=judge.who, points=Decimal(given), reason="So.", by=judges[judge.who], at=at
            )


def decide_gate(field: Field, *, at: datetime = DECIDED) -> StageDecision:
    """Propose the gate's result and decide it."""
    proposed = propose_stage(race=field.race, by=field.operator, at=at)
    return decide_stage(decision=proposed, meeting_record="〔2026〕9", met_on=at.date(), by=field.authority, at=at)


def pay(field: Field, payment: Payment, *, at: datetime = SECOND) -> Payment:
    """Confirm, release and note a payment."""
    confirm_payment(payment=payment, by=field.finance, at=at)
    release_payment(payment=payment, by=field.cashier, at=at)
    return note_payment(payment=payment, paid_on=at.date(), proof="slip", by=field.finance, at=at)


def payments_of(field: Field, place: int) -> list[tuple[int, str, Decimal]]:
    """Return stage, state and amount of each payment of a lane."""
    rows = Payment.objects.filter(project=field.lanes[place].project).select_related("milestone").order_by("position")
    return [(row.milestone.position + 1 if row.milestone else 1, row.state, row.amount) for row in rows]
