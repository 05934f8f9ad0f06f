"""Holding a subject against a rule pack from the terminal, without a site."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from cli.conftest import Home

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.process

FIGURES = {
    "output": {"2024": {"value": "56.48亿元", "source": "the cluster's report"}},
    "sme_output_share": {"value": "50%", "bound": "more than"},
    "sme_rd_growth": "5%",
    "little_giants": 8,
    "champions": 0,
    "standards": 51,
}


def test_a_cluster_is_held_against_the_citys_standard_without_a_site(tmp_path: Path) -> None:
    home = Home(tmp_path)
    (home.folder / "facts.json").write_text(json.dumps({"year": 2024, "figures": FIGURES}), encoding="utf-8")
    found = json.loads(home.run("assess", "sh-sme-cluster-2023", "facts.json", "--json"))
    assert (found["verdict"], {rule["key"]: rule["verdict"] for rule in found["rules"]}) == (
        "unmet",
        {
            "output": "unknown",
            "sme_share": "unknown",
            "tiers": "met",
            "sme_rd_growth": "unmet",
            "standards": "met",
            "platform": "unknown",
            "operating_body": "unknown",
            "service_body": "unknown",
            "three_year_plan": "for a person",
        },
    )
    said = home.run("assess", "sh-sme-cluster-2023", "facts.json")
    assert (
        "- The SMEs' R&D spending grows by more than 5 percent: unmet (sme_rd_growth is exactly on the limit)" in said
    )
    assert not (home.folder / "home").exists()


def test_a_pack_and_facts_with_faults_get_a_line_for_each(tmp_path: Path) -> None:
    home = Home(tmp_path)
    (home.folder / "facts.json").write_text('{"staff": "many", "revenue": "4亿人"}', encoding="utf-8")
    assert home.run("assess", "cn-size-industry", "facts.json", code=1) == (
        "facts.json: staff: not_a_number (many)\nfacts.json: revenue: other_unit (4亿人)\n"
    )
    (home.folder / "pack.toml").write_text('[[rule]]\nkey = "one"\n', encoding="utf-8")
    said = home.run("assess", "pack.toml", "facts.json", code=1)
    assert said.splitlines()[0].startswith("pack.toml: line 1, ")
    assert "Shipped are: cn-expert-fees, " in home.run("assess", "nothing", "facts.json", code=2)
    assert home.run("assess", "cn-race", "none.json", code=2) == "Cannot read none.json: No such file or directory.\n"
