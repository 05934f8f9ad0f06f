"""Every limit of every shipped pack, just under it, at it and just over it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, localcontext
from importlib.resources import files

import pytest

from qunli.engines.assessing import FactsRefused, Pack, Verdict, read_facts, read_pack
from qunli.engines.assessing.judging import Judge
from qunli.engines.assessing.packs import (
    All,
    AnyOf,
    Comparison,
    Condition,
    CountOf,
    InputKind,
    Measure,
    MeasureKind,
    Not,
    ScoreReached,
    Take,
)
from qunli.engines.assessing.scoring import ScoreOutcome

YEAR = 2025
EXPECTED = {
    "at_least": (Verdict.UNMET, Verdict.MET, Verdict.MET),
    "more_than": (Verdict.UNMET, Verdict.UNMET, Verdict.MET),
    "at_most": (Verdict.MET, Verdict.MET, Verdict.UNMET),
    "less_than": (Verdict.MET, Verdict.UNMET, Verdict.UNMET),
}
SHIPPED = sorted(
    (file.name, file.read_text(encoding="utf-8"))
    for file in files("qunli").joinpath("rulebook", "packs").iterdir()
    if file.name.endswith(".toml")
)
PACKS = {name: read_pack(text) for name, text in SHIPPED}


def comparisons(condition: Condition | None) -> Iterator[Comparison]:
    match condition:
        case Comparison():
            yield condition
        case All() | AnyOf() | CountOf():
            for one in condition.conditions:
                yield from comparisons(one)
        case Not():
            yield from comparisons(condition.condition)
        case _:
            return


def limits(pack: Pack) -> Iterator[Comparison]:
    """Every comparison of the pack's rules, points and classes with a number as its limit."""
    conditions: list[Condition | None] = [one for rule in pack.rules for one in (rule.need, *rule.waived_by)]
    conditions += [band.when for score in pack.scores for item in score.items for band in item.bands]
    conditions += [one.when for one in pack.classes]
    for condition in conditions:
        yield from (one for one in comparisons(condition) if isinstance(one.limit, Decimal))


CASES = [(name, one) for name, pack in PACKS.items() for one in dict.fromkeys(limits(pack))]


def figures_for(measure: Measure, value: Decimal) -> dict[str, object]:
    """Make figures of which a measure has exactly that value."""
    first, *others = measure.inputs
    years = [str(YEAR - back) for back in range(measure.years)]
    base = Decimal(10**9)
    with localcontext() as exact:
        exact.prec = 60
        match measure.kind:
            case MeasureKind.SHARE:
                return {first: dict.fromkeys(years, value * base), others[0]: dict.fromkeys(years, base)}
            case MeasureKind.GROWTH:
                return {
                    first: {
                        str(YEAR - back): base * (1 + value) ** (measure.years - back)
                        for back in range(measure.years + 1)
                    }
                }
            case _:
                each = value / measure.years if measure.take is Take.SUM else value
                stated = each if measure.take is Take.LATEST else dict.fromkeys(years, each)
                return {first: stated, **dict.fromkeys(others, Decimal(0))}


def written(pack: Pack, figures: dict[str, object]) -> dict[str, object]:
    """Write shares with their percent sign, as a person must where they are above one."""
    units = {one.key: one.unit for one in pack.inputs}

    def one(key: str, value: object) -> object:
        if isinstance(value, dict):
            return {year: one(key, inner) for year, inner in value.items()}
        return f"{value * 100:f}%" if units[key] == "share" and isinstance(value, Decimal) else value

    return {key: one(key, value) for key, value in figures.items()}


@pytest.mark.parametrize(
    ("name", "comparison"), CASES, ids=[f"{name}: {one.measure} {one.operator}" for name, one in CASES]
)
def test_a_limit_is_kept_under_at_and_over_it_as_its_words_say(name: str, comparison: Comparison) -> None:
    pack, limit = PACKS[name], comparison.limit
    assert isinstance(limit, Decimal)
    step = Decimal("0.0001") if abs(limit) < 1 else Decimal(1)
    found = []
    for value in (limit - step, limit, limit + step):
        facts = read_facts(written(pack, figures_for(comparison.measure, value)), pack.inputs, year=YEAR)
        found.append(Judge(pack, facts).condition(comparison).verdict)
    missed = Verdict.PERSON if comparison.generally else Verdict.UNMET
    assert found == [missed if one is Verdict.UNMET else one for one in EXPECTED[comparison.operator]]


def test_the_packs_hold_the_limits_that_are_tested() -> None:
    assert len(CASES) > 100


@pytest.mark.parametrize("name", PACKS)
def test_every_input_of_a_pack_is_asked_for(name: str) -> None:
    text = dict(SHIPPED)[name]
    assert [one.key for one in PACKS[name].inputs if text.count(f'"{one.key}"') < 2] == []


@pytest.mark.parametrize("name", PACKS)
def test_without_any_figure_nothing_is_met_and_nothing_unmet(name: str) -> None:
    pack = PACKS[name]
    judge = Judge(pack, read_facts({}, pack.inputs))
    verdicts = {judge.rule(rule.key).verdict for rule in pack.rules}
    assert verdicts <= {Verdict.UNKNOWN, Verdict.PERSON}


@pytest.mark.parametrize("name", PACKS)
def test_a_choice_has_points_for_each_of_its_answers(name: str) -> None:
    pack = PACKS[name]
    for asked in (one for one in pack.inputs if one.kind is InputKind.CHOICE):
        for answer in asked.choices:
            judge = Judge(pack, read_facts({asked.key: answer}, pack.inputs))
            items = {item.key: item.points for score in pack.scores for item in judge.score(score.key).items}
            assert any(low == high for low, high in items.values())


