"""Organizations, one of them thick."""

from __future__ import annotations

from datetime import date

from benchmarks.stock.sizes import AT, BATCH, SINCE, SIZES
from qunli.directory.bridge.naming import search_columns
from qunli.directory.models import (
    Capability,
    Certification,
    Cluster,
    Contact,
    CreditMark,
    Industry,
    Jurisdiction,
    Membership,
    Organization,
    Relation,
    Segment,
)
from qunli.directory.states import OrganizationKind, RelationKind, Stream, Tier
from qunli.people.models import Party
from qunli.people.states import PartyKind

EVERY_TIER = 5
FACTS = 8


def members_of(cluster: Cluster) -> list[Organization]:
    """Write the organizations, with tiers and memberships."""
    industry = Industry.objects.create(code="36", name="汽车制造业", level=2)
    names = (f"示例{number:05d}号零部件有限公司" for number in range(SIZES["organizations"]))
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
    _thicken(made[0], made[1 : FACTS + 1])
    return made


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


def _thicken(one: Organization, others: list[Organization]) -> None:
    Certification.objects.bulk_create([Certification(organization=one, tier=tier, source="示例名单") for tier in Tier])
    Capability.objects.bulk_create(
        [Capability(organization=one, title=f"能力 {other.pk}", source="示例", stated_at=AT) for other in others]
    )
    Relation.objects.bulk_create(
        [Relation(organization=one, other=other, kind=RelationKind.values[0], source="示例") for other in others]
    )
    Contact.objects.bulk_create(
        [
            Contact(
                organization=one, name=f"联系人 {place}", since=date(2020 + place, 1, 1), until=date(2021 + place, 1, 1)
            )
            for place in range(4)
        ]
    )
    CreditMark.objects.create(
        party=one.party, issuer="示例", reason="示例", since=SINCE, until=date(2027, 1, 1), source="示例"
    )
