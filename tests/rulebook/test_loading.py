"""Packs are read whole or refused with every fault; a new version is made only when the content changed."""

from datetime import UTC, date, datetime

import pytest

from qunli.core.models import JournalEntry
from qunli.core.states import SYSTEM, NotPermitted, WrongInput
from qunli.people.actions import add_account
from qunli.rulebook.actions import load_new_packs, load_pack, load_shipped_packs
from qunli.rulebook.bridge import PackRefused, read_pack
from qunli.rulebook.models import RulePack
from qunli.rulebook.queries import (
    PACKS,
    NoSuchPack,
    NoSuchParameter,
    latest_pack,
    newest_packs,
    packs_not_loaded,
    parameter,
    shipped_packs,
    terms_of,
)
from qunli.rulebook.states import Confidence, PackKind

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

PACK = """\
code = "city-open-call"
version = "1"
kind = "open call"
title = { zh = "揭榜挂帅", en = "Open call" }
issuer = "A city"
number = ""
jurisdiction = "310112"
in_force_from = "2026-04-01"
in_force_to = ""
sequence = ["bid", "form_check"]

[[parameter]]
key = "corrections_max"
value = 1
unit = "times"
text = { zh = "补正次数", en = "Corrections" }
article = "第八条"
source = "the city's notice"
confidence = "sourced"

[[parameter]]
key = "remedy_days"
value = ""
unit = "days"
text = { zh = "补救天数", en = "Days to remedy" }
article = ""
source = "looked for, not found"
confidence = "empty"
"""


def faults_of(text: str) -> list[tuple[int, str]]:
    with pytest.raises(PackRefused) as refused:
        read_pack(text)
    return [(fault.line, fault.key) for fault in refused.value.faults]


def test_every_fault_is_named_with_its_line_and_key() -> None:
    broken = (
        PACK.replace('kind = "open call"', 'kind = "tender"')
        .replace('in_force_from = "2026-04-01"', 'in_force_from = "April"')
        .replace('"form_check"]', '"form_check", "lottery"]')
        .replace('source = "the city\'s notice"\n', "")
        .replace('confidence = "empty"', 'confidence = "sourced"')
        .replace('key = "remedy_days"', 'key = "corrections_max"\ncolour = "red"')
    )
    assert faults_of(broken) == [
        (3, "kind"),
        (8, "in_force_from"),
        (10, "sequence"),
        (12, "source"),
        (21, "key"),
        (22, "colour"),
        (23, "value"),
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('code = "a"\ntitle = {', (2, "TOML")),
        ('code = "a"\n\nversion = = "1"\n', (3, "TOML")),
    ],
)
def test_what_is_no_toml_is_refused_at_its_line(text: str, place: tuple[int, str]) -> None:
    assert faults_of(text) == [place]


def test_an_empty_file_is_refused_for_all_that_is_missing() -> None:
    texts = {"code", "version", "kind", "issuer", "number", "jurisdiction", "in_force_from", "in_force_to"}
    assert {key for _line, key in faults_of("")} == texts | {"title", "sequence"}


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('code = "city-open-call"', 'code = "City Call"', "code"),
        ('in_force_to = ""', 'in_force_to = "2025-01-01"', "in_force_to"),
        ('["bid", "form_check"]', '["bid", "bid"]', "sequence"),
        ('["bid", "form_check"]', '"bid"', "sequence"),
        ('version = "1"', "version = 1", "version"),
        ('text = { zh = "补正次数", en = "Corrections" }', 'text = { zh = "补正次数" }', "text"),
        ("value = 1\n", "", "value"),
        ('confidence = "sourced"', 'confidence = "certain"', "confidence"),
        ('key = "corrections_max"', 'key = "Corrections"', "key"),
    ],
)
def test_a_fault_stands_alone_where_the_rest_is_sound(old: str, new: str, key: str) -> None:
    assert [place[1] for place in faults_of(PACK.replace(old, new))] == [key]


def test_a_parameter_that_is_no_table_is_refused() -> None:
    top = PACK.partition("[[parameter]]")[0]
    assert faults_of(top + "parameter = [1]\n") == [(12, "parameter")]


@pytest.mark.django_db
def test_a_pack_is_kept_with_its_file() -> None:
    pack = load_pack(source=PACK.encode(), by=SYSTEM, at=AT)
    kept = (pack.code, pack.version, pack.kind, pack.title_en, pack.in_force_from, pack.in_force_to, pack.toml)
    assert kept == ("city-open-call", 1, PackKind.OPEN_CALL, "Open call", date(2026, 4, 1), None, PACK)
    assert JournalEntry.objects.get().facts == {"version": 1, "digest": pack.digest, "new": True}


@pytest.mark.django_db
def test_loading_the_same_content_again_makes_no_version() -> None:
    first = load_pack(source=PACK.encode(), by=SYSTEM, at=AT)
    again = load_pack(source=("\ufeff# a remark\n" + PACK).encode(), by=SYSTEM, at=AT)
    assert (again, RulePack.objects.count()) == (first, 1)
    assert [entry.facts["new"] for entry in JournalEntry.objects.order_by("id")] == [True, False]


