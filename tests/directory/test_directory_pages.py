"""The pages of the directory: few statements at any length, and open to whom they should be."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from making.directory import a_cluster, a_member, a_segment, a_uscc, an_expert, an_organization
from making.people import AT, an_account, an_operator
from qunli.core.states import SYSTEM
from qunli.directory.actions import (
    CertificationEntry,
    ContactEntry,
    CreditMarkEntry,
    add_certification,
    add_contact,
    add_credit_mark,
)
from qunli.directory.models import Contact, Likeness, Merge, Organization, RosterImport
from qunli.directory.tasks import find_likenesses
from qunli.people.states import Role

if TYPE_CHECKING:
    from qunli.people.models import User

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(user)
    return client


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_organizations_takes_twelve_statements_at_most(count: int, django_assert_num_queries: Any) -> None:
    cluster = a_cluster()
    for number in range(count):
        member = a_member(cluster, f"机构{number}", a_segment(cluster, f"环节{number}"), jurisdiction="310112108")
        form = CertificationEntry(tier="high_tech", source="公告")
        add_certification(organization=member.organization, form=form, by=SYSTEM, at=AT)
    client = signed_in(an_operator())

    with django_assert_num_queries(9):
        page = client.get(reverse("directory:organizations"))

    assert page.content.decode().count("row-title") == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_cluster_takes_few_statements(count: int, django_assert_num_queries: Any) -> None:
    cluster = a_cluster()
    for number in range(count):
        a_member(cluster, f"机构{number}", a_segment(cluster, f"环节{number}"))

    with django_assert_num_queries(5):
        page = Client().get(reverse("directory:cluster", args=[cluster.pk]))

    assert page.content.decode().count("row-title") == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_experts_takes_few_statements(count: int, django_assert_num_queries: Any) -> None:
    for number in range(count):
        an_expert(f"专家{number}")
    client = signed_in(an_operator())

    with django_assert_num_queries(5):
        page = client.get(reverse("directory:experts"))

    assert page.content.decode().count("row-title") == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_look_alikes_take_few_statements(count: int, django_assert_num_queries: Any) -> None:
    for number in range(count):
        an_organization(f"上海示例{number}号车灯有限公司")
        an_organization(f"上海示例{number}号車燈股份有限公司")
    find_likenesses()
    client = signed_in(an_operator())

    with django_assert_num_queries(8):
        page = client.get(reverse("directory:likenesses"))

    assert page.content.decode().count("They are two") == count


def an_organization_with_secrets() -> Organization:
    member = a_member(a_cluster(), "上海示例甲有限公司", uscc=a_uscc(1), is_synthetic=True)
    organization = member.organization
    contact = ContactEntry(name="周某某", phone="021-555")
    add_contact(organization=organization, form=contact, since=date(2025, 1, 1), by=SYSTEM, at=AT)
    mark = CreditMarkEntry(issuer="某局", reason="造假", since=date(2025, 1, 1), until=date(2099, 1, 1), source="文")
    add_credit_mark(party=organization.party, form=mark, by=SYSTEM, at=AT)
    return organization


def test_the_public_sees_name_segment_and_tier_with_the_synthetic_mark() -> None:
    organization = an_organization_with_secrets()

    page = Client(HTTP_ACCEPT_LANGUAGE="en").get(reverse("directory:organization", args=[organization.pk]))

    text = page.content.decode()
    assert ("上海示例甲有限公司" in text, "mark-synthetic" in text) == (True, True)
    assert [word for word in ("周某某", "021-555", "某局", "造假", a_uscc(1)) if word in text] == []


def test_the_public_does_not_see_who_is_no_member() -> None:
    organization = an_organization("外人")

    assert Client().get(reverse("directory:organization", args=[organization.pk])).status_code == 404


@pytest.mark.parametrize(("role", "sees"), [(Role.OPERATOR, True), (Role.AUDITOR, True), (Role.EXPERT, False)])
def test_contacts_and_credit_marks_are_shown_to_the_office(role: Role, *, sees: bool) -> None:
    organization = an_organization_with_secrets()

    page = signed_in(an_account(role=role)).get(reverse("directory:organization", args=[organization.pk]))

    text = page.content.decode()
    assert {word: word in text for word in ("周某某", "021-555", "造假")} == dict.fromkeys(
        ("周某某", "021-555", "造假"), sees
    )


def test_the_own_people_see_their_contacts_and_change_what_is_theirs() -> None:
    organization = an_organization_with_secrets()
    client = signed_in(an_account(role=Role.MEMBER_EDITOR, party=organization.party))

    assert "021-555" in client.get(reverse("directory:organization", args=[organization.pk])).content.decode()
    sent = client.post(reverse("directory:organization_change", args=[organization.pk]), {"about": "天窗"})
    assert sent.status_code == 302
    organization.refresh_from_db()
    assert (organization.about, organization.name) == ("天窗", "上海示例甲有限公司")


def test_somebody_elses_editor_changes_nothing() -> None:
    organization = an_organization_with_secrets()
    client = signed_in(an_account(role=Role.MEMBER_EDITOR, party=an_organization("乙").party))

    for name in ("organization_change", "capability_add", "contact_add"):
        assert client.get(reverse(f"directory:{name}", args=[organization.pk])).status_code == 403
    contact = Contact.objects.get()
    assert client.post(reverse("directory:contact_end", args=[contact.pk]), {"on": "2026-01-01"}).status_code == 403


def test_a_wrong_code_is_named_at_its_field() -> None:
    page = signed_in(an_operator()).post(
        reverse("directory:organization_add"), {"name": "甲", "kind": "enterprise", "uscc": "123"}
    )

    assert (page.status_code, "a code of 18 characters" in page.content.decode()) == (422, True)


def test_the_list_comes_out_as_excel_as_filtered() -> None:
    an_organization("=甲", kind="university")
    an_organization("乙")

    sent = signed_in(an_operator()).get(reverse("directory:organizations"), {"kind": "university", "format": "xlsx"})

    sheet = openpyxl.load_workbook(io.BytesIO(sent.content)).active
    assert sheet is not None
    assert [(row[0].value, row[0].data_type) for row in sheet.iter_rows(min_row=2)] == [("=甲", "s")]


def test_a_roster_goes_through_its_pages() -> None:
    cluster = a_cluster()
    client = signed_in(an_operator())
    file = SimpleUploadedFile("名册.csv", "企业名称,信用代码\n甲,坏\n".encode())

    sent = client.post(reverse("directory:import_add", args=[cluster.pk]), {"file": file})

    wrong = RosterImport.objects.get()
    assert sent["Location"] == reverse("directory:rosterimport", args=[wrong.pk])
    text = client.get(sent["Location"]).content.decode()
    assert ("名册 B2" in text, "a code of 18 characters" in text, "Enter" in text) == (True, True, False)
    good = SimpleUploadedFile("名册.csv", "企业名称,规模\n甲,小型\n".encode())
    sent = client.post(reverse("directory:import_add", args=[cluster.pk]), {"file": good})
    entered = client.post(reverse("directory:import_enter", args=[RosterImport.objects.latest("id").pk]), follow=True)
    assert "All of it is in the directory." in entered.content.decode()
    assert Organization.objects.get().name == "甲"


def test_an_unreadable_file_says_why_on_the_form() -> None:
    cluster = a_cluster()
    file = SimpleUploadedFile("名册.xlsx", b"PK\x03\x04 no package")

    page = signed_in(an_operator()).post(reverse("directory:import_add", args=[cluster.pk]), {"file": file})

    assert (page.status_code, "damaged or no Excel file" in page.content.decode()) == (422, True)


def test_look_alikes_are_merged_and_given_back_on_the_page() -> None:
    an_organization("上海示例车灯有限公司")
    other = an_organization("上海示例車燈股份有限公司")
    find_likenesses()
    client = signed_in(an_operator())
    likeness = Likeness.objects.get()

    page = reverse("directory:merge", args=[likeness.one_id, likeness.other_id])
    assert page in client.get(reverse("directory:likenesses")).content.decode()
    client.post(page)
    other.refresh_from_db()
    assert other.merged_into_id == likeness.one_id
    client.post(reverse("directory:merge_undo", args=[Merge.objects.get().pk]))
    other.refresh_from_db()
    assert other.merged_into_id is None


def every_page() -> list[tuple[str, int | None]]:
    keys = (
        "organization_change",
        "certification_add",
        "capability_add",
        "relation_add",
        "contact_add",
        "credit_mark_add",
    )
    organization = an_organization_with_secrets()
    cluster = organization.memberships.get().cluster_id
    expert = an_expert()
    return [
        *((name, organization.pk) for name in keys),
        *(
            (name, cluster)
            for name in ("cluster_change", "segment_add", "technology_field_add", "membership_add", "import_add")
        ),
        ("membership_change", organization.memberships.get().pk),
        ("membership_end", organization.memberships.get().pk),
        ("contact_hand_over", Contact.objects.get().pk),
        ("expert", expert.pk),
        ("expert_change", expert.pk),
        ("post_add", expert.pk),
        *((name, None) for name in ("organization_add", "expert_add", "imports", "clusters", "likenesses", "experts")),
    ]


def test_every_page_opens_for_the_operator() -> None:
    client = signed_in(an_operator())

    for name, pk in every_page():
        page = client.get(reverse(f"directory:{name}", args=[] if pk is None else [pk]))
        assert (name, page.status_code) == (name, 200)
