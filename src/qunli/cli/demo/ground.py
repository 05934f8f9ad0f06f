"""Stage 1: who is there. Lists, rule packs, parties, organizations, members, accounts, experts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from qunli.cli.demo.example import parts
from qunli.cli.demo.world import password_for
from qunli.core.states import SYSTEM
from qunli.directory.actions import (
    CertificationEntry,
    ClusterEntry,
    ContactEntry,
    ExpertEntry,
    OrganizationEntry,
    add_capability,
    add_certification,
    add_cluster,
    add_contact,
    add_expert,
    add_membership,
    add_organization,
    add_post,
    add_segment,
    add_technology_field,
    load_published_lists,
)
from qunli.directory.states import ExpertGrade, MemberRole, OrganizationKind, Tier
from qunli.people.actions import add_account, add_party, give_role
from qunli.people.models import User
from qunli.people.states import Language, PartyKind, Role
from qunli.rulebook.actions import load_shipped_packs

if TYPE_CHECKING:
    from qunli.cli.demo.example import Row
    from qunli.cli.demo.world import World
    from qunli.directory.models import Organization

KINDS: Final = {
    "design centre": OrganizationKind.ENTERPRISE,
    "service body": OrganizationKind.PUBLIC_BODY,
    "public body": OrganizationKind.PUBLIC_BODY,
}
MEMBER_ROLES: Final = {
    "rotating chain leader": MemberRole.CHAIN_LEADER,
    "service platform": MemberRole.SERVICE,
    "joint purchasing": MemberRole.SERVICE,
}
TIERS: Final = {
    "hnte_since": Tier.HIGH_TECH,
    "srdi_since": Tier.SPECIALIZED,
    "little_giant_since": Tier.LITTLE_GIANT,
}
MADE_UP: Final = "为演示而虚构 · made up for the demonstration"
JOINED: Final = frozenset({"member", "rotating chain leader"})


def build(world: World) -> None:
    """Build the ground that the road runs on."""
    load_published_lists(by=SYSTEM, at=world.begun)
    for pack in load_shipped_packs(by=SYSTEM, at=world.begun):
        world.packs[pack.code] = pack
    _add_departments(world)
    _add_cluster(world)
    _add_named(world)
    _add_members(world)
    _add_solvers(world)
    _add_people(world)
    _add_experts(world)
    world.users = {key: User.objects.select_related("party").get(pk=user.pk) for key, user in world.users.items()}


def _add_departments(world: World) -> None:
    for row in world.example.rows("departments"):
        party = add_party(
            kind=PartyKind.DEPARTMENT,
            name=row["name"],
            jurisdiction_code=row["jurisdiction"],
            by=SYSTEM,
            at=world.begun,
        )
        world.parties[row["key"]] = party
        entry = OrganizationEntry(
            name=row["name"],
            name_en=row["name_en"],
            uscc=row["uscc"],
            kind=OrganizationKind.PUBLIC_BODY,
            jurisdiction=row["jurisdiction"],
            is_synthetic=True,
            source=MADE_UP,
        )
        world.organizations[row["key"]] = add_organization(form=entry, party=party, by=SYSTEM, at=world.begun)


def _add_cluster(world: World) -> None:
    told = world.example.cluster["cluster"]
    recognized = told["recognition"]
    entry = ClusterEntry(
        name=told["name"],
        name_en=told["name_en"],
        jurisdiction=told["town"],
        industry=told["leading_industries"][0],
        recognition=f"{recognized['list']}（{recognized['year']}，{recognized['issuer']}）",
        source=_named_sources(world, told["source"]),
    )
    cluster = add_cluster(
        form=entry,
        operator=world.parties["operator"],
        authority=world.parties["authority-minhang"],
        by=SYSTEM,
        at=world.begun,
    )
    world.clusters.append(cluster)
    for row in world.example.cluster["segment"]:
        world.segments[row["key"]] = add_segment(
            cluster=cluster, name=row["name"], name_en=row["name_en"], stream=row["stream"], by=SYSTEM, at=world.begun
        )
    for row in world.example.cluster["field"]:
        world.fields[row["key"]] = add_technology_field(
            cluster=cluster, name=row["name"], name_en=row["name_en"], by=SYSTEM, at=world.begun
        )


def _named_sources(world: World, keys: str) -> str:
    """Name the sources that the example's files give by their keys, each with its date."""
    told = {row["key"]: f"{row['name']}（{row['date']}）" for row in world.example.cluster["source"]}
    return "；".join(told.get(key.strip(), key.strip()) for key in keys.split(";"))


