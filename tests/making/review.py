"""A call in review, experts to seat, and panels at any stage."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING

from making.people import AT, a_party, an_account
from qunli.calls.models import Call, CallTopic, Partner, Proposal
from qunli.calls.states import CallKind, CallState, Consent, ProposalState
from qunli.core.states import SYSTEM
from qunli.directory.models import Cluster, Expert, ExpertPost, Jurisdiction, Organization, TechnologyField
from qunli.directory.states import ExpertGrade, OrganizationKind
from qunli.needs.models import KeyTechnologyList, ListItem, Need
from qunli.needs.states import ItemState, NeedState
from qunli.people.actions import add_party
from qunli.people.models import User
from qunli.people.permits import standing_of
from qunli.people.states import PartyKind, Role
from qunli.review.actions import (
    PanelDraft,
    accept_seat,
    conclude_panel,
    form_panel,
    give_sheet,
    seat_expert,
    seat_panel,
    sign_commitment,
    sign_in,
    sign_opinion,
    start_scoring,
    write_opinion,
)
from qunli.review.queries import bench_of
from qunli.review.states import SeatRank
from qunli.rulebook.actions import load_pack
from qunli.rulebook.queries import PACKS, terms_of
from qunli.rulebook.states import PackKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from qunli.review.models import Panel, Seat

_numbers = count(1)
LINES = ("need_fit", "approach", "team", "plan", "budget")


@dataclass
class World:
    """A call in review and who is around it."""

    call: Call
    topic: CallTopic
    operator: User
    authority: User
    proposals: list[Proposal] = field(default_factory=list)


def an_organization(*, name: str = "", region: str = "310000") -> Organization:
    """Make an institution."""
    number = next(_numbers)
    called = name or f"Institute {number}"
    party = add_party(kind=PartyKind.ORGANIZATION, name=called, by=SYSTEM, at=AT)
    return Organization.objects.create(
        party=party,
        name=called,
        kind=OrganizationKind.INSTITUTE,
        jurisdiction=a_region(region),
        name_key=called,
        sort_key=called,
        entered_at=AT,
    )


def a_region(code: str) -> Jurisdiction:
    """Make a province."""
    return Jurisdiction.objects.get_or_create(code=code, defaults={"name": f"Region {code}", "level": "province"})[0]


def an_expert(
    *,
    employer: Organization | None = None,
    region: str = "310000",
    grade: ExpertGrade = ExpertGrade.SENIOR,
    name: str = "",
) -> Expert:
    """Make an expert with an account, and a post at an employer of their own unless one is given."""
    number = next(_numbers)
    user = an_account(role=Role.EXPERT, name=name or f"Expert {number}")
    expert = Expert.objects.create(
        party=user.party, grade=grade, jurisdiction=a_region(region), fields=["sealing"], sort_key=f"{number:06d}"
    )
    ExpertPost.objects.create(
        expert=expert, organization=employer or an_organization(region=region), since=date(2015, 1, 1)
    )
    return expert


def account_of(expert: Expert) -> User:
    """Return the expert's account."""
    return User.objects.get(party=expert.party_id)


def a_call_in_review(
    *, teams: int = 2, terms: Mapping[str, object] | None = None, pack: str = "cn-open-call-government-posted"
) -> World:
    """Make a call past its form check, with so many admitted proposals on one topic."""
    operator, authority = a_party(name="Operator"), a_party(name="Authority")
    rules, fees = (
        load_pack(source=(PACKS / f"{code}.toml").read_bytes(), by=SYSTEM, at=AT) for code in (pack, "cn-expert-fees")
    )
    preparing = an_account(role=Role.OPERATOR, party=operator, name="Shen")
    cluster = Cluster.objects.create(
        name="Meilong", jurisdiction=a_region("310000"), operator=operator, authority=authority
    )
    call = Call.objects.create(
        cluster=cluster,
        kind=CallKind.RACE if rules.kind == PackKind.RACE else CallKind.OPEN_CALL,
        pack=rules,
        fee_pack=fees,
        operator=operator,
        authority=authority,
        title="A seal for the cold",
        guide="guide",
        contact="operator@example.org",
        terms=terms_of(rules, {"conflict_window_years": 3, **(terms or {})}),
        sequence=rules.content["sequence"],
        team_deadline=AT - timedelta(days=30),
        stated_by=preparing,
        stated_at=AT - timedelta(days=90),
        checked_by=preparing,
        checked_at=AT - timedelta(days=80),
        published_at=AT - timedelta(days=80),
        opened_at=AT - timedelta(days=29),
        opened_by=preparing,
        state=CallState.IN_REVIEW,
    )
    world = World(call, a_topic(call), preparing, an_account(role=Role.AUTHORITY, party=authority, name="Pan"))
    world.proposals += [a_proposal(world.topic) for _team in range(teams)]
    standing_of(preparing)
    return world


