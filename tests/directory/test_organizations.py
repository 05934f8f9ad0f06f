"""Organizations are entered with their codes checked, found in any script, and open to whom they should be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from making.directory import a_cluster, a_member, a_segment, a_uscc, an_organization, some_places
from making.people import AT, an_account
from qunli.core.models import JournalEntry
from qunli.core.states import SYSTEM, NotPermitted, WrongInput
from qunli.directory.actions import (
    AlreadyMember,
    ContactEntry,
    OrganizationEntry,
    RelationEntry,
    UsccTaken,
    add_contact,
    add_membership,
    add_organization,
    add_relation,
    change_organization,
    end_membership,
    entry_of,
    hand_over_contact,
    load_published_lists,
)
from qunli.directory.models import Contact, Industry, Jurisdiction, Organization
from qunli.directory.queries import (
    Tie,
    contacts_seen_by,
    families_of,
    organizations_matching,
    organizations_seen_by,
    related_ids,
)
from qunli.people.states import Role

pytestmark = pytest.mark.django_db


def test_every_fault_of_an_entry_is_gathered_at_its_field() -> None:
    some_places()
    form = OrganizationEntry(name=" ", uscc="123", kind="club", jurisdiction="99", industry="9999", size_class="huge")

    with pytest.raises(WrongInput) as wrong:
        add_organization(form=form, by=SYSTEM, at=AT)
    assert sorted(wrong.value.faults) == ["industry", "jurisdiction", "kind", "name", "size_class", "uscc"]


def test_a_code_belongs_to_one_organization() -> None:
    first = an_organization("甲", uscc=a_uscc(1))

    with pytest.raises(UsccTaken) as taken:
        an_organization("乙", uscc=a_uscc(1).lower())
    assert taken.value.holder == first


def test_a_new_name_renames_the_party_and_keeps_the_former_one() -> None:
    organization = an_organization("旧名")

    changed = change_organization(
        organization=organization, form=replace(entry_of(organization), name="新名"), by=SYSTEM, at=AT
    )

    changed.party.refresh_from_db()
    assert (changed.party.name, changed.former_names) == ("新名", ["旧名"])
    assert JournalEntry.objects.filter(act="directory.change_organization").get().facts == {"changed": ["name"]}


def test_own_editors_change_what_is_theirs_to_say() -> None:
    organization = an_organization("甲")
    editor = an_account(role=Role.MEMBER_EDITOR, party=organization.party)
    form = entry_of(organization)

    change_organization(organization=organization, form=replace(form, about="做天窗"), by=editor, at=AT)
    with pytest.raises(NotPermitted):
        change_organization(
            organization=organization, form=replace(form, about="做天窗", size_class="large"), by=editor, at=AT
        )
    assert Organization.objects.get().about == "做天窗"


@pytest.mark.parametrize(
    "query", ["偉巴斯特", "伟巴斯特", "weibasite", "wbst", "Webasto", "webas", "MA0QUNL", "巴斯 上海", "力波"]
)
def test_an_organization_is_found_by(query: str) -> None:
    wanted = an_organization(
        "伟巴斯特车顶供暖系统（上海）有限公司",
        name_en="Webasto Roof Systems",
        former_names=("力波汽车",),
        uscc="91310112MA0QUNL19W",
    )
    an_organization("佛吉亚")

    assert list(organizations_matching(Organization.objects.all(), query)) == [wanted]


def test_a_search_of_punctuation_finds_nothing() -> None:
    an_organization("佛吉亚")

    assert list(organizations_matching(Organization.objects.all(), "，。")) == []


def test_the_public_sees_present_members_only() -> None:
    cluster = a_cluster()
    member = a_member(cluster, "成员").organization
    past = a_member(cluster, "前成员")
    end_membership(membership=past, on=date(2025, 6, 1), by=SYSTEM, at=AT)
    an_organization("外人")

    assert list(organizations_seen_by(AnonymousUser())) == [member]
    assert organizations_seen_by(an_account(role=Role.TEAM_MEMBER)).count() == 3


def test_contacts_are_open_to_the_office_and_the_own_people_only() -> None:
    organization = an_organization("甲")
    form = ContactEntry(name="周某", phone="021-1")
    contact = add_contact(organization=organization, form=form, since=date(2025, 1, 1), by=SYSTEM, at=AT)

    assert list(contacts_seen_by(an_account(role=Role.OPERATOR), organization)) == [contact]
    assert list(contacts_seen_by(an_account(role=Role.TEAM_MEMBER, party=organization.party), organization)) == [
        contact
    ]
    assert list(contacts_seen_by(an_account(role=Role.TEAM_MEMBER), organization)) == []
    assert list(contacts_seen_by(AnonymousUser(), organization)) == []


def test_a_handover_ends_one_contact_and_begins_the_next() -> None:
    organization = an_organization("甲")
    first = add_contact(
        organization=organization, form=ContactEntry(name="周某", phone="1"), since=date(2025, 1, 1), by=SYSTEM, at=AT
    )

    second = hand_over_contact(
        contact=first, to=ContactEntry(name="吴某", phone="2"), on=date(2026, 3, 1), by=SYSTEM, at=AT
    )

    first.refresh_from_db()
    assert (first.until, first.handed_over_to) == (date(2026, 2, 28), second)
    assert Contact.objects.get(until=None) == second
    assert "吴某" not in str(list(JournalEntry.objects.values_list("facts", flat=True)))


def test_memberships_of_one_pair_do_not_overlap() -> None:
    cluster = a_cluster()
    membership = a_member(cluster, "成员", a_segment(cluster))

    with pytest.raises(AlreadyMember):
        add_membership(organization=membership.organization, cluster=cluster, by=SYSTEM, at=AT)
    end_membership(membership=membership, on=date(2026, 1, 31), by=SYSTEM, at=AT)
    again = add_membership(organization=membership.organization, cluster=cluster, by=SYSTEM, at=AT)
    assert again.since == date(2026, 3, 2)


def test_families_name_parents_siblings_and_relations() -> None:
    group, one, other, partner = (an_organization(name) for name in ("集团", "甲", "乙", "丙"))
    for child in (one, other):
        add_relation(
            organization=group, form=RelationEntry(other=child, kind="parent", source="年报"), by=SYSTEM, at=AT
        )
    tie = RelationEntry(other=partner, kind="joint_project", source="合同", until=date(2024, 1, 1))
    add_relation(organization=one, form=tie, by=SYSTEM, at=AT)

    assert families_of([one.pk]) == {
        one.pk: frozenset(
            {
                Tie(group.pk, "parent"),
                Tie(other.pk, "shared_parent"),
                Tie(partner.pk, "joint_project", None, date(2024, 1, 1)),
            }
        )
    }
    assert related_ids([one.pk, other.pk]) == {group.pk, partner.pk}


def test_loading_the_published_lists_again_changes_nothing() -> None:
    assert load_published_lists(by=SYSTEM, at=AT) == load_published_lists(by=SYSTEM, at=AT)
    assert (Jurisdiction.objects.count(), Industry.objects.count()) == (388, 1971)
    assert Jurisdiction.objects.get(pk="340176").is_statistical
