"""Met, unmet by how much, unknown, or for a person: never more certain than the figures are."""

from __future__ import annotations

import doctest
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunli.engines import assessing
from qunli.engines.assessing import (
    FactsRefused,
    PackUnreadable,
    Verdict,
    as_json,
    assess,
    read_facts,
    read_pack,
)
from qunli.engines.assessing.judging import Judge
from qunli.engines.assessing.packs import All, AnyOf, Comparison, Condition, CountOf, Measure, MeasureKind, Not

WORDS = 'text = { zh = "词", en = "words" }'
HEAD = 'code = "sample"\nversion = "1"\n'


def an_input(key: str, more: str = 'unit = "元"') -> str:
    return f'[[input]]\nkey = "{key}"\n{more}\n{WORDS}\n'


def a_rule(need: str, key: str = "asked", more: str = "") -> str:
    return f'[[rule]]\nkey = "{key}"\nneed = {need}\n{WORDS}\n{more}\n'


def test_what_is_no_toml_is_refused_at_its_line() -> None:
    with pytest.raises(PackUnreadable) as refused:
        read_pack('code = "a"\n\nversion = = "1"\n')
    assert [(one.line, one.key) for one in refused.value.faults] == [(3, "TOML")]


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ('tiers = "high_tech"', "tiers"),
        ('record = "age"', "record"),
    ],
)
def test_where_a_site_may_know_an_input_from_is_checked(written: str, key: str) -> None:
    with pytest.raises(PackUnreadable) as refused:
        read_pack(HEAD + an_input("one", written))
    assert [(one.line, one.key) for one in refused.value.faults] == [(5, key)]


def verdict_of(text: str, figures: dict[str, Any], *, occasion: str = "new") -> Verdict | None:
    pack = read_pack(HEAD + text)
    return assess(pack, read_facts(figures, pack.inputs), occasion=occasion).verdict


OUTPUT = an_input("output") + a_rule('{ figure = "output", at_least = "40亿" }')
SHARE = an_input("share", 'unit = "share"') + a_rule('{ figure = "share", at_least = "70%" }')


@pytest.mark.parametrize(
    ("figure", "verdict"),
    [
        ("40亿元", Verdict.MET),
        ("39.9999亿元", Verdict.UNMET),
        (4000000000, Verdict.MET),
        ({"value": "41亿元", "bound": "more than"}, Verdict.MET),
        ({"value": "39亿元", "bound": "more than"}, Verdict.UNKNOWN),
        ({"value": "40亿元", "bound": "less than"}, Verdict.UNMET),
        ({"value": "40亿元", "bound": "at most"}, Verdict.UNKNOWN),
        ({"value": "41亿元", "bound": "about"}, Verdict.PERSON),
        ({"value": "60亿元", "bound": "about"}, Verdict.MET),
        ({"low": "30亿元", "high": "39亿元"}, Verdict.UNMET),
        ({"low": "30亿元", "high": "50亿元"}, Verdict.UNKNOWN),
    ],
)
def test_a_bound_decides_only_what_it_can(figure: object, verdict: Verdict) -> None:
    assert verdict_of(OUTPUT, {"output": figure}) == verdict


def test_sources_that_differ_are_left_to_a_person_unless_both_say_the_same_of_the_rule() -> None:
    one, two, three = ({"value": f"{value}亿元", "source": str(value)} for value in (39, 41, 42))
    assert verdict_of(OUTPUT, {"output": [one, two]}) == Verdict.PERSON
    assert verdict_of(OUTPUT, {"output": [two, three]}) == Verdict.MET


def test_more_than_half_does_not_prove_seventy_percent() -> None:
    assert verdict_of(SHARE, {"share": {"value": "50%", "bound": "more than"}}) == Verdict.UNKNOWN


def test_a_miss_says_by_how_much_and_what_it_stands_on() -> None:
    pack = read_pack(HEAD + OUTPUT)
    figures = {"output": {"2024": {"value": "39.5亿元", "source": "yearly report"}}}
    found = as_json(assess(pack, read_facts(figures, pack.inputs)))
    rules: Any = found["rules"]
    assert rules[0]["comparisons"] == [
        {
            "measure": "output",
            "period": "2024",
            "operator": "at_least",
            "limit": "4000000000",
            "found": "3950000000",
            "verdict": "unmet",
            "by": "50000000",
            "figures": [
                {"key": "output", "period": "2024", "value": "3950000000", "unit": "元", "source": "yearly report"}
            ],
            "missing": [],
            "notes": [],
        }
    ]


def test_a_missing_year_is_named_and_never_filled_in() -> None:
    text = an_input("output") + a_rule('{ figure = "output", years = 3, at_least = "40亿" }')
    pack = read_pack(HEAD + text)
    finding = assess(pack, read_facts({"output": {"2022": "41亿", "2024": "50亿"}}, pack.inputs)).findings[0]
    assert (finding.verdict, [one.period for one in finding.missing]) == (Verdict.UNKNOWN, ["2023"])
    without_years = assess(pack, read_facts({"output": "50亿"}, pack.inputs)).findings[0]
    assert (without_years.verdict, [one.period for one in without_years.missing]) == (Verdict.UNKNOWN, [""])


