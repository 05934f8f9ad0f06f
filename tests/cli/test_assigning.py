"""Assigning experts from files, at the terminal."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from qunli.cli import main

if TYPE_CHECKING:
    from pathlib import Path

TABLES: dict[str, Any] = {
    "S": np.array([[0.9, 0.8, 0.1], [0.9, 0.2, 0.4]], np.float32),
    "coi": np.array([[False, False, False], [False, False, True]]),
    "demand": np.array([1, 1]),
    "load_max": np.array([1, 1, 1]),
}
LONG = """proposal,expert,affinity,coi,demand,load_max
magnet,Li,0.9,,1,1
magnet,Wang,0.8,,,1
sensor,Li,0.9,no,1,
sensor,Zhao,0.4,yes,,1
"""


def answer(*words: str) -> tuple[int, Any]:
    said = io.StringIO()
    with redirect_stdout(said):
        code = main(["assign", *words, "--json"])
    return code, json.loads(said.getvalue())


@pytest.fixture
def instance(tmp_path: Path) -> str:
    np.savez(tmp_path / "instance.npz", **TABLES)
    return str(tmp_path / "instance.npz")


def test_every_form_of_a_file_gives_the_same_answer(tmp_path: Path, instance: str) -> None:
    as_json = tmp_path / "instance.json"
    as_json.write_text(json.dumps({name: table.tolist() for name, table in TABLES.items()}), encoding="utf-8")
    folder = tmp_path / "tables"
    folder.mkdir()
    for name, table in TABLES.items():
        np.savetxt(folder / f"{name}.csv", table.astype(float), delimiter=",", fmt="%g")

    answers = [answer(form)[1] for form in (instance, str(as_json), str(folder), str(folder / "S.csv"))]

    assert [one["pairs"] for one in answers] == [[[0, 1], [1, 0]]] * 4
    assert [(one["status"], one["gap"]) for one in answers] == [("optimal", 0.0)] * 4


def test_pairs_of_a_list_are_named(tmp_path: Path) -> None:
    (tmp_path / "pairs.csv").write_text(LONG, encoding="utf-8")

    _code, said = answer(str(tmp_path / "pairs.csv"))

    assert said["named"] == [["magnet", "Wang"], ["sensor", "Li"]]
    assert said["reasons"]["pairs"][0] == {"affinity": 0.8, "rank": 2, "pinned": False}


def test_an_answer_is_checked_and_a_changed_one_found_out(tmp_path: Path, instance: str) -> None:
    result = tmp_path / "result.json"
    _code, said = answer(instance)
    result.write_text(json.dumps(said), encoding="utf-8")
    checked = answer(instance, "--verify", str(result))
    turned_round = answer("--verify", instance, str(result))
    result.write_text(json.dumps({**said, "pairs": [[0, 1], [1, 2]]}), encoding="utf-8")

    assert checked == turned_round
    assert (checked[0], checked[1]["optimal"], checked[1]["gap"]) == (0, True, 0.0)
    assert answer(instance, "--verify", str(result))[1]["faults"] == ["conflict: [1, 2]"]
    assert answer(instance, "--verify")[1]["verified"]["optimal"] is True


def test_what_does_not_fit_is_explained(instance: str) -> None:
    code, said = answer(instance, "--demand", "2")

    assert (code, said["status"], said["pairs"]) == (1, "infeasible", [])
    assert said["reasons"]["kind"] == "load"
    assert (said["reasons"]["proposals"], said["reasons"]["extra_capacity"]) == ([0, 1], 1)


def test_a_repair_a_draw_and_a_lottery_are_asked_for_by_options(tmp_path: Path, instance: str) -> None:
    result = tmp_path / "result.json"
    _code, said = answer(instance)
    result.write_text(json.dumps(said), encoding="utf-8")

    assert answer(instance, "--from", str(result), "--without", "2")[1]["changes"]["added"] == []
    assert answer(instance, "--draw", "2026")[1] | {"cpu_seconds": 0} == answer(instance, "--draw", "2026")[1] | {
        "cpu_seconds": 0
    }
    lottery = answer(instance, "--randomized", "1/2", "--samples", "100")[1]
    assert (lottery["marginals"], len(lottery["samples"])) == (
        [[0, 0, 0.5], [0, 1, 0.5], [1, 0, 0.5], [1, 1, 0.5]],
        100,
    )
    assert answer(instance, "--fair", "worst")[1]["worst"] == pytest.approx(0.8)


def test_files_that_are_no_instance_are_refused_with_their_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.json").write_text('{"S": [[1, "x"]], "demand": 1}', encoding="utf-8")

    assert main(["assign", str(tmp_path / "bad.json")]) == 1
    assert capsys.readouterr().err == "S: expected a table of numbers, proposals down and experts across ((1, 2))\n"
    assert main(["assign", str(tmp_path / "none.npz")]) == 2
