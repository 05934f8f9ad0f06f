"""Rule packs are public, and say what was not found."""

from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from making.people import AT, a_client_for, an_operator
from qunli.core.states import SYSTEM
from qunli.rulebook.actions import load_pack, load_shipped_packs
from qunli.rulebook.models import RulePack
from qunli.rulebook.queries import PACKS, latest_pack

pytestmark = pytest.mark.django_db

ENGLISH = {"accept-language": "en"}


def test_a_pack_shows_each_value_with_source_and_confidence_and_what_was_not_found() -> None:
    load_shipped_packs(by=SYSTEM, at=AT)
    pack = latest_pack("cn-open-call-enterprise-posted")
    page = Client(headers=ENGLISH).get(f"/rulebook/{pack.pk}/").content.decode()
    for words in ("not found", "article number not verified", "赣州揭榜挂帅办法", "read in a source", "Version 1"):
        assert words in page


def test_a_pack_is_handed_out_as_it_came() -> None:
    pack = load_pack(source=(PACKS / "cn-expert-fees.toml").read_bytes(), by=SYSTEM, at=AT)
    answer = Client().get(f"/rulebook/{pack.pk}/toml/")
    assert answer.content.decode() == pack.toml
    assert answer["Content-Disposition"] == 'attachment; filename="cn-expert-fees-v1.toml"'


@pytest.mark.parametrize("query", ["", "?kind=expert+fees", "?format=xlsx"])
def test_the_list_of_packs_is_read_in_two_queries_at_most(query: str, django_assert_max_num_queries: object) -> None:
    load_shipped_packs(by=SYSTEM, at=AT)
    with django_assert_max_num_queries(2):  # type: ignore[operator]  # pytest-django's fixture
        assert Client(headers=ENGLISH).get(f"/rulebook/{query}").status_code == 200


def test_a_pack_says_what_its_rules_compare_and_its_points() -> None:
    load_shipped_packs(by=SYSTEM, at=AT)

    def page_of(code: str) -> str:
        answer = Client(headers=ENGLISH).get(f"/rulebook/{latest_pack(code).pk}/")
        return unescape(answer.content.decode())

    giant = page_of("cn-little-giant-2026")
    for words in (
        "growth of: Revenue compounded over the last 2 years ≥ 5%",
        "R&D spending over the last 2 years together ≥ 12,000,000 yuan",
        "waived by: Among the first three of a national award in three years",
        "new applications only",
        "veto",
    ):
        assert words in giant
    assert "IP tied to the main product = class II: <strong>5</strong>" in page_of("cn-innovative-sme")
    assert "Persons employed ≥ 300 persons; Revenue ≥ 20,000,000 yuan" in page_of("cn-size-industry")
    assert "Area of the cluster ≤ 100 square kilometres, generally" in page_of("cn-sme-cluster-2022")


def test_a_sum_is_said_in_ten_thousands_to_chinese_readers() -> None:
    load_shipped_packs(by=SYSTEM, at=AT)
    address = f"/rulebook/{latest_pack('cn-little-giant-2026').pk}/"
    page = unescape(Client(headers={"accept-language": "zh-hans"}).get(address).content.decode())
    assert "营业收入 ≥ 5,000万 元" in page


def test_an_operator_loads_a_pack_and_sees_every_fault_by_line() -> None:
    client = a_client_for(an_operator())
    source = (PACKS / "cn-race.toml").read_bytes()
    wrong = source.replace(b'kind = "race"', b'kind = "raze"').replace(b'unit = "organizations"', b"unit = 5")
    answer = client.post("/rulebook/load/", {"file": a_file(wrong)}, headers=ENGLISH)
    assert answer.status_code == 422
    page = unescape(answer.content.decode())
    assert "line 4, kind: “raze” is none of:" in page
    assert "line 16, unit: A text is missing" in page
    assert RulePack.objects.count() == 0
    done = client.post("/rulebook/load/", {"file": a_file(source)}, headers=ENGLISH)
    assert done["Location"] == f"/rulebook/{latest_pack('cn-race').pk}/"


def a_file(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("pack.toml", content, "application/toml")
