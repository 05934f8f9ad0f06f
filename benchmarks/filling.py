"""The rows that a run reads, written by bulk: the acts are not what is measured, so no journal stands behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.resources import files
from typing import Final

from django.db import connection

from benchmarks.projects import a_project
from qunli.calls.models import Call, CallTopic, Partner, Proposal, ProposalVersion, TopicIndicator
from qunli.calls.states import CallState, Consent, ProposalState
from qunli.core.states import SYSTEM
from qunli.directory.bridge.naming import search_columns
from qunli.directory.models import (
    Certification,
    Cluster,
    Industry,
    Jurisdiction,
    Membership,
    Organization,
    Segment,
    TechnologyField,
)
from qunli.directory.states import OrganizationKind, Stream, Tier
from qunli.needs.models import KeyTechnologyList, ListItem, Need
from qunli.needs.states import ItemState, NeedState
from qunli.people.actions import add_account, add_party, give_role
from qunli.people.models import Party, User
from qunli.people.states import PartyKind, Role
from qunli.projects.models import Project
from qunli.rulebook.actions import load_pack
from qunli.rulebook.queries import terms_of

ORGANIZATIONS: Final = 10_000
PROPOSALS: Final = 1_000
NEEDS: Final = 200
PARTNERS: Final = 2
EVERY_TIER: Final = 5
PACK: Final = "cn-open-call-government-posted"
BATCH: Final = 1_000
AT: Final = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SINCE: Final = date(2025, 1, 1)


@dataclass(frozen=True, slots=True)
class Office:
    """The cluster and who works for it."""

    cluster: Cluster
    authority: Party
    operator: User
    second: User


@dataclass(frozen=True, slots=True)
class Filled:
    """What the pages are asked for."""

    operator: User
    organization: Organization
    call: Call
    proposal: Proposal
    project: Project


def fill() -> Filled:
    """Write the whole stock and let the planner count it."""
    office = _an_office()
    organizations = _organizations(office.cluster)
    needs = _needs(office, organizations)
    call, topic = _a_call(office, needs[0])
    proposals = _proposals(call, topic, organizations, office.operator)
    project = a_project(proposals[0], poster=needs[0].organization, decided_by=office.second)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Filled(office.operator, organizations[0], call, proposals[-1], project)


def _an_account(name: str, role: Role, party: Party) -> User:
    user = add_account(email=f"{role}@example.org", name=name, password=None, by=SYSTEM, at=AT)
    give_role(user=user, role=role, party=party, by=SYSTEM, at=AT)
    return user


def _an_office() -> Office:
    district = Jurisdiction.objects.create(code="310112", name="闵行区", level="county")
    operator = add_party(kind=PartyKind.DEPARTMENT, name="示例集群运营中心", by=SYSTEM, at=AT)
    authority = add_party(kind=PartyKind.DEPARTMENT, name="示例区科学技术委员会", by=SYSTEM, at=AT)
    cluster = Cluster.objects.create(name="示例集群", jurisdiction=district, operator=operator, authority=authority)
    return Office(
        cluster,
        authority,
        operator=_an_account("运营一", Role.OPERATOR, operator),
        second=_an_account("主管一", Role.AUTHORITY, authority),
    )


def _organization(number: int, party: Party, industry: Industry, district: Jurisdiction) -> Organization:
    columns = search_columns(party.name)
    return Organization(
        party=party,
        name=party.name,
        kind=list(OrganizationKind)[number % len(OrganizationKind)],
        jurisdiction=district,
        industry=industry,
        name_key=columns.name_key,
        sort_key=columns.sort_key,
        bigrams=columns.bigrams,
        is_synthetic=True,
        entered_at=AT,
    )


def _organizations(cluster: Cluster) -> list[Organization]:
    industry = Industry.objects.create(code="36", name="汽车制造业", level=2)
    names = (f"示例{number:05d}号零部件有限公司" for number in range(ORGANIZATIONS))
    parties = Party.objects.bulk_create(
        [Party(kind=PartyKind.ORGANIZATION, name=name) for name in names], batch_size=BATCH
    )
    made = Organization.objects.bulk_create(
        [_organization(number, party, industry, cluster.jurisdiction) for number, party in enumerate(parties)],
        batch_size=BATCH,
    )
    Certification.objects.bulk_create(
        [Certification(organization=one, tier=Tier.HIGH_TECH, source="示例名单") for one in made[::EVERY_TIER]],
        batch_size=BATCH,
    )
    _memberships(cluster, made)
    return made


def _memberships(cluster: Cluster, organizations: list[Organization]) -> None:
    segments = Segment.objects.bulk_create(
        [Segment(cluster=cluster, name=f"环节{place}", stream=Stream.UPSTREAM, position=place) for place in range(5)]
    )
    made = Membership.objects.bulk_create(
        [Membership(cluster=cluster, organization=one, since=SINCE) for one in organizations], batch_size=BATCH
    )
    through = Membership.segments.through
    through.objects.bulk_create(
        [
            through(membership_id=one.pk, segment_id=segments[number % len(segments)].pk)
            for number, one in enumerate(made)
        ],
        batch_size=BATCH,
    )


def _needs(office: Office, organizations: list[Organization]) -> list[Need]:
    place = TechnologyField.objects.create(cluster=office.cluster, name="示例领域")
    rows = [
        Need(
            cluster=office.cluster,
            organization=organizations[-1 - number],
            field=place,
            title=f"低温密封难题 {number}",
            problem="零下三十摄氏度以下密封条变硬。",
            budget=Decimal(1_000_000),
            stated_by=office.operator,
            stated_at=AT,
            submitted_at=AT,
            settled_at=AT,
            state=NeedState.ACCEPTED,
        )
        for number in range(NEEDS)
    ]
    return Need.objects.bulk_create(rows)


def _a_call(office: Office, need: Need) -> tuple[Call, CallTopic]:
    source = files("qunli").joinpath("rulebook", "packs", f"{PACK}.toml").read_bytes()
    pack = load_pack(source=source, by=SYSTEM, at=AT)
    call = Call.objects.create(
        cluster=office.cluster,
        pack=pack,
        operator=office.cluster.operator,
        authority=office.authority,
        title="低温密封技术揭榜挂帅",
        guide="一、目标。\n二、指标。",
        contact="示例集群运营中心",
        terms=terms_of(pack, {}),
        stated_by=office.operator,
        stated_at=AT,
        checked_by=office.second,
        checked_at=AT,
        published_at=AT,
        team_deadline=AT,
        opened_at=AT,
        opened_by=office.operator,
        state=CallState.OPENED,
    )
    topic = CallTopic.objects.create(call=call, item=_an_item(office, need), title=need.title, summary="示例摘要")
    TopicIndicator.objects.create(topic=topic, name="低温渗水量", comparator="<=", target="0", unit="mL")
    return call, topic


def _an_item(office: Office, need: Need) -> ListItem:
    field = need.field
    if field is None:
        message = "The need has no field."
        raise ValueError(message)
    key_list = KeyTechnologyList.objects.create(cluster=office.cluster, title="示例清单", stated_at=AT)
    return ListItem.objects.create(
        key_list=key_list,
        need=need,
        field=field,
        position=0,
        public_title=need.title,
        checked_by=office.second,
        checked_at=AT,
        stated_at=AT,
        state=ItemState.OPEN,
    )


def _proposals(call: Call, topic: CallTopic, organizations: list[Organization], by: User) -> list[Proposal]:
    rows = [
        Proposal(
            call=call,
            topic=topic,
            lead=organizations[number],
            title=f"双层低温密封件 {number}",
            leader_name="陈示例",
            asked_money=Decimal(4_000_000),
            stated_by=by,
            stated_at=AT,
            submitted_at=AT,
            opened_at=AT,
            state=ProposalState.OPENED,
        )
        for number in range(PROPOSALS)
    ]
    made = Proposal.objects.bulk_create(rows, batch_size=BATCH)
    ProposalVersion.objects.bulk_create(
        [
            ProposalVersion(proposal=one, version=1, content={}, fingerprint="0" * 64, made_by=by, made_at=AT)
            for one in made
        ]
    )
    Partner.objects.bulk_create(
        [
            Partner(proposal=one, organization=partner, consent=Consent.GIVEN, answered_by=by, answered_at=AT)
            for number, one in enumerate(made)
            for partner in organizations[PROPOSALS + number : PROPOSALS + number + PARTNERS]
        ]
    )
    return made
