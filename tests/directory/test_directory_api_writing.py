"""Entering the directory over the API: the same acts, permits and sight as on the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from making.directory import a_cluster, a_segment, a_uscc, an_organization, some_places
from making.people import AT, a_party, an_account, an_administrator, an_api_client, an_operator, sent
from qunli.core.states import SYSTEM
from qunli.directory.actions import ExpertEntry, add_expert
from qunli.directory.models import Contact, CreditMark, Organization, Relation
from qunli.people.states import Role

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

MARK = {"issuer": "示例部门", "reason": "失信", "since": "2026-01-01", "until": "2027-01-01", "source": "通报"}
LISTS = {
    "/clusters": 5,
    "/clusters/{cluster}/segments": 6,
    "/clusters/{cluster}/fields": 6,
    "/experts": 5,
    "/experts/{expert}/posts": 6,
    "/organizations/{organization}/certifications": 6,
    "/organizations/{organization}/contacts": 6,
    "/organizations/{organization}/credit-marks": 6,
    "/organizations/{organization}/relations": 6,
}
"""What each list asks of the database, the check of the token and the count of the whole included."""
CONTACT = {"name": "赵示例", "phone": "021-0000", "on": "2026-01-05"}


def editor_of(organization: Organization) -> Client:
    return an_api_client(an_account(role=Role.MEMBER_EDITOR, party=organization.party))


def test_an_organization_is_entered_replaced_and_changed_by_its_own_editors() -> None:
    some_places()
    office = an_api_client(an_operator())
    body = {"name": "上海示例有限公司", "uscc": a_uscc(7), "jurisdiction": "310112", "industry": "3670"}
    status, made = sent(office, "POST", "/organizations", body)
    assert (status, made["uscc"], made["industry_name"]) == (201, a_uscc(7), "汽车零部件及配件制造")
    again = sent(office, "POST", "/organizations", {**body, "name": "另一家"})
    assert again[0] in {409, 422}
    wrong = sent(office, "POST", "/organizations", {"name": "x", "uscc": "1" * 18, "industry": "Z9"})
    assert (wrong[0], {fault["place"] for fault in wrong[1]["faults"]}) == (422, {"uscc", "industry"})
    url = f"/organizations/{made['id']}"
    changed = sent(office, "PUT", url, {**body, "name": "改名有限公司", "former_names": ["上海示例有限公司"]})
    assert (changed[1]["name"], changed[1]["former_names"]) == ("改名有限公司", ["上海示例有限公司"])
    own = editor_of(Organization.objects.get(pk=made["id"]))
    status, said = sent(own, "PATCH", url, {"website": "https://example.org", "role_text": "密封件"})
    assert (status, said["website"], said["role_text"]) == (200, "https://example.org", "密封件")
    assert said["uscc"] == a_uscc(7)
    assert sent(own, "PUT", url, body)[0] == 403
    assert sent(editor_of(an_organization()), "PATCH", url, {"role_text": "x"})[0] == 403


def test_a_member_is_added_changed_and_ended() -> None:
    cluster, other = a_cluster(), a_cluster("另一集群")
    segment, elsewhere = a_segment(cluster), a_segment(other)
    organization = an_organization()
    office = an_api_client(an_operator())
    url = f"/clusters/{cluster.pk}/memberships"
    body = {"organization_id": organization.pk, "since": "2025-01-01", "segment_ids": [segment.pk]}
    status, made = sent(office, "POST", url, body)
    assert (status, made["segments"], made["role"]) == (201, ["零部件"], "member")
    assert sent(office, "POST", url, body)[1]["code"] == "already_member"
    one = f"/memberships/{made['id']}"
    assert sent(office, "PUT", one, {"role": "member", "segment_ids": [elsewhere.pk]})[0] == 404
    assert sent(office, "PUT", one, {"segment_ids": []})[1]["segments"] == []
    assert sent(office, "POST", f"{one}/end", {"on": "2024-01-01"})[0] == 422
    assert sent(office, "POST", f"{one}/end", {"on": "2025-06-30"})[1]["until"] == "2025-06-30"
    assert sent(editor_of(organization), "POST", url, body)[0] == 403
    visitor = an_api_client()
    here = f"/clusters/{cluster.pk}"
    assert [sent(visitor, "GET", f"{here}/{what}")[1]["count"] for what in ("segments", "fields")] == [1, 0]
    assert sent(visitor, "GET", "/clusters")[1]["count"] == 2


def test_what_is_known_of_an_organization_is_entered_by_whom_the_pages_let_in() -> None:
    one, other = an_organization(), an_organization()
    office, own, stranger = an_api_client(an_operator()), editor_of(one), editor_of(other)
    tier = {"tier": "little_giant", "issuer": "示例部", "source": "公告"}
    relation = {"other_id": other.pk, "kind": "parent", "source": "年报", "since": "2024-01-01"}
    url = f"/organizations/{one.pk}"
    for client, status in ((own, 403), (office, 201)):
        assert sent(client, "POST", f"{url}/certifications", tier)[0] == status
        assert sent(client, "POST", f"{url}/credit-marks", MARK)[0] == status
    for client, status in ((stranger, 403), (own, 201)):
        assert sent(client, "POST", f"{url}/relations", relation)[0] == status
        assert sent(client, "POST", f"{url}/contacts", CONTACT)[0] == status
    assert sent(an_api_client(an_administrator()), "POST", f"{url}/credit-marks", MARK)[0] == 403
    listed = {
        what: [sent(client, "GET", f"{url}/{what}")[1]["count"] for client in (office, own, stranger)]
        for what in ("certifications", "relations", "contacts", "credit-marks")
    }
    assert listed == {
        "certifications": [1, 1, 1],
        "relations": [1, 1, 1],
        "contacts": [1, 1, 0],
        "credit-marks": [1, 1, 0],
    }


def test_what_is_known_ends_is_corrected_and_handed_over() -> None:
    one, other = an_organization(), an_organization()
    office, stranger = an_api_client(an_operator()), editor_of(other)
    url = f"/organizations/{one.pk}"
    tier = {"tier": "little_giant", "source": "公告"}
    key = sent(office, "POST", f"{url}/certifications", tier)[1]["id"]
    assert sent(office, "PUT", f"/certifications/{key}", {**tier, "issuer": "示例部"})[1]["issuer"] == "示例部"
    relation = {"other_id": an_organization().pk, "kind": "parent", "source": "年报"}
    key = sent(office, "POST", f"{url}/relations", relation)[1]["id"]
    assert sent(stranger, "POST", f"/relations/{key}/end", {"on": "2026-02-01"})[0] == 403
    assert sent(office, "POST", f"/relations/{key}/end", {"on": "2026-02-01"})[1]["until"] == "2026-02-01"
    key = sent(office, "POST", f"{url}/contacts", CONTACT)[1]["id"]
    heir = {"name": "钱示例", "email": "qian@example.org", "on": "2026-03-01"}
    assert sent(stranger, "POST", f"/contacts/{key}/hand-over", heir)[0] == 404
    follows = sent(office, "POST", f"/contacts/{key}/hand-over", heir)[1]
    assert (follows["name"], Contact.objects.get(pk=key).handed_over_to_id) == ("钱示例", follows["id"])
    assert sent(office, "POST", f"/contacts/{follows['id']}/end", {"on": "2026-04-01"})[1]["until"] == "2026-04-01"
    key = sent(office, "POST", f"{url}/credit-marks", MARK)[1]["id"]
    assert sent(office, "POST", f"/credit-marks/{key}/lift", {"on": "2026-06-30"})[1]["until"] == "2026-06-30"
    assert (Relation.objects.count(), CreditMark.objects.count()) == (1, 1)


def test_a_cluster_its_chain_and_its_fields_are_kept_by_the_office() -> None:
    some_places()
    office, stranger = an_api_client(an_operator()), editor_of(an_organization())
    runs, decides = a_party(name="运营中心"), a_party(name="科委")
    body = {"name": "示例集群", "jurisdiction": "310112", "operator_id": runs.pk, "fields": [{"name": "密封"}]}
    assert sent(stranger, "POST", "/clusters", body)[0] == 403
    of_a_member = {**body, "operator_id": an_organization().party_id}
    assert sent(office, "POST", "/clusters", of_a_member)[0] == 404
    status, made = sent(office, "POST", "/clusters", body)
    assert (status, made["operator"], made["authority_id"]) == (201, "运营中心", None)
    url = f"/clusters/{made['id']}"
    changed = sent(office, "PUT", url, {"name": "新名", "jurisdiction": "310112", "authority_id": decides.pk})[1]
    assert (changed["name"], changed["operator_id"], changed["authority_id"]) == ("新名", runs.pk, decides.pk)
    wrong = sent(office, "PUT", url, {"name": "新名", "jurisdiction": "999999"})
    assert (wrong[0], [fault["place"] for fault in wrong[1]["faults"]]) == (422, ["jurisdiction"])
    segment = {"name": "零部件", "stream": "midstream"}
    assert [sent(office, "POST", f"{url}/segments", segment)[0] for _time in range(2)] == [201, 422]
    field = sent(office, "POST", f"{url}/fields", {"name": "天窗", "name_en": "Sunroofs"})[1]
    assert sent(office, "PUT", f"/fields/{field['id']}", {"name": "天窗系统"})[1]["name_en"] == ""
    told = [sent(office, "GET", f"{url}/{what}")[1]["items"] for what in ("segments", "fields")]
    assert [[one["name"] for one in rows] for rows in told] == [["零部件"], ["密封", "天窗系统"]]
    assert [sent(stranger, *call)[0] for call in (
        ("PUT", url, {"name": "x", "jurisdiction": "310112"}),
        ("POST", f"{url}/segments", segment),
        ("POST", f"{url}/fields", {"name": "x"}),
        ("PUT", f"/fields/{field['id']}", {"name": "x"}),
    )] == [403] * 4  # fmt: skip


def test_an_expert_is_entered_changed_and_given_posts_and_reads_only_themselves() -> None:
    office, one = an_api_client(an_operator()), an_organization()
    body = {"name": "孙示例", "grade": "senior", "fields": ["密封"]}
    status, made = sent(office, "POST", "/experts", body)
    assert (status, made["name"], made["fields"], made["employers"]) == (201, "孙示例", ["密封"], [])
    url = f"/experts/{made['id']}"
    assert sent(office, "PUT", url, {**body, "is_available": False})[1]["is_available"] is False
    held = sent(office, "POST", f"{url}/posts", {"organization_id": one.pk, "since": "2024-01-01"})[1]
    assert (held["organization"], sent(office, "GET", url)[1]["employers"]) == (one.name, [one.name])
    assert sent(office, "POST", f"/posts/{held['id']}/end", {"on": "2023-01-01"})[0] == 422
    assert sent(office, "POST", f"/posts/{held['id']}/end", {"on": "2025-01-01"})[1]["until"] == "2025-01-01"
    person = an_account(role=Role.EXPERT)
    own = add_expert(form=ExpertEntry(name=person.party.name, grade="other"), party=person.party, by=SYSTEM, at=AT)
    other = an_api_client(person)
    assert [sent(other, "GET", f"/experts/{key}/posts")[0] for key in (own.pk, made["id"])] == [200, 404]
    assert [sent(other, *call)[0] for call in (
        ("PUT", url, body), ("POST", "/experts", body), ("POST", f"{url}/posts", {"organization_id": one.pk}),
        ("POST", f"/posts/{held['id']}/end", {"on": "2025-01-01"}),
    )] == [403] * 4  # fmt: skip


@pytest.mark.parametrize("many", [1, 3])
def test_every_list_of_the_directory_takes_the_same_statements_at_any_length(
    many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clusters = [a_cluster(f"集群{number}") for number in range(many)]
    one, office = an_organization(), an_api_client(an_operator())
    expert = sent(office, "POST", "/experts", {"name": "孙示例", "grade": "senior"})[1]["id"]
    here, there = f"/clusters/{clusters[0].pk}", f"/organizations/{one.pk}"
    for number in range(many):
        segment = {"name": f"环节{number}", "stream": "midstream"}
        relation = {"other_id": an_organization().pk, "kind": "parent", "source": "年报"}
        tier = {"tier": "little_giant", "source": "公告", "certificate_number": str(number)}
        post = {"organization_id": an_organization().pk, "since": f"202{number}-01-01"}
        bodies: dict[str, dict[str, Any]] = {
            f"{here}/segments": segment,
            f"{here}/fields": {"name": f"领域{number}"},
            f"{there}/relations": relation,
            f"{there}/certifications": tier,
            f"{there}/contacts": CONTACT,
            f"{there}/credit-marks": MARK,
            f"/experts/{expert}/posts": post,
        }
        for path, body in bodies.items():
            assert sent(office, "POST", path, body)[0] == 201, path
    for number in range(1, many):
        sent(office, "POST", "/experts", {"name": f"专家{number}", "grade": "senior"})
    for path, statements in LISTS.items():
        asked = path.format(cluster=clusters[0].pk, organization=one.pk, expert=expert)
        sent(office, "GET", asked)
        with django_assert_num_queries(statements):
            assert sent(office, "GET", asked)[1]["count"] == many, path
