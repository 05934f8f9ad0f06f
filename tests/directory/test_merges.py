"""Organizations that look alike are offered, merged by a person, and given back exactly."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from making.directory import a_cluster, a_segment, a_uscc, an_expert, an_organization
from making.people import AT, an_account, an_operator
from qunli.core.models import JournalEntry
from qunli.core.states import SYSTEM, NotPermitted, Refused
from qunli.directory.actions import (
    CertificationEntry,
    ContactEntry,
    CreditMarkEntry,
    DifferentCodes,
    MergedAway,
    RelationEntry,
    add_capability,
    add_certification,
    add_contact,
    add_credit_mark,
    add_membership,
    add_post,
    add_relation,
    change_organization,
    entry_of,
    keep_apart,
    merge_organizations,
    offer_again,
    undo_merge,
)
from qunli.directory.bridge.likeness import likely_pairs
from qunli.directory.models import (
    Capability,
    Certification,
    Contact,
    CreditMark,
    ExpertPost,
    Likeness,
    Membership,
    Merge,
    Organization,
    Relation,
)
from qunli.directory.queries import credit_marks_against, families_of, open_likenesses, organizations_of
from qunli.directory.queries.merging import merge_outlook
from qunli.directory.tasks import find_likenesses
from qunli.people.models import Grant, User
from qunli.people.queries import standing_of
from qunli.people.states import Role

pytestmark = pytest.mark.django_db

EVERYTHING = (Capability, Certification, Contact, CreditMark, ExpertPost, Membership, Organization, Relation)


def everything() -> dict[str, list[dict[str, Any]]]:
    """Return every row that a merge may touch, with its columns."""
    rows: dict[str, list[dict[str, Any]]] = {
        model.__name__: [dict(row) for row in model.objects.order_by("pk").values()] for model in EVERYTHING
    }
    tied = Membership.objects.exclude(segments=None).order_by("pk", "segments").values("pk", "segments")
    rows["segments"] = [dict(row) for row in tied]
    return rows


def two_with_everything() -> tuple[Organization, Organization]:
    cluster = a_cluster()
    parts, sensors = a_segment(cluster), a_segment(cluster, "传感器")
    kept = an_organization("上海示例拾光车灯有限公司")
    merged = an_organization("上海示例拾光車燈有限责任公司", uscc=a_uscc(5), size_class="small", website="https://x.cn")
    third = an_organization("第三方")
    for one, segment in ((kept, parts), (merged, sensors)):
        add_membership(organization=one, cluster=cluster, segments=[segment], since=date(2025, 1, 1), by=SYSTEM, at=AT)
    tier = CertificationEntry(tier="high_tech", source="公告")
    add_certification(organization=kept, form=tier, by=SYSTEM, at=AT)
    add_certification(organization=merged, form=tier, by=SYSTEM, at=AT)
    add_certification(organization=merged, form=CertificationEntry(tier="champion", source="公告"), by=SYSTEM, at=AT)
    add_capability(organization=merged, title="车灯模组", source="自述", by=SYSTEM, at=AT)
    add_contact(
        organization=merged, form=ContactEntry(name="周某", phone="1"), since=date(2025, 1, 1), by=SYSTEM, at=AT
    )
    add_relation(organization=merged, form=RelationEntry(other=third, kind="supplier", source="s"), by=SYSTEM, at=AT)
    add_relation(organization=third, form=RelationEntry(other=merged, kind="partner", source="s"), by=SYSTEM, at=AT)
    add_relation(organization=kept, form=RelationEntry(other=merged, kind="partner", source="s"), by=SYSTEM, at=AT)
    mark = CreditMarkEntry(issuer="局", reason="造假", since=date(2025, 1, 1), until=date(2027, 1, 1), source="文")
    add_credit_mark(party=merged.party, form=mark, by=SYSTEM, at=AT)
    add_post(expert=an_expert(), organization=merged, by=SYSTEM, at=AT)
    return kept, merged


def test_a_merge_moves_what_points_to_the_organization_and_fills_what_is_empty() -> None:
    kept, merged = two_with_everything()

    merge_organizations(kept=kept, merged=merged, by=SYSTEM, at=AT)

    kept.refresh_from_db()
    merged.refresh_from_db()
    assert (kept.uscc, kept.size_class, kept.website) == (a_uscc(5), "small", "https://x.cn")
    assert kept.former_names == ["上海示例拾光車燈有限责任公司"]
    assert merged.merged_into_id == kept.pk
    assert sorted(one.tier for one in kept.certifications.all()) == ["champion", "high_tech"]
    assert [one.name for one in kept.memberships.get().segments.order_by("position")] == ["零部件", "传感器"]
    assert (kept.capabilities.count(), kept.contacts.count(), kept.relations.count()) == (1, 1, 2)
    assert Relation.objects.filter(other=kept).count() == 1
    assert [mark.issuer for mark in credit_marks_against([kept.party_id], on=date(2026, 1, 1))] == ["局"]
    assert ExpertPost.objects.get().organization_id == kept.pk


def test_undoing_a_merge_gives_everything_back_exactly() -> None:
    kept, merged = two_with_everything()
    before = everything()

    merge = merge_organizations(kept=kept, merged=merged, by=SYSTEM, at=AT)
    assert everything() != before
    undo_merge(merge=merge, by=SYSTEM, at=AT)

    assert everything() == before
    assert Likeness.objects.get().state == "suggested"


def test_undoing_leaves_what_was_changed_since() -> None:
    kept, merged = two_with_everything()
    merge = merge_organizations(kept=kept, merged=merged, by=SYSTEM, at=AT)
    kept.refresh_from_db()
    form = replace(entry_of(kept), website="https://new.cn")
    change_organization(organization=kept, form=form, by=SYSTEM, at=AT)

    undo_merge(merge=merge, by=SYSTEM, at=AT)

    kept.refresh_from_db()
    assert (kept.website, kept.uscc) == ("https://new.cn", "")


def test_a_merge_is_undone_once() -> None:
    kept, merged = an_organization("甲"), an_organization("乙")
    merge = merge_organizations(kept=kept, merged=merged, by=SYSTEM, at=AT)
    undo_merge(merge=merge, by=SYSTEM, at=AT)

    with pytest.raises(Refused):
        undo_merge(merge=merge, by=SYSTEM, at=AT)


def test_merges_are_undone_from_the_last_to_the_first() -> None:
    first, second, third = an_organization("甲"), an_organization("乙"), an_organization("丙")
    earlier = merge_organizations(kept=second, merged=third, by=SYSTEM, at=AT)
    later = merge_organizations(kept=first, merged=second, by=SYSTEM, at=AT)

    with pytest.raises(MergedAway):
        undo_merge(merge=earlier, by=SYSTEM, at=AT)
    undo_merge(merge=later, by=SYSTEM, at=AT)
    undo_merge(merge=earlier, by=SYSTEM, at=AT)
    assert Organization.objects.filter(merged_into=None).count() == 3


def test_two_codes_are_two_bodies() -> None:
    one, other = an_organization("甲", uscc=a_uscc(1)), an_organization("甲公司", uscc=a_uscc(2))

    with pytest.raises(DifferentCodes):
        merge_organizations(kept=one, merged=other, by=SYSTEM, at=AT)
    assert Merge.objects.count() == 0


def test_nobody_but_the_office_merges() -> None:
    one, other = an_organization("甲"), an_organization("乙")

    with pytest.raises(NotPermitted):
        merge_organizations(kept=one, merged=other, by=an_account(role=Role.MEMBER_EDITOR), at=AT)


def test_a_merged_organization_changes_no_more() -> None:
    one, other = an_organization("甲"), an_organization("乙")
    merge_organizations(kept=one, merged=other, by=SYSTEM, at=AT)

    with pytest.raises(MergedAway):
        change_organization(organization=other, form=entry_of(other), by=SYSTEM, at=AT)


def test_people_of_a_merged_organization_act_for_the_kept_one() -> None:
    kept, merged = an_organization("甲"), an_organization("乙")
    user = an_account(role=Role.UNIT_ADMINISTRATOR, party=merged.party)
    merge_organizations(kept=kept, merged=merged, by=SYSTEM, at=AT)

    assert list(organizations_of(standing_of(user))) == [kept]


def test_likenesses_are_offered_once_whatever_became_of_them() -> None:
    one = an_organization("上海示例拾光車燈有限公司")
    other = an_organization("上海示例拾光车灯有限责任公司", uscc=a_uscc(9))
    an_organization("合肥示例低温密封材料实验室")

    assert find_likenesses() == 1
    likeness = open_likenesses().get()
    assert (likeness.one_id, likeness.other_id, likeness.reason) == (one.pk, other.pk, "same_name")
    keep_apart(likeness=likeness, by=SYSTEM, at=AT)
    assert find_likenesses() == 0
    assert not open_likenesses().exists()
    likeness.refresh_from_db()
    offer_again(likeness=likeness, by=SYSTEM, at=AT)
    assert open_likenesses().count() == 1


def test_likely_pairs_of_many_names_are_found_without_holding_each_against_each() -> None:
    named = [(number, f"上海示例{number:05d}号机械有限公司", "") for number in range(3000)]
    named.append((9000, "上海示例02999号机械股份有限公司", ""))

    pairs = likely_pairs(named)

    assert (pairs[0].one, pairs[0].other, pairs[0].reason) == (2999, 9000, "same_name")


def test_every_merge_is_in_both_histories() -> None:
    kept, merged = an_organization("甲"), an_organization("乙")
    merge_organizations(kept=kept, merged=merged, by=SYSTEM, at=AT)

    entries = JournalEntry.objects.filter(act="directory.merge_organizations")
    assert sorted(entries.values_list("about_id", flat=True)) == [kept.pk, merged.pk]


def test_what_a_merge_would_do_is_what_it_does() -> None:
    kept, merged = two_with_everything()
    outlook = merge_outlook(kept, merged)

    merge = merge_organizations(kept=kept, merged=merged, by=SYSTEM, at=AT)

    kept.refresh_from_db()
    assert {one.name: one.result for one in outlook.facts if one.filled} == {
        "uscc": a_uscc(5),
        "size_class": "small",
        "website": "https://x.cn",
    }
    assert {one.kind: len(one.moving) for one in outlook.rows} == {
        kind: len(moved) for kind, moved in merge.moved["rows"].items()
    }
    assert {one.kind: one.behind for one in outlook.rows if one.behind} == {
        "certifications": ["high-tech enterprise"],
        "memberships": ["梅陇汽车零部件集群"],
        "relations_from_others": ["上海示例拾光车灯有限公司 agreement with 上海示例拾光車燈有限责任公司"],
    }


def test_the_page_shows_both_sides_before_anything_is_merged() -> None:
    kept, merged = two_with_everything()
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(an_operator())

    page = client.get(reverse("directory:merge", args=[kept.pk, merged.pk])).content.decode()

    assert [words in page for words in (a_uscc(5), "车灯模组", "stays behind", "Merge and keep")] == [True] * 4
    merged.refresh_from_db()
    assert merged.merged_into_id is None


def test_two_codes_are_said_before_and_offer_no_button() -> None:
    one, other = an_organization("甲", uscc=a_uscc(1)), an_organization("乙", uscc=a_uscc(2))
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(an_operator())

    page = client.get(reverse("directory:merge", args=[one.pk, other.pk])).content.decode()

    assert ("two legal bodies" in page, "Merge and keep" in page) == (True, False)


def test_people_of_both_act_for_both_until_the_merge_is_undone() -> None:
    kept, merged = an_organization("甲"), an_organization("乙")
    first = an_account(role=Role.UNIT_ADMINISTRATOR, party=kept.party)
    second = an_account(role=Role.MEMBER_EDITOR, party=merged.party)

    def parties(user: User) -> set[int]:
        return set(Grant.objects.filter(user=user, ended_at=None).values_list("party", flat=True))

    merge = merge_organizations(kept=kept, merged=merged, by=SYSTEM, at=AT)
    both = {kept.party_id, merged.party_id}
    assert (parties(first), parties(second)) == (both, both)
    undo_merge(merge=merge, by=SYSTEM, at=AT)
    assert (parties(first), parties(second)) == ({kept.party_id}, {merged.party_id})


def test_a_credit_mark_is_found_under_either_name_after_a_merge() -> None:
    kept, merged = two_with_everything()
    merge_organizations(kept=kept, merged=merged, by=SYSTEM, at=AT)

    found = {one.pk: credit_marks_against([one.party_id], on=date(2026, 1, 1)).count() for one in (kept, merged)}

    assert found == {kept.pk: 1, merged.pk: 1}


def test_ties_are_found_under_either_name_after_merges_of_merges() -> None:
    first, second, third, supplier = (an_organization(name) for name in ("甲", "乙", "丙", "供应商"))
    form = RelationEntry(other=supplier, kind="supplier", source="s")
    add_relation(organization=first, form=form, by=SYSTEM, at=AT)
    merge_organizations(kept=second, merged=first, by=SYSTEM, at=AT)
    merge_organizations(kept=third, merged=second, by=SYSTEM, at=AT)

    ties = families_of([first.pk, second.pk, third.pk])

    assert {pk: {tie.other for tie in found} for pk, found in ties.items()} == {
        first.pk: {supplier.pk},
        second.pk: {supplier.pk},
        third.pk: {supplier.pk},
    }
