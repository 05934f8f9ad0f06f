"""Everybody and everything on one road, the clock, and how a stray act picks who and what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Final, TypeVar

from making.calls import BIDDING, DRAFTED, PUBLISHED, Office, Team, a_drafted_call, a_person, a_team, an_office
from making.review import account_of, an_expert
from qunli.calls.actions import change_topic, check_call, entry_of, publish_call
from qunli.calls.models import Call, CallTopic, Proposal
from qunli.core.actions.entries import rebuild_entries
from qunli.core.states import SYSTEM
from qunli.directory.models import Membership, Organization
from qunli.people.actions import add_party
from qunli.people.states import PartyKind, Role
from qunli.projects.models import Project
from qunli.review.models import Panel

if TYPE_CHECKING:
    from qunli.directory.models import Expert
    from qunli.people.models import Party, User

M = TypeVar("M")

MARK: Final = "苍鹭配方"
"""Stands in the text of every proposal, and nowhere else."""
MARK_OF_FILE: Final = "heron-bench"


class NothingThere(Exception):
    """What the act needs does not exist yet."""


@dataclass
class Road:
    """One call with three teams, the people around it, and the time."""

    call_id: int
    topic_id: int
    office: Office
    poster: User
    second_authority: User
    finance: User
    cashier: User
    bank: Party
    stranger: User
    teams: list[Team]
    partner: Team
    experts: list[Expert]
    at: datetime = BIDDING
    judges: list[User] = field(default_factory=list)

    @property
    def call(self) -> Call:
        return Call.objects.get(pk=self.call_id)

    @property
    def topic(self) -> CallTopic:
        return CallTopic.objects.get(pk=self.topic_id)

    @property
    def people(self) -> list[User]:
        """Everybody, in a fixed order."""
        office = self.office
        teams = [person for team in (*self.teams, self.partner) for person in (team.editor, team.administrator)]
        return [
            *(office.operator, office.second_operator, office.authority, self.second_authority, office.recommender),
            *(office.auditor, self.poster, self.finance, self.cashier, self.stranger),
            *teams,
            *self.judges,
        ]

    def proposals(self) -> list[Proposal]:
        return list(Proposal.objects.order_by("id"))

    def team_of(self, lead: Organization) -> Team:
        return next(team for team in self.teams if team.organization.pk == lead.pk)

    def panel(self) -> Panel | None:
        """The newest panel that was not dissolved."""
        return Panel.objects.exclude(state="dissolved").order_by("-id").first()

    def project(self) -> Project | None:
        """The newest project."""
        return Project.objects.order_by("-id").first()

    def wait(self, until: datetime) -> None:
        """Let time pass; it never goes back."""
        self.at = max(self.at, until)


def a_road() -> Road:
    """Publish a call on one topic, and bring everybody together."""
    office = an_office()
    made = a_drafted_call(office)
    entry = replace(entry_of(made.topic.item), fiscal_money=Decimal(1_200_000))
    topic = change_topic(topic=made.topic, entry=entry, by=office.operator, at=DRAFTED)
    member = Membership.objects.create(cluster=office.cluster, organization=made.owner, since=DRAFTED.date())
    check_call(call=made.call, by=office.second_operator, at=DRAFTED)
    publish_call(call=made.call, by=office.authority, at=PUBLISHED)
    bank = add_party(kind=PartyKind.DEPARTMENT, name="示例区财政局", by=SYSTEM, at=DRAFTED)
    experts = [an_expert() for _place in range(4)]
    road = Road(
        call_id=made.call.pk,
        topic_id=topic.pk,
        office=office,
        poster=a_person("出题人", Role.UNIT_ADMINISTRATOR, member.organization.party),
        second_authority=a_person("主管二", Role.AUTHORITY, office.authority_party),
        finance=a_person("财务一", Role.FINANCE, bank),
        cashier=a_person("财务二", Role.FINANCE, bank),
        bank=bank,
        stranger=a_person("路人"),
        teams=[a_team(f"示例实验室{place}") for place in range(3)],
        partner=a_team("示例伙伴"),
        experts=experts,
        judges=[account_of(expert) for expert in experts],
    )
    rebuild_entries(at=PUBLISHED)  # some of these were written without an act
    return road


@dataclass
class Pick:
    """Chooses by a throw of dice that can be repeated."""

    dice: int
    _random: Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = Random(self.dice)  # noqa: S311 -- a story to be told again, no secret

    def number(self) -> int:
        return self._random.randrange(24)

    def one(self, things: Iterable[M]) -> M:
        """Choose one of what there is."""
        known = list(things)
        if not known:
            raise NothingThere
        return known[self.number() % len(known)]

    def who(self, road: Road, *rightful: User) -> User:
        """Choose somebody rightful five times out of six, else anybody."""
        number = self.number()
        return rightful[number % len(rightful)] if rightful and number % 6 else road.people[number % len(road.people)]

    def rarely(self) -> bool:
        """Say yes one time in six."""
        return self.number() % 6 == 5


def working_hours(day: datetime, days: int = 0) -> datetime:
    """Return ten in the morning some days later."""
    return (day + timedelta(days=days)).replace(hour=10, minute=0, second=0, microsecond=0)
