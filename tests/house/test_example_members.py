"""The made-up members of the example are the same everywhere and nobody's."""

import csv
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

from stdnum.cn import uscc

MEILONG = Path(__file__).parents[2] / "examples" / "meilong"


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("members", MEILONG / "generate_members.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # A dataclass looks its module up by name while it is made.
    sys.modules["members"] = module
    spec.loader.exec_module(module)
    return module


def rows(name: str) -> list[dict[str, str]]:
    with (MEILONG / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_generating_again_gives_the_same_bytes(tmp_path: Path) -> None:
    generator().write_members(tmp_path / "again.csv")

    assert (tmp_path / "again.csv").read_bytes() == (MEILONG / "members.csv").read_bytes()


def test_real_and_made_up_members_are_86() -> None:
    roles = ("member", "rotating chain leader")
    real = [row for row in rows("organizations.csv") if row["role"] in roles]

    assert len(real) + len(rows("members.csv")) == 86


def test_certifications_count_as_the_cluster_reports() -> None:
    members = rows("members.csv")
    held = {kind: {row["key"] for row in members if row[f"{kind}_since"]} for kind in ("hnte", "srdi", "little_giant")}

    assert {kind: len(keys) for kind, keys in held.items()} == {
        "hnte": 20,
        "srdi": 23,
        "little_giant": 8,
    }
    assert held["little_giant"] <= held["srdi"]


def test_revenue_of_all_stays_below_the_output_of_the_cluster() -> None:
    assert sum(int(row["revenue_yuan"]) for row in rows("members.csv")) < 5_648_000_000


def test_every_made_up_organization_says_so_and_has_a_valid_code_of_no_one() -> None:
    made_up = [row for name in ("members.csv", "solvers.csv", "departments.csv") for row in rows(name)]
    codes = [row["uscc"] for row in made_up]

    assert len(set(codes)) == len(codes)
    assert len({row["name"] for row in made_up}) == len(made_up)
    for row in made_up:
        assert "示例" in row["name"]
        assert row["synthetic"] == "yes"
        assert uscc.validate(row["uscc"]) == row["uscc"]
        assert row["uscc"] == generator().credit_code(
            int(row["uscc"][13:16]), prefix=row["uscc"][:2], division=row["uscc"][2:8]
        )


def test_real_organizations_carry_no_code_that_no_source_gave() -> None:
    real = rows("organizations.csv")

    assert {row["synthetic"] for row in real} == {"no"}
    assert {row["uscc"] for row in real} == {""}
    assert all(row["source"] and row["source_date"] for row in real)