@pytest.mark.django_db
def test_a_changed_value_makes_the_next_version_and_the_first_stays() -> None:
    first = load_pack(source=PACK.encode(), by=SYSTEM, at=AT)
    second = load_pack(source=PACK.replace("value = 1", "value = 2").encode(), by=SYSTEM, at=AT)
    first.refresh_from_db()
    assert (first.version, second.version) == (1, 2)
    assert (parameter(first.content, "corrections_max").value, parameter(second.content, "corrections_max").value) == (
        1,
        2,
    )
    assert latest_pack("city-open-call") == second
    assert list(newest_packs()) == [second]


@pytest.mark.django_db
def test_a_file_that_is_not_utf_8_is_refused_at_its_line() -> None:
    with pytest.raises(PackRefused) as refused:
        load_pack(source=b'code = "a"\nissuer = "\xb9\xab"\n', by=SYSTEM, at=AT)
    assert [(fault.line, fault.key) for fault in refused.value.faults] == [(2, "UTF-8")]


@pytest.mark.django_db
def test_every_shipped_pack_loads_once() -> None:
    loaded = load_shipped_packs(by=SYSTEM, at=AT)
    assert [f"{pack.code}.toml" for pack in loaded] == [file.name for file in shipped_packs()]
    assert load_shipped_packs(by=SYSTEM, at=AT) == loaded
    assert RulePack.objects.count() == len(loaded) >= 19
    assert packs_not_loaded() == []


@pytest.mark.django_db
def test_a_new_version_of_qunli_loads_only_what_the_site_never_had() -> None:
    first, *others = load_new_packs(by=SYSTEM, at=AT)
    assert [pack.version for pack in (first, *others)] == [1] * len(shipped_packs())
    mine = load_pack(source=first.toml.replace("value = 1500\n", "value = 1600\n", 1).encode(), by=SYSTEM, at=AT)
    assert (mine.code, mine.version) == (first.code, 2)
    assert packs_not_loaded() == []
    assert latest_pack(first.code) == mine


@pytest.mark.django_db
def test_faults_of_rules_and_of_their_grounds_are_named_by_line_in_one_go() -> None:
    text = (PACKS / "cn-size-software.toml").read_text(encoding="utf-8") + (
        '[[rule]]\nkey = "one"\nneed = { figure = "staffs", at_least = "" }\n'
        'text = { zh = "词", en = "words" }\narticle = ""\nsource = ""\nconfidence = "sure"\n'
    )
    before = text.splitlines().index("[[rule]]") + 1
    with pytest.raises(PackRefused) as refused:
        load_pack(source=text.encode(), by=SYSTEM, at=AT)
    assert [(fault.line - before, fault.key) for fault in refused.value.faults] == [
        (2, "need"),
        (5, "source"),
        (6, "confidence"),
    ]
    assert RulePack.objects.count() == 0


@pytest.mark.django_db
def test_only_those_who_run_the_site_load_packs() -> None:
    user = add_account(email="a@example.org", name="A", password=None, by=SYSTEM, at=AT)
    with pytest.raises(NotPermitted):
        load_pack(source=PACK.encode(), by=user, at=AT)


def test_a_parameter_carries_source_article_and_confidence() -> None:
    found = parameter(read_pack(PACK), "corrections_max")
    assert (found.value, found.unit, found.article, found.source, found.confidence, found.is_empty) == (
        1, "times", "第八条", "the city's notice", Confidence.SOURCED, False
    )  # fmt: skip


def test_an_empty_parameter_says_so() -> None:
    assert parameter(read_pack(PACK), "remedy_days").is_empty


def test_a_parameter_that_the_pack_does_not_have_is_refused() -> None:
    with pytest.raises(NoSuchParameter):
        parameter(read_pack(PACK), "colour")


@pytest.mark.django_db
def test_a_pack_that_is_not_loaded_is_refused() -> None:
    with pytest.raises(NoSuchPack):
        latest_pack("nowhere")


@pytest.mark.django_db
def test_terms_say_which_values_the_call_set_itself() -> None:
    pack = load_pack(source=PACK.encode(), by=SYSTEM, at=AT)
    assert terms_of(pack, {"remedy_days": 10}) == {
        "corrections_max": {
            "value": 1,
            "unit": "times",
            "confidence": "sourced",
            "source": "the city's notice",
            "article": "第八条",
            "set_by_call": False,
        },
        "remedy_days": {
            "value": 10,
            "unit": "days",
            "confidence": "empty",
            "source": "looked for, not found",
            "article": "",
            "set_by_call": True,
        },
    }
    with pytest.raises(WrongInput) as wrong:
        terms_of(pack, {"colour": "red", "corrections_max": 2})
    assert list(wrong.value.faults) == ["colour"]