def _organization(world: World, row: Row, *, source: str) -> Organization:
    entry = OrganizationEntry(
        name=row["name"],
        name_en=row["name_en"],
        uscc=row["uscc"],
        kind=KINDS.get(row["kind"], row["kind"]),
        jurisdiction=row["jurisdiction"],
        industry=row["industry"],
        size_class=row.get("size", ""),
        role_text=row.get("product") or row.get("capability") or "",
        is_synthetic=row["synthetic"] == "yes",
        source=source,
    )
    made = add_organization(form=entry, by=SYSTEM, at=world.begun)
    world.organizations[row["key"]] = made
    world.parties[row["key"]] = made.party
    return made


def _add_named(world: World) -> None:
    """Add the real bodies that the sources name; nothing is known of them but what the sources say."""
    for row in world.example.rows("organizations"):
        source = _named_sources(world, row["source"])
        made = _organization(world, row, source=source)
        if row["role"] in JOINED:
            add_membership(
                organization=made,
                cluster=world.cluster,
                segments=[world.segments[row["segment"]]] if row["segment"] else [],
                role=MEMBER_ROLES.get(row["role"], MemberRole.MEMBER),
                source=source,
                by=SYSTEM,
                at=world.begun,
            )


def _add_members(world: World) -> None:
    for row in world.example.rows("members"):
        made = _organization(world, row, source=MADE_UP)
        add_membership(
            organization=made,
            cluster=world.cluster,
            segments=[world.segments[row["segment"]]],
            since=date.fromisoformat(row["joined"]),
            source=MADE_UP,
            by=SYSTEM,
            at=world.begun,
        )
        _add_contact(world, made, row)
        add_capability(organization=made, title=row["product"], source=MADE_UP, by=SYSTEM, at=world.begun)
        for column, tier in TIERS.items():
            if row[column]:
                certified = CertificationEntry(
                    tier=tier, valid_from=date.fromisoformat(row[column]), source=MADE_UP, issuer="示例认定机构"
                )
                add_certification(organization=made, form=certified, by=SYSTEM, at=world.begun)


def _add_solvers(world: World) -> None:
    for row in world.example.rows("solvers"):
        made = _organization(world, row, source=MADE_UP)
        _add_contact(world, made, row)
        add_capability(organization=made, title=row["capability"], source=MADE_UP, by=SYSTEM, at=world.begun)


def _add_contact(world: World, organization: Organization, row: Row) -> None:
    entry = ContactEntry(name=row["contact_name"], phone=row["contact_phone"], email=row["contact_email"])
    add_contact(organization=organization, form=entry, since=world.begun.date(), by=SYSTEM, at=world.begun)


def _account(world: World, row: Row, role: Role, party_key: str) -> User:
    password = password_for(row["email"], world.seed)
    user = add_account(
        email=row["email"],
        name=row["name"],
        password=password,
        language=Language(row.get("language") or Language.ZH_HANS),
        by=SYSTEM,
        at=world.begun,
    )
    party = world.parties[party_key] if party_key else user.party
    give_role(user=user, role=role, party=party, by=SYSTEM, at=world.begun)
    world.users[row["key"]] = user
    world.passwords[row["key"]] = password
    return user


def _add_people(world: World) -> None:
    for row in world.example.rows("people"):
        _account(world, row, Role(row["role"].replace(" ", "_")), row["party"])


def _add_experts(world: World) -> None:
    employers = {made.name: made for made in world.organizations.values()}
    for row in world.example.rows("experts"):
        user = _account(world, row, Role.EXPERT, "")
        entry = ExpertEntry(
            name=row["name"],
            grade=ExpertGrade(row["title_grade"]),
            jurisdiction=row["region"],
            fields=tuple(_field_name(world, key) for key in parts(row["fields"])),
            is_synthetic=True,
            source=MADE_UP,
        )
        expert = add_expert(form=entry, party=user.party, by=SYSTEM, at=world.begun)
        world.experts[row["key"]] = expert
        for post in parts(row["employment"]):
            span, _, name = post.partition(": ")
            since, _, until = span.partition("..")
            if name not in employers:
                kind = OrganizationKind.UNIVERSITY if name.endswith("大学") else OrganizationKind.INSTITUTE
                place = OrganizationEntry(
                    name=name, kind=kind, jurisdiction=row["region"], is_synthetic=True, source=MADE_UP
                )
                employers[name] = add_organization(form=place, by=SYSTEM, at=world.begun)
            add_post(
                expert=expert,
                organization=employers[name],
                since=_month(since),
                until=_month(until),
                by=SYSTEM,
                at=world.begun,
            )


def _month(text: str) -> date | None:
    return date.fromisoformat(f"{text}-01") if text.strip() else None


def _field_name(world: World, key: str) -> str:
    return world.fields[key].name if key in world.fields else {"finance": "财务", "law": "法律"}.get(key, key)