def test_figures_of_later_years_do_not_count() -> None:
    pack = read_pack(HEAD + OUTPUT)
    figures = {"output": {"2023": "39亿", "2025": "41亿"}}
    assert assess(pack, read_facts(figures, pack.inputs, year=2024)).verdict == Verdict.UNMET
    assert assess(pack, read_facts(figures, pack.inputs)).verdict == Verdict.MET


def test_a_limit_that_nobody_found_is_unknown_whatever_the_figure() -> None:
    text = an_input("output") + a_rule('{ figure = "output", at_least = "" }')
    assert verdict_of(text, {"output": "999亿"}) == Verdict.UNKNOWN


def test_generally_leaves_a_miss_to_a_person() -> None:
    text = an_input("area", 'unit = "平方公里"') + a_rule('{ figure = "area", at_most = 100, generally = true }')
    assert [verdict_of(text, {"area": area}) for area in ("100平方公里", 101)] == [Verdict.MET, Verdict.PERSON]


def test_a_judgement_that_nobody_made_is_for_a_person_and_an_outside_score_unknown() -> None:
    judged = an_input("ahead", 'kind = "yes or no"\nfrom = "person"') + a_rule('{ figure = "ahead", is = true }')
    outside = an_input("score", 'from = "outside"\noutside = "platform"') + a_rule(
        '{ figure = "score", at_least = 50 }'
    )
    assert (verdict_of(judged, {}), verdict_of(judged, {"ahead": False})) == (Verdict.PERSON, Verdict.UNMET)
    assert verdict_of(outside, {}) == Verdict.UNKNOWN


def test_a_waiver_excuses_a_miss_and_a_veto_stops_all() -> None:
    text = (
        an_input("patents", 'unit = "项"')
        + an_input("award", 'kind = "yes or no"')
        + an_input("accident", 'kind = "yes or no"')
        + a_rule('{ figure = "patents", at_least = 4 }', more='waived_by = [{ figure = "award", is = true }]')
        + a_rule('{ figure = "accident", is = false }', key="clean", more="veto = true")
    )
    assert verdict_of(text, {"patents": 1, "award": True, "accident": False}) == Verdict.MET
    assert verdict_of(text, {"patents": 1, "award": False, "accident": False}) == Verdict.UNMET
    assert verdict_of(text, {"patents": 4, "accident": True}) == Verdict.UNMET


def test_a_rule_for_new_applications_is_not_asked_at_a_recheck() -> None:
    text = (
        an_input("growth", 'unit = "share"')
        + a_rule('{ figure = "growth", at_least = "5%" }', more='applies_to = "new"')
        + an_input("debt", 'unit = "share"')
        + a_rule('{ figure = "debt", at_most = "75%" }', key="debt")
    )
    figures = {"growth": "1%", "debt": "75%"}
    assert verdict_of(text, figures) == Verdict.UNMET
    assert verdict_of(text, figures, occasion="re-check") == Verdict.MET


POINTS = (
    an_input("share", 'unit = "share"')
    + an_input("level", 'kind = "choice"\nchoices = ["high", "low"]')
    + f'[[score]]\nkey = "points"\n{WORDS}\n'
    + f'[[score.item]]\nkey = "rd"\npart = "innovation"\n{WORDS}\nfigure = "share"\n'
    + 'bands = [{ at_least = "5%", points = 20 }, { at_least = "3%", points = 15 }, { points = 0 }]\n'
    + f'[[score.item]]\nkey = "ip"\n{WORDS}\nfigure = "level"\n'
    + 'bands = [{ is = "high", points = [25, 30] }, { points = 5 }]\n'
    + a_rule('{ score = "points", at_least = 40 }')
)


@pytest.mark.parametrize(
    ("figures", "total", "verdict"),
    [
        ({"share": "5%", "level": "low"}, (25, 25), Verdict.UNMET),
        ({"share": "3%", "level": "high"}, (40, 45), Verdict.MET),
        ({"share": "2%", "level": "high"}, (25, 30), Verdict.UNMET),
        ({"share": "5%"}, (25, 50), Verdict.UNKNOWN),
        ({"share": {"value": "3%", "bound": "at least"}, "level": "high"}, (40, 50), Verdict.MET),
        ({"level": "low"}, (5, 25), Verdict.UNMET),
    ],
)
def test_points_go_from_least_to_most_and_decide_only_what_both_ends_decide(
    figures: dict[str, object], total: tuple[int, int], verdict: Verdict
) -> None:
    pack = read_pack(HEAD + POINTS)
    found = assess(pack, read_facts(figures, pack.inputs))
    low, high = found.scores[0].total
    assert ((int(low), int(high)), found.verdict) == (total, verdict)


