"""The road of the example adds up before anything is built on it."""

import csv
import importlib.util
import tomllib
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any  # a TOML file is a tree of mixed values

import openpyxl
from chinese_calendar import is_workday

MEILONG = Path(__file__).parents[2] / "examples" / "meilong"
PACKS = Path(__file__).parents[2] / "src" / "qunli" / "rulebook" / "packs"


def toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def road() -> dict[str, Any]:
    return toml(MEILONG / "road.toml")


def keys_of(*names: str) -> set[str]:
    found = set()
    for name in names:
        with (MEILONG / name).open(encoding="utf-8", newline="") as file:
            found |= {row["key"] for row in csv.DictReader(file)}
    return found


def strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for part in value.values() for text in strings(part)]
    if isinstance(value, list):
        return [text for part in value for text in strings(part)]
    return [value] if isinstance(value, str) else []


def rubric() -> dict[str, int]:
    pack = toml(PACKS / f"{road()['road']['pack']}.toml")
    lines = next(p["value"] for p in pack["parameter"] if p["key"] == "rubric")
    return {line["key"]: line["weight"] for line in lines}


def test_every_person_and_organization_of_the_road_is_known() -> None:
    story = road()
    people = {text for text in strings(story) if text.startswith("p-")}
    organizations = {proposal["lead"] for proposal in story["proposal"]}
    for proposal in story["proposal"]:
        organizations |= {partner["organization"] for partner in proposal["partners"]}
    for need in story["need"]:
        organizations.add(need["organization"])
    for milestone in story["task_book"]["milestone"]:
        for payment in milestone["payment"]:
            organizations |= {payment["payer"], payment["payee"]}

    assert people - keys_of("people.csv") == set()
    assert organizations - keys_of("members.csv", "solvers.csv", "departments.csv") == set()


def test_every_need_lies_in_a_field_and_segment_of_the_cluster() -> None:
    cluster = toml(MEILONG / "cluster.toml")
    fields = {field["key"] for field in cluster["field"]}
    segments = {segment["key"] for segment in cluster["segment"]}

    for need in road()["need"]:
        assert need["field"] in fields
        assert need["segment"] in segments
    assert Counter(need["outcome"] for need in road()["need"]) == {
        "accepted": 5,
        "merged": 1,
        "returned": 1,
    }


def test_every_fact_of_the_cluster_names_a_listed_source() -> None:
    cluster = toml(MEILONG / "cluster.toml")
    sources = {source["key"] for source in cluster["source"]}

    for part in ("segment", "field", "figure", "event"):
        assert {row["source"] for row in cluster[part]} <= sources
    giants = [row for row in cluster["figure"] if row["indicator"] == "little_giants"]
    assert [(row["value"], row["source"]) for row in giants] == [
        ("8", "report-2025"),
        ("2", "wenhui-2024"),
    ]


def test_the_budget_of_each_proposal_sums_to_its_money() -> None:
    for proposal in road()["proposal"]:
        budget = sum(line["yuan"] for line in proposal["budget"])
        assert budget == sum(proposal["money"].values()), proposal["key"]


def test_each_proposal_promises_every_indicator_of_the_need() -> None:
    story = road()
    asked = [indicator["key"] for indicator in story["need"][0]["indicator"]]

    for proposal in story["proposal"]:
        assert list(proposal["promise"]) == asked


def test_no_organization_stands_in_two_teams() -> None:
    teams = [
        organization
        for proposal in road()["proposal"]
        for organization in (
            proposal["lead"],
            *(partner["organization"] for partner in proposal["partners"]),
        )
    ]

    assert [name for name, times in Counter(teams).items() if times > 1] == []


def test_payments_of_the_task_book_sum_by_stream_to_what_was_awarded() -> None:
    story = road()
    paid: Counter[str] = Counter()
    for milestone in story["task_book"]["milestone"]:
        for payment in milestone["payment"]:
            paid[payment["kind"]] += payment["yuan"]
    winner = next(p for p in story["proposal"] if p["key"] == story["decision"]["winner"])

    assert paid == winner["money"] == story["task_book"]["money"]
    assert story["technical_contract"]["yuan"] == paid["poster"]
    assert paid["poster"] >= 4 * paid["fiscal"]


def test_the_ranking_of_the_panel_follows_from_its_scores() -> None:
    story = road()
    weights = rubric()
    total: Counter[str] = Counter()
    for score in story["score"]:
        assert list(score["lines"]) == list(weights)
        assert all(0 <= points <= 100 for points in score["lines"].values())
        total[score["proposal"]] += sum(weights[line] * points for line, points in score["lines"].items())

    assert [key for key, _ in total.most_common()] == story["panel"]["opinion"]["ranking"]
    assert Counter(score["proposal"] for score in story["score"]) == dict.fromkeys(
        total, len(story["panel"]["members"])
    )


def test_a_recused_expert_gives_no_score_and_the_reserve_does() -> None:
    story = road()
    (recusal,) = story["panel"]["recusal"]
    scorers = {score["expert"] for score in story["score"] if score["proposal"] == recusal["proposal"]}

    assert recusal["expert"] not in scorers
    assert recusal["replaced_by"] in scorers
    assert recusal["replaced_by"] in story["panel"]["reserves"]


def test_publicity_lasts_five_working_days() -> None:
    notice = road()["publicity"]
    days = notice["last_day"].toordinal() - notice["first_day"].toordinal() + 1
    counted = sum(is_workday(notice["first_day"].fromordinal(notice["first_day"].toordinal() + n)) for n in range(days))

    assert counted == 5


def test_the_story_moves_forward_in_time() -> None:
    story = road()
    moments = [
        story["collection"]["published_at"],
        story["call"]["published_at"],
        *sorted(proposal["submitted_at"] for proposal in story["proposal"]),
        story["call"]["opening_at"],
        story["form_check"]["at"],
        story["panel"]["drawn_at"],
        story["panel"]["opinion"]["at"],
        story["decision"]["at"],
        story["publicity"]["published_at"],
        story["objection"][0]["handled_at"],
        story["approval"]["at"],
        story["task_book"]["signed_at"],
        *(report["at"] for report in story["report"]),
        story["acceptance"]["at"],
        story["transfer"]["signed_at"],
    ]

    assert moments == sorted(moments)


def test_every_team_submits_before_its_deadline() -> None:
    call = road()["call"]

    for proposal in road()["proposal"]:
        assert proposal["submitted_at"] <= call["team_deadline"]
        assert proposal["stamped_at"] <= call["unit_deadline"]
        assert proposal["recommended_at"] <= call["recommending_deadline"]


def roster() -> ModuleType:
    spec = importlib.util.spec_from_file_location("roster", MEILONG / "make_roster.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_roster_is_the_same_each_time_and_its_faults_are_where_it_says(
    tmp_path: Path,
) -> None:
    module = roster()
    module.write_roster(tmp_path / "one.xlsx")
    module.write_roster(tmp_path / "two.xlsx")
    book = openpyxl.load_workbook(tmp_path / "one.xlsx")
    header = [cell.value for cell in book[module.CHINESE][4]]
    at_fault = {
        (row, column): book[sheet].cell(row, header.index(column) + 1).value for sheet, row, column, _ in module.FAULTS
    }

    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    assert header == list(module.CHINESE_HEADER)
    assert at_fault[13, "企业名称"] is None
    assert at_fault[12, "入群日期"] == "2025年2月30日"
    assert at_fault[14, "所在地"] == "云上镇"
    assert at_fault[15, "行业代码"] == "9999"
