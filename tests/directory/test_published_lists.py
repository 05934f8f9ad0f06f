"""The published lists that the directory loads hang together."""

import csv
from collections import Counter
from importlib.resources import files

Rows = dict[str, dict[str, str]]


def read(name: str) -> Rows:
    # The folder is read through `qunli`: reading a list needs no configured site.
    source = files("qunli").joinpath("directory", "files", name)
    rows = list(csv.DictReader(source.read_text(encoding="utf-8").splitlines()))
    by_code = {row["code"]: row for row in rows}
    assert len(by_code) == len(rows)
    return by_code


def test_every_parent_is_a_row_that_comes_earlier() -> None:
    for name in ("jurisdictions.csv", "industries.csv"):
        seen = {""}
        for code, row in read(name).items():
            assert row["parent"] in seen, (name, code)
            seen.add(code)


def test_parents_of_jurisdictions_follow_from_their_codes() -> None:
    for code, row in read("jurisdictions.csv").items():
        expected = {
            "province": "",
            "city": code[:2] + "0000",
            "county": code[:4] + "00",
            "town": code[:6],
        }[row["level"]]
        assert row["parent"] == expected, code


def test_jurisdictions_cover_four_provinces_and_the_towns_of_minhang() -> None:
    rows = read("jurisdictions.csv")

    assert Counter(row["level"] for row in rows.values()) == {
        "province": 4,
        "city": 41,
        "county": 329,
        "town": 14,
    }
    assert rows["310112108"]["name"] == "梅陇镇"


def test_statistical_parks_are_not_called_gbt_2260() -> None:
    parks = {
        code: row
        for code, row in read("jurisdictions.csv").items()
        if row["level"] == "county" and "71" <= code[4:] <= "79"
    }

    assert {"320576", "340176", "340177", "340178"} <= parks.keys()
    assert {row["kind"] for row in parks.values()} == {"statistical park"}
    assert {row["source"] for row in parks.values()} == {"statistical code, not in GB/T 2260"}


def test_a_group_of_one_class_has_a_row_of_its_own() -> None:
    rows = read("industries.csv")

    assert rows["3670"]["parent"] == "367"
    assert rows["367"]["parent"] == "36"
    assert rows["36"]["parent"] == "C"
    assert rows["367"]["source"] == "derived from class 3670"


def test_industries_count_as_the_readme_says() -> None:
    levels = Counter(row["level"] for row in read("industries.csv").values())

    assert levels == {"section": 20, "division": 97, "group": 473, "class": 1381}
