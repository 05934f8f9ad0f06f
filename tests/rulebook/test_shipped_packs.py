"""The packs we ship say where each value is from."""

import tomllib
from importlib.resources import files

PACKS = (
    "cn-open-call-government-posted",
    "cn-open-call-enterprise-posted",
    "cn-expert-fees",
)


def read(code: str) -> dict[str, object]:
    source = files("qunli").joinpath("rulebook", "packs", f"{code}.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


def parameters(code: str) -> list[dict[str, object]]:
    found = read(code)["parameter"]
    assert isinstance(found, list)
    return found


def test_the_code_of_a_pack_is_its_file_name() -> None:
    assert [read(code)["code"] for code in PACKS] == list(PACKS)


def test_a_value_is_missing_exactly_where_the_confidence_is_empty() -> None:
    for code in PACKS:
        for parameter in parameters(code):
            is_empty = parameter["confidence"] == "empty"
            assert (parameter["value"] == "") == is_empty, parameter["key"]


def test_every_parameter_names_its_source_and_has_words_in_two_languages() -> None:
    for code in PACKS:
        for parameter in parameters(code):
            text = parameter["text"]
            assert isinstance(text, dict)
            assert text["zh"]
            assert text["en"]
            assert parameter["source"], parameter["key"]


def test_no_key_is_given_twice() -> None:
    for code in PACKS:
        keys = [parameter["key"] for parameter in parameters(code)]
        assert len(keys) == len(set(keys))


def test_the_weights_of_a_rubric_make_a_hundred() -> None:
    for code in PACKS[:2]:
        rubric = next(p["value"] for p in parameters(code) if p["key"] == "rubric")
        assert isinstance(rubric, list)
        assert sum(line["weight"] for line in rubric) == 100


def test_the_two_open_calls_differ_in_their_sequence() -> None:
    assert read(PACKS[0])["sequence"] == [
        "bid",
        "form_check",
        "panel_review",
        "site_visit",
        "decision",
        "publicity",
        "approval",
        "task_book",
    ]
    assert read(PACKS[1])["sequence"] == [
        "bid",
        "form_check",
        "meeting",
        "technical_contract",
        "panel_review",
        "decision",
        "publicity",
        "approval",
        "task_book",
    ]