BOTH = '{ all = [{ figure = "staff", at_least = %s }, { figure = "revenue", at_least = "%s" }] }'
CLASSES = an_input("staff", 'unit = "人"') + an_input("revenue") + "".join(
    f'[[class]]\nkey = "{key}"\n{when}\n{WORDS}\n'
    for key, when in (
        ("large", f"when = {BOTH % (1000, '4亿')}"),
        ("medium", f"when = {BOTH % (300, '2000万')}"),
        ("micro", ""),
    )
)  # fmt: skip


@pytest.mark.parametrize(
    ("figures", "classes"),
    [
        ({"staff": 1000, "revenue": "4亿"}, ["large"]),
        ({"staff": 1000, "revenue": "3.9亿"}, ["medium"]),
        ({"staff": 299, "revenue": "9亿"}, ["micro"]),
        ({"staff": 1200}, ["large", "medium", "micro"]),
        ({"staff": 400}, ["medium", "micro"]),
    ],
)
def test_a_class_needs_both_lower_bounds_and_what_is_not_known_stays_possible(
    figures: dict[str, object], classes: list[str]
) -> None:
    pack = read_pack(HEAD + CLASSES)
    assert [one.key for one in assess(pack, read_facts(figures, pack.inputs)).classes] == classes


def test_every_fault_of_a_pack_is_named_by_line_and_key() -> None:
    text = (
        HEAD
        + an_input("output")
        + a_rule('{ figure = "outputs", at_least = 1 }')
        + a_rule('{ figure = "output", years = 0, at_least = 1 }', key="second")
        + a_rule('{ figure = "output", is = 1 }', key="third")
        + a_rule('{ figure = "output", at_least = 1, at_most = 2 }', key="third")
    )
    with pytest.raises(PackUnreadable) as refused:
        read_pack(text)
    assert [(fault.line, fault.key) for fault in refused.value.faults] == [
        (9, "need"),
        (14, "need"),
        (18, "key"),
        (23, "key"),
        (24, "need"),
    ]
    assert str(refused.value.faults[0]) == "line 9, need: No input of this pack has the key “outputs”."


def test_rules_that_stand_on_each_other_in_a_circle_are_refused() -> None:
    text = HEAD + a_rule('{ rule = "two" }', key="one") + a_rule('{ not = { rule = "one" } }', key="two")
    with pytest.raises(PackUnreadable) as refused:
        read_pack(text)
    assert [str(fault) for fault in refused.value.faults] == [
        "line 5, need: This rule refers to itself, by way of: one, two.",
        "line 10, need: This rule refers to itself, by way of: one, two.",
    ]


def test_every_fault_of_the_facts_is_named_by_figure_and_period() -> None:
    pack = read_pack(HEAD + OUTPUT + an_input("share", 'unit = "share"') + an_input("award", 'kind = "yes or no"'))
    figures = {
        "output": {"2024": "many", "20x4": 1, "2023": "5人"},
        "share": 50,
        "award": "perhaps",
        "other": 1,
    }
    with pytest.raises(FactsRefused) as refused:
        read_facts(figures, pack.inputs)
    assert [(fault.where, fault.code) for fault in refused.value.faults] == [
        ("output 2024", "not_a_number"),
        ("output", "not_a_period"),
        ("output 2023", "other_unit"),
        ("share", "share_needs_its_percent_sign"),
        ("award", "not_yes_or_no"),
    ]
    assert read_facts({"other": 1}, pack.inputs).unused == ("other",)


NAMES = ("one", "two", "three")
YES_NO = read_pack(HEAD + "".join(an_input(name, 'kind = "yes or no"') for name in NAMES))
LEAVES = st.sampled_from([Comparison(Measure(MeasureKind.FIGURE, (name,)), "is", limit=True) for name in NAMES])


def joined(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        several.map(All),
        several.map(AnyOf),
        inner.map(Not),
        several.flatmap(lambda some: st.integers(1, len(some)).map(lambda least: CountOf(least, some))),
    )


CONDITIONS: st.SearchStrategy[Condition] = st.recursive(LEAVES, joined, max_leaves=6)


@given(condition=CONDITIONS, known=st.dictionaries(st.sampled_from(NAMES), st.booleans()))
def test_what_is_decided_with_gaps_stays_so_however_they_are_filled(
    condition: Condition, known: dict[str, bool]
) -> None:
    decided = Judge(YES_NO, read_facts(known, YES_NO.inputs)).condition(condition).verdict
    open_names = [name for name in NAMES if name not in known]
    completions = [
        known | dict(zip(open_names, answers, strict=True))
        for answers in product([True, False], repeat=len(open_names))
    ]
    verdicts = {Judge(YES_NO, read_facts(one, YES_NO.inputs)).condition(condition).verdict for one in completions}
    assert decided is Verdict.UNKNOWN or verdicts == {decided}


def test_examples_of_the_readme_are_true() -> None:
    readme = Path(assessing.__path__[0]) / "README.md"
    outcome = doctest.testfile(str(readme), module_relative=False, encoding="utf-8")
    assert (outcome.attempted > 0, outcome.failed) == (True, 0)