def reached(condition: Condition | None) -> Iterator[ScoreReached]:
    match condition:
        case ScoreReached():
            yield condition
        case All() | AnyOf() | CountOf():
            for one in condition.conditions:
                yield from reached(one)
        case _:
            return


POINTS = [(name, one) for name, pack in PACKS.items() for rule in pack.rules for one in reached(rule.need)]


@pytest.mark.parametrize(("name", "condition"), POINTS, ids=[f"{name}: {one.part or 'all'}" for name, one in POINTS])
def test_a_limit_on_points_is_kept_under_at_and_over_it_as_its_words_say(name: str, condition: ScoreReached) -> None:
    pack, limit = PACKS[name], condition.limit
    assert isinstance(limit, Decimal)
    found = []
    for points in (limit - Decimal("0.5"), limit, limit + Decimal("0.5")):
        judge = Judge(pack, read_facts({}, pack.inputs))
        judge.scored[condition.score] = ScoreOutcome(
            condition.score, (points, points), {condition.part: (points, points)}, ()
        )
        found.append(judge.condition(condition).verdict)
    assert tuple(found) == EXPECTED[condition.operator]


ANSWERS = [
    (name, one)
    for name, pack in PACKS.items()
    for rule in pack.rules
    for need in (rule.need, *rule.waived_by)
    for one in comparisons(need)
    if isinstance(one.limit, bool)
]


@pytest.mark.parametrize(
    ("name", "comparison"), ANSWERS, ids=[f"{name}: {one.measure} is {one.limit}" for name, one in ANSWERS]
)
def test_a_yes_or_no_decides_as_its_words_say(name: str, comparison: Comparison) -> None:
    pack = PACKS[name]
    asked = comparison.measure.inputs[0]
    found = [
        Judge(pack, read_facts({asked: answer}, pack.inputs)).condition(comparison).verdict
        for answer in (comparison.limit, not comparison.limit)
    ]
    assert found == [Verdict.MET, Verdict.UNMET]


AT_SIXTY = {
    "ip_level": "class I",
    "rd_spending": "200万元",
    "revenue": "1亿元",
    "main_revenue": {"2024": "54545454.5元", "2025": "6000万元"},
    "debt_ratio": "75%",
    "strategic_field": False,
}


@pytest.mark.parametrize(
    ("change", "points", "verdict"),
    [
        ({}, 60, Verdict.MET),
        ({"rd_spending": "199.99万元"}, 55, Verdict.UNMET),
        ({"debt_ratio": "75.01%"}, 55, Verdict.UNMET),
        ({"ip_level": "high-value class I", "rd_spending": "1元", "debt_ratio": "55%"}, 65, Verdict.MET),
        ({"ip_level": "high-value class I", "rd_spending": "5%", "main_revenue": {"2025": "1元"}}, None, None),
    ],
)
def test_an_innovative_sme_by_points_needs_the_total_and_each_part(
    change: dict[str, object], points: int | None, verdict: Verdict | None
) -> None:
    pack = PACKS["cn-innovative-sme.toml"]
    if points is None:  # 5 % is no sum of money: refused, not guessed
        with pytest.raises(FactsRefused):
            read_facts({**AT_SIXTY, **change}, pack.inputs, year=YEAR)
        return
    judge = Judge(pack, read_facts({**AT_SIXTY, **change}, pack.inputs, year=YEAR))
    assert ([int(one) for one in judge.score("points").total], judge.rule("score_route").verdict) == (
        [points, points],
        verdict,
    )


def test_a_technology_sme_is_let_in_directly_by_a_high_tech_recognition_and_by_no_other() -> None:
    pack = PACKS["cn-technology-sme.toml"]
    assert Judge(pack, read_facts({"holds_high_tech": True}, pack.inputs)).rule("direct_route").verdict is Verdict.MET
    assert "valid_recognition" not in {one.key for one in pack.inputs}


def test_points_that_are_given_count_up_to_their_cap_and_stay_open_where_nobody_gives_them() -> None:
    pack = PACKS["cn-high-tech-enterprise-2016.toml"]

    def points(figures: Mapping[str, object]) -> tuple[int, ...]:
        judge = Judge(pack, read_facts(figures, pack.inputs))
        return next(tuple(map(int, one.points)) for one in judge.score("points").items if one.key == "ip")

    given: list[dict[str, object]] = [{}, {"ip_points": 22}, {"ip_points": 31}]
    assert [points(one) for one in given] == [(0, 30), (22, 22), (30, 30)]


def test_a_high_tech_estimate_of_exactly_seventy_fails() -> None:
    pack = PACKS["cn-high-tech-enterprise-2016.toml"]
    known = {"ip_points": 30, "transfers_a_year": 0, "net_assets_growth": 0, "sales_growth": 0}
    judge = Judge(pack, read_facts({**known, "organisation_points": 20}, pack.inputs))
    assert ([int(one) for one in judge.score("points").total], judge.rule("points_expected").verdict) == (
        [50, 50],
        Verdict.UNMET,
    )
    most = {"ip_points": 30, "organisation_points": 20, "net_assets_growth": "35%", "sales_growth": "35%"}
    open_ended = Judge(pack, read_facts({**most, "transfers_a_year": 1}, pack.inputs))
    assert ([int(one) for one in open_ended.score("points").total], open_ended.rule("points_expected").verdict) == (
        [69, 76],
        Verdict.PERSON,
    )
