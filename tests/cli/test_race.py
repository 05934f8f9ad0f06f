"""Schemes of a race compared from the terminal, without a site."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from cli.conftest import Home

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.process

SCHEME = """
code = "seals"
teams_most = 3
[[stage]]
key = "sample"
days = 180
budget = "100万"
success = 0.6
[[stage]]
key = "line"
days = 270
budget = "200万"
success = 0.5
"""


def test_schemes_are_compared_with_their_assumptions_beside_the_results(tmp_path: Path) -> None:
    home = Home(tmp_path)
    (home.folder / "race.toml").write_text(SCHEME, encoding="utf-8")
    one, two = json.loads(home.run("race", "simulate", "race.toml", "--teams", "1,2", "--runs", "5000", "--json"))
    assert (one["name"], one["exact"]["reached"], round(two["exact"]["reached"], 6)) == ("race, 1 lane", 0.3, 0.51)
    assert one["simulated"]["reached"]["low"] < 0.3 < one["simulated"]["reached"]["high"]
    assert two["assumptions"] | {"lanes": len(two["assumptions"]["lanes"])} == {
        "correlation": "0",
        "lanes": 2,
        "teams": None,
        "runs": 5000,
        "seed": 1,
        "confidence": 0.95,
    }
    (home.folder / "teams.toml").write_text('[[team]]\nname = "甲"\nsuccess = [0.9, 0.8]\n', encoding="utf-8")
    said = home.run("race", "simulate", "race.toml", "--teams", "teams.toml", "--runs", "5000")
    assert "72.0000% by enumeration" in said
    assert "assumed of 甲: passes with 0.9 (mends 0), 0.8 (mends 0); correlation 0" in said


def test_what_cannot_be_simulated_is_said_line_by_line(tmp_path: Path) -> None:
    home = Home(tmp_path)
    (home.folder / "race.toml").write_text(SCHEME.replace("0.6", "6"), encoding="utf-8")
    wrong = "race.toml: stage 1: success: expected a number of at least 0 and at most 1, such as 3 or 100万\n"
    assert home.run("race", "simulate", "race.toml", code=1) == wrong
    (home.folder / "race.toml").write_text(SCHEME, encoding="utf-8")
    many = "race.toml: the scheme admits 1 to 3 teams, not 4.\n"
    assert home.run("race", "simulate", "race.toml", "--teams", "4", code=2) == many
    assert home.run("race", "simulate", "none.toml", code=2) == "Cannot read none.toml: No such file or directory.\n"
