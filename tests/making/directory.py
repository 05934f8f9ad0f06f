"""Records of the directory, made through its actions."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import TYPE_CHECKING, Any

from making.people import AT
from qunli.core.states import SYSTEM
from qunli.directory.actions import (
    ClusterEntry,
    ExpertEntry,
    OrganizationEntry,
    add_cluster,
    add_expert,
    add_membership,
    add_organization,
    add_segment,
)
from qunli.directory.models import Industry, Jurisdiction
from qunli.directory.states import ExpertGrade, Stream
from qunli.engines.notation.codes import organisation_check, uscc_check
from qunli.people.actions import add_party
from qunli.people.states import PartyKind

if TYPE_CHECKING:
    from qunli.directory.models import Cluster, Expert, Membership, Organization, Segment

_numbers = count(1)


def a_uscc(number: int) -> str:
    """Return a code whose both check characters are right."""
    body = f"T{number:07d}"
    whole = f"91310112{body}{organisation_check(body)}"
    return whole + uscc_check(whole)


def some_places() -> None:
    """Load the few jurisdictions and industries that tests name."""
    rows = (
        ("310000", "上海市", "Shanghai", "province", None),
        ("310100", "市辖区", "", "city", "310000"),
        ("310112", "闵行区", "Minhang District", "county", "310100"),
        ("310112108", "梅陇镇", "Meilong Town", "town", "310112"),
    )
    for code, name, english, level, parent in rows:
        Jurisdiction.objects.get_or_create(
            code=code, defaults={"name": name, "name_en": english, "level": level, "parent_id": parent}
        )
    for code, name, rank, parent in (
        ("C", "制造业", 1, None),
        ("36", "汽车制造业", 2, "C"),
        ("367", "汽车零部件及配件制造", 3, "36"),
        ("3670", "汽车零部件及配件制造", 4, "367"),
    ):
        Industry.objects.get_or_create(code=code, defaults={"name": name, "level": rank, "parent_id": parent})


def an_organization(name: str = "", **entry: Any) -> Organization:
    """Add an organization; without a name it gets one of its own."""
    return add_organization(form=OrganizationEntry(name=name or f"机构{next(_numbers)}", **entry), by=SYSTEM, at=AT)


def a_cluster(name: str = "梅陇汽车零部件集群") -> Cluster:
    """Add a cluster in Meilong with an operator of its own."""
    some_places()
    operator = add_party(kind=PartyKind.DEPARTMENT, name="集群运营中心", by=SYSTEM, at=AT)
    return add_cluster(form=ClusterEntry(name=name, jurisdiction="310112108"), operator=operator, by=SYSTEM, at=AT)


def a_segment(cluster: Cluster, name: str = "零部件", stream: Stream = Stream.MIDSTREAM) -> Segment:
    """Add a segment to a cluster."""
    return add_segment(cluster=cluster, name=name, stream=stream, by=SYSTEM, at=AT)


def a_member(cluster: Cluster, name: str = "", *segments: Segment, **entry: Any) -> Membership:
    """Add an organization and make it a member since 2025."""
    organization = an_organization(name, **entry)
    return add_membership(
        organization=organization, cluster=cluster, segments=segments, since=date(2025, 1, 1), by=SYSTEM, at=AT
    )


def an_expert(name: str = "", grade: ExpertGrade = ExpertGrade.SENIOR, **entry: Any) -> Expert:
    """Add an expert."""
    form = ExpertEntry(name=name or f"专家{next(_numbers)}", grade=grade, **entry)
    return add_expert(form=form, by=SYSTEM, at=AT)