def a_topic(call: Call) -> CallTopic:
    """Make a topic with its item and need."""
    number = next(_numbers)
    owner = an_organization(name=f"Poster {number}")
    tech = TechnologyField.objects.get_or_create(cluster=call.cluster, name="sunroof")[0]
    need = Need.objects.create(
        cluster=call.cluster,
        organization=owner,
        title="seal",
        problem="leaks",
        stated_by=call.stated_by,
        stated_at=AT,
        state=NeedState.ACCEPTED,
    )
    key_list = KeyTechnologyList.objects.create(cluster=call.cluster, title="list", stated_at=AT)
    item = ListItem.objects.create(
        key_list=key_list,
        need=need,
        field=tech,
        position=1,
        public_title="seal",
        checked_by=call.stated_by,
        checked_at=AT,
        stated_at=AT,
        state=ItemState.POSTED,
    )
    return CallTopic.objects.create(
        call=call, item=item, title="A seal", summary="-40", poster_money=4_800_000, fiscal_money=1_200_000
    )


def a_proposal(topic: CallTopic, *, lead: Organization | None = None) -> Proposal:
    """Make an admitted proposal by a lead and one partner."""
    number = next(_numbers)
    lead = lead or an_organization(name=f"Lead {number}")
    editor = an_account(role=Role.MEMBER_EDITOR, party=lead.party, name=f"Editor {number}")
    proposal = Proposal.objects.create(
        call=topic.call,
        topic=topic,
        lead=lead,
        title=f"Proposal {number} of {lead.name}",
        leader_name=f"Leader {number}",
        approach=f"{lead.name} makes two layers.",
        asked_money=6_000_000,
        stated_by=editor,
        stated_at=AT,
        submitted_at=AT - timedelta(days=31),
        opened_at=AT - timedelta(days=29),
        state=ProposalState.ADMITTED,
    )
    Partner.objects.create(
        proposal=proposal, organization=an_organization(name=f"Partner {number}"), consent=Consent.GIVEN, answered_at=AT
    )
    return proposal


def a_panel(world: World, *, members: int = 3, reserves: int = 0, draft: PanelDraft | None = None) -> Panel:
    """Form a panel for every proposal of the call."""
    wanted = draft or PanelDraft(name="Seals", members_wanted=members, reserves_wanted=reserves)
    return form_panel(call=world.call, proposals=world.proposals, draft=wanted, by=world.operator, at=AT)


def a_seated_panel(
    world: World, *, members: int = 3, reserves: int = 0, draft: PanelDraft | None = None
) -> tuple[Panel, list[Seat]]:
    """Seat a panel by hand; everybody has accepted and signed, the first is the head."""
    panel = a_panel(world, members=members, reserves=reserves, draft=draft)
    ranks = [SeatRank.HEAD, *[SeatRank.MEMBER] * (members - 1), *[SeatRank.RESERVE] * reserves]
    seats = []
    for rank in ranks:
        seat = seat_expert(panel=panel, expert=an_expert(), rank=rank, by=world.operator, at=AT)
        by = account_of(seat.expert)
        seats.append(sign_commitment(seat=accept_seat(seat=seat, by=by, at=AT), by=by, at=AT))
    return seat_panel(panel=panel, by=world.operator, at=AT), seats


def a_scoring_panel(
    world: World, *, members: int = 3, reserves: int = 0, draft: PanelDraft | None = None
) -> tuple[Panel, list[Seat]]:
    """Seat a panel, let it sign in where it meets, and start its scoring."""
    panel, seats = a_seated_panel(world, members=members, reserves=reserves, draft=draft)
    if panel.meets_at is not None:
        seats = [sign_in(seat=seat, by=account_of(seat.expert), at=AT) for seat in seats]
    return start_scoring(panel=panel, by=world.operator, at=AT), seats


def even_points(value: int | str) -> dict[str, Decimal | None]:
    """The same points on every line."""
    return dict.fromkeys(LINES, Decimal(value))


def score(seat: Seat, proposal: Proposal, value: int | str, *, at: datetime = AT) -> None:
    """Give a sheet whose total is the value."""
    give_sheet(
        seat=seat,
        proposal=proposal,
        points=even_points(value),
        reason="because",
        by=account_of(seat.expert),
        at=at,
    )


def a_concluded_panel(world: World, *, scores: Sequence[int] = (), members: int = 3) -> Panel:
    """Run a panel to its end; the proposals get these scores from everybody, by default falling from 90."""
    panel, seats = a_scoring_panel(world, members=members)
    for place, proposal in enumerate(world.proposals):
        for seat in seats:
            score(seat, proposal, scores[place] if scores else 90 - 5 * place)
    write_opinion(panel=panel, text="We agree.", by=account_of(seats[0].expert), at=AT)
    for seat in bench_of(panel).signers:
        sign_opinion(panel=panel, seat=seat, dissent="", by=account_of(seat.expert), at=AT)
    return conclude_panel(panel=panel, by=world.operator, at=AT)
