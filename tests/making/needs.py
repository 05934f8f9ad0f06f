"""Clusters with their people, and needs at every point of their road, made through actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING, Any

from making.people import AT, a_party, an_account
from qunli.core.states import SYSTEM
from qunli.directory.models import Cluster, Jurisdiction, Membership, Organization, TechnologyField
from qunli.directory.states import OrganizationKind
from qunli.needs.actions import (
    IndicatorEntry,
    NeedEntry,
    accept_need,
    check_item,
    draft_collection,
    list_need,
    open_collection,
    return_need,
    start_key_list,
    state_need,
    submit_need,
)
from qunli.needs.states import Comparator
from qunli.people.actions import give_role
from qunli.people.states import PartyKind, Role

if TYPE_CHECKING:
    from qunli.needs.models import CollectionNotice, KeyTechnologyList, ListItem, Need
    from qunli.people.models import Party, User

LATER = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
CLOSES = datetime(2026, 3, 27, 9, 0, tzinfo=UTC)
SECRET = "绝缘漆在高频脉冲下击穿"
"""The problem of a confidential need in tests: no door but the entitled's may show it."""

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Town:
    """A cluster with one field, one member and everybody who has to do with needs."""

    cluster: Cluster
    field: TechnologyField
    organization: Organization
    engineer: User
    operator: User
    authority: User
    unit: User

    @property
    def unit_party(self) -> Party:
        """The recommending unit itself."""
        return self.unit.grants.get().party


def a_town() -> Town:
    """Make a cluster and its people."""
    place, _made = Jurisdiction.objects.get_or_create(code="310112", defaults={"name": "闵行区", "level": "county"})
    operator, authority = a_party(name="Operating body"), a_party(name="Department of the economy")
    cluster = Cluster.objects.create(
        name=f"Cluster {next(_numbers)}", jurisdiction=place, operator=operator, authority=authority
    )
    organization = a_member(cluster)
    return Town(
        cluster=cluster,
        field=TechnologyField.objects.create(cluster=cluster, name="天窗", name_en="Sunroofs", position=1),
        organization=organization,
        engineer=someone_of(organization),
        operator=an_account(role=Role.OPERATOR, party=operator),
        authority=an_account(role=Role.AUTHORITY, party=authority),
        unit=an_account(role=Role.RECOMMENDING_UNIT, party=a_party(name="Town office")),
    )


def a_member(cluster: Cluster, *, name: str = "") -> Organization:
    """Make an organization that belongs to a cluster."""
    number = next(_numbers)
    name = name or f"Parts maker {number}"
    organization = Organization.objects.create(
        party=a_party(name=name, kind=PartyKind.ORGANIZATION),
        name=name,
        kind=OrganizationKind.ENTERPRISE,
        name_key=name,
        sort_key=f"{number:06d}",
        entered_at=AT,
    )
    Membership.objects.create(cluster=cluster, organization=organization, since=date(2025, 1, 1))
    return organization


def someone_of(organization: Organization, *, role: Role = Role.UNIT_ADMINISTRATOR) -> User:
    """Make somebody who speaks for an organization."""
    user = an_account()
    give_role(user=user, role=role, party=organization.party, by=SYSTEM, at=AT)
    return user


def an_entry(town: Town, **other: Any) -> NeedEntry:
    """Write a complete need down."""
    written: dict[str, Any] = {
        "title": "天窗密封条低温失效",
        "problem": "环境温度低于零下三十摄氏度后密封条变硬, 四角渗水。",
        "field": town.field,
        "wanted_by": date(2026, 12, 31),
        "budget": Decimal(4_800_000),
        "indicators": (IndicatorEntry("低温渗水量", Comparator.AT_MOST, "0", "mL"),),
    }
    return NeedEntry(**{**written, **other})


def a_draft(town: Town, **other: Any) -> Need:
    """State a need."""
    return state_need(
        cluster=town.cluster, organization=town.organization, entry=an_entry(town, **other), by=town.engineer, at=AT
    )


def a_submitted_need(town: Town, **other: Any) -> Need:
    """State and send a need."""
    return submit_need(need=a_draft(town, **other), by=town.engineer, at=AT)


def a_returned_need(town: Town, **other: Any) -> Need:
    """Send a need and have it returned."""
    return return_need(need=a_submitted_need(town, **other), reason="Name a temperature.", by=town.operator, at=LATER)


def an_accepted_need(town: Town, **other: Any) -> Need:
    """Send a need and have it accepted."""
    return accept_need(need=a_submitted_need(town, **other), by=town.operator, at=LATER)


def a_confidential_need(town: Town, **other: Any) -> Need:
    """Send a confidential need, to the recommending unit too."""
    secret = {"problem": SECRET, "is_confidential": True, "recommending_unit": town.unit_party}
    return a_submitted_need(town, **{**secret, **other})


def a_key_list(town: Town) -> KeyTechnologyList:
    """Begin a key-technology list."""
    return start_key_list(cluster=town.cluster, title="关键技术攻关清单", by=town.operator, at=AT)


def a_listed_item(town: Town, key_list: KeyTechnologyList | None = None, need: Need | None = None) -> ListItem:
    """Put an accepted need on the list, unchecked."""
    return list_need(
        key_list=key_list or a_key_list(town),
        need=need or an_accepted_need(town),
        field=town.field,
        public_title="低温密封",
        public_title_en="Sealing in the cold",
        public_summary="零下四十摄氏度不漏水。",
        by=town.operator,
        at=LATER,
    )


def a_checked_item(town: Town, key_list: KeyTechnologyList | None = None, need: Need | None = None) -> ListItem:
    """Put an accepted need on the list and check it for publication."""
    return check_item(item=a_listed_item(town, key_list, need), by=town.authority, at=LATER)


def an_open_collection(town: Town) -> CollectionNotice:
    """Send out a collection notice."""
    notice = draft_collection(
        cluster=town.cluster, title="2026 需求征集", text="请填报。", closes_at=CLOSES, by=town.operator, at=AT
    )
    return open_collection(collection=notice, by=town.operator, at=AT)
